import { describe, expect, test } from 'vitest';
import { PROGRAMME } from '../../../server/demo/miramar.ts';
import { BILL_MINOR_MAX, type Bill, type MemberStanding } from '#shared/loyalty/bill.ts';
import type { Programme } from '#shared/loyalty/programme/programme.schema.ts';
import { pointsThatPay } from '#shared/loyalty/payment.ts';
import { quote, type QuoteRefusal } from '#shared/loyalty/quote.ts';
import { bill, guest, line, quoted } from './bills.ts';

const dinner = [line('1', 'food', 6_200), line('2', 'drinks', 1_800)];

describe('at the Miramar', () => {
	test.each([
		['Elena Petrova', 800, 7_200, 3, 1_253],
		['Miguel Ángel Núñez', 400, 7_600, 2, 482],
		['王小明', 0, 8_000, 1, 91],
		['Alice Brown', 800, 7_200, 3, 43],
	])('%s has dinner for 80.00', (name, discountMinor, payableMinor, pointsEarned, balancePoints) => {
		const member = guest(name);
		const answer = quoted(PROGRAMME, member, bill('restaurant', dinner));
		expect(answer).toMatchObject({
			listMinor: 8_000,
			discountMinor,
			payableMinor,
			pointsEarned,
			pointsSpent: 0,
			stamps: [],
		});
		expect(member.balancePoints + answer.pointsEarned).toBe(balancePoints);
	});

	test('a guest without a card pays the list price and gets nothing', () => {
		expect(quoted(PROGRAMME, null, bill('restaurant', dinner))).toMatchObject({
			discountMinor: 0,
			payableMinor: 8_000,
			pointsEarned: 0,
			stamps: [],
			explanation: [],
		});
	});

	test('Elena buys tobacco with her dinner: it has no discount and earns nothing', () => {
		const answer = quoted(
			PROGRAMME,
			guest('Elena Petrova'),
			bill('restaurant', [line('1', 'food', 12_000), line('2', 'tobacco', 2_000)]),
		);
		expect(answer).toMatchObject({ discountMinor: 1_200, payableMinor: 12_800, pointsEarned: 5 });
		expect(answer.lines.map(({ discountMinor, payableMinor }) => [discountMinor, payableMinor])).toEqual([
			[1_200, 10_800],
			[0, 2_000],
		]);
		expect(answer.explanation).toEqual([
			{ kind: 'excluded', category: 'tobacco', amountMinor: 2_000 },
			{
				...{ kind: 'discount', by: 'percent', ruleId: 'restaurant-gold', uses: 'nothing', points: 0 },
				...{ baseMinor: 12_000, rateBps: 1_000, cutMinor: 0, amountMinor: 1_200 },
			},
			{
				kind: 'earn-proportional',
				ruleId: 'spend-gold',
				baseMinor: 10_800,
				rateBps: 500,
				exactHundredths: 540,
				carriedHundredths: 0,
				rounding: 'floor',
				points: 5,
			},
		]);
	});

	test('Elena pays a part of that bill with points: they pay the same part of every line', () => {
		const answer = quoted(
			PROGRAMME,
			guest('Elena Petrova'),
			bill('restaurant', [line('1', 'food', 12_000), line('2', 'tobacco', 2_000)], 100),
		);
		expect(answer.lines.map(({ pointsPaidMinor }) => pointsPaidMinor)).toEqual([4_219, 781]);
		expect(answer.explanation.at(-1)).toMatchObject({ baseMinor: 6_581, exactHundredths: 329, points: 3 });
	});

	test('Elena pays dinner wholly with 144 points and earns none', () => {
		expect(quoted(PROGRAMME, guest('Elena Petrova'), bill('restaurant', dinner, 144))).toMatchObject({
			payableMinor: 7_200,
			pointsSpent: 144,
			pointsPaidMinor: 7_200,
			pointsEarned: 0,
		});
	});

	test('Elena stays three nights: ten points each', () => {
		const answer = quoted(PROGRAMME, guest('Elena Petrova'), bill('lobby', [line('1', 'night', 27_000, 3)]));
		expect(answer).toMatchObject({ discountMinor: 0, payableMinor: 27_000, pointsEarned: 30, stamps: [] });
	});

	test('nights that cost nothing at this till earn all the same', () => {
		const answer = quoted(PROGRAMME, guest('Elena Petrova'), bill('lobby', [line('1', 'night', 0, 3)]));
		expect(answer.pointsEarned).toBe(30);
	});

	test.each([
		['none', 0, 30],
		['a third', 180, 20],
		['a sixth and a little', 91, 24],
		['all but one point', 539, 0],
		['all', 540, 0],
	])('Elena pays three nights with points, %s of it: that part earns nothing', (_name, points, pointsEarned) => {
		const answer = quoted(PROGRAMME, guest('Elena Petrova'), bill('lobby', [line('1', 'night', 27_000, 3)], points));
		expect(answer.pointsEarned).toBe(pointsEarned);
	});

	test("Alice's fifth treatment fills her card: one free treatment, no stamps left", () => {
		const answer = quoted(PROGRAMME, guest('Alice Brown'), bill('spa', [line('1', 'treatment', 6_000)]));
		expect(answer).toMatchObject({ discountMinor: 900, payableMinor: 5_100, pointsEarned: 0 });
		expect(answer.stamps).toEqual([{ ruleId: 'spa', stamps: 1, rewards: 1, needed: 5, reward: 'free-treatment' }]);
		expect(answer.explanation.at(-1)).toMatchObject({ kind: 'stamp', before: 4, after: 0, rewards: 1 });
	});

	test('a second bill of the same visit to the spa gives no second stamp, and says so', () => {
		const alice = { ...guest('Alice Brown'), recentlyStamped: ['spa'] };
		const answer = quoted(PROGRAMME, alice, bill('spa', [line('1', 'treatment', 6_000)]));
		expect(answer.stamps).toEqual([]);
		expect(answer.explanation.at(-1)).toEqual({ kind: 'stamped-recently', ruleId: 'spa' });
	});

	test('a gift card alone is no visit to the spa and stamps nothing', () => {
		const answer = quoted(PROGRAMME, guest('Alice Brown'), bill('spa', [line('1', 'gift-card', 6_000)]));
		expect(answer).toMatchObject({ discountMinor: 0, payableMinor: 6_000, stamps: [] });
	});

	test.each([
		[4_999, 0, 1],
		[5_000, 1, 5_000],
		[9_999, 1, 1],
		[10_000, 2, 5_000],
	])('王小明 spends %i: %i points for full steps, %i to the next', (grossMinor, points, missingMinor) => {
		const answer = quoted(PROGRAMME, guest('王小明'), bill('boutique', [line('1', 'clothing', grossMinor)]));
		expect(answer.explanation).toMatchObject([{ kind: 'earn-step', points, missingMinor }]);
	});
});

