import { shareOut, sum } from '../kernel/money.ts';

/**
 * A discount that was given without a rule: over the eligible lines by list price. It can be more than those cost, and then
 * the rest bears it.
 */
export function shareDiscount(
	discountMinor: number,
	listByLine: readonly number[],
	isEligible: readonly boolean[],
): number[] {
	const [eligible, rest] = splitBy(isEligible, listByLine);
	const ofEligible = Math.min(discountMinor, sum(eligible));
	return joined(shareOut(ofEligible, eligible), shareOut(discountMinor - ofEligible, rest));
}

/**
 * What points pay, over all lines by what each costs: first between the lines that earn and the rest, then inside each.
 * Largest remainder over all lines at once would let a part shrink while the total grows, so that paying with one point
 * more could earn more, and would let the order of the lines decide between the two groups. Between two parts it is
 * plain rounding, and a tie goes to the rest.
 *
 * Source: Balinski and Young, Fair Representation (the Alabama paradox).
 */
export function sharePaid(
	paidMinor: number,
	payableByLine: readonly number[],
	isEligible: readonly boolean[],
): number[] {
	const [eligible, rest] = splitBy(isEligible, payableByLine);
	const [ofRest, ofEligible] = shareOut(paidMinor, [sum(rest), sum(eligible)]);
	return joined(shareOut(ofEligible!, eligible), shareOut(ofRest!, rest));
}

/** The same lines twice: with the amounts that are eligible, and with the others. */
const splitBy = (isEligible: readonly boolean[], amounts: readonly number[]): [number[], number[]] => [
	amounts.map((minor, index) => (isEligible[index] ? minor : 0)),
	amounts.map((minor, index) => (isEligible[index] ? 0 : minor)),
];

const joined = (left: readonly number[], right: readonly number[]): number[] =>
	left.map((minor, index) => minor + right[index]!);
