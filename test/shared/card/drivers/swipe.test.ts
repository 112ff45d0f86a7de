import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CardPattern } from '#shared/card/card.ts';
import { decodeSwipe } from '#shared/card/drivers/swipe.ts';
import { CARD_PATTERNS } from '../../../../server/demo/miramar.ts';
import { memberNumber } from '../../../arbitraries/member-cards.ts';
import { lrcOf, serialText } from '../../../arbitraries/reader-frames.ts';
import { ascii, isAllZero } from '../../../support/ascii.ts';

const answerTo = (text: string, patterns: readonly CardPattern[] = CARD_PATTERNS) => {
	const card = decodeSwipe(ascii(text), patterns);
	return card.ok ? card.value.number : card.error.code;
};

const ELENA = '9702310000000013';
const MIGUEL = '9702310000000021';
const BANK_1 = '%B4111111111111111^DOE/JOHN^3012101000000000?';
const BANK_2 = ';4111111111111111=30121010000000000000?';

describe('a swipe', () => {
	test.each([
		['a member card', `;${ELENA}?`, ELENA],
		['with line end', `\r\n;${ELENA}?\r\n`, ELENA],
		['with more behind the number', `;${ELENA}=4912?`, ELENA],
		['with a date and a service code, as only a bank writes them', `;${ELENA}=3012101?`, ELENA],
		['on track 1 alone', `%${ELENA}?`, ELENA],
		['on both tracks', `%B${ELENA}^PETROVA/ELENA^4912?;${ELENA}?`, ELENA],
		['on both tracks, the second first', `;${ELENA}?%B${ELENA}^PETROVA/ELENA^4912?`, ELENA],
		['with a door lock on track 3', `;${ELENA}?+0112345678?`, ELENA],
		['with a track 3 that no reader understands', `;${ELENA}?+E?`, ELENA],
		['with track 3 behind the same sentinel', `;${ELENA}?;0112345678?`, ELENA],
	])('%s is read', (_name, text, expected) => {
		expect(answerTo(text)).toBe(expected);
	});

	test.each([
		['bad reads of three tracks', '%E?;E?+E?', 'card_unreadable'],
		['a bad read beside a good one', `%E?;${ELENA}?`, 'card_unreadable'],
		['nothing', '', 'card_unreadable'],
		['a line end alone', '\r\n', 'card_unreadable'],
		['half a track', `;${ELENA.slice(0, 9)}`, 'card_unreadable'],
		['a wrong LRC', `;${ELENA}?0`, 'card_unreadable'],
		['a third track 2', `;${ELENA}?;1?;2?`, 'card_unreadable'],
		['something in front', `x;${ELENA}?`, 'card_unreadable'],
		['two members on one card', `%${ELENA}?;${MIGUEL}?`, 'card_unreadable'],
		['a bad read of a bank card', `%E?${BANK_2}`, 'card_unreadable'],
		['a licence', ';6360001234567890=991219900101?', 'card_identity'],
		['a licence from Ontario', ';60442512345678901=991219900101?', 'card_identity'],
		['the last licence issuer', ';6360621234567890=991219900101?', 'card_identity'],
		[
			'a licence with its third track',
			'%NYNEW YORK^DOE$JOHN^1 ELM ST^?;6360011234567=9912?%"10012      D?',
			'card_identity',
		],
		['a bank card', BANK_1 + BANK_2, 'card_payment'],
		['a bank card, track 1', BANK_1, 'card_payment'],
		['a bank card, track 2', BANK_2, 'card_payment'],
		['a bank card with a wrong check digit', ';4111111111111112=3012101?', 'card_payment'],
		['a bank card with a wrong check digit on track 1', '%B4111111111111112^DOE/JOHN^3012101?', 'card_payment'],
		['a bank card with its number in groups', '%B3782 822463 10005^DOE/JOHN^3012101?', 'card_payment'],
		['a bank card without expiry', ';4111111111111111==101?', 'card_payment'],
		[
			'a gift card that is built like a bank card',
			'%B6035718888880528923^^4912?;6035718888880528923=4912?',
			'card_payment',
		],
		['a number with expiry and service code', ';1001237801001=0712101?', 'card_payment'],
		['a bank on track 1 and a member on track 2', `${BANK_1};${ELENA}?`, 'card_payment'],
		['a member on track 1 and a bank on track 2', `%${ELENA}?${BANK_2}`, 'card_payment'],
		['a bank on track 3 of a member', `;${ELENA}?+014111111111111111=12345?`, 'card_payment'],
		['a bank on track 3 alone', '+014111111111111111=12345?', 'card_payment'],
		['a strange name on track 1 of a member', `%PETROVA/ELENA?;${ELENA}?`, 'card_foreign'],
		['a number with fake expiry', ';1001237801001=0708?', 'card_foreign'],
		['a month that is none', ';1001237801001=0713101?', 'card_foreign'],
		['a card of another shop', ';125981562345623655?', 'card_foreign'],
		['another programme', '%LHT^000123456789?', 'card_foreign'],
		['a wrong check digit', ';9702310000000014?', 'card_foreign'],
		['a digit too many', ';97023100000000130?', 'card_foreign'],
		['a door lock', '+0112345678?', 'card_foreign'],
		['a door lock with the LRC of what is on the card', '+0112345678?' + lrcOf(';0112345678?', 0x30), 'card_foreign'],
		['a door lock with another LRC', '+0112345678?' + lrcOf(';0112345679?', 0x30), 'card_unreadable'],
		['the prefix of Troy', ';9792310000000006?', 'card_payment'],
	])('%s is refused', (_name, text, expected) => {
		expect(answerTo(text)).toBe(expected);
	});

	test.each([
		['a prefix of banks', { prefix: '411111', length: 16, check: 'luhn' }, BANK_2, 'card_payment'],
		['no prefix at all', { prefix: '', length: 16, check: 'none' }, BANK_2, 'card_payment'],
		[
			'a gift card that looks like Maestro',
			{ prefix: '6058', length: 16, check: 'none' },
			';6058123456789012?',
			'card_foreign',
		],
		['the issuer of a licence', { prefix: '636000', length: 16, check: 'none' }, ';6360001234567890?', 'card_identity'],
		['a length no bank has', { prefix: '9001', length: 11, check: 'luhn' }, ';90012345675?', '90012345675'],
		[
			'a check digit nobody made',
			{ prefix: '100', length: 13, check: 'none' },
			';1001237801001=0708?',
			'1001237801001',
		],
	] as const)('a pattern with %s', (_name, pattern, text, expected) => {
		expect(answerTo(text, [{ medium: 'magstripe', ...pattern }])).toBe(expected);
	});

	test('a pattern for codes lets no stripe in', () => {
		expect(answerTo(`;${ELENA}?`, [{ medium: 'code', prefix: '970231', length: 16, check: 'luhn' }])).toBe(
			'card_foreign',
		);
	});

	test('says that the number came by the stripe', () => {
		expect(decodeSwipe(ascii(`;${ELENA}?`), CARD_PATTERNS)).toEqual({
			ok: true,
			value: { kind: 'member-card', medium: 'magstripe', number: ELENA },
		});
	});
});