describe('rules that meet', () => {
	const both = (rates: readonly number[]): Programme => ({
		...PROGRAMME,
		offers: rates.map((rateBps, index) => ({ kind: 'percent', id: `rule-${index}`, outlets: ['restaurant'], rateBps })),
	});

	test.each([
		[[500, 1_000], 'rule-1', 800],
		[[1_000, 500], 'rule-0', 800],
		[[500, 500], 'rule-0', 400],
		[[10_000], 'rule-0', 8_000],
	])('of the discounts %j the guest gets the best one', (rates, ruleId, amountMinor) => {
		const answer = quoted(both(rates), guest('王小明'), bill('restaurant', dinner));
		expect(answer.explanation[0]).toMatchObject({ kind: 'discount', ruleId, amountMinor });
		expect(answer.discountMinor).toBe(amountMinor);
	});

	test('a discount is rounded once per bill: three lines of 0.05 at 10 % are 0.02 off, not 0.03', () => {
		const coins = ['1', '2', '3'].map((id) => line(id, 'food', 5));
		expect(quoted(PROGRAMME, guest('Elena Petrova'), bill('restaurant', coins)).lines).toMatchObject([
			{ discountMinor: 1 },
			{ discountMinor: 1 },
			{ discountMinor: 0 },
		]);
	});

	test('the hundredths that explain a rate are rounded down like the points: 20.99 at 5 % is 1.04, not 1.05', () => {
		const answer = quoted(PROGRAMME, guest('Elena Petrova'), bill('boutique', [line('1', 'clothing', 2_209)]));
		expect(answer).toMatchObject({ payableMinor: 2_099, pointsEarned: 1 });
		expect(answer.explanation.at(-1)).toMatchObject({ baseMinor: 2_099, exactHundredths: 104, points: 1 });
	});

	test('two rules that fit one bill both give, each rounded down by itself', () => {
		const doubled: Programme = {
			...PROGRAMME,
			earn: ['a', 'b'].map((id) => ({ kind: 'proportional', id, outlets: ['restaurant'], rateBps: 500 })),
		};
		expect(quoted(doubled, guest('王小明'), bill('restaurant', [line('1', 'food', 3_900)])).pointsEarned).toBe(2);
	});
});

describe('a bill that the guest has paid while the server was away', () => {
	const elena = guest('Elena Petrova');

	test('what was charged as quoted gives the same quote, byte for byte', () => {
		const asQuoted = quoted(PROGRAMME, elena, bill('restaurant', dinner));
		expect(quoted(PROGRAMME, elena, bill('restaurant', dinner), { paidMinor: 7_200 })).toEqual(asQuoted);
	});

	test('the discount that was given stands, and the points are counted on what was paid', () => {
		const answer = quoted(PROGRAMME, elena, bill('restaurant', dinner), { paidMinor: 6_000 });
		expect(answer).toMatchObject({ discountMinor: 2_000, payableMinor: 6_000, pointsEarned: 3 });
		expect(answer.explanation).toMatchObject([{ kind: 'earn-proportional', baseMinor: 6_000 }]);
	});

	test('more than everything eligible was given: the rest of the bill bears the rest', () => {
		const lines = [line('1', 'food', 1_000), line('2', 'tobacco', 500)];
		const answer = quoted(PROGRAMME, elena, bill('restaurant', lines), { paidMinor: 200 });
		expect(answer.lines.map(({ discountMinor }) => discountMinor)).toEqual([1_000, 300]);
	});

	test('more was taken than the bill says: there was no discount', () => {
		const answer = quoted(PROGRAMME, elena, bill('restaurant', dinner), { paidMinor: 9_000 });
		expect(answer).toMatchObject({ discountMinor: 0, payableMinor: 8_000 });
	});

	test('points that were not there, or too many of them, no longer refuse the bill', () => {
		const poor = { ...elena, balancePoints: 0 };
		const answer = quoted(PROGRAMME, poor, bill('restaurant', dinner, Number.MAX_SAFE_INTEGER), { paidMinor: 7_200 });
		expect(answer).toMatchObject({ pointsSpent: Number.MAX_SAFE_INTEGER, pointsPaidMinor: 7_200, pointsEarned: 0 });
	});
});

