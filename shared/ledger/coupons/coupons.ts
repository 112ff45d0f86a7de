import type { CouponId } from '../../kernel/ids.ts';
import { sum } from '../../kernel/money.ts';
import type { NextCoupon } from '../../loyalty/bill.ts';
import type { OpenLot, Unit } from '../entry.ts';
import { inSpendingOrder, usable } from '../lots/spend.ts';

/** One coupon as a bill uses it: the lots that it is made of, those that are spent first first. */
export type HeldCoupon = {
	/** `null` where nobody bought or gave it: the member brought it along, or a rule made it. */
	readonly couponId: CouponId | null;
	readonly unit: Unit;
	readonly lots: readonly OpenLot[];
	/** Pieces, or of a `value` minor units. */
	readonly left: number;
};

export const isValue = (unit: Unit): boolean => unit.startsWith('value:');

/**
 * The coupons that a member has for an offer and can use today, the one that is used next first: one that the bill names,
 * then the soonest to expire.
 *
 * @param named coupons that the bill names
 */
export function couponsFor(
	lots: readonly OpenLot[],
	offerId: string,
	localDate: string,
	named: readonly CouponId[] = [],
): readonly HeldCoupon[] {
	const units = [`coupon:${offerId}`, `value:${offerId}`] as const;
	const byCoupon = new Map<string, OpenLot[]>();
	for (const lot of inSpendingOrder(units.flatMap((unit) => usable(lots, unit, localDate)))) {
		const key = lot.couponId ?? lot.id;
		byCoupon.set(key, [...(byCoupon.get(key) ?? []), lot]);
	}
	const held = [...byCoupon.values()].map((lots): HeldCoupon => {
		const [{ couponId = null, unit }] = lots as [OpenLot];
		return { couponId, unit, lots, left: sum(lots.map(({ remaining }) => remaining)) };
	});
	const isNamed = ({ couponId }: HeldCoupon): boolean => couponId !== null && named.includes(couponId);
	return [...held.filter(isNamed), ...held.filter((one) => !isNamed(one))];
}

/** How many coupons these are. */
export const piecesOf = (held: readonly HeldCoupon[]): number =>
	sum(held.map(({ unit, left }) => (isValue(unit) ? 1 : left)));

/** What a bill has to know of the coupon that it would use; `undefined` where it is one piece like any other. */
export const nextCouponOf = ([next]: readonly HeldCoupon[]): NextCoupon | undefined =>
	next && (next.couponId !== null || isValue(next.unit))
		? { leftMinor: isValue(next.unit) ? next.left : null, isDrawn: next.couponId !== null }
		: undefined;
