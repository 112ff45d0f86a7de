declare module 'subset-font' {
	/** Cuts a font down to the characters of a text. Source: subset-font 2.9, README. */
	export default function subsetFont(
		font: Buffer,
		text: string,
		options: {
			readonly targetFormat: 'woff2';
			readonly dropTables?: readonly string[];
			readonly variationAxes?: Readonly<Record<string, { min: number; max: number; default?: number }>>;
		},
	): Promise<Buffer>;
}
