import type { Moment } from '../kernel/moment.ts';

/** So that every product inside stays exact and every sum is a sum that a hotel could mean: 100 million in EUR. */
export const BILL_MINOR_MAX = 10_000_000_000;

/** One line of a bill as the till knows it. */
export type BillLine = {
	readonly id: string;
	readonly category: string;
	readonly sku: string | null;
	readonly quantity: number;
	/** List price of the whole line, tax included. */
	readonly grossMinor: number;
	readonly taxMinor: number | null;
	/** What the line cost the house; for margins, never shown to a guest. */
	readonly costMinor: number | null;
	/** The business date of the night that the line is for; that of the bill where it is not said. */
	readonly on?: string;
	/** The guest where it is not said. */
	readonly paidBy?: 'guest' | 'company';
};

/** What pays the bill. Points pay their value; everything else is the till's business. */
export type Tender =
	| { readonly type: 'points'; readonly points: number; readonly amountMinor: number }
	| { readonly type: 'other'; readonly amountMinor: number };

export type Bill = {
	readonly outlet: string;
	readonly moment: Moment;
	readonly currency: string;
	readonly lines: readonly BillLine[];
	/** Points the guest wants to pay with; 0 for none. */
	readonly pointsTendered: number;
	/** Offers that the guest asks for, of those that are given only then. */
	readonly claims: readonly string[];
};

/** What one rule has given a member in all visits before. */
export type Tally = {
	/** All that it looked at, in minor units, less what came back. */
	readonly baseMinor: number;
	/** All that it gave, less what it took back. */
	readonly points: number;
	/** The local day on which it gave something last, of what stands; `NEVER` before every day. */
	readonly lastOn: string;
};

/** Before every day. */
export const NEVER = '';

/** What one rule gave on this business day already. */
export type EarnedToday = { readonly ruleId: string; readonly outlet: string; readonly points: number };

/** In how many bills a member was given an offer, ever and on this business day. */
export type OfferUsed = { readonly total: number; readonly today: number };

/** What the house still gives of an offer to all members together; `null` where it has no such limit. */
export type OfferLeft = { readonly uses: number | null; readonly budgetMinor: number | null };

/** The coupon that a bill would use, where it is more than one piece. */
export type NextCoupon = {
	/** What is left on it; `null` where it is used whole. */
	readonly leftMinor: number | null;
	/** Limits and budget were drawn when it was bought or given, and are not drawn again. */
	readonly isDrawn: boolean;
};

/** What a quote needs to know of a member. */
export type MemberStanding = {
	readonly tier: string;
	/** Of the programme that the member is in, in the order of their codes. */
	readonly clubs: readonly string[];
	readonly balancePoints: number;
	/** Net stamps by stamp card; below zero where some are owed. */
	readonly stamps: Readonly<Record<string, number>>;
	/** Outlets that gave a stamp on this business day or in the last four hours: that is the same visit. */
	readonly recentlyStamped: readonly string[];
	/** By rule, of those that look back: carries and birthdays. */
	readonly tallies: Readonly<Record<string, Tally>>;
	readonly earnedToday: readonly EarnedToday[];
	/** Days since the nearest birthday, below zero before it; `null` where it is far away or not known. */
	readonly birthdayDays: number | null;
	readonly isFirstVisit: boolean;
	/** By offer, of those that take one: how many coupons the member has. */
	readonly coupons: Readonly<Record<string, number>>;
	/** By offer, of those whose next coupon was bought or given; left out where none was. */
	readonly nextCoupons?: Readonly<Record<string, NextCoupon>>;
	/** By reward, of those that an offer takes: how many the member has and has not used. */
	readonly rewards: Readonly<Record<string, number>>;
	/** Whether a bill may use up what the guest has saved: a counter by itself cannot know what is left of it. */
	readonly takesClaims: boolean;
	/** By offer, of those with a limit for each member; the bill that is quoted is none of them. */
	readonly offersUsed: Readonly<Record<string, OfferUsed>>;
	/** By offer, of those with a limit or a budget of the house; what is not told counts as nothing left. */
	readonly offersLeft: Readonly<Record<string, OfferLeft>>;
};
