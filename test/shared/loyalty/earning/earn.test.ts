import { describe, expect, test } from 'vitest';
import { momentAt } from '#shared/kernel/moment.ts';
import type { BillLine, MemberStanding } from '#shared/loyalty/bill.ts';
import type { BonusRule, EarnRule } from '#shared/loyalty/programme/earn-rules.schema.ts';
import { effectiveReturnBps } from '#shared/loyalty/programme/effective-return.ts';
import { programmeSchema, type Programme } from '#shared/loyalty/programme/programme.schema.ts';
import { quote, type Quote } from '#shared/loyalty/quote.ts';
import { PROGRAMME, PROPERTY } from '../../../../server/demo/miramar.ts';
import { standingWith } from '../../../support/standing.ts';
import { bill, line, quoted } from '../bills.ts';

type Changes = Frozen<Omit<Partial<Programme>, 'earn' | 'bonuses'>> & {
	readonly earn?: readonly Draft<EarnRule>[];
	readonly bonuses?: readonly Draft<BonusRule>[];
};
/** A rule of both outlets, with an id of its own where the test does not say one. */
type Draft<Rule> = Rule extends unknown ? Frozen<Omit<Rule, 'id' | 'outlets'>> & { readonly id?: string } : never;
type Frozen<Value> = Value extends object ? { readonly [Key in keyof Value]: Frozen<Value[Key]> } : Value;

const outlets = ['restaurant', 'spa'];
const programmeWith = ({ earn = [], bonuses = [], ...changes }: Changes): Programme =>
	programmeSchema.parse({
		...PROGRAMME,
		offers: [],
		stampCards: [],
		...changes,
		earn: earn.map((rule, index) => ({ id: `earn-${index}`, outlets, ...rule })),
		bonuses: bonuses.map((rule, index) => ({ id: `bonus-${index}`, outlets, ...rule })),
	});

const POINT_A_EURO = { kind: 'proportional', rateBps: 10_000 } as const;
const SOMEBODY = standingWith({});

const at = (instant: string, lines: readonly BillLine[], outlet = 'restaurant') => ({
	...bill(outlet, lines),
	moment: momentAt(instant, PROPERTY),
});
const earned = (programme: Programme, lines: readonly BillLine[], member: MemberStanding = SOMEBODY): number =>
	quoted(programme, member, bill('restaurant', lines)).pointsEarned;
const dinner = (minor: number): readonly BillLine[] => [line('1', 'food', minor)];
const kinds = ({ explanation }: Quote) => explanation.map(({ kind }) => kind);

describe('the rules as hotels print them', () => {
	const MONEDERO = programmeWith({ earn: [{ kind: 'step', stepMinor: 100_000, points: 100 }] });

	test.each([
		[99_999, 0],
		[100_000, 100],
		[199_999, 100],
		[200_000, 200],
	])('100 points per 1,000: %i minor units give %i', (minor, points) => {
		expect(earned(MONEDERO, dinner(minor))).toBe(points);
	});

	test('gold gets 5 %: 1,000 give 50 points, which at 0.50 a point is 2.5 % of the money', () => {
		const programme = programmeWith({ earn: [{ kind: 'proportional', rateBps: 500 }] });
		expect(earned(programme, dinner(100_000))).toBe(50);
		expect(effectiveReturnBps(programme.earn[0]!, programme)).toBe(250);
		expect(effectiveReturnBps(MONEDERO.earn[0]!, MONEDERO)).toBe(500);
	});

	test('points a night and points a visit have no return of money', () => {
		const { earn } = programmeWith({
			earn: [
				{ kind: 'per-unit', categories: ['night'], points: 10 },
				{ kind: 'per-visit', points: 5 },
			],
		});
		expect(earn.map((rule) => effectiveReturnBps(rule, PROGRAMME))).toEqual([null, null]);
	});

	test('double for whoever is gold, on top of what everybody gets, as a posting of its own', () => {
		const programme = programmeWith({
			earn: [POINT_A_EURO],
			bonuses: [{ kind: 'multiplier', id: 'vip', tiers: ['gold'], factorBps: 20_000 }],
		});
		const gold = standingWith({ tier: 'gold' });
		const answer = quoted(programme, gold, bill('restaurant', dinner(5_000)));
		expect(answer.pointsEarned).toBe(100);
		expect(answer.grants).toEqual([
			{ ruleId: 'earn-0', kind: 'base', baseMinor: 5_000, points: 50, tallied: false },
			{ ruleId: 'vip', kind: 'bonus', baseMinor: 0, points: 50, tallied: false },
		]);
		expect(earned(programme, dinner(5_000))).toBe(50);
	});

	test('products and categories alone earn by their own rule', () => {
		const wine = { ...line('2', 'drinks', 3_000), sku: 'rioja' };
		const lines = [line('1', 'food', 5_000), wine, line('3', 'drinks', 1_000)];
		expect(earned(programmeWith({ earn: [{ ...POINT_A_EURO, categories: ['drinks'] }] }), lines)).toBe(40);
		expect(earned(programmeWith({ earn: [{ ...POINT_A_EURO, skus: ['rioja'] }] }), lines)).toBe(30);
	});
});

