import { invariant } from '../kernel/result.ts';
import type { OpenLot, Posting, Unit } from './entry.ts';
import { isUsable, lastDayOf } from './terms.ts';

/** What of a unit can be used today, in the order of spending, each lot with its last valid day as it stands today. */
export const usable = (lots: readonly OpenLot[], unit: Unit, localDate: string): readonly OpenLot[] =>
	inSpendingOrder(
		lots
			.filter((lot) => lot.unit === unit && lot.remaining > 0 && isUsable(lot, localDate))
			.map((lot) => ({ ...lot, expiresOn: lastDayOf(lot, localDate) })),
	);

export const balanceOf = (lots: readonly OpenLot[], unit: Unit, localDate: string): number =>
	usable(lots, unit, localDate).reduce((total, lot) => total + lot.remaining, 0);

/**
 * Takes a quantity out of lots, the soonest to expire first.
 *
 * @returns one posting for each lot touched, and how much no lot could give
 */
export function takeFrom(
	lots: readonly OpenLot[],
	unit: Unit,
	quantity: number,
	localDate: string,
): { readonly postings: readonly Posting[]; readonly missing: number } {
	invariant(quantity >= 0, 'a spending is not negative');
	return drawn(usable(lots, unit, localDate), quantity);
}

/** Takes out of these lots, in their order. */
export function drawn(
	lots: readonly OpenLot[],
	quantity: number,
): { readonly postings: readonly Posting[]; readonly missing: number } {
	return drawnFrom('AV', lots, quantity);
}

/** The same out of what waits in them. */
export const drawnPending = (lots: readonly OpenLot[], quantity: number): ReturnType<typeof drawn> =>
	drawnFrom('PD', lots, quantity);

function drawnFrom(account: 'AV' | 'PD', lots: readonly OpenLot[], quantity: number): ReturnType<typeof drawn> {
	let missing = quantity;
	const postings: Posting[] = [];
	for (const { id: lotId, unit, remaining, pending = 0 } of lots) {
		const taken = Math.min(account === 'AV' ? remaining : pending, missing);
		if (taken > 0) postings.push({ account, unit, quantity: -taken, lotId });
		missing -= taken;
	}
	return { postings, missing };
}

export const inSpendingOrder = (lots: readonly OpenLot[]): readonly OpenLot[] => [...lots].sort(bySpendingOrder);

/** Soonest last day first and "never" last; then the oldest; then by id, so that every machine agrees. */
function bySpendingOrder(a: OpenLot, b: OpenLot): number {
	const [x, y] = [a, b].map(({ expiresOn, earnedAt, id }) => [expiresOn ?? '9999-12-31', earnedAt, id] as const);
	const at = [0, 1, 2].find((index) => x![index] !== y![index]);
	return at === undefined ? 0 : x![at]! < y![at]! ? -1 : 1;
}
