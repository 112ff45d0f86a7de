import { describe, expect, test } from 'vitest';
import { momentAt } from '#shared/kernel/moment.ts';
import { BILL_MINOR_MAX, type BillLine, type MemberStanding } from '#shared/loyalty/bill.ts';
import { offersAsking } from '#shared/loyalty/offers/offers-look-back.ts';
import type { Programme } from '#shared/loyalty/programme/programme.schema.ts';
import { OFFERS_SEARCHED_MAX } from '#shared/loyalty/offers/stack.ts';
import { PROGRAMME, PROPERTY } from '../../../../server/demo/miramar.ts';
import { standingWith } from '../../../support/standing.ts';
import { bill, guest, line, quoted } from '../bills.ts';
import { atTheTable, dinner, outcome, programmeWith, SOMEBODY, type Draft } from '../some-offers.ts';

const TEN: Draft = { kind: 'percent', id: 'ten', rateBps: 1_000 };
const FIVE: Draft = { kind: 'percent', id: 'five', rateBps: 500, group: 'club' };
const SPEND_40: Draft = { kind: 'amount', id: 'four-off', amountMinor: 400, minSpendMinor: 4_000 };
const WINE: Draft = { kind: 'fixed-price', id: 'wine', priceMinor: 1_500, skus: ['rioja'], group: 'wine' };
const COUPON: Draft = { kind: 'amount', id: 'coupon', amountMinor: 1_000, coupon: true, group: 'coupons' };
const VOUCHER: Draft = { kind: 'amount', id: 'voucher', amountMinor: 1_000, price: { points: 25 }, group: 'saved' };
const FREE_DESSERT: Draft = {
	...{ kind: 'bundle', id: 'dessert', priceMinor: 0, reward: 'free-treatment', group: 'saved' },
	...{ items: [{ skus: ['cake'], quantity: 1 }], names: { en: 'Dessert', es: 'Postre', zh: '甜点', bg: 'Десерт' } },
};

const rioja = (id: string, quantity = 1): BillLine => {
	return { ...line(id, 'drinks', 2_000 * quantity, quantity), sku: 'rioja' };
};
const withCoupons = (coupons: Readonly<Record<string, number>>) => standingWith({ coupons });
const givenTo = (programme: Programme, lines: readonly BillLine[], member?: MemberStanding) =>
	outcome(atTheTable(programme, lines, member));

describe('what each kind takes off', () => {
	test('a part of the price, half up once per bill', () => {
		const coins = ['1', '2', '3'].map((id) => line(id, 'food', 5));
		const answer = atTheTable(programmeWith([TEN]), coins);
		expect(answer.discountMinor).toBe(2);
		expect(answer.lines.map(({ discountMinor }) => discountMinor)).toEqual([1, 1, 0]);
		expect(answer.explanation).toEqual([
			{
				...{ kind: 'discount', by: 'percent', ruleId: 'ten', uses: 'nothing', points: 0, baseMinor: 15 },
				...{ rateBps: 1_000, cutMinor: 0, amountMinor: 2 },
			},
		]);
	});

	test('a part of the price, at most so much', () => {
		const programme = programmeWith([{ ...TEN, capMinor: 500 }]);
		expect(atTheTable(programme, dinner(5_000)).explanation).toMatchObject([{ cutMinor: 0, amountMinor: 500 }]);
		expect(atTheTable(programme, dinner(9_200)).explanation).toMatchObject([{ cutMinor: 420, amountMinor: 500 }]);
	});

	test.each([
		[3_999, 0, { code: 'spend_missing', missingMinor: 1 }],
		[4_000, 400, undefined],
		[9_000, 400, undefined],
	])('spend 40.00, 4.00 off: a bill of %i is %i less', (minor, amountMinor, refusal) => {
		const { given, refused } = givenTo(programmeWith([SPEND_40]), dinner(minor));
		expect(given['four-off'] ?? 0).toBe(amountMinor);
		expect(refused['four-off']).toEqual(refusal);
	});

	test('an amount is never more than the bill', () => {
		const answer = atTheTable(programmeWith([{ kind: 'amount', id: 'off', amountMinor: 1_000 }]), dinner(600));
		expect(answer.payableMinor).toBe(0);
		expect(answer.explanation).toMatchObject([{ by: 'amount', minSpendMinor: 0, cutMinor: 400, amountMinor: 600 }]);
	});

	test('a price for each unit, that never raises one', () => {
		const programme = programmeWith([WINE]);
		const lines = [line('1', 'food', 3_000), rioja('2', 2), { ...rioja('3'), grossMinor: 1_200 }];
		const answer = atTheTable(programme, lines);
		expect(answer.lines.map(({ payableMinor }) => payableMinor)).toEqual([3_000, 3_000, 1_200]);
		expect(answer.explanation).toMatchObject([
			{ by: 'fixed-price', priceMinor: 1_500, quantity: 2, amountMinor: 1_000 },
		]);
		expect(givenTo(programme, [{ ...rioja('1'), grossMinor: 1_500 }])).toEqual({
			given: {},
			refused: { wine: { code: 'nothing_to_discount' } },
		});
	});

	test('of its own categories and products alone', () => {
		const answer = atTheTable(programmeWith([{ ...TEN, categories: ['drinks'] }]), [...dinner(5_000), rioja('2')]);
		expect(answer.lines.map(({ discountMinor }) => discountMinor)).toEqual([0, 200]);
	});

	test('the least spend looks at the list price of its own lines, not at what others left of them', () => {
		const drinks: Draft = { kind: 'percent', id: 'drinks', rateBps: 5_000, categories: ['drinks'] };
		const late: Draft = { ...SPEND_40, group: 'late', categories: ['drinks'] };
		expect(givenTo(programmeWith([drinks, late]), [line('1', 'drinks', 4_000)]).given).toEqual({
			drinks: 2_000,
			'four-off': 400,
		});
		expect(givenTo(programmeWith([late]), [...dinner(9_000), line('2', 'drinks', 3_000)]).refused).toEqual({
			'four-off': { code: 'spend_missing', missingMinor: 1_000 },
		});
	});
});

