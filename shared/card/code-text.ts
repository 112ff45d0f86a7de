import { err, type Result } from '../kernel/result.ts';
import type { CardPattern, CardRead, CardRefusal } from './card.ts';
import { classifyText } from './classify.ts';
import { isDigit } from './digits.ts';
import { readOnce } from './read-once.ts';

/** The longest code that is looked at: a guest's telephone can show anything. A licence's barcode still fits. */
export const CODE_BYTES_MAX = 2_048;

const AIM_FLAG = 0x5d; // ]
const AIM_BYTES = 3;

/**
 * One barcode or QR code from a serial scanner, and also what a keyboard scanner typed. Only a code that is the bare
 * number is ours: links are never followed. Wipes `frame`.
 *
 * @param hasAimId the scanner is set up to put `]`, a letter and a modifier in front. Where it is not, a `]` is part of
 * the code.
 *
 * Source: ISO/IEC 15424 (AIM symbology identifiers).
 */
export function decodeCodeText(
	frame: Uint8Array,
	patterns: readonly CardPattern[],
	{ hasAimId = false }: { readonly hasAimId?: boolean } = {},
): Result<CardRead, CardRefusal> {
	return readOnce(frame, () => {
		const text = withoutTerminator(frame);
		if (text.length === 0) return err({ code: 'card_unreadable' });
		if (text.length > CODE_BYTES_MAX) return err({ code: 'card_foreign' });
		return classifyText(hasAimId && beginsWithAimId(text) ? text.subarray(AIM_BYTES) : text, 'code', patterns);
	});
}

function beginsWithAimId(text: Uint8Array): boolean {
	const [flag, symbology = 0, modifier = 0] = text;
	return flag === AIM_FLAG && isLetter(symbology) && (isDigit(modifier) || isLetter(modifier));
}

const isLetter = (byte: number): boolean => (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a);

/** CR, LF, TAB and ETX behind the code: scanners can be set up to end with any of them. */
function withoutTerminator(frame: Uint8Array): Uint8Array {
	let end = frame.length;
	while (end > 0 && TERMINATORS.includes(frame[end - 1]!)) end--;
	return frame.subarray(0, end);
}

const TERMINATORS = [0x0d, 0x0a, 0x09, 0x03];
