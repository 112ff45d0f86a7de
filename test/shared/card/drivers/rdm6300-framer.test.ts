import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRdm6300Framer } from '#shared/card/drivers/rdm6300-framer.ts';
import { rdm6300Frame } from '../../../arbitraries/reader-frames.ts';
import { isAllZero } from '../../../support/ascii.ts';

const TAG = rdm6300Frame('100086F444');
const bytesOf = (...parts: readonly (Uint8Array | readonly number[])[]) =>
	Uint8Array.from(parts.flatMap((p) => [...p]));

describe('an RDM6300', () => {
	test('gives the tag again and again while it is near', () => {
		expect(createRdm6300Framer().push(bytesOf(TAG, TAG, TAG))).toEqual([TAG, TAG, TAG]);
	});

	test('is in step again after noise', () => {
		expect(createRdm6300Framer().push(bytesOf([0xff, 0x31, 0x03], TAG, [0x00], TAG))).toEqual([TAG, TAG]);
	});

	test('is in step again after half a frame', () => {
		expect(createRdm6300Framer().push(bytesOf(TAG.subarray(0, 9), TAG))).toEqual([TAG]);
	});

	test('forgets half a frame when the line is quiet', () => {
		const framer = createRdm6300Framer();
		framer.push(TAG.slice(0, 9));
		expect(framer.flush()).toEqual([]);
		expect(framer.push(TAG.slice(9))).toEqual([]);
		expect(framer.push(TAG.slice())).toEqual([TAG]);
	});

	test('bytes that were taken are zero', () => {
		const bytes = bytesOf([0x31], TAG, TAG.subarray(0, 5));
		createRdm6300Framer().push(bytes);
		expect(isAllZero(bytes)).toBe(true);
	});

	test('gives frames of 14 bytes from STX, whatever comes', () => {
		const byte = fc.oneof(fc.constantFrom(0x02, 0x03, 0x30, 0x46), fc.nat(255));
		fc.assert(
			fc.property(fc.array(fc.array(byte)), (chunks) => {
				const framer = createRdm6300Framer();
				for (const frame of chunks.flatMap((chunk) => framer.push(Uint8Array.from(chunk)))) {
					expect(frame.length).toBe(14);
					expect(frame.lastIndexOf(0x02)).toBe(0);
				}
			}),
		);
	});
});