describe('a visit', () => {
	const programme = programmeWith({ earn: [{ kind: 'per-visit', id: 'visit', points: 5, minSpendMinor: 2_000 }] });

	test('gives its points once a day and outlet', () => {
		expect(earned(programme, dinner(2_000))).toBe(5);
		const again = standingWith({ earnedToday: [{ ruleId: 'visit', outlet: 'restaurant', points: 5 }] });
		const answer = quoted(programme, again, bill('restaurant', dinner(2_000)));
		expect(answer.pointsEarned).toBe(0);
		expect(kinds(answer)).toEqual(['visited-today']);
		expect(quoted(programme, again, bill('spa', dinner(2_000))).pointsEarned).toBe(5);
	});

	test('below its least spend gives nothing and says how much is missing', () => {
		const answer = quoted(programme, SOMEBODY, bill('restaurant', dinner(1_900)));
		expect(answer.pointsEarned).toBe(0);
		expect(answer.explanation).toEqual([{ kind: 'spend-missing', ruleId: 'visit', missingMinor: 100 }]);
	});

	test('that points pay whole gives nothing, and in part gives all', () => {
		const rich = standingWith({ balancePoints: 1_000 });
		expect(quoted(programme, rich, bill('restaurant', dinner(5_000), 100)).pointsEarned).toBe(0);
		expect(quoted(programme, rich, bill('restaurant', dinner(5_000), 99)).pointsEarned).toBe(5);
	});

	test('of excluded things alone is none', () => {
		expect(earned(programme, [line('1', 'gift-card', 5_000)])).toBe(0);
	});
});

describe('happy hours and days', () => {
	const happy = (when: EarnRule['when']) => programmeWith({ earn: [{ ...POINT_A_EURO, when }] });
	const gives = (programme: Programme, local: string) =>
		quoted(programme, SOMEBODY, at(`${local}+02:00`, dinner(1_000))).pointsEarned > 0;

	test.each([
		['2026-11-20T16:59:59', false],
		['2026-11-20T17:00:00', true],
		['2026-11-20T18:59:59', true],
		['2026-11-20T19:00:00', false],
	])('from 17:00 to 19:00, at %s', (local, holds) => {
		expect(gives(happy({ time: { from: 17 * 60, until: 19 * 60 } }), local)).toBe(holds);
	});

	test.each([
		['2026-11-20T21:59:00', false],
		['2026-11-20T22:00:00', true],
		['2026-11-21T01:59:00', true],
		['2026-11-21T02:00:00', false],
		['2026-11-21T22:30:00', false],
		['2026-11-20T01:00:00', false],
	])('a Friday night from 22:00 to 02:00 is over on Saturday, at %s', (local, holds) => {
		expect(gives(happy({ weekdays: [5], time: { from: 22 * 60, until: 2 * 60 } }), local)).toBe(holds);
	});

	test.each([
		['2026-12-23T12:00:00', false],
		['2026-12-24T00:00:00', true],
		['2026-12-26T23:59:00', true],
		['2026-12-27T00:00:00', false],
	])('from 24 to 26 December, at %s', (local, holds) => {
		expect(gives(happy({ from: '2026-12-24', until: '2026-12-26' }), local)).toBe(holds);
	});

	test('a campaign that ends on 31 December has its whole last night', () => {
		const nights = happy({ until: '2026-12-31', time: { from: 22 * 60, until: 3 * 60 } });
		expect(gives(nights, '2027-01-01T02:59:00')).toBe(true);
		expect(gives(nights, '2027-01-01T22:00:00')).toBe(false);
	});

	test('discounts and stamps have their days too', () => {
		const when = { weekdays: [1] };
		const programme = programmeWith({
			offers: [{ kind: 'percent', id: 'monday', outlets, rateBps: 1_000, when }],
			stampCards: [{ id: 'card', outlets, stamps: 1, needed: 5, reward: 'free-treatment', when }],
		});
		const on = (local: string) => quoted(programme, SOMEBODY, at(`${local}+02:00`, dinner(1_000)));
		expect(on('2026-11-23T12:00:00')).toMatchObject({ discountMinor: 100, stamps: [{ stamps: 1 }] });
		expect(on('2026-11-24T12:00:00')).toMatchObject({ discountMinor: 0, stamps: [] });
	});
});

