import { invariant } from '../../kernel/result.ts';
import type { OpenLot, Posting, Unit } from '../entry.ts';
import { isUsable, lastDayOf } from './terms.ts';

/** What of a unit can be used today, in the order of spending, each lot with its last valid day as it stands today. */
export function usable(lots: readonly OpenLot[], unit: Unit, localDate: string): readonly OpenLot[] {
	const found: OpenLot[] = [];
	for (const lot of lots) {
		if (lot.unit !== unit || lot.remaining <= 0) continue;
		const expiresOn = lastDayOf(lot, localDate);
		if (expiresOn === null || localDate <= expiresOn) found.push({ ...lot, expiresOn });
	}
	return found.sort(bySpendingOrder);
}

export function balanceOf(lots: readonly OpenLot[], unit: Unit, localDate: string): number {
	let balance = 0;
	for (const lot of lots) {
		if (lot.unit === unit && lot.remaining > 0 && isUsable(lot, localDate)) balance += lot.remaining;
	}
	return balance;
}

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
const bySpendingOrder = (a: OpenLot, b: OpenLot): number =>
	compared(a.expiresOn ?? NEVER, b.expiresOn ?? NEVER) || compared(a.earnedAt, b.earnedAt) || compared(a.id, b.id);

const NEVER = '9999-12-31';

const compared = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);
