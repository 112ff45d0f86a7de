import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CardPattern } from '#shared/card/card.ts';
import { createStxFramer } from '#shared/card/drivers/stx-framer.ts';
import { decodeStx } from '#shared/card/drivers/stx.ts';
import { stxFrame } from '../../../arbitraries/reader-frames.ts';
import { isAllZero } from '../../../support/ascii.ts';

const PATTERNS: readonly CardPattern[] = [
	{ medium: 'rfid', prefix: '', length: 8, check: 'none' },
	{ medium: 'rfid', prefix: '', length: 10, check: 'none' },
];
/** As a reader of this kind sends it. */
const CAPTURE = Uint8Array.of(0x02, 0x0a, 0x02, 0x06, 0x00, 0x8e, 0x6d, 0x5d, 0xb0, 0x03);

const bytesOf = (...parts: readonly (Uint8Array | readonly number[])[]) =>
	Uint8Array.from(parts.flatMap((part) => [...part]));

function answerTo(frame: Uint8Array): string {
	const card = decodeStx(frame, PATTERNS);
	expect(isAllZero(frame)).toBe(true);
	return card.ok ? `${card.value.medium} ${card.value.number}` : card.error.code;
}

describe('a tag in a binary frame', () => {
	test.each([
		['of an EM4100, as captured', CAPTURE, 'rfid 06008E6D5D'],
		['with ETX in its number', stxFrame('0300020303'), 'rfid 0300020303'],
		['of a MIFARE chip with four bytes', stxFrame('A1B2C3D4', 1), 'rfid A1B2C3D4'],
		['of a telephone, which has another number each time', stxFrame('08B2C3D4', 1), 'card_foreign'],
		['that fits no pattern', stxFrame('04A1B2C3D4E5F6', 1), 'card_foreign'],
		['with a wrong check', bytesOf(CAPTURE.subarray(0, 8), [0xb1, 0x03]), 'card_unreadable'],
		['with a wrong length', bytesOf([0x02, 0x0b], CAPTURE.subarray(2)), 'card_unreadable'],
		['without its end', CAPTURE.slice(0, 9), 'card_unreadable'],
		['of nothing', new Uint8Array(0), 'card_unreadable'],
	])('%s', (_name, frame, expected) => {
		expect(answerTo(Uint8Array.from(frame))).toBe(expected);
	});

	test('has the number that was written, whatever it is', () => {
		fc.assert(
			fc.property(fc.uint8Array({ minLength: 5, maxLength: 5 }), (serial) => {
				const number = Buffer.from(serial).toString('hex').toUpperCase();
				expect(answerTo(stxFrame(number))).toBe(`rfid ${number}`);
			}),
		);
	});
});

describe('a line of binary frames', () => {
	test('is cut by length, however the bytes come', () => {
		const line = bytesOf(CAPTURE, stxFrame('0300020303'), CAPTURE);
		fc.assert(
			fc.property(fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 }), (sizes) => {
				const framer = createStxFramer();
				const frames: Uint8Array[] = [];
				for (let at = 0, turn = 0; at < line.length; turn++) {
					const size = sizes[turn % sizes.length]!;
					frames.push(...framer.push(line.slice(at, at + size)));
					at += size;
				}
				frames.push(...framer.flush());
				expect(frames).toEqual([CAPTURE, stxFrame('0300020303'), CAPTURE]);
				expect(framer.noiseBytes).toBe(0);
			}),
		);
	});

	test.each([
		['noise', Uint8Array.of(0xff, 0x02, 0x00, 0x31, 0x02)],
		['half a frame', CAPTURE.subarray(0, 6)],
		['a frame with a wrong check', bytesOf(CAPTURE.subarray(0, 8), [0xb1, 0x03])],
		['the beginning of a longer frame', Uint8Array.of(0x02, 0x0f)],
	])('is in step again after %s, and has counted it', (_name, damage) => {
		const framer = createStxFramer();
		framer.push(Uint8Array.from(damage));
		framer.push(CAPTURE.slice());
		expect([...framer.push(CAPTURE.slice()), ...framer.flush()]).toContainEqual(CAPTURE);
		expect([...framer.push(CAPTURE.slice()), ...framer.flush()]).toEqual([CAPTURE]);
		expect(framer.noiseBytes).toBeGreaterThan(0);
	});

	test('waits for what comes behind a frame: the next one, a line end or silence', () => {
		const framer = createStxFramer();
		expect(framer.push(CAPTURE.slice())).toEqual([]);
		expect(framer.push(CAPTURE.slice())).toEqual([CAPTURE]);
		expect(framer.push(Uint8Array.of(0x0d, 0x0a))).toEqual([CAPTURE]);
		expect(framer.flush()).toEqual([]);
		framer.push(CAPTURE.slice());
		expect(framer.flush()).toEqual([CAPTURE]);
	});

	test('takes no frame with a byte twice for another tag, though its check is right', () => {
		// With its 03 twice, length, check and end of this one fit two bytes earlier.
		const whole = stxFrame('1062CC03B6');
		const at = whole.indexOf(0x03);
		const framer = createStxFramer();
		expect(framer.push(bytesOf(whole.subarray(0, at + 1), whole.subarray(at)))).toEqual([]);
		expect(framer.flush()).toEqual([]);
	});

	test('forgets half a frame when the line is quiet', () => {
		const framer = createStxFramer();
		framer.push(CAPTURE.slice(0, 5));
		expect(framer.flush()).toEqual([]);
		expect(framer.push(CAPTURE.slice(5))).toEqual([]);
		framer.flush();
		framer.push(CAPTURE.slice());
		expect(framer.flush()).toEqual([CAPTURE]);
	});
});
