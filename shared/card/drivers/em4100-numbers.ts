/** What is printed on tags of one number, depending on who made them. There is no standard. */
export type Em4100Numbers = {
	/** All 40 bits, 13 digits: "10H13D". Some print 12; then the first one is left out, which is zero. */
	readonly tenHexDecimal: string;
	/** The low 32 bits, 10 digits: "8H10D". */
	readonly eightHexDecimal: string;
	/** The low 24 bits, 8 digits: "6H8D". */
	readonly sixHexDecimal: string;
	/** Byte 3 and the low 16 bits, `134,62532`: "2H4H". Facility and card of 26-bit Wiegand. */
	readonly threePlusFive: string;
	/** Both halves of the low 32 bits, `00134,62532`: "4H4H". */
	readonly fivePlusFive: string;
};

/**
 * @param canonical ten hex digits, as `decodeRdm6300` gives them
 *
 * Source: the tag makers' tables of formats, checked against readers of two vendors.
 */
export function em4100Numbers(canonical: string): Em4100Numbers {
	const valueOf = (start: number, end: number, digits: number): string =>
		Number.parseInt(canonical.slice(start, end), 16).toString().padStart(digits, '0');
	return {
		tenHexDecimal: valueOf(0, 10, 13),
		eightHexDecimal: valueOf(2, 10, 10),
		sixHexDecimal: valueOf(4, 10, 8),
		threePlusFive: `${valueOf(4, 6, 3)},${valueOf(6, 10, 5)}`,
		fivePlusFive: `${valueOf(2, 6, 5)},${valueOf(6, 10, 5)}`,
	};
}

/**
 * How the canonical number of a tag can end, given what is printed on it: for most prints the upper bits are lost, so
 * several tags may match and the one that is ours has to be looked for. The whole number has ten digits.
 * Eight digits and ten digits may be either of two formats: each has its ending. What is no printed number has none.
 */
export function canonicalEndings(printed: string): readonly string[] {
	const parts = /^(\d{3}|\d{5}),(\d{5})$/.exec(printed);
	if (parts) {
		const [, left = '', right = ''] = parts;
		const endings = [endingOf(left, left.length === 3 ? 2 : 4), endingOf(right, 4)];
		return endings.every((ending) => ending !== undefined) ? [endings.join('')] : [];
	}
	const whole = /^[\dA-Fa-f]{10}$/.test(printed) ? printed.toUpperCase() : undefined;
	return [whole, ...decimalEndings(printed)].filter((ending) => ending !== undefined);
}

function decimalEndings(printed: string): readonly (string | undefined)[] {
	if (!/^\d{1,13}$/.test(printed)) return [];
	if (printed.length > 10) return [endingOf(printed, 10)];
	// Some devices leave the leading zeros of the 32 bits out.
	return [printed.length === 8 ? endingOf(printed, 6) : undefined, endingOf(printed, 8)];
}

/** So many hex digits, or `undefined` where the value needs more. */
function endingOf(decimal: string, hexDigits: number): string | undefined {
	const hex = Number(decimal).toString(16).toUpperCase();
	return hex.length <= hexDigits ? hex.padStart(hexDigits, '0') : undefined;
}