describe('offers that meet on one bill', () => {
	test('10 % and 5 % on 100.00: of what is left 85.50, of the list price 85.00', () => {
		expect(atTheTable(programmeWith([TEN, FIVE]), dinner(10_000)).payableMinor).toBe(8_550);
		const initial = programmeWith([TEN, { ...FIVE, basis: 'initial' }]);
		expect(atTheTable(initial, dinner(10_000)).payableMinor).toBe(8_500);
	});

	test('without groups one holds, the best for the guest, and the other says which one won', () => {
		const programme = programmeWith([{ ...FIVE, group: undefined }, TEN]);
		expect(givenTo(programme, dinner(10_000))).toEqual({
			given: { ten: 1_000 },
			refused: { five: { code: 'group_taken', by: 'ten' } },
		});
	});

	test('which of one group is best depends on the bill', () => {
		const programme = programmeWith([TEN, SPEND_40]);
		expect(givenTo(programme, dinner(3_900)).given).toEqual({ ten: 390 });
		expect(givenTo(programme, dinner(4_000)).given).toEqual({ ten: 400 });
		expect(givenTo(programme, dinner(3_999)).refused).toEqual({
			'four-off': { code: 'spend_missing', missingMinor: 1 },
		});
		const more = programmeWith([TEN, { ...SPEND_40, amountMinor: 500 }]);
		expect(givenTo(more, dinner(4_000)).given).toEqual({ 'four-off': 500 });
		expect(givenTo(more, dinner(6_000)).given).toEqual({ ten: 600 });
	});

	test('lines before the bill, coupons last', () => {
		const programme = programmeWith([COUPON, TEN, WINE]);
		const answer = atTheTable(programme, [...dinner(8_000), rioja('2')], withCoupons({ coupon: 1 }));
		expect(answer.offers).toEqual([
			{ offerId: 'wine', amountMinor: 500, uses: 'nothing', points: 0 },
			{ offerId: 'ten', amountMinor: 950, uses: 'nothing', points: 0 },
			{ offerId: 'coupon', amountMinor: 1_000, uses: 'coupon', points: 0 },
		]);
		expect(answer.payableMinor).toBe(7_550);
	});

	test('as many as a bill may have, and as many as a group', () => {
		const three = [TEN, FIVE, { ...FIVE, id: 'spa-guest', rateBps: 400, group: 'spa' }];
		expect(givenTo(programmeWith(three, stacked({ perBill: 2 })), dinner(10_000))).toEqual({
			given: { ten: 1_000, five: 450 },
			refused: { 'spa-guest': { code: 'bill_full', limit: 2 } },
		});
		const oneGroup = three.map((offer) => ({ ...offer, group: 'all' }));
		expect(givenTo(programmeWith(oneGroup, stacked({ perGroup: 2 })), dinner(10_000))).toEqual({
			given: { ten: 1_000, five: 450 },
			refused: { 'spa-guest': { code: 'group_taken', by: 'ten' } },
		});
	});

	test('an offer that adds nothing is not used up', () => {
		const free: Draft = { kind: 'percent', id: 'free', rateBps: 10_000 };
		expect(givenTo(programmeWith([free, FIVE]), dinner(10_000))).toEqual({
			given: { free: 10_000 },
			refused: { five: { code: 'less_for_guest' } },
		});
	});

	test('of two that give the same the guest keeps the coupon', () => {
		const same: Draft = { ...TEN, id: 'ten-coupon', coupon: true };
		expect(givenTo(programmeWith([same, TEN]), dinner(10_000), withCoupons({ 'ten-coupon': 1 }))).toEqual({
			given: { ten: 1_000 },
			refused: { 'ten-coupon': { code: 'group_taken', by: 'ten' } },
		});
	});

	test('of two that give the same the more specific one is given, then that of higher priority, then the one named first', () => {
		const first: Draft = { ...TEN, id: 'first', outlets: ['restaurant', 'lobby'] };
		const winner = (second: Draft) => Object.keys(givenTo(programmeWith([first, second]), dinner(10_000)).given);
		expect(winner({ ...first, id: 'second' })).toEqual(['first']);
		expect(winner({ ...first, id: 'second', priority: 1 })).toEqual(['second']);
		expect(winner({ ...first, id: 'second', categories: ['food'] })).toEqual(['second']);
		expect(winner({ ...first, id: 'second', outlets: ['restaurant'] })).toEqual(['second']);
	});

	test('more of them than can be searched go by priority', () => {
		const many = Array.from({ length: OFFERS_SEARCHED_MAX + 1 }, (_, index): Draft => {
			return { kind: 'percent', id: `one-${index}`, rateBps: 100 + index, priority: index === 7 ? 1 : 0 };
		});
		expect(givenTo(programmeWith(many), dinner(10_000)).given).toEqual({ 'one-7': 107 });
		expect(givenTo(programmeWith(many.slice(1)), dinner(10_000)).given).toEqual({ 'one-12': 112 });
	});

	test('the floor of the programme is what the guest pays at least', () => {
		const programme = programmeWith([{ ...TEN, rateBps: 6_000 }, FIVE], stacked({ floorBps: 5_000 }));
		const answer = atTheTable(programme, [...dinner(10_001), line('2', 'tobacco', 900)]);
		expect(answer).toMatchObject({ discountMinor: 5_000, payableMinor: 5_901 });
		expect(answer.explanation.at(-1)).toMatchObject({ ruleId: 'ten', cutMinor: 1_001 });
	});
});

