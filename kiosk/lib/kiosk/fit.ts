/** How wide the signs of the host's voice are, in times their size and rounded up; Cyrillic in its Bulgarian forms. */
const WIDTHS: readonly (readonly [signs: RegExp, ems: number])[] = [
	[/[\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60]/u, 1],
	[/[\s.,:;!ijlí]/u, 0.28],
	[/[frst¿?г]/u, 0.38],
	[/[aceksvxyzáéаезклсухчъья]/u, 0.48],
	[/[MWЖМШЩЮ]/u, 1.05],
	[/[\p{Lu}mwжмтфшщю]/u, 0.82],
];
/** Most other letters and all digits; those of a font that stands in are about as wide. */
const EMS_ELSE = 0.54;

/** About how wide a text is, in times its own size: so that one line of it can be as large as the place allows. */
export const emsOf = (text: string): number =>
	[...text].reduce((total, sign) => total + (WIDTHS.find(([signs]) => signs.test(sign))?.[1] ?? EMS_ELSE), 0);