describe('what comes on top', () => {
	const bonuses = [
		{ kind: 'multiplier', id: 'gold', tiers: ['gold'], factorBps: 15_000 },
		{ kind: 'multiplier', id: 'double', factorBps: 20_000 },
	] as const;
	const gold = standingWith({ tier: 'gold' });

	test('of two multipliers the larger holds; added together only where the programme says so', () => {
		const earn = [POINT_A_EURO];
		const pointsOf = (multipliers: 'max' | 'sum') =>
			earned(programmeWith({ earn, bonuses, multipliers }), dinner(1_100), gold);
		expect(pointsOf('max')).toBe(11 + 11);
		// Each rounds down by itself: 5.5 is 5.
		expect(pointsOf('sum')).toBe(11 + 5 + 11);
	});

	test('a multiplier looks at base points alone, and only at those of its rules', () => {
		const programme = programmeWith({
			earn: [
				{ ...POINT_A_EURO, id: 'food', categories: ['food'] },
				{ ...POINT_A_EURO, id: 'drinks', categories: ['drinks'] },
			],
			bonuses: [
				{ kind: 'gift', id: 'welcome', points: 100, occasion: { kind: 'first-visit' } },
				{ kind: 'multiplier', id: 'wine-week', factorBps: 30_000, rules: ['drinks'] },
			],
		});
		const newcomer = standingWith({ isFirstVisit: true });
		const lines = [line('1', 'food', 1_000), line('2', 'drinks', 500)];
		expect(earned(programme, lines, newcomer)).toBe(10 + 5 + 10 + 100);
		expect(earned(programme, lines)).toBe(10 + 5 + 10);
	});

	test('a rule that is multiplied by another one is not multiplied twice', () => {
		const programme = programmeWith({
			earn: [
				{ ...POINT_A_EURO, id: 'food', categories: ['food'] },
				{ ...POINT_A_EURO, id: 'drinks', categories: ['drinks'] },
			],
			bonuses: [
				{ kind: 'multiplier', id: 'all', factorBps: 20_000 },
				{ kind: 'multiplier', id: 'wine', factorBps: 30_000, rules: ['drinks'] },
			],
		});
		const { grants } = quoted(
			programme,
			SOMEBODY,
			bill('restaurant', [line('1', 'food', 1_000), line('2', 'drinks', 500)]),
		);
		expect(grants.map(({ ruleId, points }) => [ruleId, points])).toEqual([
			['food', 10],
			['drinks', 5],
			['all', 10],
			['wine', 10],
		]);
	});

	describe('a birthday', () => {
		const programme = programmeWith({
			bonuses: [{ kind: 'gift', id: 'birthday', points: 50, occasion: { kind: 'birthday', days: 3 } }],
		});

		test.each([
			[-4, 0],
			[-3, 50],
			[0, 50],
			[3, 50],
			[4, 0],
			[null, 0],
		])('%s days from it gives %i', (birthdayDays, points) => {
			expect(earned(programme, dinner(1_000), standingWith({ birthdayDays }))).toBe(points);
		});

		test.each([
			['2026-11-16', 50],
			['2026-11-17', 0],
			['2026-11-20', 0],
			['2025-11-21', 50],
		])('is given once a year: last on %s, one day after it, gives %i', (lastOn, points) => {
			const member = standingWith({ birthdayDays: 1, tallies: { birthday: { baseMinor: 0, points: 0, lastOn } } });
			expect(earned(programme, dinner(1_000), member)).toBe(points);
		});
	});
});

