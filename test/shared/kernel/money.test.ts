import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isCount, minorPerUnit, scale, shareOut } from '#shared/kernel/money.ts';

const CASES = { numRuns: 2_000 };
const count = fc.oneof(fc.nat({ max: 20 }), fc.nat(), fc.maxSafeNat());

describe('scaling an amount', () => {
	test.each([
		['5 % of 80.00 is 4.00', 8_000, 500, 10_000, 400, 400],
		['half a minor unit goes up or down', 1, 1, 2, 0, 1],
		['just under a half goes down both ways', 49, 1, 100, 0, 0],
		['three halves', 3, 1, 2, 1, 2],
		['nothing of something', 8_000, 0, 10_000, 0, 0],
		['all of it', 8_000, 10_000, 10_000, 8_000, 8_000],
		['a product beyond what a double holds', 9_007_199_254_740_991, 3, 3, 9_007_199_254_740_991, 9_007_199_254_740_991],
		[
			'a product that a double would round',
			9_007_199_254_740_991,
			9_999,
			10_000,
			9_006_298_534_815_516,
			9_006_298_534_815_517,
		],
	])('%s', (_name, amount, num, den, floored, halfUp) => {
		expect(scale(amount, { num, den }, 'floor')).toBe(floored);
		expect(scale(amount, { num, den }, 'half-up')).toBe(halfUp);
	});

	test('the floor is at most the exact product and less than one below it, half up at most a half away', () => {
		fc.assert(
			fc.property(count, fc.nat(), fc.integer({ min: 1, max: 1_000_000 }), (amount, num, extra) => {
				const den = num + extra;
				const product = BigInt(amount) * BigInt(num);
				const floored = BigInt(scale(amount, { num, den }, 'floor'));
				expect(floored * BigInt(den) <= product && product < (floored + 1n) * BigInt(den)).toBe(true);
				const twiceOff = 2n * (BigInt(scale(amount, { num, den }, 'half-up')) * BigInt(den) - product);
				expect(-BigInt(den) < twiceOff && twiceOff <= BigInt(den)).toBe(true);
			}),
			CASES,
		);
	});

	test('hundredths rounded down, rounded down again to whole, are the whole rounded down', () => {
		fc.assert(
			fc.property(fc.nat({ max: 10_000_000_000 }), fc.integer({ min: 1, max: 1_000_000 }), (amount, rateBps) => {
				const hundredths = scale(amount, { num: rateBps * 100, den: 1_000_000 }, 'floor');
				const exact = (BigInt(amount) * BigInt(rateBps)) / 1_000_000n;
				expect(BigInt(hundredths) / 100n).toBe(exact);
				expect(BigInt(scale(amount, { num: rateBps, den: 1_000_000 }, 'floor'))).toBe(exact);
			}),
			{ numRuns: 5_000 },
		);
	});

	test.each([
		['a negative amount', -1, 1, 1],
		['a fraction', 0.5, 1, 1],
		['a negative rate', 1, -1, 1],
		['a division by nothing', 1, 1, 0],
		['not a number', NaN, 1, 1],
		['more than a double holds', 9_007_199_254_740_992, 1, 1],
		['a result that is more than a double holds', 9_007_199_254_740_991, 2, 1],
	])('%s is a bug', (_name, amount, num, den) => {
		expect(() => scale(amount, { num, den }, 'floor')).toThrow('invariant broken');
	});
});

describe('sharing out', () => {
	test.each([
		[100, [1, 1, 1], [34, 33, 33]],
		[100, [333, 333, 334], [33, 33, 34]],
		[1_000, [560, 892, 4_491, 21_726, 240_000], [2, 3, 17, 81, 897]],
		[0, [1, 2], [0, 0]],
		[0, [0, 0], [0, 0]],
		[0, [], []],
		[7, [0, 3, 0], [0, 7, 0]],
		[1, [1, 1], [1, 0]],
		[9_007_199_254_740_991, [1, 1], [4_503_599_627_370_496, 4_503_599_627_370_495]],
	])('%i over %j is %j', (total, weights, shares) => {
		expect(shareOut(total, weights)).toEqual(shares);
	});

	test('the shares sum to the total, none is one unit off its exact part, and no weight gets nothing', () => {
		const weights = fc
			.array(count, { minLength: 1, maxLength: 12 })
			.filter((list) => list.some((weight) => weight > 0));
		fc.assert(
			fc.property(count, weights, (total, list) => {
				const shares = shareOut(total, list);
				const whole = list.reduce((left, right) => left + BigInt(right), 0n);
				expect(shares.reduce((left, right) => left + BigInt(right), 0n)).toBe(BigInt(total));
				shares.forEach((share, index) => {
					const off = BigInt(share) * whole - BigInt(total) * BigInt(list[index]!);
					expect(isCount(share) && -whole < off && off < whole).toBe(true);
					if (list[index] === 0) expect(share).toBe(0);
				});
			}),
			CASES,
		);
	});

	test('a larger remainder is served before a smaller one, and of equals the first', () => {
		fc.assert(
			fc.property(
				fc.nat({ max: 500 }),
				fc.array(fc.nat({ max: 50 }), { minLength: 1, maxLength: 6 }),
				(total, list) => {
					const whole = list.reduce((left, right) => left + right, 0);
					fc.pre(whole > 0);
					const shares = shareOut(total, list);
					const parts = list.map((weight, index) => ({
						remainder: (total * weight) % whole,
						raised: shares[index]! > (total * weight - ((total * weight) % whole)) / whole,
					}));
					parts.forEach((left, index) => {
						for (const [at, right] of parts.entries()) {
							const comes = left.remainder > right.remainder || (left.remainder === right.remainder && index < at);
							if (comes && right.raised) expect(left.raised).toBe(true);
						}
					});
				},
			),
			CASES,
		);
	});

	test.each([
		['something over no weight', 1, [0, 0]],
		['something over nobody', 1, []],
		['a negative total', -1, [1]],
		['a negative weight', 1, [2, -1]],
		['a fraction', 1, [0.5]],
	])('%s is a bug', (_name, total, weights) => {
		expect(() => shareOut(total, weights)).toThrow('invariant broken');
	});
});

test.each([
	['EUR', 2, 100],
	['JPY', 0, 1],
	['KWD', 3, 1_000],
])('%s has %i digits, %i minor units in one', (code, exponent, minor) => {
	expect(minorPerUnit({ code, exponent })).toBe(minor);
});
