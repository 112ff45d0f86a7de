import { scale } from '../kernel/money.ts';

/** A line as it was sold, with the shares that were fixed then. */
export type SoldLine = {
	readonly quantity: number;
	readonly listMinor: number;
	readonly discountMinor: number;
	readonly payableMinor: number;
	readonly pointsPaidMinor: number;
};

/** What came back of a line: whole units, and parts of its list price beside them. */
export type Returned = { readonly quantity: number; readonly amountMinor: number };

/**
 * What stands of a line after a part of it came back. It depends on what came back in all, never on the order, and no
 * figure of it grows when more comes back, so the differences between two states add up to the whole in any order.
 *
 * List price, discount and the part paid in points keep their proportions: the discount half up over the list price, the
 * points down over what is to pay.
 */
export function standing(line: SoldLine, returned: Returned): SoldLine {
	const { quantity, listMinor, discountMinor, payableMinor, pointsPaidMinor } = line;
	const unitsLeft = quantity - returned.quantity;
	const ofUnits = scale(listMinor, { num: unitsLeft, den: quantity }, 'floor');
	const list = Math.max(0, ofUnits - returned.amountMinor);
	const discount = listMinor === 0 ? 0 : scale(discountMinor, { num: list, den: listMinor }, 'half-up');
	const payable = list - discount;
	const inPoints = payableMinor === 0 ? 0 : scale(pointsPaidMinor, { num: payable, den: payableMinor }, 'floor');
	return {
		// A line whose price came back whole was not sold, whatever is left of its units.
		quantity: list === 0 && listMinor > 0 ? 0 : unitsLeft,
		listMinor: list,
		discountMinor: discount,
		payableMinor: payable,
		pointsPaidMinor: inPoints,
	};
}

/** Of the points that paid a bill, those that still pay what stands of it: up, so that the last ones come back last. */
export const pointsStanding = (points: number, paidMinor: number, standingMinor: number): number =>
	paidMinor === 0 ? 0 : scale(points, { num: standingMinor, den: paidMinor }, 'ceil');
