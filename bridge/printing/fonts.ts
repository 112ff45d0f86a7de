import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { GlobalFonts } from '@napi-rs/canvas';
import { codePointsOf } from './woff2.ts';

/** A bundled font is cut into files; each is opened when a character of its range is first needed. */
type Slice = {
	readonly path: string;
	readonly alias: string;
	readonly ranges: readonly (readonly [from: number, to: number])[];
	codePoints?: ReadonlySet<number>;
};

/** In this order: letters and figures, and Chinese. */
const FAMILIES = [
	{ family: 'sofia-sans', index: import.meta.resolve('@fontsource-variable/sofia-sans/unicode.json') },
	{ family: 'noto-sans-sc', index: import.meta.resolve('@fontsource-variable/noto-sans-sc/unicode.json') },
] as const;

let slices: Slice[] | undefined;

/**
 * The name under which a font with this character can be drawn; `undefined` where no bundled font has it. Fonts of the
 * machine are never asked, so that the same slip looks the same everywhere.
 */
export function fontFor(character: string): string | undefined {
	slices ??= FAMILIES.flatMap(readSlices);
	const code = character.codePointAt(0) ?? 0;
	return slices.find((slice) => slice.ranges.some(([from, to]) => code >= from && code <= to) && hasGlyph(slice, code))
		?.alias;
}

function hasGlyph(slice: Slice, code: number): boolean {
	if (!slice.codePoints) {
		const file = readFileSync(slice.path);
		slice.codePoints = codePointsOf(file);
		GlobalFonts.register(file, slice.alias);
	}
	return slice.codePoints.has(code);
}

function readSlices({ family, index }: (typeof FAMILIES)[number]): Slice[] {
	const folder = fileURLToPath(new URL('.', index));
	const ranges = JSON.parse(readFileSync(new URL(index), 'utf8')) as Record<string, string>;
	return Object.entries(ranges).map(([key, text]) => {
		const subset = key.replace(/[[\]]/g, '');
		return {
			path: `${folder}files/${family}-${subset}-wght-normal.woff2`,
			alias: `slip-${family}-${subset}`,
			ranges: text.split(',').map(rangeOf),
		};
	});
}

/** `U+4E00-4E09` or `U+20`, as style sheets write it. */
function rangeOf(text: string): readonly [number, number] {
	const [from, to] = text
		.trim()
		.slice(2)
		.split('-')
		.map((hex) => parseInt(hex, 16));
	return [from!, to ?? from!];
}