describe('limits', () => {
	const earn = [{ ...POINT_A_EURO, id: 'euro' }] as const;
	const bonuses = [{ kind: 'multiplier', id: 'double', factorBps: 20_000 }] as const;

	test("a rule's own cuts its base points, and what is multiplied is what is left", () => {
		const programme = programmeWith({ earn: [{ ...earn[0], capPoints: 30 }], bonuses });
		const answer = quoted(programme, SOMEBODY, bill('restaurant', dinner(5_000)));
		expect(answer.grants.map(({ points }) => points)).toEqual([30, 30]);
		expect(answer.explanation).toContainEqual({ kind: 'capped', by: 'rule', ruleId: 'euro', limit: 30, points: 20 });
	});

	test("the bill's cuts base and bonus together, the bonus first", () => {
		const programme = programmeWith({ earn, bonuses, caps: { billPoints: 60 } });
		const answer = quoted(programme, SOMEBODY, bill('restaurant', dinner(5_000)));
		expect(answer.grants.map(({ points }) => points)).toEqual([50, 10]);
		expect(answer.explanation.at(-1)).toEqual({ kind: 'capped', by: 'bill', ruleId: null, limit: 60, points: 40 });
	});

	test("the day's counts what was earned before, wherever in the hotel", () => {
		const programme = programmeWith({ earn, caps: { dayPoints: 100 } });
		const before = (points: number) => standingWith({ earnedToday: [{ ruleId: 'other', outlet: 'spa', points }] });
		expect(earned(programme, dinner(5_000), before(30))).toBe(50);
		expect(earned(programme, dinner(5_000), before(80))).toBe(20);
		expect(earned(programme, dinner(5_000), before(100))).toBe(0);
		expect(earned(programme, dinner(5_000), before(500))).toBe(0);
	});

	test('where bill and day both cut, each says what it took', () => {
		const programme = programmeWith({ earn, caps: { billPoints: 40, dayPoints: 100 } });
		const member = standingWith({ earnedToday: [{ ruleId: 'euro', outlet: 'restaurant', points: 70 }] });
		const answer = quoted(programme, member, bill('restaurant', dinner(5_000)));
		expect(answer.pointsEarned).toBe(30);
		expect(answer.explanation.filter(({ kind }) => kind === 'capped')).toEqual([
			{ kind: 'capped', by: 'bill', ruleId: null, limit: 40, points: 10 },
			{ kind: 'capped', by: 'day', ruleId: null, limit: 100, points: 10 },
		]);
	});
});

describe('what of a price earns', () => {
	const taxed = (id: string, category: string, grossMinor: number, taxMinor: number): BillLine => ({
		...line(id, category, grossMinor),
		taxMinor,
	});
	const service = { serviceCategories: ['other'], earn: [POINT_A_EURO] } as const;

	test('net of tax, the same food gives the same points whatever its tax rate is', () => {
		const programme = programmeWith({ basis: 'net', earn: [POINT_A_EURO] });
		for (const taxMinor of [0, 700, 900, 1_900, 2_000, 2_100]) {
			const answer = quoted(programme, SOMEBODY, bill('restaurant', [taxed('1', 'food', 10_000 + taxMinor, taxMinor)]));
			expect(answer.pointsEarned).toBe(100);
			if (taxMinor > 0) expect(answer.explanation).toContainEqual({ kind: 'tax-left-out', amountMinor: taxMinor });
		}
	});

	test('with a discount the tax that is left out shrinks with the price', () => {
		const programme = programmeWith({
			basis: 'net',
			earn: [POINT_A_EURO],
			offers: [{ kind: 'percent', id: 'half', outlets, rateBps: 5_000 }],
		});
		const answer = quoted(programme, SOMEBODY, bill('restaurant', [taxed('1', 'food', 12_000, 2_000)]));
		expect(answer).toMatchObject({ payableMinor: 6_000, pointsEarned: 50 });
		expect(answer.explanation).toContainEqual({ kind: 'tax-left-out', amountMinor: 1_000 });
	});

	test('net of tax, a line that does not say its tax is refused; when the bill is paid it counts whole', () => {
		const programme = programmeWith({ basis: 'net', earn: [POINT_A_EURO] });
		const untold = bill('restaurant', [taxed('1', 'food', 1_000, 90), line('2', 'food', 1_000)]);
		expect(quote(programme, SOMEBODY, untold)).toEqual({ ok: false, error: { code: 'tax_missing', lineId: '2' } });
		expect(quoted(programme, SOMEBODY, untold, { paidMinor: 2_000 }).pointsEarned).toBe(19);
		const excluded = bill('restaurant', [taxed('1', 'food', 1_000, 90), line('2', 'tobacco', 1_000)]);
		expect(quoted(programme, SOMEBODY, excluded).pointsEarned).toBe(9);
	});

	test.each([
		['gross', 80],
		['net', 70],
		['net-with-service', 78],
	] as const)('a charge for service is never discounted, and counts on basis %s for %i points', (basis, points) => {
		const programme = programmeWith({
			...service,
			basis,
			offers: [{ kind: 'percent', id: 'off', outlets, rateBps: 2_000 }],
		});
		const answer = quoted(
			programme,
			SOMEBODY,
			bill('restaurant', [taxed('1', 'food', 10_000, 1_250), taxed('2', 'other', 1_000, 200)]),
		);
		expect(answer).toMatchObject({ discountMinor: 2_000, payableMinor: 9_000, pointsEarned: points });
		expect(kinds(answer).includes('service-left-out')).toBe(basis !== 'net-with-service');
	});
});

