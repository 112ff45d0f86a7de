import { describe, expect, test } from 'vitest';
import type { Away, Notice, Unsaved } from '#shared/counter/state.ts';
import { LANGUAGES } from '#shared/kernel/language.ts';
import type { CardRefusal } from '#shared/card/card.ts';
import type { QuoteRefusal } from '#shared/loyalty/quote.ts';
import type { MemberRefusal, SignInRefusal } from '#shared/protocol/views.ts';
import type { VisitRefusal } from '#shared/protocol/visit.ts';
import { en } from '#lib/i18n/en.ts';
import { GUEST_TEXTS, guestTranslator } from '#lib/i18n/guest-texts.ts';
import { loadStaffTexts, type TextKey } from '#lib/i18n/staff-texts.ts';
import type { Text } from '#lib/i18n/text.ts';

/** Every code that a contract can answer with; the compiler says when one is missing here. */
const VISIT = {
	id_reused: true,
	check_duplicate: true,
	outlet_unknown: true,
	cashier_unknown: true,
	member_not_found: true,
	time_in_future: true,
	programme_missing: true,
	currency_mismatch: true,
	bill_empty: true,
	line_duplicate: true,
	amount_invalid: true,
	total_too_large: true,
	tax_missing: true,
	points_invalid: true,
	member_required: true,
	insufficient_points: true,
	points_over_bill: true,
	points_not_accepted: true,
	points_under_minimum: true,
	points_off_step: true,
	claim_refused: true,
	hold_not_found: true,
	hold_closed: true,
	tenders_mismatch: true,
	quote_changed: true,
	not_saved: true,
	server_away: true,
} as const satisfies Record<(VisitRefusal | QuoteRefusal | Away | Unsaved)['code'], true>;
const NOTICES = {
	card_unreadable: true,
	card_identity: true,
	card_payment: true,
	card_foreign: true,
	card_unknown: true,
	card_blocked: true,
	member_not_found: true,
	server_away: true,
	locked: true,
	busy: true,
	reversal_pending: true,
	reversal_booked: true,
	reversal_refused: true,
} as const satisfies Record<Notice['code'] | (CardRefusal | MemberRefusal | Away)['code'], true>;
const SIGN_IN = {
	pin_wrong: true,
	pin_locked: true,
	server_away: true,
} as const satisfies Record<(SignInRefusal | Away)['code'], true>;

const ENGLISH: Readonly<Record<TextKey, Text>> = { ...GUEST_TEXTS.en, ...en };
const KEYS = Object.keys(ENGLISH) as TextKey[];
const codes = [
	...Object.keys(VISIT).map((code) => `refusal.${code}`),
	...Object.keys(NOTICES).map((code) => `notice.${code}`),
	...Object.keys(SIGN_IN).map((code) => `sign-in.${code}`),
];

const formsOf = (text: Text): readonly string[] => (typeof text === 'string' ? [text] : Object.values(text));
const placeholders = (form: string): readonly string[] => [...new Set(form.match(/\{\w+\}/g))].sort();

describe.each(LANGUAGES)('the texts in %s', async (language) => {
	const texts: Readonly<Record<TextKey, Text>> = { ...GUEST_TEXTS[language], ...(await loadStaffTexts(language)) };

	test('every text is there, and not one more', () => {
		expect(Object.keys(texts).sort()).toEqual([...KEYS].sort());
		expect(KEYS.filter((key) => formsOf(texts[key]).some((form) => form.trim() === ''))).toEqual([]);
	});

	test.each(codes)('%s has its sentence', (code) => {
		expect(formsOf(texts[code as TextKey])[0]).toMatch(/[.。？?]$/);
	});

	test('each text is filled with the same values as the English one', () => {
		const differing = KEYS.filter((key) => {
			const wanted = placeholders(formsOf(ENGLISH[key]).at(-1)!);
			return formsOf(texts[key]).some((form) => placeholders(form).join() !== wanted.join());
		});
		expect(differing).toEqual([]);
	});

	test('no text says what must not be said to a guest or a cashier', () => {
		const spoken = KEYS.flatMap((key) => formsOf(texts[key])).join('\n');
		expect(spoken).not.toMatch(
			/please wait|invalid|error|success|espere|inválid|exitosa|请稍候|错误|无效|грешка|невалид|успешно/i,
		);
		if (language === 'en' || language === 'es') expect(spoken).not.toMatch(/[!¡]/);
	});
});

describe('a text with a count', () => {
	test.each([
		['en', 1, '1\u00a0point expires on 5 May'],
		['en', 1_250, '1,250\u00a0points expire on 5 May'],
		['es', 1, '1\u00a0punto caduca el 5 May'],
		['es', 1_250, '1250\u00a0puntos caducan el 5 May'],
		['es', 1_000_000, '1.000.000\u00a0puntos caducan el 5 May'],
		['zh', 1, '1\u00a0积分将于5 May到期'],
		['bg', 1, '1\u00a0точка изтича на 5 May'],
		['bg', 2, '2\u00a0точки изтичат на 5 May'],
	] as const)('in %s for %d', (language, count, expected) => {
		expect(guestTranslator(language)('guest.expiring', { count, date: '5 May' })).toBe(expected);
	});
});
