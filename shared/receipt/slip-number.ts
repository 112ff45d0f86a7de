import type { ReversalId, VisitId } from '../kernel/ids.ts';

/** Without I, L, O and U: read aloud and typed by hand. Source: Crockford's Base 32. */
const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const PLACES = 6;
/** So many numbers there are: 30 bits. */
const BITS_VALUE = 2 ** 30;

/** The number of a slip, "7Q4M-2K": the last 30 bits of what it is about, which are random in every version of UUID. */
export function slipNumber(id: VisitId | ReversalId): string {
	let bits = parseInt(id.slice(-8), 16) & 0x3fffffff;
	let text = '';
	for (let place = 0; place < PLACES; place++) {
		text = DIGITS.charAt(bits & 31) + text;
		bits >>= 5;
	}
	return `${text.slice(0, 4)}-${text.slice(4)}`;
}

/** How the id of a visit may end whose slip has this number; none where it is no slip's number. */
export function idEndingsOf(number: string): readonly string[] {
	const places = [...number.toUpperCase().replaceAll('-', '')].map((sign) => DIGITS.indexOf(sign));
	if (places.length !== PLACES || places.includes(-1)) return [];
	const bits = places.reduce((value, place) => value * DIGITS.length + place, 0);
	// The two bits above them are not in the number.
	return [0, 1, 2, 3].map((above) => (above * BITS_VALUE + bits).toString(16).padStart(8, '0'));
}