const stacked = (room: Partial<NonNullable<Programme['stacking']>>): Partial<Programme> => ({
	stacking: { policy: 'best_for_guest', ...room },
});

describe('the policies', () => {
	const offers: readonly Draft[] = [
		{ ...TEN, outlets: ['restaurant', 'lobby', 'spa'] },
		{ ...TEN, id: 'food', rateBps: 500, categories: ['food'], outlets: ['restaurant', 'lobby', 'spa'] },
		{ ...TEN, id: 'table', rateBps: 300 },
		{ ...TEN, id: 'table-food', rateBps: 100, categories: ['food'] },
		FIVE,
	];
	const by = (policy: NonNullable<Programme['stacking']>['policy'], of = offers) =>
		givenTo(programmeWith(of, { stacking: { policy } }), dinner(10_000));

	test('best for the guest: one of each group, as much as there is', () => {
		expect(by('best_for_guest').given).toEqual({ ten: 1_000, five: 450 });
	});

	test('first by priority: one alone', () => {
		expect(by('first_by_priority')).toEqual({
			given: { ten: 1_000 },
			refused: {
				food: { code: 'group_taken', by: 'ten' },
				table: { code: 'group_taken', by: 'ten' },
				'table-food': { code: 'group_taken', by: 'ten' },
				five: { code: 'bill_full', limit: 1 },
			},
		});
		expect(by('first_by_priority', [TEN, { ...FIVE, priority: 1 }]).given).toEqual({ five: 500 });
	});

	test.each([
		['outlet and category', 'table-food', 0],
		['then the outlet', 'table', 1],
		['then the category', 'food', 2],
		['then what holds for all', 'ten', 3],
	])('all in sequence: the most specific stands for its group, %s', (_name, id, without) => {
		const kept = [offers[0]!, offers[1]!, offers[2]!, offers[3]!].slice(0, 4 - without);
		const order = without < 2 ? kept : without === 2 ? offers.slice(0, 2) : offers.slice(0, 1);
		const of = [...order, { ...FIVE, outlets: ['lobby', 'restaurant', 'spa'] }];
		expect(Object.keys(by('all_sequential', of).given).sort()).toEqual(['five', id].sort());
	});

	test('all in sequence: of equally specific ones the one that is worth more', () => {
		expect(by('all_sequential', [FIVE, { ...FIVE, id: 'six', rateBps: 600 }]).given).toEqual({ six: 600 });
	});
});

