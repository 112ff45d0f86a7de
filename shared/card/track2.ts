import { err, ok, type Result } from '../kernel/result.ts';
import type { CardRefusal } from './card.ts';
import { areDigits } from './digits.ts';
import { bytesAt, contentSpan, TRACK_2, type Span } from './track.ts';

export type Track2Span = {
	readonly number: Span;
	/** Expiry, service code and what the issuer likes; `undefined` where there is no separator. */
	readonly additional: Span | undefined;
};

const SEPARATOR = 0x3d; // =

/**
 * Finds the fields of one track 2 as readers send it: `;` digits [`=` further characters] `?` [LRC], in ASCII.
 *
 * Source: ISO/IEC 7811-2 (the frame), ISO/IEC 7813 (the fields).
 */
export function spanTrack2(frame: Uint8Array): Result<Track2Span, CardRefusal> {
	const content = contentSpan(frame, TRACK_2);
	if (!content) return err({ code: 'card_unreadable' });
	const separatorAt = frame.subarray(0, content.end).indexOf(SEPARATOR);
	const number = { start: content.start, end: separatorAt === -1 ? content.end : separatorAt };
	if (!areDigits(bytesAt(frame, number))) return err({ code: 'card_unreadable' });
	return ok({ number, additional: separatorAt === -1 ? undefined : { start: separatorAt + 1, end: content.end } });
}
