import type { OfferNotHad } from './coupon.ts';
import type { HoldId, MemberId, OutletCode, StaffId } from '../kernel/ids.ts';

/** The command `hold.place`: points are set aside for a bill that comes later, a stay or a table. */
export type PlaceHold = {
	readonly id: HoldId;
	readonly memberId: MemberId;
	/** `null` where it books an offer: what that costs. */
	readonly points: number | null;
	/** RFC 3339, UTC: when nobody has taken them by then, they are the guest's again. */
	readonly until: string;
	/** What it is for, as the caller knows it: the number of a booking. */
	readonly reference: string;
	/** What it books: a free night. Its price is held. */
	readonly offerId?: string;
	/** What a guest who does not come loses; where it is not said, what they booked, and of points alone nothing. */
	readonly noShow?: NoShow;
	readonly outlet: OutletCode;
	readonly terminal: string;
	readonly cashier: StaffId;
	readonly occurredAt: string;
};

/** All of the points, or none. */
export type NoShow = 'forfeit' | 'release';

/** `captured`: a bill has taken what it needed and given the rest back. `forfeited`: the guest did not come. */
export type HoldState = 'open' | 'captured' | 'released' | 'expired' | 'forfeited';

/** In order of precedence. */
export type HoldRefusal =
	| { readonly code: 'id_reused' }
	| { readonly code: 'outlet_unknown' }
	| { readonly code: 'cashier_unknown' }
	| { readonly code: 'member_not_found' }
	| { readonly code: 'time_in_future' }
	| { readonly code: 'programme_missing' }
	/** It has to end after it begins, and within `HOLD_DAYS_MAX`. */
	| { readonly code: 'hold_until_invalid'; readonly latest: string }
	| OfferBooked
	| { readonly code: 'points_invalid' }
	| { readonly code: 'insufficient_points'; readonly shortPoints: number };

/** Why an offer cannot be had for points beforehand. */
export type OfferBooked = Extract<OfferNotHad, { code: 'offer_unknown' | 'offer_not_sold' | 'offer_not_here' }>;

/** Longer than anybody books ahead. */
export const HOLD_DAYS_MAX = 500;

export type HoldAnswer = {
	readonly holdId: HoldId;
	readonly memberId: MemberId;
	readonly points: number;
	readonly until: string;
	/** What the guest can use beside it. */
	readonly balance: number;
	/** What a guest who does not come loses. */
	readonly penaltyPoints?: number;
};

export type ReleaseAnswer = {
	readonly holdId: HoldId;
	readonly state: Exclude<HoldState, 'open'>;
	readonly balance: number;
};
