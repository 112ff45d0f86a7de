import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BILL_MINOR_MAX } from '#shared/loyalty/bill.ts';
import {
	billLinesOf,
	emptyDraft,
	listMinorOf,
	minorOf,
	NIGHTS_MAX,
	typedIn,
	withCategory,
	withKey,
	withoutLast,
	type DigitKey,
	type Draft,
} from '#lib/till/bill/draft.ts';

const EUR = { code: 'EUR', exponent: 2 };
const JPY = { code: 'JPY', exponent: 0 };

const KEYS: readonly DigitKey[] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '00', 'point'];
const keysOf = (text: string): DigitKey[] => [...text].map((sign) => (sign === '.' ? 'point' : (sign as DigitKey)));

function typed(keys: readonly DigitKey[], draft: Draft = emptyDraft('food'), currency = EUR): Draft {
	return keys.reduce((before, key) => {
		const next = withKey(before, key, currency);
		return next.ok ? next.value : before;
	}, draft);
}

describe('an amount', () => {
	test.each([
		['6.50', '6.50', 650],
		['6.5', '6.5', 650],
		['6', '6', 600],
		['6.', '6.', 600],
		['.5', '0.5', 50],
		['0.05', '0.05', 5],
		['007', '7', 700],
		['6.509', '6.50', 650],
		['6.5.5', '6.55', 655],
		['', '', 0],
	])('typed as "%s" is %s', (keys, text, minor) => {
		const draft = typed(keysOf(keys));
		expect(typedIn(draft, 'food')).toBe(text);
		expect(minorOf(typedIn(draft, 'food'), EUR)).toBe(minor);
	});

	test('the double zero is two zeros, but never leads and never makes a third decimal', () => {
		expect(typedIn(typed(['00']), 'food')).toBe('');
		expect(typedIn(typed(['5', '00']), 'food')).toBe('500');
		expect(typedIn(typed(['5', 'point', '5', '00']), 'food')).toBe('5.50');
	});

	test('a currency without parts has no point', () => {
		expect(typedIn(typed(['5', 'point', '5'], emptyDraft('food'), JPY), 'food')).toBe('55');
	});

	test('above what a bill can be, the key is refused and the amount stays', () => {
		const most = typed(keysOf(String(BILL_MINOR_MAX / 100)));
		expect(listMinorOf(most, EUR)).toBe(BILL_MINOR_MAX);
		expect(withKey(most, '0', EUR)).toEqual({ ok: false, error: { code: 'over-limit', limitMinor: BILL_MINOR_MAX } });
	});

	test('the limit holds for all lines together', () => {
		const most = typed(keysOf(String(BILL_MINOR_MAX / 100)));
		expect(withKey(withCategory(most, 'drinks'), '1', EUR).ok).toBe(false);
	});

	test('whatever is typed is a whole number of minor units within the limit', () => {
		fc.assert(
			fc.property(fc.array(fc.constantFrom(...KEYS), { maxLength: 40 }), (keys) => {
				const minor = listMinorOf(typed(keys), EUR);
				expect(Number.isSafeInteger(minor) && minor >= 0 && minor <= BILL_MINOR_MAX).toBe(true);
			}),
		);
	});

	test('deleting as often as typing leaves nothing', () => {
		fc.assert(
			fc.property(fc.array(fc.constantFrom(...KEYS), { maxLength: 20 }), (keys) => {
				let draft = typed(keys);
				for (let press = 0; press < 2 * keys.length; press++) draft = withoutLast(draft);
				expect(draft.lines).toEqual([]);
			}),
		);
	});
});

describe('a bill of several lines', () => {
	const dinner = typed(
		keysOf('6.50'),
		withCategory(typed(keysOf('28'), withCategory(typed(keysOf('64')), 'drinks')), 'tobacco'),
	);

	test('each category has its line, in the order of typing', () => {
		expect(
			billLinesOf(dinner, EUR).map(({ id, category, quantity, grossMinor }) => [id, category, quantity, grossMinor]),
		).toEqual([
			['1', 'food', 1, 6_400],
			['2', 'drinks', 1, 2_800],
			['3', 'tobacco', 1, 650],
		]);
	});

	test('the same category continues its line', () => {
		const more = typed(['5'], withCategory(dinner, 'food'));
		expect(typedIn(more, 'food')).toBe('645');
		expect(more.lines.map(({ category }) => category)).toEqual(['food', 'drinks', 'tobacco']);
	});

	test('an empty line goes back to the line before', () => {
		const back = withoutLast(withCategory(dinner, 'other'));
		expect(back.current).toBe('tobacco');
		expect(typedIn(withoutLast(back), 'tobacco')).toBe('6.5');
	});

	test('a line of nothing is no line', () => {
		expect(billLinesOf(typed(['0', 'point']), EUR)).toEqual([]);
	});
});

describe('nights', () => {
	const nights = emptyDraft('night');

	test('are counted, not paid here', () => {
		expect(billLinesOf(typed(['3'], nights), EUR)).toMatchObject([{ category: 'night', quantity: 3, grossMinor: 0 }]);
	});

	test('the tax in a price is what the house says of its category, and unknown where it says nothing', () => {
		const of = (taxBps: number | undefined) => [{ code: 'food', names: { en: '', es: '', zh: '', bg: '' }, taxBps }];
		const taxOf = (draft: Draft, taxBps: number | undefined) => billLinesOf(draft, EUR, of(taxBps))[0]!.taxMinor;
		const price: Draft = { lines: [{ category: 'food', typed: '120' }], current: 'food' };
		expect([2_000, 900, 0, undefined].map((taxBps) => taxOf(price, taxBps))).toEqual([2_000, 991, 0, null]);
		expect(taxOf({ lines: [{ category: 'drinks', typed: '5' }], current: 'drinks' }, 2_000)).toBeNull();
	});

	test('have no point', () => {
		expect(typedIn(typed(['1', 'point', '2'], nights), 'night')).toBe('12');
	});

	test('of more than a year are a typing error', () => {
		const refusal = { ok: false, error: { code: 'nights-over-limit', limit: NIGHTS_MAX } };
		expect(withKey(typed(['3', '6'], nights), '7', EUR)).toEqual(refusal);
	});
});
