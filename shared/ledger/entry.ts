import type { CouponId, EntryId, HoldId, MemberId, OutletCode, ReversalId, StaffId, VisitId } from '../kernel/ids.ts';
import type { Idle } from '../loyalty/expiry.ts';

/**
 * What is counted. Stamps, rewards and coupons are kept like points, each in its own unit; a coupon of which a bill takes
 * only what it needs is a `value`, counted in minor units.
 */
export type Unit = 'points' | `stamp:${string}` | `reward:${string}` | `coupon:${string}` | `value:${string}`;

/** Of one member: available, pending, held, and debt (zero or below). */
export type MemberAccount = 'AV' | 'PD' | 'HD' | 'DB';

/** Of the programme: where points come from and where they go. */
export type ProgrammeAccount = 'ISSUED' | 'OPENING' | 'ADJUST' | 'REDEEMED' | 'EXPIRED' | 'FORFEITED';

export type Posting = {
	readonly account: MemberAccount | ProgrammeAccount;
	readonly unit: Unit;
	/** Above zero comes in, below goes out; the postings of an entry sum to zero in each unit. */
	readonly quantity: number;
	/** The lot that a posting on AV, PD or HD fills or empties. */
	readonly lotId: string | null;
};

export type EntryKind =
	| 'opening'
	| 'earn'
	| 'bonus'
	| 'redeem'
	| 'stamp'
	| 'reward'
	/** A coupon is bought or given, and called off unused. */
	| 'buy'
	| 'give'
	| 'cancel'
	/** A coupon is used, or given back. */
	| 'coupon'
	| 'uncoupon'
	/** Points of a visit taken back, points that paid it given back, stamps and unused rewards taken back. */
	| 'reverse'
	| 'restore'
	/** Points are set aside; a bill takes them, they come back, or a guest who did not come loses them. */
	| 'hold'
	| 'capture'
	| 'release'
	| 'forfeit'
	| 'unstamp'
	| 'unreward'
	/** Points that waited can be used. */
	| 'mature'
	/** The last valid day of a lot is over. */
	| 'expire'
	/** Somebody of the house gave or took points. */
	| 'adjust'
	/** The guest is forgotten: what is left is forfeited, and what is owed written off. */
	| 'erase';

/** One movement of one member's account. Append-only: a correction is another entry. */
export type Entry = {
	readonly id: EntryId;
	readonly kind: EntryKind;
	readonly memberId: MemberId;
	readonly visitId: VisitId | null;
	/** The taking back of that visit which this is a part of. */
	readonly reversalId: ReversalId | null;
	/** Whose points it moves into or out of `HD`; of no other entry. */
	readonly holdId?: HoldId;
	readonly effectiveAt: string;
	readonly recordedAt: string;
	readonly businessDate: string;
	readonly outlet: OutletCode;
	readonly terminal: string;
	readonly actor: StaffId;
	readonly programmeVersion: number;
	readonly postings: readonly Posting[];
};

/** A parcel of one unit with one last valid day. Spent soonest-expiring first, then oldest, then by id. */
export type Lot = {
	readonly id: string;
	readonly memberId: MemberId;
	readonly unit: Unit;
	readonly quantity: number;
	readonly earnedAt: string;
	/** Last valid day in the hotel's calendar; `null` is never. */
	readonly expiresOn: string | null;
	/** Activity of the member moves the last valid day. */
	readonly idle?: Idle;
	/** The local day from whose midnight on it can be used, where that was not at once. */
	readonly usableFrom?: string;
	/** The coupon that was bought or given as this lot. */
	readonly couponId?: CouponId;
};

export type OpenLot = Lot & {
	/** Available. */
	readonly remaining: number;
	/** What waits for its day: all of the lot that was not taken back, or nothing. */
	readonly pending?: number;
	/** The last valid day that the guest was told, in time; points do not run out without it. */
	readonly toldDay?: string;
};
