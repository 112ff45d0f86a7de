import type { VisitId } from '../kernel/ids.ts';

/** Without I, L, O and U: read aloud and typed by hand. Source: Crockford's Base 32. */
const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** The number of a slip, "7Q4M-2K": the last 30 bits of the visit's id, which are random in every version of UUID. */
export function slipNumber(visitId: VisitId): string {
	let bits = parseInt(visitId.slice(-8), 16) & 0x3fffffff;
	let text = '';
	for (let place = 0; place < 6; place++) {
		text = DIGITS.charAt(bits & 31) + text;
		bits >>= 5;
	}
	return `${text.slice(0, 4)}-${text.slice(4)}`;
}
