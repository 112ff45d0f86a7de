import { BPS_WHOLE, scale, shareOut, sum } from '../../kernel/money.ts';
import type { BillLine } from '../bill.ts';

/** The lines of a bill that offers may discount, and what is left of each. */
export type Tab = {
	readonly lines: readonly BillLine[];
	/** Equal for lines that no rule can tell apart, and in one order wherever the lines stand on the bill. */
	readonly ranks: readonly number[];
	readonly leftByLine: readonly number[];
	/** What offers may still take off all of them together. */
	readonly spareMinor: number;
};

/** @param floorBps the part of the list price that is always paid */
export function openTab(lines: readonly BillLine[], floorBps: number): Tab {
	const likes = lines.map(likenessOf);
	const rankOf = new Map([...new Set(likes)].sort().map((like, rank) => [like, rank]));
	const leftByLine = lines.map(({ grossMinor }) => grossMinor);
	const listMinor = sum(leftByLine);
	return {
		lines,
		ranks: likes.map((like) => rankOf.get(like)!),
		leftByLine,
		spareMinor: listMinor - scale(listMinor, { num: floorBps, den: BPS_WHOLE }, 'ceil'),
	};
}

const likenessOf = ({ category, sku, grossMinor, quantity, taxMinor }: BillLine): string =>
	JSON.stringify([category, sku, grossMinor, quantity, taxMinor]);

/** The tab after so much was taken off its lines. */
export const lessBy = (tab: Tab, byLine: readonly number[]): Tab => ({
	...tab,
	leftByLine: tab.leftByLine.map((leftMinor, index) => leftMinor - byLine[index]!),
	spareMinor: tab.spareMinor - sum(byLine),
});

/**
 * Shares over lines by largest remainder. Equal remainders go by what the lines are and only between equal lines by where
 * they stand, so that the next offer finds the same amounts in whatever order they were typed.
 */
export function shareOver({ ranks }: Tab, totalMinor: number, weights: readonly number[]): readonly number[] {
	const order = weights
		.map((_weight, index) => index)
		.sort((a, b) => ranks[a]! - ranks[b]! || weights[a]! - weights[b]! || a - b);
	const shares = shareOut(
		totalMinor,
		order.map((index) => weights[index]!),
	);
	const byLine = weights.map(() => 0);
	order.forEach((index, place) => (byLine[index] = shares[place]!));
	return byLine;
}
