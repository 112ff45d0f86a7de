import { describe, expect, test } from 'vitest';
import type { BillLine, MemberStanding } from '#shared/loyalty/bill.ts';
import type { Programme } from '#shared/loyalty/programme/programme.schema.ts';
import { quote } from '#shared/loyalty/quote.ts';
import { PROGRAMME } from '../../../../server/demo/miramar.ts';
import { standingWith } from '../../../support/standing.ts';
import { bill, line, quoted } from '../bills.ts';
import { dinner, outcome, programmeWith, type Draft } from '../some-offers.ts';

const names = (en: string) => ({ en, es: en, zh: en, bg: en });
/** 200 points are a voucher of 10.00. */
const VOUCHER: Draft = { kind: 'amount', id: 'voucher', amountMinor: 1_000, price: { points: 200 }, group: 'saved' };
/** 100 points are 15 % off drinks. */
const DRINKS: Draft = {
	...{ kind: 'percent', id: 'drinks', rateBps: 1_500, categories: ['drinks'], price: { points: 100 }, group: 'saved' },
};
const MENU: Draft = {
	...{ kind: 'bundle', id: 'menu', names: names('Menu'), priceMinor: 2_000, price: { points: 50 }, group: 'menu' },
	items: [
		{ categories: ['food'], quantity: 2 },
		{ categories: ['drinks'], quantity: 1 },
	],
};
const FREE: Draft = {
	...{ kind: 'bundle', id: 'free', names: names('Free dish'), priceMinor: 0, reward: 'free-treatment', group: 'free' },
	items: [{ categories: ['food'], quantity: 1 }],
};

const asks = (
	programme: Programme,
	claims: readonly string[],
	lines: readonly BillLine[],
	member: MemberStanding,
	points = 0,
) => quoted(programme, member, { ...bill('restaurant', lines, points), claims });
const rich = standingWith({ balancePoints: 1_000, rewards: { 'free-treatment': 1 } });

describe('what points buy on a bill', () => {
	const programme = programmeWith([VOUCHER, DRINKS]);

	test('X points are a voucher of Y: 200 points take 10.00 off, and pay nothing', () => {
		const answer = asks(programme, ['voucher'], dinner(4_500), rich);
		expect(answer).toMatchObject({ discountMinor: 1_000, payableMinor: 3_500, pointsSpent: 200, pointsPaidMinor: 0 });
		expect(answer.offers).toEqual([{ offerId: 'voucher', amountMinor: 1_000, uses: 'points', points: 200 }]);
	});

	test('X points are Y % off a category: 100 points take 15 % off drinks and nothing off food', () => {
		const answer = asks(programme, ['drinks'], [line('1', 'food', 4_000), line('2', 'drinks', 2_000)], rich);
		expect(answer.lines.map(({ discountMinor }) => discountMinor)).toEqual([0, 300]);
		expect(answer.pointsSpent).toBe(100);
	});

	test('nothing is spent for a guest who does not ask', () => {
		const answer = asks(programme, [], dinner(4_500), rich);
		expect(answer).toMatchObject({ discountMinor: 0, pointsSpent: 0 });
		expect(outcome(answer).refused).toEqual({
			voucher: { code: 'not_asked' },
			drinks: { code: 'nothing_to_discount' },
		});
	});

	test('points are missing for it where the bill needs them, or the guest has too few', () => {
		const refused = (balancePoints: number, points: number) =>
			outcome(asks(programme, ['voucher'], dinner(4_500), standingWith({ balancePoints }), points)).refused['voucher'];
		expect(refused(199, 0)).toEqual({ code: 'points_missing', missingPoints: 1 });
		expect(refused(200, 0)).toBeUndefined();
		expect(refused(200, 50)).toEqual({ code: 'points_missing', missingPoints: 50 });
	});

	test('points buy and pay on one bill, as far as they reach for both', () => {
		const answer = asks(programme, ['voucher'], dinner(4_500), standingWith({ balancePoints: 270 }), 70);
		expect(answer).toMatchObject({ payableMinor: 3_500, pointsSpent: 270, pointsPaidMinor: 3_500 });
	});

	test('two things that points reach for one by one, and not together, refuse the bill', () => {
		const both = programmeWith([VOUCHER, { ...DRINKS, group: 'other' }]);
		const lines = [line('1', 'food', 4_000), line('2', 'drinks', 2_000)];
		const asked = { ...bill('restaurant', lines), claims: ['voucher', 'drinks'] };
		expect(quote(both, standingWith({ balancePoints: 250 }), asked)).toEqual({
			ok: false,
			error: { code: 'insufficient_points', shortPoints: 50 },
		});
	});

	test('a voucher that was bought before is used, and costs nothing again', () => {
		const member = standingWith({ balancePoints: 1_000, coupons: { voucher: 1 } });
		expect(asks(programme, ['voucher'], dinner(4_500), member).offers).toMatchObject([{ uses: 'coupon', points: 0 }]);
		expect(asks(programme, [], dinner(4_500), member).offers).toEqual([]);
	});

	test('what is sold beforehand alone cannot be bought on the bill', () => {
		const sold = programmeWith([{ ...VOUCHER, coupon: true }]);
		expect(outcome(asks(sold, ['voucher'], dinner(4_500), rich)).refused).toEqual({
			voucher: { code: 'coupon_missing' },
		});
	});

	test('where the bill is paid already, points that are gone meanwhile become debt', () => {
		const asked = { ...bill('restaurant', dinner(4_500)), claims: ['voucher'] };
		const paid = quoted(programme, standingWith({ balancePoints: 0 }), asked, { paidMinor: 3_500 });
		expect(paid).toMatchObject({ discountMinor: 1_000, pointsSpent: 200, offers: [{ uses: 'points', points: 200 }] });
	});

	test('a counter by itself sells nothing', () => {
		const alone = standingWith({ balancePoints: 1_000, takesClaims: false });
		expect(outcome(asks(programme, ['voucher'], dinner(4_500), alone)).refused['voucher']).toEqual({
			code: 'server_needed',
		});
	});

	test('C5: what is bought with points earns nothing, and never makes the rest earn more', () => {
		const earning = programmeWith([VOUCHER, MENU], { earn: PROGRAMME.earn });
		const lines = [line('1', 'food', 6_000, 2), line('2', 'drinks', 1_000)];
		const earned = (claims: readonly string[]) => asks(earning, claims, lines, rich).pointsEarned;
		expect(earned([])).toBe(1);
		expect(earned(['voucher'])).toBe(1);
		expect(earned(['voucher', 'menu'])).toBe(0);
	});

	test('C5: a line that a reward pays is no purchase: with it and without it the rest earns the same', () => {
		const earning = programmeWith([{ ...FREE, group: 'free' }], {
			earn: [{ kind: 'step', id: 'step', outlets: ['restaurant'], stepMinor: 100, points: 3 }],
			stampCards: [{ id: 'card', outlets: ['restaurant'], stamps: 1, needed: 5, reward: 'free-treatment' }],
		});
		for (const [rest, free] of [
			[6_000, 900],
			[99, 99],
			[150, 50],
			[101, 1],
		] as const) {
			const lines = [line('1', 'food', rest), line('2', 'food', free)];
			const withReward = asks(earning, ['free'], lines, rich);
			const without = asks(earning, [], [line('1', 'food', rest)], rich);
			expect(withReward.lines.map(({ payableMinor }) => payableMinor)).toEqual(rest === free ? [0, rest] : [rest, 0]);
			expect([withReward.pointsEarned, withReward.payableMinor]).toEqual([without.pointsEarned, rest]);
		}
	});
});

