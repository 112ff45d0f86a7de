import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CardPattern } from '#shared/card/card.ts';
import { createTwn4Framer } from '#shared/card/drivers/twn4-framer.ts';
import { decodeTwn4, twn4Crc, twn4Question, type Twn4Dialect } from '#shared/card/drivers/twn4.ts';
import { twn4Answer } from '../../../arbitraries/reader-frames.ts';
import { ascii, isAllZero } from '../../../support/ascii.ts';

const PATTERNS: readonly CardPattern[] = [{ medium: 'rfid', prefix: '', length: 10, check: 'none' }];
const TAG = '100086F444';
const OTHER = '01026F6C3A';
const DIALECTS: readonly Twn4Dialect[] = ['ascii', 'binary'];

/** The numbers that a line of answers brings. */
function read(dialect: Twn4Dialect, ...chunks: readonly Uint8Array[]): string[] {
	const framer = createTwn4Framer(dialect);
	return chunks.flatMap((chunk) => framer.push(Uint8Array.from(chunk))).map(answerTo);
}

function answerTo(reply: Uint8Array): string {
	const card = decodeTwn4(reply, PATTERNS);
	expect(isAllZero(reply)).toBe(true);
	return card.ok ? card.value.number : card.error.code;
}

test('the question and its check are those of the maker', () => {
	expect(twn4Question('ascii')).toEqual(ascii('050010\r'));
	expect(twn4Question('binary')).toEqual(Uint8Array.of(0x03, 0x00, 0x05, 0x00, 0x10, 0x0f, 0x10));
	expect(twn4Crc(ascii('123456789'))).toBe(0x6f91);
});

describe.each(DIALECTS)('a TWN4 that speaks %s', (dialect) => {
	const [near, none] = [twn4Answer(dialect, TAG), twn4Answer(dialect, null)];

	test('is believed when it says the same twice', () => {
		expect(read(dialect, none, near)).toEqual([]);
		expect(read(dialect, none, near, near, near, none)).toEqual([TAG, TAG]);
		expect(read(dialect, near, none, near)).toEqual([]);
		expect(read(dialect, near, twn4Answer(dialect, OTHER), near)).toEqual([]);
	});

	test('is heard whole however the bytes come', () => {
		const bytes = [near, near].flatMap((answer) => [...answer]);
		expect(read(dialect, ...bytes.map((byte) => Uint8Array.of(byte)))).toEqual([TAG]);
	});

	test('is in step again after noise and after half an answer', () => {
		for (const damage of [Uint8Array.of(0xff, 0x00, 0x07, 0x0d), near.slice(0, 7), near.slice(3)]) {
			const framer = createTwn4Framer(dialect);
			framer.push(damage);
			for (let answers = 0; answers < 4; answers++) framer.push(none.slice());
			framer.push(near.slice());
			expect(framer.push(near.slice()).map(answerTo)).toEqual([TAG]);
		}
	});

	test('counts what is none of its answers', () => {
		const framer = createTwn4Framer(dialect);
		framer.push(none.slice());
		expect(framer.noiseBytes).toBe(0);
		framer.push(new Uint8Array(40).fill(0xfe));
		expect(framer.noiseBytes).toBeGreaterThan(30);
	});

	test.each([
		['a telephone with another number each time', '08A1B2C3', 'card_foreign'],
		['a longer number than any card has', '00112233445566778899AABB', 'card_foreign'],
		['a number of another length', 'A1B2C3D4', 'card_foreign'],
	])('%s is refused', (_name, serial, expected) => {
		const answer = twn4Answer(dialect, serial, 0x80);
		expect(read(dialect, answer, answer)).toEqual([expected]);
	});

	test('gives an answer to any bytes', () => {
		const byte = fc.oneof(fc.constantFrom(0, 1, 0x0d, 0x30, 0x31, 0x05, 0x28), fc.nat(255));
		fc.assert(
			fc.property(fc.array(fc.array(byte)), (chunks) => {
				const framer = createTwn4Framer(dialect);
				for (const frame of chunks.flatMap((chunk) => framer.push(Uint8Array.from(chunk)))) answerTo(frame);
			}),
		);
	});
});

test('a binary answer whose check is wrong is none, however often it comes', () => {
	const wrong = twn4Answer('binary', TAG);
	wrong[9]! ^= 0x10;
	expect(read('binary', wrong, wrong, wrong)).toEqual([]);
});

test.each([
	['fewer bytes than it says', [0, 1, 0x40, 40, 5, 1, 2, 3, 4]],
	['another number of bits', [0, 1, 0x40, 32, 5, 1, 2, 3, 4, 5]],
	['an error', [1, 1, 0x40, 40, 5, 1, 2, 3, 4, 5]],
	['nothing', []],
])('an answer with %s is not readable', (_name, bytes) => {
	expect(answerTo(Uint8Array.from(bytes))).toBe('card_unreadable');
});
