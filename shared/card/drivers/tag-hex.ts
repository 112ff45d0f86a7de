import { err, type Result } from '../../kernel/result.ts';
import type { CardPattern, CardRead, CardRefusal } from '../card.ts';
import { classifyTag } from '../classify.ts';

/** Chips number themselves with 4, 5, 7, 8 or 10 bytes. */
export const TAG_BYTES_MIN = 4;
export const TAG_BYTES_MAX = 10;

/**
 * A tag's serial number as bytes, made canonical: upper-case hex digits, in the order in which the reader sends them. A
 * telephone and a passport have another number each time; they tell by their first byte, and are nobody's card.
 *
 * Source: NXP AN10927, "Random ID".
 */
export function classifyTagBytes(serial: Uint8Array, patterns: readonly CardPattern[]): Result<CardRead, CardRefusal> {
	const isKnown = serial.length >= TAG_BYTES_MIN && serial.length <= TAG_BYTES_MAX;
	if (!isKnown || (serial.length === 4 && serial[0] === RANDOM)) return err({ code: 'card_foreign' });
	const digits = new Uint8Array(serial.length * 2);
	serial.forEach((byte, index) => {
		digits[index * 2] = hexDigit(byte >> 4);
		digits[index * 2 + 1] = hexDigit(byte & 0x0f);
	});
	return classifyTag(digits, patterns);
}

const RANDOM = 0x08;

const hexDigit = (value: number): number => value + (value < 10 ? 0x30 : 0x37);