describe('whatever the LRCs look like', () => {
	test('every member is read with LRCs and without, in either order', () => {
		fc.assert(
			fc.property(
				memberNumber(),
				fc.string({ unit: fc.constantFrom(...'ABC/ ;+%'), maxLength: 20 }),
				(number, name) => {
					const track1 = `%B${number}^A${name}^4912?`;
					const track2 = `;${number}?`;
					expect(answerTo(serialText({ track1, track2 }))).toBe(number);
					expect(answerTo(serialText({ track1, track2 }, { lrc: true }))).toBe(number);
					expect(answerTo(`${track2}${lrcOf(track2, 0x30)}${track1}${lrcOf(track1, 0x20)}`)).toBe(number);
				},
			),
			{ numRuns: 1_000 },
		);
	});

	test.each([';', '%', '+', '?'])('an LRC of track 1 that is "%s" is not taken for a sentinel', (lrc) => {
		const fillers = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 '];
		const filler = fillers
			.flatMap((a) => fillers.map((b) => a + b))
			.find((two) => lrcOf(track1With(two), 0x20) === lrc);
		expect(filler).toBeDefined();
		expect(answerTo(`${track1With(filler!)}${lrc};${ELENA}?`)).toBe(ELENA);
		expect(answerTo(`${track1With(filler!)}${lrc}`)).toBe(ELENA);
	});
	const track1With = (filler: string) => `%B${ELENA}^${filler}^4912?`;
});

test('any bytes get an answer and are zero afterwards', () => {
	const unit = fc.oneof(fc.constantFrom(...ascii(';%+?=^\r0123456789')), fc.nat(255));
	fc.assert(
		fc.property(fc.array(unit, { maxLength: 300 }), (values) => {
			const frame = Uint8Array.from(values);
			decodeSwipe(frame, CARD_PATTERNS);
			expect(isAllZero(frame)).toBe(true);
		}),
	);
});

test('a member card is wiped after it was read', () => {
	const frame = ascii(`;${ELENA}?`);
	expect(decodeSwipe(frame, CARD_PATTERNS).ok).toBe(true);
	expect(isAllZero(frame)).toBe(true);
});
