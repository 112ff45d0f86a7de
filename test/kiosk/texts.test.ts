import { describe, expect, test } from 'vitest';
import type { NotReturned } from '#shared/counter/reversing-state.ts';
import type { Away, Notice, Unsaved } from '#shared/counter/state.ts';
import { LANGUAGES, type Language } from '#shared/kernel/language.ts';
import type { CardRefusal } from '#shared/card/card.ts';
import type { QuoteRefusal } from '#shared/loyalty/quote.ts';
import type { MemberRefusal, SignInRefusal } from '#shared/protocol/views.ts';
import type { VisitRefusal } from '#shared/protocol/visit.ts';
import { en } from '#lib/i18n/en.ts';
import { GUEST_TEXTS, guestTranslator } from '#lib/i18n/guest-texts.ts';
import { loadStaffTexts, type TextKey } from '#lib/i18n/staff-texts.ts';
import type { Text } from '#lib/i18n/text.ts';
import { RETURN_TEXTS, type ReturnKey } from '#lib/till/returns/texts.ts';
import { REVERSAL_REASONS } from '#shared/protocol/reversal.ts';

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
	night_date_invalid: true,
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
	card_ambiguous: true,
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

const NOT_RETURNED = {
	id_reused: true,
	visit_not_found: true,
	outlet_mismatch: true,
	cashier_unknown: true,
	approval_missing: true,
	approver_forbidden: true,
	time_in_future: true,
	time_before_visit: true,
	visit_reversed: true,
	lines_empty: true,
	line_duplicate: true,
	line_unknown: true,
	amount_invalid: true,
	return_exceeds_rest: true,
	request_malformed: true,
	server_away: true,
} as const satisfies Record<NotReturned['code'], true>;

const ENGLISH: Readonly<Record<TextKey, Text>> = { ...GUEST_TEXTS.en, ...en };
const KEYS = Object.keys(ENGLISH) as TextKey[];
const codes = [
	...Object.keys(VISIT).map((code) => `refusal.${code}`),
	...Object.keys(NOTICES).map((code) => `notice.${code}`),
	...Object.keys(SIGN_IN).map((code) => `sign-in.${code}`),
];

const formsOf = (text: Text): readonly string[] => (typeof text === 'string' ? [text] : Object.values(text));
const placeholders = (form: string): readonly string[] => [...new Set(form.match(/\{\w+\}/g))].sort();

/** Words that blame, promise or shout. */
const unsaid = (language: Language): RegExp =>
	language === 'en' || language === 'es'
		? /please wait|invalid|error|success|espere|inválid|exitosa|[!¡]/i
		: /请稍候|错误|无效|грешка|невалид|успешно/i;

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
		expect(spoken).not.toMatch(unsaid(language));
	});
});

describe.each(LANGUAGES)('the texts of bills that come back in %s', (language) => {
	const texts: Readonly<Record<ReturnKey, Text>> = RETURN_TEXTS[language];
	const english: Readonly<Record<ReturnKey, Text>> = RETURN_TEXTS.en;
	const keys = Object.keys(english) as ReturnKey[];

	test('every text is there, not one more, and none says what must not be said', () => {
		expect(Object.keys(texts).sort()).toEqual([...keys].sort());
		expect(keys.filter((key) => formsOf(texts[key]).some((form) => form.trim() === ''))).toEqual([]);
		expect(keys.flatMap((key) => formsOf(texts[key])).join('\n')).not.toMatch(unsaid(language));
	});

	test.each(Object.keys(NOT_RETURNED))('%s has its sentence', (code) => {
		expect(formsOf(texts[`return-refusal.${code as NotReturned['code']}`])[0]).toMatch(/[.。？?]$/);
	});

	test('every reason has its words', () => {
		const said = REVERSAL_REASONS.map((reason) => formsOf(texts[`reason.${reason}`])[0]);
		expect(new Set(said).size).toBe(REVERSAL_REASONS.length);
	});

	test('each text is filled with the same values as the English one', () => {
		const differing = keys.filter((key) => {
			const wanted = placeholders(formsOf(english[key]).at(-1)!);
			return formsOf(texts[key]).some((form) => placeholders(form).join() !== wanted.join());
		});
		expect(differing).toEqual([]);
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

	test.each([
		['en', 1, '1\u00a0point to come, from 5 May'],
		['en', 50, '50\u00a0points to come, from 5 May'],
		['es', 50, '50\u00a0puntos por llegar, desde el 5 May'],
		['zh', 50, '50\u00a0积分5 May起可用'],
		['bg', 1, '1\u00a0точка предстои, от 5 May'],
		['bg', 50, '50\u00a0точки предстоят, от 5 May'],
	] as const)('in %s for %d points that wait', (language, count, expected) => {
		expect(guestTranslator(language)('guest.pending', { count, date: '5 May' })).toBe(expected);
	});
});
