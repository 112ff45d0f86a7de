import { err, type Result } from '../../kernel/result.ts';
import type { CardPattern, CardRead, CardRefusal } from '../card.ts';
import { classifyTag } from '../classify.ts';
import { isUpperHex } from '../digits.ts';
import { readOnce } from '../read-once.ts';
import { bytesOfHex, framesFrom, hexLike, hexNoise, xorOf, type Redaction } from '../redaction.ts';

export const RDM6300_FRAME_BYTES = 14;
export const STX = 0x02;

const ETX = 0x03;
const LINE_ENDS = [0x0d, 0x0a];
const NUMBER_AT = 1;
const CHECKSUM_AT = 11;

/**
 * One EM4100 tag from an RDM6300: STX, ten hex digits, their checksum in two, ETX. The frame comes again about every
 * 50 ms while the tag is near. The canonical number is the 40 bits in upper-case hex. Wipes `frame`.
 *
 * Source: RDM6300 data sheet, "Data format".
 */
export function decodeRdm6300(frame: Uint8Array, patterns: readonly CardPattern[]): Result<CardRead, CardRefusal> {
	return readOnce(frame, () => {
		const isFramed = frame.length === RDM6300_FRAME_BYTES && frame[0] === STX && frame[13] === ETX;
		if (!isFramed) return err({ code: 'card_unreadable' });
		for (let index = NUMBER_AT; index < frame.length - 1; index++) frame[index] = upperCase(frame[index]!);
		if (!frame.subarray(NUMBER_AT, -1).every(isUpperHex) || checksumOf(frame) !== byteAt(frame, CHECKSUM_AT)) {
			return err({ code: 'card_unreadable' });
		}
		return classifyTag(frame.subarray(NUMBER_AT, CHECKSUM_AT), patterns);
	});
}

/** Exclusive or of the five bytes. */
function checksumOf(frame: Uint8Array): number {
	let checksum = 0;
	for (let at = NUMBER_AT; at < CHECKSUM_AT; at += 2) checksum ^= byteAt(frame, at);
	return checksum;
}

const byteAt = (frame: Uint8Array, at: number): number => (hexValue(frame[at]!) << 4) | hexValue(frame[at + 1]!);

const hexValue = (digit: number): number => (digit <= 0x39 ? digit - 0x30 : digit - 0x37);

const upperCase = (byte: number): number => (byte >= 0x61 && byte <= 0x66 ? byte - 0x20 : byte);

export const RDM6300_REDACTION: Redaction = {
	frameBytes: framesFrom(STX, () => RDM6300_FRAME_BYTES),
	redact(frame, fakes, patterns) {
		const isFramed = frame.length === RDM6300_FRAME_BYTES && frame[0] === STX && frame[13] === ETX;
		const digits = frame.subarray(NUMBER_AT, -1);
		const bytes = isFramed ? bytesOfHex(digits) : undefined;
		if (!bytes) return hexNoise(frame, [STX, ETX, ...LINE_ENDS]);
		const tag = fakes.tag(bytes.subarray(0, 5), patterns);
		// A wrong checksum stays as wrong.
		const checksum = xorOf(bytes) ^ xorOf(tag);
		const fake = frame.slice();
		fake.set(hexLike(Uint8Array.of(...tag, checksum), digits), NUMBER_AT);
		return fake;
	},
};
