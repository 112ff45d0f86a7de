import { err, ok, type Result } from '../kernel/result.ts';
import type { CardRefusal } from './card.ts';
import { areDigits } from './digits.ts';
import { bytesAt, contentSpan, TRACK_1, type Span } from './track.ts';

export type Track1Span = {
	/** The letter in front, as ASCII: `B` is a bank's. `undefined` where the track begins with another character. */
	readonly formatCode: number | undefined;
	/** What stands between the separators, the format code left out. A bank has number, name, further digits. */
	readonly fields: readonly Span[];
	/** The first field of nothing but digits; on a bank's layout only the first field counts. */
	readonly number: Span | undefined;
};

export const FORMAT_FINANCIAL = 0x42; // B
const SEPARATOR = 0x5e; // ^

/**
 * Finds the fields of one track 1 as readers send it: `%` [format code] field [`^` field …] `?` [LRC], in ASCII.
 * Programmes differ in where their number is: `%B<number>^NAME^…?`, `%<number>?`, `%LHT^<number>?`.
 *
 * Source: ISO/IEC 7811-2 (the frame), ISO/IEC 7813 (the fields, format codes).
 */
export function spanTrack1(frame: Uint8Array): Result<Track1Span, CardRefusal> {
	const content = contentSpan(frame, TRACK_1);
	// `%E?` is how readers write a bad read, and no card has a track of one character.
	if (!content || content.end - content.start === 1) return err({ code: 'card_unreadable' });
	const formatCode = isLetter(frame[content.start]!) ? frame[content.start] : undefined;
	const fields = splitFields(frame, { ...content, start: content.start + (formatCode === undefined ? 0 : 1) });
	const candidates = formatCode === FORMAT_FINANCIAL ? fields.slice(0, 1) : fields;
	return ok({ formatCode, fields, number: candidates.find((field) => areDigits(bytesAt(frame, field))) });
}

function splitFields(frame: Uint8Array, { start, end }: Span): Span[] {
	const fields: Span[] = [];
	let fieldStart = start;
	for (let index = start; index < end; index++) {
		if (frame[index] !== SEPARATOR) continue;
		fields.push({ start: fieldStart, end: index });
		fieldStart = index + 1;
	}
	return [...fields, { start: fieldStart, end }];
}

const isLetter = (byte: number): boolean => byte >= 0x41 && byte <= 0x5a;
