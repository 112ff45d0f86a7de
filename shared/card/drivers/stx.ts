import { err, type Result } from '../../kernel/result.ts';
import type { CardPattern, CardRead, CardRefusal } from '../card.ts';
import { readOnce } from '../read-once.ts';
import { framesFrom, xorOf, type Redaction } from '../redaction.ts';
import { classifyTagBytes, TAG_BYTES_MAX, TAG_BYTES_MIN } from './tag-hex.ts';

export const STX = 0x02;

const ETX = 0x03;
const LENGTH_AT = 1;
const SERIAL_AT = 3;
/** STX, length, type, exclusive or, ETX. */
const AROUND_BYTES = 5;

/** The length counts the whole frame, from STX to ETX. */
export const STX_FRAME_BYTES_MIN = TAG_BYTES_MIN + AROUND_BYTES;
export const STX_FRAME_BYTES_MAX = TAG_BYTES_MAX + AROUND_BYTES;

/** Whether bytes are a whole frame: STX, their number, …, the exclusive or of all between, ETX. */
export function isStxFrame(frame: Uint8Array): boolean {
	const { length } = frame;
	if (length < STX_FRAME_BYTES_MIN || length > STX_FRAME_BYTES_MAX || frame[LENGTH_AT] !== length) return false;
	const check = frame.subarray(LENGTH_AT, -2).reduce((sum, byte) => sum ^ byte, 0);
	return frame[0] === STX && frame[length - 2] === check && frame[length - 1] === ETX;
}

/**
 * One tag from a reader that speaks binary: STX, length, type of the chip, serial number, exclusive or, ETX. Any byte may
 * stand inside, also ETX. Wipes `frame`.
 *
 * Source: data sheets of 125 kHz and 13.56 MHz readers with this frame, and their capture `02 0A 02 06 00 8E 6D 5D B0 03`.
 */
export function decodeStx(frame: Uint8Array, patterns: readonly CardPattern[]): Result<CardRead, CardRefusal> {
	return readOnce(frame, () =>
		isStxFrame(frame) ? classifyTagBytes(frame.slice(SERIAL_AT, -2), patterns) : err({ code: 'card_unreadable' }),
	);
}

export const STX_REDACTION: Redaction = {
	frameBytes: framesFrom(STX, (bytes) => bytes[LENGTH_AT] ?? Infinity),
	redact(frame, fakes, patterns) {
		if (!isStxFrame(frame)) return frame.map((byte, at) => (at === 0 && byte === STX ? STX : 0x00));
		const fake = frame.slice();
		fake.set(fakes.tag(frame.subarray(SERIAL_AT, -2), patterns), SERIAL_AT);
		fake[fake.length - 2] = xorOf(fake.subarray(LENGTH_AT, -2));
		return fake;
	},
};
