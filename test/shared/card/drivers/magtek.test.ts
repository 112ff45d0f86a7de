import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeMagtek } from '#shared/card/drivers/magtek.ts';
import { CARD_PATTERNS } from '../../../../server/demo/miramar.ts';
import { memberNumber } from '../../../arbitraries/member-cards.ts';
import { magtekReport } from '../../../arbitraries/reader-frames.ts';
import { ascii, fromHex, isAllZero } from '../../../support/ascii.ts';

const GIFT_CARDS = [{ medium: 'magstripe', prefix: '9001', length: 16, check: 'none' }] as const;

const answerTo = (report: Uint8Array, patterns: Parameters<typeof decodeMagtek>[1] = CARD_PATTERNS) => {
	const card = decodeMagtek(report, patterns);
	return card.ok ? card.value.number : card.error.code;
};

const report = (header: string, track2 = '') => {
	const bytes = new Uint8Array(337);
	bytes.set(fromHex(header));
	bytes.set(ascii(track2), 117);
	return bytes;
};

describe('a MagTek report', () => {
	test('as the manual shows it is read', () => {
		expect(answerTo(report('00 00 00 00 12 00 00', ';9001123456789012?'), GIFT_CARDS)).toBe('9001123456789012');
	});

	test('of a card that looks like Maestro is refused', () => {
		expect(answerTo(report('00 00 00 00 12 00 00', ';6058123456789012?'))).toBe('card_foreign');
	});

	test.each([
		['a bad read', '00 01 00 00 00 00 00', ''],
		['a bad read of track 1 beside a good track 2', '01 00 00 00 12 00 00', ';9702310000000013?'],
		['a card without tracks', '00 00 00 00 00 00 03', ''],
		['a length that has no room', '00 00 00 00 6F 00 00', ';9702310000000013?'],
		['a length that cuts the track', '00 00 00 00 11 00 00', ';9702310000000013?'],
	])('of %s is not readable', (_name, header, track2) => {
		expect(answerTo(report(header, track2))).toBe('card_unreadable');
	});

	test.each([
		['AAMVA', 1],
		['California', 2],
	])('coded as a licence of %s is an identity card, whatever it says', (_name, encoding) => {
		expect(answerTo(magtekReport({ track2: ';9702310000000013?' }, encoding))).toBe('card_identity');
		expect(answerTo(magtekReport({}, encoding))).toBe('card_identity');
	});

	test('of another length is another reader’s', () => {
		expect(answerTo(new Uint8Array([...magtekReport({ track2: ';9702310000000013?' }), 0]))).toBe('card_unreadable');
	});

	test('brings the number that was written, on whatever tracks', () => {
		fc.assert(
			fc.property(memberNumber(), fc.constantFrom(1, 2, 3), (number, tracks) => {
				const track1 = tracks & 1 ? `%B${number}^A^4912?` : undefined;
				const track2 = tracks & 2 ? `;${number}?` : undefined;
				const frame = magtekReport({ track1, track2, track3: '+0112345?' });
				expect(answerTo(frame)).toBe(number);
				expect(isAllZero(frame)).toBe(true);
			}),
		);
	});

	test('of any bytes gets an answer and is zero afterwards', () => {
		const bytes = fc.oneof(fc.uint8Array({ maxLength: 400 }), fc.uint8Array({ minLength: 337, maxLength: 337 }));
		fc.assert(
			fc.property(bytes, (frame) => {
				decodeMagtek(frame, CARD_PATTERNS);
				expect(isAllZero(frame)).toBe(true);
			}),
		);
	});
});
