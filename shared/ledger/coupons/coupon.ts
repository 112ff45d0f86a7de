import type { CouponId, MemberId, StaffId } from '../../kernel/ids.ts';
import { sum } from '../../kernel/money.ts';
import type { CouponState, CouponView, VoucherRefusal } from '../../protocol/coupon.ts';
import { isValue } from './coupons.ts';
import type { OpenLot, Unit } from '../entry.ts';
import { isUsable } from '../lots/terms.ts';

/** A coupon that was bought or given, as it is kept for ever; what became of it is derived. */
export type CouponFact = {
	readonly id: CouponId;
	readonly memberId: MemberId;
	readonly offerId: string;
	/** `coupon:` or `value:` of its offer. */
	readonly unit: Unit;
	/** One piece, or minor units. */
	readonly quantity: number;
	/** What it cost; 0 where it was given. */
	readonly points: number;
	/** Why it was given; `null` where it was bought. */
	readonly reason: string | null;
	/** What it drew of the offer's budget; `null` where the house limits nothing. */
	readonly drawnMinor: number | null;
	/** Last valid day; `null` is never. */
	readonly expiresOn: string | null;
	/** SHA-256 of its code, as hex; the code itself is nowhere. */
	readonly codeHash: string;
	readonly outlet: string;
	readonly terminal: string;
	readonly actor: StaffId;
	readonly businessDate: string;
	readonly occurredAt: string;
	readonly recordedAt: string;
};

/** A coupon with what has come of it. */
export type StandingCoupon = {
	readonly fact: CouponFact;
	readonly isCancelled: boolean;
	/** Its lots, the empty ones too: it has a second one where it came back after its last day. */
	readonly lots: readonly OpenLot[];
	/** What of them the night's run has taken. */
	readonly expired: number;
};

/** What a bill names by a code. */
export type Voucher = Pick<CouponFact, 'id' | 'offerId'>;

/** What can be used of a coupon on this day: pieces or minor units. */
export const leftOf = ({ lots }: StandingCoupon, localDate: string): number =>
	sum(lots.filter((lot) => isUsable(lot, localDate)).map(({ remaining }) => remaining));

export function stateOf(coupon: StandingCoupon, localDate: string): CouponState {
	if (coupon.isCancelled) return 'cancelled';
	if (leftOf(coupon, localDate) > 0) return 'issued';
	const isOver = coupon.expired > 0 || coupon.lots.some(({ remaining }) => remaining > 0);
	return isOver ? 'expired' : 'used';
}

/** Its last valid day, of all its lots the latest; `null` is never. */
export const lastDayOf = ({ fact, lots }: StandingCoupon): string | null =>
	fact.expiresOn &&
	lots.reduce((day, { expiresOn }) => (expiresOn && expiresOn > day ? expiresOn : day), fact.expiresOn);

/** A coupon as its member may see it. */
export function couponView(coupon: StandingCoupon, localDate: string): CouponView {
	const { id: couponId, offerId, unit, quantity, points, reason, occurredAt: issuedAt } = coupon.fact;
	const [valueMinor, leftMinor] = isValue(unit) ? [quantity, leftOf(coupon, localDate)] : [null, null];
	return {
		...{ couponId, offerId, kind: reason === null ? 'bought' : 'given', points, valueMinor, leftMinor },
		...{ expiresOn: lastDayOf(coupon), state: stateOf(coupon, localDate), issuedAt },
	};
}

/** Why a bill of this member cannot have these vouchers. @param vouchers by their place on the bill, `null` where no coupon has the code */
export function voucherRefused(
	vouchers: readonly (StandingCoupon | null)[],
	memberId: MemberId | null,
	localDate: string,
): VoucherRefusal | undefined {
	for (const [voucher, coupon] of vouchers.entries()) {
		if (!coupon) return { code: 'voucher_unknown', voucher };
		if (coupon.fact.memberId !== memberId) return { code: 'voucher_foreign', voucher };
		const state = stateOf(coupon, localDate);
		if (state === 'expired') return { code: 'voucher_expired', voucher, on: lastDayOf(coupon)! };
		if (state !== 'issued') return { code: `voucher_${state}`, voucher };
	}
	return undefined;
}
