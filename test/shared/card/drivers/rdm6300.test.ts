import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CardPattern } from '#shared/card/card.ts';
import { decodeRdm6300 } from '#shared/card/drivers/rdm6300.ts';
import { CARD_PATTERNS } from '../../../../server/demo/miramar.ts';
import { fromHex, isAllZero } from '../../../support/ascii.ts';
import { rdm6300Frame } from '../../../arbitraries/reader-frames.ts';

const TAGS: readonly CardPattern[] = [{ medium: 'rfid', prefix: '', length: 10, check: 'none' }];

const answerTo = (frame: Uint8Array, patterns = TAGS) => {
	const card = decodeRdm6300(frame, patterns);
	return card.ok ? card.value.number : card.error.code;
};

describe('a tag', () => {
	test('is read as the data sheet shows it', () => {
		const frame = fromHex('02 31 30 30 30 38 36 46 34 34 34 32 36 03');
		expect(decodeRdm6300(frame, TAGS)).toEqual({
			ok: true,
			value: { kind: 'member-card', medium: 'rfid', number: '100086F444' },
		});
		expect(isAllZero(frame)).toBe(true);
	});

	test.each([
		['01026F6C3A', '3A'],
		['4B00423C15', '20'],
		['0000D507D0', '02'],
	])('%s has the checksum %s', (number, checksum) => {
		expect(answerTo(rdm6300Frame(number, checksum))).toBe(number);
		expect(answerTo(rdm6300Frame(number.toLowerCase(), checksum.toLowerCase()))).toBe(number);
	});

	test.each([
		['a wrong checksum', rdm6300Frame('100086F444', '27')],
		['no ETX', rdm6300Frame('100086F444', '26').fill(0x02, 13)],
		['a letter that is no digit', rdm6300Frame('100086G444', '26')],
		['a byte missing', rdm6300Frame('100086F444', '26').slice(1)],
		['the binary frame of another maker', fromHex('02 0A 02 06 00 8E 6D 5D B0 03')],
	])('with %s is not readable', (_name, frame) => {
		expect(answerTo(frame)).toBe('card_unreadable');
		expect(isAllZero(frame)).toBe(true);
	});

	test('of no programme is foreign', () => {
		expect(answerTo(rdm6300Frame('100086F444'), CARD_PATTERNS)).toBe('card_foreign');
		expect(answerTo(rdm6300Frame('100086F444'), [{ ...TAGS[0]!, prefix: '4B' }])).toBe('card_foreign');
	});

	test('of a house number is read where the prefix says so', () => {
		expect(answerTo(rdm6300Frame('4B00423C15'), [{ ...TAGS[0]!, prefix: '4B' }])).toBe('4B00423C15');
	});

	test('with any number is read as it is', () => {
		fc.assert(
			fc.property(fc.uint8Array({ minLength: 5, maxLength: 5 }), (bytes) => {
				const number = Buffer.from(bytes).toString('hex').toUpperCase();
				expect(answerTo(rdm6300Frame(number))).toBe(number);
			}),
		);
	});

	test('of any bytes gets an answer and is zero afterwards', () => {
		const bytes = fc.oneof(fc.uint8Array(), fc.uint8Array({ minLength: 14, maxLength: 14 }));
		fc.assert(
			fc.property(bytes, (frame) => {
				decodeRdm6300(frame, TAGS);
				expect(isAllZero(frame)).toBe(true);
			}),
		);
	});
});
