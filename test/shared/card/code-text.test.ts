import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CODE_BYTES_MAX, decodeCodeText } from '#shared/card/code-text.ts';
import { CARD_PATTERNS } from '../../../server/demo/miramar.ts';
import { memberNumber } from '../../arbitraries/member-cards.ts';
import { ascii, isAllZero } from '../../support/ascii.ts';

const ELENA = '9702310000000013';

const answerTo = (text: string, options?: { hasAimId: boolean }) => {
	const frame = ascii(text);
	const card = decodeCodeText(frame, CARD_PATTERNS, options);
	expect(isAllZero(frame)).toBe(true);
	return card.ok ? card.value.number : card.error.code;
};

describe('a code', () => {
	test.each(['', '\r', '\n', '\r\n', '\t', '\x03'])('with the terminator %j is read', (terminator) => {
		expect(answerTo(ELENA + terminator)).toBe(ELENA);
	});

	test('says that the number came by a code', () => {
		expect(decodeCodeText(ascii(ELENA), CARD_PATTERNS)).toEqual({
			ok: true,
			value: { kind: 'member-card', medium: 'code', number: ELENA },
		});
	});

	test.each([']Q1', ']C0', ']d2', ']z0'])('behind the AIM id %s is read where the scanner sends one', (aim) => {
		expect(answerTo(aim + ELENA, { hasAimId: true })).toBe(ELENA);
		expect(answerTo(aim + ELENA)).toBe('card_foreign');
	});

	test('without the AIM id that was expected is read as well', () => {
		expect(answerTo(ELENA, { hasAimId: true })).toBe(ELENA);
	});

	test.each([
		['nothing', '', 'card_unreadable'],
		['a terminator alone', '\r\n', 'card_unreadable'],
		['a link, even to ours', `https://h.example/m/${ELENA}`, 'card_foreign'],
		['a small letter', `${ELENA}a`, 'card_foreign'],
		['two numbers', `${ELENA} ${ELENA}`, 'card_foreign'],
		['a payment number', '4111111111111111', 'card_payment'],
		['a payment number in groups', '4111 1111 1111 1111', 'card_payment'],
		['a payment number in a link', 'https://pay.example/?card=5555555555554444', 'card_payment'],
		['a stripe of a bank card', ';4111111111111111=3012101?', 'card_payment'],
		['a payment number behind an AIM id', ']Q14111111111111111', 'card_foreign'],
		['a licence', '@\n\x1e\rANSI 636001080002DL00410278ZN03190008DLDAQ123', 'card_identity'],
		['an old licence', '@\n\x1c\rAAMVA6360010102DL00390188ZN02270031DLDAQ123', 'card_identity'],
		['a standard', 'ANSI 99', 'card_foreign'],
		['more than is looked at', '4111111111111111 '.repeat(CODE_BYTES_MAX / 16), 'card_foreign'],
	])('%s is refused', (_name, text, expected) => {
		expect(answerTo(text)).toBe(expected);
	});

	test('of any member is read, with text around it never', () => {
		fc.assert(
			fc.property(memberNumber(), fc.string({ unit: fc.constantFrom(...'ab /:?'), minLength: 1 }), (number, around) => {
				expect(answerTo(number)).toBe(number);
				expect(answerTo(around + number)).toBe('card_foreign');
				expect(answerTo(number + around)).toBe('card_foreign');
			}),
		);
	});

	test('of any bytes gets an answer and is zero afterwards', () => {
		fc.assert(
			fc.property(fc.uint8Array(), fc.boolean(), (frame, hasAimId) => {
				decodeCodeText(frame, CARD_PATTERNS, { hasAimId });
				expect(isAllZero(frame)).toBe(true);
			}),
		);
	});
});
