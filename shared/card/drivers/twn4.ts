import { err, type Result } from '../../kernel/result.ts';
import type { CardPattern, CardRead, CardRefusal } from '../card.ts';
import { isHex } from '../digits.ts';
import { readOnce } from '../read-once.ts';
import { bytesOfHex, hexLike, hexNoise, type Fakes, type Redaction } from '../redaction.ts';
import { classifyTagBytes } from './tag-hex.ts';

/** `ascii`: hex digits and CR. `binary`: two bytes of length, the message, two bytes of CRC, each low byte first. */
export type Twn4Dialect = 'ascii' | 'binary';

const NO_ERROR = 0x00;
const FOUND = 0x01;
const BITS_AT = 3;
const LENGTH_AT = 4;
const SERIAL_AT = 5;

const SERIAL_BYTES_MAX = 16;

/** Error, found, type of the tag, bits, bytes, serial number. */
export const TWN4_REPLY_BYTES_MAX = SERIAL_AT + SERIAL_BYTES_MAX;

/** SearchTag. Source: TWN4 API reference, "SearchTag". */
const SEARCH_TAG = Uint8Array.of(0x05, 0x00, SERIAL_BYTES_MAX);

/** What a TWN4 is asked, again and again: whether a tag is near, and which. */
export function twn4Question(dialect: Twn4Dialect): Uint8Array {
	if (dialect === 'ascii') return Uint8Array.from('050010\r', (letter) => letter.charCodeAt(0));
	const crc = twn4Crc(SEARCH_TAG);
	return Uint8Array.of(SEARCH_TAG.length, 0, ...SEARCH_TAG, crc & 0xff, crc >> 8);
}

/** CRC-16/MCRF4XX over a message, without its length. Source: TWN4 simple protocol, "CRC". */
export function twn4Crc(message: Uint8Array): number {
	let crc = 0xffff;
	for (const byte of message) {
		crc ^= byte;
		for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x8408 : crc >>> 1;
	}
	return crc;
}

/** Whether the reader says that a tag is near. */
export const hasFoundTag = (reply: Uint8Array): boolean => reply[0] === NO_ERROR && reply[1] === FOUND;

/**
 * The answer of an Elatec TWN4 to SearchTag, as bytes from the error code on. The canonical number is the serial number
 * in upper-case hex. Wipes `reply`.
 *
 * Source: TWN4 API reference, "SearchTag"; Elatec's simple protocol.
 */
export function decodeTwn4(reply: Uint8Array, patterns: readonly CardPattern[]): Result<CardRead, CardRefusal> {
	return readOnce(reply, () => {
		const bytes = reply.length - SERIAL_AT;
		const isWhole = hasFoundTag(reply) && reply[LENGTH_AT] === bytes && Math.ceil(reply[BITS_AT]! / 8) === bytes;
		return isWhole ? classifyTagBytes(reply.slice(SERIAL_AT), patterns) : err({ code: 'card_unreadable' });
	});
}

const CR = 0x0d;
const LF = 0x0a;

/** Error, found, type, bits and bytes are no secret, the serial number is. What only looks like an answer may be anything. */
function redactReply(reply: Uint8Array, fakes: Fakes, patterns: readonly CardPattern[]): Uint8Array {
	if (reply.length <= 2) return reply;
	const serial = reply.subarray(SERIAL_AT);
	const isWhole = hasFoundTag(reply) && serial.length > 0 && reply[LENGTH_AT] === serial.length;
	if (!isWhole) return new Uint8Array(reply.length);
	return Uint8Array.of(...reply.subarray(0, SERIAL_AT), ...fakes.tag(serial, patterns));
}

const ASCII_REDACTION: Redaction = {
	frameBytes: (bytes) => bytes.indexOf(CR) + 1,
	redact(frame, fakes, patterns) {
		const digits = frame.filter((byte) => byte !== CR && byte !== LF);
		const reply = bytesOfHex(digits);
		if (!reply || !frame.subarray(0, digits.length).every(isHex)) return hexNoise(frame, [CR, LF]);
		const fake = frame.slice();
		fake.set(hexLike(redactReply(reply, fakes, patterns), digits));
		return fake;
	},
};

/** Around a message: two bytes of length and two of CRC. */
const AROUND_BYTES = 4;

const BINARY_REDACTION: Redaction = {
	frameBytes(bytes) {
		const whole = bytes.length < 2 ? Infinity : AROUND_BYTES + (bytes[0]! | (bytes[1]! << 8));
		return bytes.length >= whole ? whole : 0;
	},
	redact(frame, fakes, patterns) {
		const length = frame.length < AROUND_BYTES ? -1 : frame[0]! | (frame[1]! << 8);
		if (length < 1 || frame.length !== length + AROUND_BYTES) return new Uint8Array(frame.length);
		const [message, crcAt] = [frame.subarray(2, -2), frame.length - 2];
		const wrong = twn4Crc(message) ^ (frame[crcAt]! | (frame[crcAt + 1]! << 8));
		const other = redactReply(message, fakes, patterns);
		const crc = twn4Crc(other) ^ (wrong === 0 ? 0 : 1);
		return Uint8Array.of(frame[0]!, frame[1]!, ...other, crc & 0xff, crc >> 8);
	},
};

export const TWN4_REDACTIONS: Readonly<Record<Twn4Dialect, Redaction>> = {
	ascii: ASCII_REDACTION,
	binary: BINARY_REDACTION,
};