describe('a programme that contradicts itself or leaks is refused at publishing', () => {
	const faultsOf = (changes: object) =>
		(programmeSchema.safeParse({ ...PROGRAMME, ...changes }).error?.issues ?? []).map(
			({ path, message }) => `${path.join('.')}: ${message}`,
		);
	const rule = { id: 'rule', outlets };

	test.each<[string, object, string]>([
		[
			'half up on each bill',
			{ earn: [{ ...rule, kind: 'proportional', rateBps: 500, rounding: 'half-up' }] },
			'earn.0.rounding: rounding_leaks',
		],
		[
			'up on each bill',
			{ earn: [{ ...rule, kind: 'proportional', rateBps: 500, rounding: 'ceil' }] },
			'earn.0.rounding: rounding_leaks',
		],
		[
			'a multiplier of a rule that is not there',
			{ bonuses: [{ ...rule, kind: 'multiplier', factorBps: 20_000, rules: ['nights', 'days'] }] },
			'bonuses.0.rules.1: rule_unknown',
		],
		[
			'a bonus of a tier that is not there',
			{ bonuses: [{ ...rule, kind: 'multiplier', factorBps: 20_000, tiers: ['platinum'] }] },
			'bonuses.0.tiers.0: tier_unknown',
		],
		[
			'a bonus with the id of an earn rule',
			{ bonuses: [{ ...rule, id: 'nights', kind: 'multiplier', factorBps: 20_000 }] },
			'bonuses.0.id: rule_duplicate',
		],
		[
			'multipliers that add up to too much',
			{
				multipliers: 'sum',
				bonuses: [
					{ ...rule, id: 'a', kind: 'multiplier', factorBps: 90_000 },
					{ ...rule, id: 'b', kind: 'multiplier', factorBps: 30_000 },
				],
			},
			'bonuses: factor_too_large',
		],
		[
			'days that end before they begin',
			{ earn: [{ ...rule, kind: 'per-visit', points: 1, when: { from: '2026-12-02', until: '2026-12-01' } }] },
			'earn.0.when.until: when_empty',
		],
		[
			'hours without a minute',
			{ earn: [{ ...rule, kind: 'per-visit', points: 1, when: { time: { from: 60, until: 60 } } }] },
			'earn.0.when.time: when_empty',
		],
		[
			'a rule for a category that is excluded',
			{ earn: [{ ...rule, kind: 'proportional', rateBps: 1, categories: ['food', 'tobacco'] }] },
			'earn.0.categories.1: category_excluded',
		],
		[
			'a rule for a service that does not count',
			{ serviceCategories: ['other'], earn: [{ ...rule, kind: 'proportional', rateBps: 1, categories: ['other'] }] },
			'earn.0.categories.0: category_excluded',
		],
	])('%s', (_name, changes, fault) => {
		expect(faultsOf(changes)).toContain(fault);
	});

	test('half up with carry is no leak', () => {
		expect(
			faultsOf({ earn: [{ ...rule, kind: 'proportional', rateBps: 500, rounding: 'half-up', carry: true }] }),
		).toEqual([]);
	});
});
