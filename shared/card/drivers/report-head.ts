const LENGTHS_AT = 3;
const ENCODING_AT = 6;
const ENCODING_MAX = 3;

/**
 * The head of a USB report, MagTek's or ID TECH's: error bits, lengths, how the stripe is coded. None of it is a secret;
 * what can be none of these is told to be wrong.
 */
export const redactReportHead = (head: Uint8Array): Uint8Array =>
	head.map((byte, at) => (at < LENGTHS_AT ? byte & 1 : at === ENCODING_AT && byte > ENCODING_MAX ? 0xff : byte));