describe('a refusal', () => {
	const miguel = guest('Miguel Ángel Núñez');
	const other = bill('restaurant', dinner);
	/** Each row breaks one more thing than the row below it, so that each proves its place in the order. */
	const refused: readonly [string, MemberStanding | null, Bill, QuoteRefusal][] = [
		[
			'another currency, and nothing on the bill',
			null,
			{ ...other, currency: 'BGN', lines: [], pointsTendered: -1 },
			{ code: 'currency_mismatch', expected: 'EUR' },
		],
		['nothing on the bill, and odd points', null, { ...other, lines: [], pointsTendered: -1 }, { code: 'bill_empty' }],
		[
			'a line twice, of an odd amount',
			null,
			{ ...other, lines: [line('1', 'food', -1), line('1', 'food', BILL_MINOR_MAX)], pointsTendered: -1 },
			{ code: 'line_duplicate', lineId: '1' },
		],
		[
			'an odd amount beside one that is too large',
			null,
			{ ...other, lines: [line('1', 'food', BILL_MINOR_MAX), line('2', 'food', -1)], pointsTendered: -1 },
			{ code: 'amount_invalid', lineId: '2' },
		],
		[
			'a total that is too large, and odd points',
			null,
			{ ...other, lines: [line('1', 'food', BILL_MINOR_MAX), line('2', 'food', 1)], pointsTendered: -1 },
			{ code: 'total_too_large' },
		],
		['odd points, and no member', null, { ...other, pointsTendered: 0.5 }, { code: 'points_invalid' }],
		['points, and no member', null, { ...other, pointsTendered: 1_000_000 }, { code: 'member_required' }],
		[
			'more points than there are, and than the bill takes',
			miguel,
			{ ...other, pointsTendered: 481 },
			{ code: 'insufficient_points', shortPoints: 1 },
		],
		[
			'more points than the bill takes',
			miguel,
			{ ...other, pointsTendered: 153 },
			{ code: 'points_over_bill', pointsMax: 152 },
		],
	];

	test.each(refused)('%s', (_name, member, of, error) => {
		expect(quote(PROGRAMME, member, of)).toEqual({ ok: false, error });
	});

	test.each([
		['an amount below zero', { grossMinor: -1 }],
		['a fraction of a minor unit', { grossMinor: 0.5 }],
		['no number', { grossMinor: NaN }],
		['an amount above all bills', { grossMinor: BILL_MINOR_MAX + 1 }],
		['a quantity of nothing', { quantity: 0 }],
		['half a piece', { quantity: 0.5 }],
		['more than a million pieces', { quantity: 1_000_001 }],
		['a tax below zero', { taxMinor: -1 }],
		['a tax above the price', { taxMinor: 6_201 }],
		['a cost below zero', { costMinor: -1 }],
	])('%s is an odd amount', (_name, odd) => {
		const lines = [dinner[1]!, { ...dinner[0]!, ...odd }];
		expect(quote(PROGRAMME, miguel, bill('restaurant', lines))).toEqual({
			ok: false,
			error: { code: 'amount_invalid', lineId: '1' },
		});
	});

	test('a million pieces on one bill are enough, one more is too many', () => {
		const pieces = (more: number) =>
			quote(PROGRAMME, miguel, bill('restaurant', [line('1', 'food', 1, 1_000_000 - 1), line('2', 'food', 1, more)]));
		expect(pieces(1).ok).toBe(true);
		expect(pieces(2)).toEqual({ ok: false, error: { code: 'total_too_large' } });
	});

	test('the largest bill is accepted', () => {
		expect(quote(PROGRAMME, miguel, bill('restaurant', [line('1', 'food', BILL_MINOR_MAX)])).ok).toBe(true);
	});
});

test.each([
	['whole points only', { num: 50, den: 1 }, 7_249, 144],
	['exactly', { num: 50, den: 1 }, 7_200, 144],
	['three points for one minor unit', { num: 1, den: 3 }, 100, 300],
	['points that pay nothing', { num: 0, den: 1 }, 7_200, 0],
])('how many points a bill takes: %s', (_name, pointValue, dueMinor, pointsMax) => {
	expect(pointsThatPay({ ...PROGRAMME, pointValue }, dueMinor)).toBe(pointsMax);
});
