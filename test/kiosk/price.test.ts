import { describe, expect, test } from 'vitest';
import { invariant } from '#shared/kernel/result.ts';
import type { StaffId, VisitId } from '#shared/kernel/ids.ts';
import { momentAt } from '#shared/kernel/moment.ts';
import type { BillLine } from '#shared/loyalty/bill.ts';
import { priceOf, visitOf, type Priced } from '#lib/till/bill/price.ts';
import { memberOf, setupOf } from './miramar-till.ts';

const AT = '2026-11-21T17:42:00.000Z';
const setup = setupOf('restaurant');
const line = (id: string, category: string, grossMinor: number, quantity = 1): BillLine => ({
	id,
	category,
	sku: null,
	quantity,
	grossMinor,
	taxMinor: null,
	costMinor: null,
});
const meal = [line('1', 'food', 6_200), line('2', 'drinks', 1_800)];

type Wish = {
	readonly claims?: readonly string[];
	readonly paysWithPoints?: boolean;
	readonly pointsMax?: number;
	readonly pointsLeftAway?: number;
	readonly balancePoints?: number;
};

function priced(givenName: string | null, lines: readonly BillLine[], wish: Wish = {}, at = setup): Priced {
	const member = givenName === null ? null : memberOf(givenName).standing;
	const price = priceOf({
		setup: at,
		standing: member && { ...member, balancePoints: wish.balancePoints ?? member.balancePoints },
		lines,
		moment: momentAt(AT, at.property),
		claims: wish.claims ?? [],
		paysWithPoints: wish.paysWithPoints ?? false,
		pointsMax: wish.pointsMax ?? Infinity,
		pointsLeftAway: wish.pointsLeftAway ?? Infinity,
	});
	invariant(price.ok, 'the bill has a price');
	return price.value;
}

const confirmed = (quote: Priced['quote'], lines: readonly BillLine[]) =>
	visitOf(setup, {
		id: 'c0ffee00-0000-4000-8000-000000000001' as VisitId,
		memberId: memberOf('Елена').id,
		cashier: 'ana' as StaffId,
		lines,
		quote,
		claims: quote.offers.flatMap(({ offerId, uses }) => (uses === 'nothing' ? [] : [offerId])),
		occurredAt: AT,
	});

describe('what the till shows for a bill', () => {
	test.each([
		['Елена', 7_200, 3],
		['Miguel Ángel', 7_600, 2],
		['小明', 8_000, 1],
		['Alice', 7_200, 3],
		[null, 8_000, 0],
	])('for %s', (guest, payableMinor, pointsEarned) => {
		expect(priced(guest, meal).quote).toMatchObject({ payableMinor, pointsEarned });
	});

	test('nights earn and cost nothing here', () => {
		const { quote } = priced('Елена', [line('1', 'night', 0, 3)], {}, setupOf('lobby'));
		expect(quote).toMatchObject({ payableMinor: 0, pointsEarned: 30 });
	});
});

describe('points', () => {
	test.each([
		['nobody has any', null, {}, { kind: 'not', reason: 'no-guest' }],
		['an empty card has none', 'Елена', { balancePoints: 0 }, { kind: 'not', reason: 'none' }],
		['as many as the bill takes', 'Елена', {}, { kind: 'usable', points: 144, amountMinor: 7_200 }],
		['as many as the guest has', 'Alice', {}, { kind: 'usable', points: 40, amountMinor: 2_000 }],
		[
			'no more than a counter by itself may give',
			'Елена',
			{ pointsLeftAway: 15 },
			{ kind: 'usable', points: 15, amountMinor: 750 },
		],
		['nothing where that is used up', 'Елена', { pointsLeftAway: 0 }, { kind: 'not', reason: 'away' }],
		['no more than the server allows', 'Елена', { pointsMax: 20 }, { kind: 'usable', points: 20, amountMinor: 1_000 }],
		['pressed once, they pay', 'Елена', { paysWithPoints: true }, { kind: 'used', points: 144, amountMinor: 7_200 }],
	])('%s', (_name, guest, wish, expected) => {
		expect(priced(guest, meal, wish).points).toEqual(expected);
	});

	test('a bill below one point takes none', () => {
		expect(priced('小明', [line('1', 'food', 49)]).points).toEqual({ kind: 'not', reason: 'small' });
		expect(priced('小明', [line('1', 'food', 0)]).points).toEqual({ kind: 'not', reason: 'nothing' });
	});
});

describe('the visit that is recorded', () => {
	test('carries what was shown', () => {
		const { quote } = priced('Елена', meal);
		expect(confirmed(quote, meal)).toMatchObject({
			outlet: 'restaurant',
			terminal: 'till-1',
			source: 'walk-in',
			lines: meal,
			tenders: [{ type: 'other', amountMinor: 7_200 }],
			programmeVersion: 1,
			quoteFingerprint: quote.fingerprint,
		});
	});

	test('paid in part with points, the rest is paid otherwise', () => {
		const { quote } = priced('Alice', meal, { paysWithPoints: true });
		expect(confirmed(quote, meal).tenders).toEqual([
			{ type: 'points', points: 40, amountMinor: 2_000 },
			{ type: 'other', amountMinor: 5_200 },
		]);
	});

	test('paid wholly with points, nothing else pays', () => {
		const { quote } = priced('Елена', meal, { paysWithPoints: true });
		expect(confirmed(quote, meal).tenders).toEqual([{ type: 'points', points: 144, amountMinor: 7_200 }]);
		expect(quote.pointsEarned).toBe(0);
	});
});