describe('who gets an offer, and when', () => {
	test('nobody without a card, nobody of another tier or in another outlet, and nothing is said of it', () => {
		const programme = programmeWith([
			{ ...TEN, tiers: ['gold'] },
			{ ...FIVE, outlets: ['spa'] },
		]);
		expect(givenTo(programme, dinner(10_000))).toEqual({ given: {}, refused: {} });
		expect(outcome(quoted(programme, null, bill('restaurant', dinner(10_000))))).toEqual({ given: {}, refused: {} });
		expect(givenTo(programme, dinner(10_000), standingWith({ tier: 'gold' })).given).toEqual({ ten: 1_000 });
	});

	test('not now', () => {
		const programme = programmeWith([{ ...TEN, when: { weekdays: [1] } }]);
		expect(givenTo(programme, dinner(10_000)).refused).toEqual({ ten: { code: 'not_now' } });
		const monday = momentAt('2026-11-23T12:00:00Z', PROPERTY);
		const answer = quoted(programme, SOMEBODY, { ...bill('restaurant', dinner(10_000)), moment: monday });
		expect(answer.discountMinor).toBe(1_000);
	});

	test('who has a coupon, one of them on a bill', () => {
		const second: Draft = { ...COUPON, id: 'second', amountMinor: 900, group: 'more-coupons' };
		const programme = programmeWith([COUPON, second]);
		expect(givenTo(programme, dinner(5_000)).refused).toEqual({
			coupon: { code: 'coupon_missing' },
			second: { code: 'coupon_missing' },
		});
		expect(givenTo(programme, dinner(5_000), withCoupons({ coupon: 3, second: 1 }))).toEqual({
			given: { coupon: 1_000 },
			refused: { second: { code: 'coupon_used', by: 'coupon' } },
		});
	});

	test('nobody beyond a limit or a budget', () => {
		const programme = programmeWith([
			{ ...TEN, limits: { perMember: 5, perMemberDay: 1, total: 100 }, budgetMinor: 100_000 },
		]);
		const used = (total: number, today: number, uses = 1, budgetMinor = 1_000) =>
			standingWith({ offersUsed: { ten: { total, today } }, offersLeft: { ten: { uses, budgetMinor } } });
		const why = (member: MemberStanding) => givenTo(programme, dinner(10_000), member).refused['ten'];
		expect(why(used(4, 0))).toBeUndefined();
		expect(why(used(5, 1))).toEqual({ code: 'limit_reached', of: 'member' });
		expect(why(used(4, 1))).toEqual({ code: 'limit_reached', of: 'day' });
		expect(why(used(0, 0, 0))).toEqual({ code: 'limit_reached', of: 'house' });
		expect(why(used(0, 0, 1, 999))).toEqual({ code: 'budget_spent' });
		expect(givenTo(programme, dinner(9_990), used(0, 0, 1, 999)).given).toEqual({ ten: 999 });
	});

	test('a limit of the house of which nobody said how much is left is reached', () => {
		const programme = programmeWith([
			{ ...TEN, limits: { total: 100 } },
			{ ...FIVE, budgetMinor: 100_000 },
		]);
		expect(givenTo(programme, dinner(10_000)).refused).toEqual({
			ten: { code: 'limit_reached', of: 'house' },
			five: { code: 'budget_spent' },
		});
	});

	test('nothing to discount: excluded things, service, and a share that rounds to nothing', () => {
		const programme = programmeWith([TEN]);
		for (const lines of [[line('1', 'tobacco', 9_000)], [line('1', 'service', 9_000)], dinner(4), dinner(0)]) {
			expect(givenTo(programme, lines)).toEqual({ given: {}, refused: { ten: { code: 'nothing_to_discount' } } });
		}
	});

	test('where several reasons hold, the first one is told', () => {
		const everything: Draft = {
			...{ kind: 'percent', id: 'ten', rateBps: 1_000, coupon: true, minSpendMinor: 20_000, budgetMinor: 1 },
			...{ when: { weekdays: [1] }, limits: { perMember: 1, perMemberDay: 1, total: 1 }, group: 'club' },
		};
		const { when: _when, ...anyDay } = everything;
		const reason = (offer: Draft, member: MemberStanding, lines: readonly BillLine[]) =>
			atTheTable(programmeWith([offer, { ...FIVE, rateBps: 5_000 }]), lines, member).refusedOffers[0]?.code;
		const spent = { offersUsed: { ten: { total: 1, today: 1 } } };
		const coupons = { ten: 1 };
		const left = { offersLeft: { ten: { uses: 1, budgetMinor: 1 } } };
		expect(reason(everything, standingWith(spent), dinner(100))).toBe('not_now');
		expect(reason(anyDay, standingWith(spent), dinner(100))).toBe('coupon_missing');
		expect(reason(anyDay, standingWith({ coupons, ...spent }), dinner(100))).toBe('limit_reached');
		expect(reason(anyDay, standingWith({ coupons, ...left }), dinner(0))).toBe('nothing_to_discount');
		expect(reason(anyDay, standingWith({ coupons, ...left }), dinner(100))).toBe('spend_missing');
		expect(reason(anyDay, standingWith({ coupons, ...left }), dinner(20_000))).toBe('budget_spent');
		const funded = { offersLeft: { ten: { uses: 1, budgetMinor: 2_000 } } };
		expect(reason(anyDay, standingWith({ coupons, ...funded }), dinner(20_000))).toBe('group_taken');
	});
});

