import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { pointsUsable, worthOnBill } from '#shared/loyalty/payment.ts';
import type { Payment } from '#shared/loyalty/programme/payment.schema.ts';
import { programmeSchema, type Programme } from '#shared/loyalty/programme/programme.schema.ts';
import { quote } from '#shared/loyalty/quote.ts';
import { PROGRAMME } from '../../../server/demo/miramar.ts';
import { SOME } from '../../support/cases.ts';
import { expectMet } from '../../support/counters.ts';
import { standingWith } from '../../support/standing.ts';
import { bill, line, quoted } from './bills.ts';

const programmeWith = (payment: Payment, pointValue = { num: 50, den: 1 }): Programme => ({
	...PROGRAMME,
	pointValue,
	payment,
	offers: [],
});
const member = (balancePoints: number, tier = 'gold') => standingWith({ tier, balancePoints });
const pays = (payment: Payment, points: number, minor = 10_000, balance = 1_000, tier = 'gold') => {
	const answer = quote(
		programmeWith(payment),
		member(balance, tier),
		bill('restaurant', [line('1', 'food', minor)], points),
	);
	return answer.ok ? answer.value.pointsPaidMinor : answer.error;
};

describe('points as payment', () => {
	test.each<[string, Payment, number, unknown]>([
		['not at this outlet', { outlets: ['spa'] }, 10, { code: 'points_not_accepted' }],
		['not of this tier', { tiers: ['silver'] }, 10, { code: 'points_not_accepted' }],
		['of this tier', { tiers: ['gold'], outlets: ['restaurant'] }, 10, 500],
		['from a balance on', { minBalance: 1_001 }, 10, { code: 'points_under_minimum', of: 'balance', pointsMin: 1_001 }],
		['from so many on a bill on', { minPoints: 20 }, 19, { code: 'points_under_minimum', of: 'bill', pointsMin: 20 }],
		['exactly so many', { minPoints: 20 }, 20, 1_000],
		['in steps', { stepPoints: 25 }, 30, { code: 'points_off_step', stepPoints: 25 }],
		['at most so many', { maxPoints: 99 }, 100, { code: 'points_over_bill', pointsMax: 99 }],
		['at most so many, in steps', { maxPoints: 99, stepPoints: 25 }, 100, { code: 'points_over_bill', pointsMax: 75 }],
		['10 % of the bill', { maxShareBps: 1_000 }, 21, { code: 'points_over_bill', pointsMax: 20 }],
		['10 % of the bill, exactly', { maxShareBps: 1_000 }, 20, 1_000],
		['a least that is more than the bill', { minPoints: 500 }, 500, { code: 'points_over_bill', pointsMax: 0 }],
	])('%s', (_name, payment, points, outcome) => {
		expect(pays(payment, points)).toEqual(outcome);
	});

	test('C18: a guest chooses any number of points up to what the bill takes and the account has', () => {
		for (let points = 0; points <= 200; points++) expect(pays({}, points)).toBe(points * 50);
		for (let points = 0; points <= 90; points++) expect(pays({}, points, 10_000, 90)).toBe(points * 50);
		expect(pays({}, 91, 10_000, 90)).toEqual({ code: 'insufficient_points', shortPoints: 1 });
	});

	test('C19: whole points leave a rest for another tender, or where the programme says so a last point covers it', () => {
		expect(pays({}, 201, 10_020)).toEqual({ code: 'points_over_bill', pointsMax: 200 });
		expect(pays({}, 200, 10_020)).toBe(10_000);
		expect(pays({ coversRest: true }, 201, 10_020)).toBe(10_020);
		expect(pays({ coversRest: true }, 202, 10_020)).toEqual({ code: 'points_over_bill', pointsMax: 201 });
	});

	test('C20: 77 points at 0.05 are 3.85, as shown and as taken, and more points are never worth less', () => {
		const programme = programmeWith({}, { num: 5, den: 1 });
		expect(worthOnBill(programme, 77, 100_000)).toBe(385);
		for (const pointValue of [
			{ num: 5, den: 1 },
			{ num: 1, den: 7 },
			{ num: 50, den: 3 },
		]) {
			const worth = Array.from({ length: 200 }, (_, points) => worthOnBill({ pointValue }, points, 100_000));
			expect(worth).toEqual(worth.toSorted((a, b) => a - b));
		}
		expect(quoted(programme, member(77), bill('restaurant', [line('1', 'food', 1_000)], 77)).pointsPaidMinor).toBe(385);
	});

	test('C13: n points pay n times their value of the bill, whatever its tax', () => {
		for (const percent of [0, 7, 19, 21]) {
			const taxMinor = Math.round((10_000 * percent) / (100 + percent));
			const lines = [{ ...line('1', 'food', 10_000), taxMinor }];
			const answer = quoted(programmeWith({}), member(500), bill('restaurant', lines, 5));
			expect(answer.payableMinor - answer.pointsPaidMinor).toBe(9_750);
		}
	});

	test('C4: a bill that points pay whole earns nothing, and one that they pay in half earns for the half', () => {
		const food = [line('1', 'food', 20_000)];
		const earned = (points: number) =>
			quoted(programmeWith({}), member(1_000), bill('restaurant', food, points)).pointsEarned;
		expect([earned(0), earned(200), earned(400)]).toEqual([10, 5, 0]);
	});

	test.each<[Payment, string]>([
		[{ tiers: ['platinum'] }, 'payment.tiers.0: tier_unknown'],
		[{ minPoints: 30, stepPoints: 25, maxPoints: 49 }, 'payment.maxPoints: limit_unreachable'],
		[{ coversRest: true, maxShareBps: 5_000 }, 'payment.coversRest: rest_over_share'],
	])('%o contradicts itself', (payment, fault) => {
		const { error } = programmeSchema.safeParse({ ...PROGRAMME, payment });
		expect(error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)).toEqual([fault]);
	});

	test('points that are worth nothing have no rules', () => {
		const { error } = programmeSchema.safeParse({ ...PROGRAMME, pointValue: { num: 0, den: 1 }, payment: {} });
		expect(error?.issues.map(({ message }) => message)).toEqual(['payment_worthless']);
	});
});

