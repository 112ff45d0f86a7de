import { err, type Result } from '../kernel/result.ts';
import type { CardPattern, CardRead, CardRefusal } from './card.ts';
import { readOnce } from './read-once.ts';
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