describe('complaints that this answers', () => {
	test('C11: the shares of a discount are fixed on the lines when the bill is paid', () => {
		const lines = [line('1', 'food', 3_333), rioja('2'), line('3', 'drinks', 101)];
		const { lines: shares, discountMinor } = atTheTable(programmeWith([TEN, FIVE, WINE]), lines);
		expect(shares.map(({ discountMinor }) => discountMinor)).toEqual([333 + 150, 500 + 150 + 67, 10 + 5]);
		expect(discountMinor).toBe(500 + 493 + 222);
	});

	test('C12: two promotions never exceed the bill', () => {
		const two = ['a', 'b'].map((group): Draft => ({ kind: 'amount', id: group, amountMinor: 4_000, group }));
		const answer = atTheTable(programmeWith(two), dinner(5_000));
		expect(answer).toMatchObject({ discountMinor: 5_000, payableMinor: 0 });
		expect(answer.offers.map(({ amountMinor }) => amountMinor)).toEqual([4_000, 1_000]);
	});

	test('C12: 10 %% then 5 %% is 14.5 %%, and 15 %% only where the programme says so', () => {
		expect(atTheTable(programmeWith([TEN, FIVE]), dinner(10_000)).discountMinor).toBe(1_450);
		expect(atTheTable(programmeWith([TEN, { ...FIVE, basis: 'initial' }]), dinner(10_000)).discountMinor).toBe(1_500);
	});

	test('C45: limits hold for offers that come by themselves as for coupons', () => {
		const once = { limits: { perMember: 1 } };
		const programme = programmeWith([
			{ ...TEN, ...once },
			{ ...COUPON, ...once },
		]);
		const used = { total: 1, today: 0 };
		const member = standingWith({ coupons: { coupon: 1 }, offersUsed: { ten: used, coupon: used } });
		expect(givenTo(programme, dinner(10_000), member).refused).toEqual({
			ten: { code: 'limit_reached', of: 'member' },
			coupon: { code: 'limit_reached', of: 'member' },
		});
	});

	test('C45: an offer that takes nothing off is no use of it', () => {
		const programme = programmeWith([{ ...TEN, limits: { perMember: 1 } }]);
		expect(atTheTable(programme, [line('1', 'tobacco', 1_000)]).offers).toEqual([]);
		expect(atTheTable(programme, dinner(4)).offers).toEqual([]);
	});

	test('C46: a coupon that is not taken says why', () => {
		const programme = programmeWith([{ ...COUPON, minSpendMinor: 4_000 }]);
		expect(givenTo(programme, dinner(3_600), withCoupons({ coupon: 1 })).refused).toEqual({
			coupon: { code: 'spend_missing', missingMinor: 400 },
		});
	});

	test('C47: a coupon is no use to a member who does not have it', () => {
		expect(givenTo(programmeWith([COUPON]), dinner(5_000), withCoupons({ another: 1 })).given).toEqual({});
	});
});

