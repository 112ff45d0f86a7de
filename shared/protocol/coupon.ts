import type { CouponId, MemberId, OutletCode, StaffId } from '../kernel/ids.ts';

/** The command `coupon.issue`: a coupon is bought for points, or given for none. */
export type IssueCoupon = {
	readonly id: CouponId;
	readonly memberId: MemberId;
	readonly offerId: string;
	readonly outlet: OutletCode;
	readonly terminal: string;
	readonly cashier: StaffId;
	readonly occurredAt: string;
	/** `null` where it is bought. */
	readonly gift: CouponGift | null;
};

export type CouponGift = {
	/** For the books: an apology, a competition. */
	readonly reason: string;
	/** So many days after today, `null` where the offer says it. */
	readonly validDays: number | null;
};

/** Why an offer cannot be had beforehand. */
export type OfferNotHad =
	| { readonly code: 'offer_unknown'; readonly offerId: string }
	/** It has no price, is no coupon, or nobody knows what of its budget it would take. */
	| { readonly code: 'offer_not_sold'; readonly offerId: string }
	| { readonly code: 'offer_not_here'; readonly offerId: string; readonly of: 'outlet' | 'tier' | 'time' }
	/** `limit`: uses, or minor units of the budget. */
	| {
			readonly code: 'offer_limit_reached';
			readonly offerId: string;
			readonly of: 'member' | 'day' | 'house' | 'budget';
			readonly limit: number;
	  };

/** In order of precedence. */
export type CouponRefusal =
	| { readonly code: 'id_reused' }
	| { readonly code: 'outlet_unknown' }
	| { readonly code: 'cashier_unknown' }
	/** Only a supervisor or manager gives. */
	| { readonly code: 'approver_forbidden' }
	| { readonly code: 'member_not_found' }
	| { readonly code: 'time_in_future' }
	| { readonly code: 'programme_missing' }
	| OfferNotHad
	| { readonly code: 'insufficient_points'; readonly shortPoints: number };

export type CouponAnswer = {
	readonly couponId: CouponId;
	readonly memberId: MemberId;
	readonly offerId: string;
	readonly kind: 'bought' | 'given';
	/** What it cost. */
	readonly points: number;
	/** What is on it, where a bill takes only what it needs. */
	readonly valueMinor: number | null;
	/** Last valid day; `null` is for ever. */
	readonly expiresOn: string | null;
	readonly balance: number;
};

/** `used`: nothing is left on it. */
export type CouponState = 'issued' | 'used' | 'expired' | 'cancelled';

/** A coupon as it stands. */
export type CouponView = Omit<CouponAnswer, 'memberId' | 'balance'> & {
	readonly state: CouponState;
	/** Of `valueMinor`, what is left; `null` where it is used whole. */
	readonly leftMinor: number | null;
	readonly issuedAt: string;
};

/** In order of precedence. `voucher`: its place on the bill, from 0. */
export type VoucherRefusal =
	| { readonly code: 'voucher_unknown'; readonly voucher: number }
	/** Of another member. */
	| { readonly code: 'voucher_foreign'; readonly voucher: number }
	| { readonly code: 'voucher_cancelled'; readonly voucher: number }
	| { readonly code: 'voucher_expired'; readonly voucher: number; readonly on: string }
	/** Nothing is left on it. */
	| { readonly code: 'voucher_used'; readonly voucher: number };

/** In order of precedence. */
export type CancelRefusal =
	| { readonly code: 'coupon_not_found' }
	| { readonly code: 'programme_missing' }
	| { readonly code: 'coupon_expired'; readonly on: string }
	/** A bill has taken it, or a part of it. */
	| { readonly code: 'coupon_used' };

export type CancelAnswer = {
	readonly couponId: CouponId;
	readonly state: 'cancelled';
	/** What it had cost, given back. */
	readonly pointsReturned: number;
	readonly balance: number;
};
