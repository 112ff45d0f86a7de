import { invariant } from './result.ts';

/** ISO 4217 code and how many decimal digits its minor unit has: 2 for EUR, 0 for JPY. */
export type Currency = { readonly code: string; readonly exponent: number };

/** An exact ratio; both whole, `den` above zero. */
export type Rational = { readonly num: number; readonly den: number };

/** 10_000 basis points are the whole. */
export const BPS_WHOLE = 10_000;

/** Minor units in one unit of the currency: 100 for EUR, 1 for JPY. */
export const minorPerUnit = (currency: Currency): number => 10 ** currency.exponent;

export type Rounding = 'floor' | 'half-up' | 'half-even' | 'ceil';

/**
 * `amount · num / den`, multiplied exactly and rounded once.
 *
 * @throws where an argument is negative or not whole: a taking back is the difference of two results, never a negative
 * one; and where the result is more than a double holds exactly
 */
export function scale(amount: number, { num, den }: Rational, rounding: Rounding): number {
	invariant([amount, num].every(isCount) && isCount(den) && den > 0, 'scaling works on whole numbers from zero');
	const product = BigInt(amount) * BigInt(num);
	const divisor = BigInt(den);
	const quotient = Number(rounded(product, divisor, rounding));
	invariant(isCount(quotient), 'a scaled amount is a number that a double holds exactly');
	return quotient;
}

function rounded(product: bigint, divisor: bigint, rounding: Rounding): bigint {
	switch (rounding) {
		case 'floor':
			return product / divisor;
		case 'ceil':
			return (product + divisor - 1n) / divisor;
		case 'half-up':
			return (2n * product + divisor) / (2n * divisor);
		case 'half-even': {
			const up = (2n * product + divisor) / (2n * divisor);
			const isTie = (2n * product) % (2n * divisor) === divisor;
			return isTie && up % 2n === 1n ? up - 1n : up;
		}
	}
}

/**
 * Shares `total` over `weights` by largest remainder; equal remainders go to the lower index.
 * The shares sum to `total`, none is further than one unit from its exact part, and a weight of zero gets nothing.
 *
 * @throws where the weights sum to zero and the total does not
 *
 * Source: Hamilton's method of apportionment.
 */
export function shareOut(total: number, weights: readonly number[]): number[] {
	invariant(isCount(total) && weights.every(isCount), 'shares are whole numbers from zero');
	if (total === 0) return weights.map(() => 0);
	const whole = weights.reduce((left, right) => left + BigInt(right), 0n);
	invariant(whole > 0n, 'nothing can be shared over no weight');
	const exact = weights.map((weight) => BigInt(total) * BigInt(weight));
	const shares = exact.map((part) => Number(part / whole));
	const left = total - shares.reduce((a, b) => a + b, 0);
	const byRemainder = exact
		.map((part, index) => ({ index, remainder: part % whole }))
		.sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder < b.remainder ? 1 : -1));
	for (const { index } of byRemainder.slice(0, left)) shares[index] = shares[index]! + 1;
	return shares;
}

/** A whole number from zero that a double holds exactly. */
export const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;

export const sum = (values: readonly number[]): number => values.reduce((left, right) => left + right, 0);