test('the last of an offer that the guest does not get changes nothing of what was agreed', () => {
	const programme = programmeWith([TEN, { ...FIVE, group: undefined, limits: { total: 10 } }]);
	const withLeft = (uses: number) =>
		atTheTable(programme, dinner(10_000), standingWith({ offersLeft: { five: { uses, budgetMinor: null } } }));
	expect(withLeft(1).refusedOffers).not.toEqual(withLeft(0).refusedOffers);
	expect(withLeft(1).fingerprint).toBe(withLeft(0).fingerprint);
});

describe('a bill that was paid while the server was away', () => {
	const programme = programmeWith([TEN, COUPON]);
	const paid = (paidMinor: number) => quoted(programme, SOMEBODY, bill('restaurant', dinner(10_000)), { paidMinor });

	test('with the discount of its offers has used them', () => {
		expect(outcome(paid(9_000))).toEqual({ given: { ten: 1_000 }, refused: { coupon: { code: 'coupon_missing' } } });
	});

	test('with another discount keeps that, and nobody can say which offers it was', () => {
		const answer = paid(8_000);
		expect(answer).toMatchObject({ discountMinor: 2_000, payableMinor: 8_000, offers: [], refusedOffers: [] });
		expect(answer.explanation).toEqual([]);
	});
});

test('who asks what: coupons, uses of a member, what the house has left', () => {
	const asking = programmeWith([
		TEN,
		COUPON,
		{ ...FIVE, limits: { perMemberDay: 1 } },
		{ ...WINE, limits: { perMember: 1, total: 5 } },
		{ ...SPEND_40, budgetMinor: 400 },
		VOUCHER,
		FREE_DESSERT,
	]);
	expect(offersAsking(asking)).toEqual({
		...{ coupons: ['coupon', 'voucher'], rewards: ['free-treatment'], saved: ['coupon', 'voucher', 'dessert'] },
		...{ used: ['five', 'wine'], left: ['wine', 'four-off'] },
	});
	expect(offersAsking(programmeWith([TEN]))).toEqual({ coupons: [], rewards: [], saved: [], used: [], left: [] });
});

test('the largest bill and as many of the most generous offers as a programme may have stay exact', () => {
	const offers = Array.from({ length: 200 }, (_, index): Draft => {
		return { kind: 'fixed-price', priceMinor: index, categories: ['food'], group: `group-${index}`, budgetMinor: 1e15 };
	});
	const offersLeft = Object.fromEntries(
		offers.map((_, index) => [`offer-${index}`, { uses: null, budgetMinor: 1e15 }]),
	);
	const dear: Draft = { kind: 'fixed-price', id: 'dear', priceMinor: BILL_MINOR_MAX, categories: ['food'] };
	const lines = [line('1', 'food', BILL_MINOR_MAX, 1_000_000)];
	const answer = atTheTable(programmeWith([...offers.slice(0, -1), dear]), lines, standingWith({ offersLeft }));
	expect(answer.discountMinor).toBe(BILL_MINOR_MAX);
	expect(answer.refusedOffers.at(-1)).toEqual({ offerId: 'dear', code: 'nothing_to_discount' });
});

test('twelve offers that may all hold together are searched in the time of a key press', () => {
	const offers = Array.from({ length: OFFERS_SEARCHED_MAX }, (_, index): Draft => {
		const categories = index % 3 === 0 ? ['food'] : index % 3 === 1 ? ['drinks'] : undefined;
		return { kind: 'percent', rateBps: 300 + index, group: `group-${index}`, categories };
	});
	const programme = programmeWith(offers, stacked({ perBill: 6 }));
	const lines = Array.from({ length: 40 }, (_, index) =>
		line(`${index}`, index % 2 ? 'food' : 'drinks', 1_000 + index),
	);
	const before = performance.now();
	expect(atTheTable(programme, lines).offers).toHaveLength(6);
	expect(performance.now() - before).toBeLessThan(1_000);
});

test('the guests of the demo hotel have the discounts of their tier and a reason for none', () => {
	expect(outcome(quoted(PROGRAMME, guest('Elena Petrova'), bill('restaurant', dinner(8_000))))).toEqual({
		given: { 'restaurant-gold': 800 },
		refused: {},
	});
});