describe('whatever the limits are', () => {
	const met = { paid: 0, refused: 0, restCovered: 0, nothingUsable: 0, all: 0 };
	afterAll(() => expectMet({ payments: met }));
	const maybe = <Value>(value: fc.Arbitrary<Value>) =>
		fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, value);
	const somePayment = fc.record({
		outlets: maybe(fc.constantFrom<string[]>(['restaurant'], ['spa'])),
		minBalance: maybe(fc.integer({ min: 1, max: 200 })),
		minPoints: maybe(fc.integer({ min: 1, max: 60 })),
		maxPoints: maybe(fc.integer({ min: 1, max: 300 })),
		stepPoints: maybe(fc.integer({ min: 1, max: 30 })),
		maxShareBps: maybe(fc.integer({ min: 1, max: 10_000 })),
		coversRest: fc.option(fc.constant(true as const), { nil: undefined }),
	});
	const someCase = fc
		.record({
			payment: somePayment,
			pointValue: fc.record({ num: fc.constantFrom(1, 3, 50, 250), den: fc.constantFrom(1, 7) }),
			minor: fc.nat({ max: 20_000 }),
			balance: fc.nat({ max: 400 }),
			points: fc.integer({ min: 1, max: 400 }),
			coversAll: fc.boolean(),
		})
		.map(({ coversAll, points, ...rest }) => {
			const all = Math.ceil((rest.minor * rest.pointValue.den) / rest.pointValue.num);
			return { ...rest, points: coversAll && all > 0 ? Math.min(400, all) : points };
		});

	/** The words of the manual, number by number. */
	function mayPay({ payment, pointValue: { num, den }, minor, balance }: Parameters<typeof check>[0], points: number) {
		const {
			outlets,
			minBalance = 0,
			minPoints = 0,
			maxPoints = Infinity,
			stepPoints = 1,
			maxShareBps = 10_000,
		} = payment;
		const worth = (points * num) / den;
		const share = Math.floor((minor * maxShareBps) / 10_000);
		const covers = payment.coversRest === true && share === minor;
		const fits = covers ? ((points - 1) * num) / den < minor : worth <= share;
		return (
			(!outlets || outlets.includes('restaurant')) &&
			balance >= Math.max(points, minBalance) &&
			points >= minPoints &&
			points <= maxPoints &&
			points % stepPoints === 0 &&
			fits
		);
	}
	function check(of: {
		readonly payment: { readonly [Key in keyof Payment]?: Payment[Key] | undefined };
		readonly pointValue: { readonly num: number; readonly den: number };
		readonly minor: number;
		readonly balance: number;
		readonly points: number;
	}) {
		const programme = programmeWith(of.payment, of.pointValue);
		const asked = bill('restaurant', [line('1', 'food', of.minor)], of.points);
		const answer = quote(programme, member(of.balance), asked);
		const may = mayPay(of, of.points);
		expect(answer.ok).toBe(may);
		const usable = pointsUsable(programme, member(of.balance), 'restaurant', of.minor);
		const most = Array.from({ length: of.balance }, (_, index) => of.balance - index).find((points) =>
			mayPay(of, points),
		);
		expect(usable).toBe(most ?? 0);
		met.all++;
		if (usable === 0) met.nothingUsable++;
		if (!answer.ok) return void met.refused++;
		met.paid++;
		const { pointsPaidMinor, payableMinor } = answer.value;
		expect(pointsPaidMinor).toBe(
			Math.min(payableMinor, Math.floor((of.points * of.pointValue.num) / of.pointValue.den)),
		);
		if ((of.points * of.pointValue.num) / of.pointValue.den > payableMinor) met.restCovered++;
	}

	test('points pay where every limit holds and nowhere else, and what is shown as the most is the most', () => {
		fc.assert(fc.property(someCase, check), SOME);
	});
});
