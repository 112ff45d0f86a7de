import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSwipeFramer, SWIPE_BYTES_MAX } from '#shared/card/drivers/swipe-framer.ts';
import { ascii, isAllZero } from '../../../support/ascii.ts';

const TRACK = ';9702310000000013?';

const texts = (frames: readonly Uint8Array[]) => frames.map((frame) => Buffer.from(frame).toString('latin1'));

describe('a serial reader', () => {
	test.each(['\r', '\n', '\r\n', '\n\r'])('that ends with %j gives one frame a swipe', (end) => {
		expect(texts(createSwipeFramer().push(ascii(TRACK + end + TRACK + end)))).toEqual([TRACK, TRACK]);
	});

	test('without an end is done when the line is quiet', () => {
		const framer = createSwipeFramer();
		expect(framer.push(ascii(TRACK))).toEqual([]);
		expect(texts(framer.flush())).toEqual([TRACK]);
		expect(framer.flush()).toEqual([]);
	});

	test('that is pulled out in mid-swipe leaves half a frame and then reads on', () => {
		const framer = createSwipeFramer();
		framer.push(ascii(TRACK.slice(0, 7)));
		expect(texts(framer.flush())).toEqual([TRACK.slice(0, 7)]);
		expect(texts(framer.push(ascii(`${TRACK}\r`)))).toEqual([TRACK]);
	});

	test('that never ends gives an empty frame where the end comes, and then reads on', () => {
		const framer = createSwipeFramer();
		expect(framer.push(new Uint8Array(SWIPE_BYTES_MAX * 3).fill(0x31))).toEqual([]);
		expect(texts(framer.push(ascii(`\r${TRACK}\r`)))).toEqual(['', TRACK]);
	});

	test('with as much as fits is whole', () => {
		const longest = '1'.repeat(SWIPE_BYTES_MAX);
		expect(texts(createSwipeFramer().push(ascii(`${longest}\r${longest}1\r`)))).toEqual([longest, '']);
	});

	test('has the bound that the runner gives', () => {
		expect(texts(createSwipeFramer({ frameBytesMax: 4 }).push(ascii('1234\r12345\r123\r')))).toEqual([
			'1234',
			'',
			'123',
		]);
	});

	test.each([
		['cr', '97\n02\r', ['97\n02']],
		['lf', '97\r02\n', ['97\r02']],
		['crlf', '97\r02\n03\r\n', ['97\r02\n03\r']],
		['tab', '97\r\n02\t', ['97\r\n02']],
		['etx', '97\r\n02\x03', ['97\r\n02']],
		['none', '97\r\n\t\x03', []],
	] as const)('that is set up to end with %s ends with nothing else', (end, sent, expected) => {
		const framer = createSwipeFramer({ end });
		expect(texts(framer.push(ascii(sent)))).toEqual(expected);
		expect(texts(framer.flush())).toEqual(end === 'none' ? [sent] : []);
	});

	test('of the wrong speed is known by bytes that no card and no code has', () => {
		const framer = createSwipeFramer();
		framer.push(ascii(`${TRACK}\r\n`));
		framer.push(new TextEncoder().encode('https://h.example/Привет/你好\t\x1d'));
		expect(framer.noiseBytes).toBe(0);
		framer.push(Uint8Array.of(0x00, 0xfe, 0xff, 0x98));
		expect(framer.noiseBytes).toBe(3);
	});

	test('bytes that were taken are zero', () => {
		const bytes = ascii(`${TRACK}\r;97`);
		createSwipeFramer().push(bytes);
		expect(isAllZero(bytes)).toBe(true);
	});

	test('a frame that has left is its own', () => {
		const framer = createSwipeFramer();
		const [frame] = framer.push(ascii(`${TRACK}\r`));
		framer.push(ascii('xxxxxxxxxxxxxxxxxxxxxxxx'));
		expect(texts([frame!])).toEqual([TRACK]);
	});

	test('gives the same frames however the bytes are cut', () => {
		const line = fc.string({ unit: fc.constantFrom(...';%?=0123456789'), minLength: 1, maxLength: 40 });
		const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 });
		fc.assert(
			fc.property(fc.array(line), sizes, (lines, cuts) => {
				const framer = createSwipeFramer();
				const bytes = ascii(lines.map((text) => `${text}\r\n`).join(''));
				const frames: Uint8Array[] = [];
				for (let start = 0, cut = 0; start < bytes.length; cut++) {
					const end = start + cuts[cut % cuts.length]!;
					frames.push(...framer.push(bytes.subarray(start, end)));
					start = end;
				}
				expect(texts(frames)).toEqual(lines);
			}),
		);
	});
});