describe('a bundle', () => {
	const programme = programmeWith([MENU]);

	test('costs what it says for the cheapest units that fit, and the rest costs what it costs', () => {
		const lines = [line('1', 'food', 6_000, 2), line('2', 'food', 1_500), line('3', 'drinks', 900)];
		const answer = asks(programme, ['menu'], lines, rich);
		// 15.00, one of the two for 30.00, and 9.00 are 54.00: 20.00 instead.
		expect(answer.discountMinor).toBe(3_400);
		expect(answer.explanation).toContainEqual({
			...{ kind: 'discount', by: 'bundle', ruleId: 'menu', uses: 'points', points: 50 },
			...{ baseMinor: 5_400, priceMinor: 2_000, quantity: 3, cutMinor: 0, amountMinor: 3_400 },
		});
	});

	test.each([
		['a part of it', [line('1', 'food', 6_000, 2)]],
		['too few of a kind', [line('1', 'food', 3_000), line('2', 'drinks', 900)]],
		['cheaper without', [line('1', 'food', 1_000, 2), line('2', 'drinks', 900)]],
	])('is not given for %s', (_name, lines) => {
		expect(outcome(asks(programme, ['menu'], lines, rich)).refused).toEqual({ menu: { code: 'nothing_to_discount' } });
	});

	test('C14: the cheapest is the one with the lowest price of a unit, tax included; of equal ones the first', () => {
		const free = programmeWith([FREE]);
		const taxed = (id: string, gross: number, tax: number, quantity = 1) => ({
			...line(id, 'food', gross, quantity),
			taxMinor: tax,
		});
		const of = (lines: readonly BillLine[]) =>
			asks(free, ['free'], lines, rich).lines.map(({ discountMinor }) => discountMinor);
		expect(of([taxed('1', 1_190, 190), taxed('2', 1_100, 0)])).toEqual([0, 1_100]);
		expect(of([taxed('1', 3_000, 0, 3), taxed('2', 1_100, 0)])).toEqual([1_000, 0]);
		expect(of([line('1', 'food', 500), line('2', 'food', 500)])).toEqual([500, 0]);
	});
});

describe('what stamps gave', () => {
	const programme = programmeWith([FREE], {
		stampCards: [{ id: 'card', outlets: ['restaurant'], stamps: 1, needed: 5, reward: 'free-treatment' }],
	});

	test('5 visits are 1 free: the dish costs nothing, and the free visit gives no stamp', () => {
		const answer = asks(programme, ['free'], dinner(2_500), rich);
		expect(answer).toMatchObject({ payableMinor: 0, pointsSpent: 0, stamps: [] });
		expect(answer.offers).toEqual([{ offerId: 'free', amountMinor: 2_500, uses: 'reward', points: 0 }]);
		expect(answer.explanation).toContainEqual({ kind: 'reward-visit', ruleId: 'card', reward: 'free-treatment' });
	});

	test('a guest who keeps it for later pays and gets a stamp', () => {
		expect(asks(programme, [], dinner(2_500), rich)).toMatchObject({ payableMinor: 2_500, stamps: [{ stamps: 1 }] });
	});

	test('a guest who has none is told so', () => {
		const refused = outcome(asks(programme, ['free'], dinner(2_500), standingWith({}))).refused;
		expect(refused).toEqual({ free: { code: 'reward_missing' } });
	});
});
