import type { HoldId, MemberId, OutletCode, StaffId, VisitId } from '../kernel/ids.ts';
import type { Stay } from '../ledger/member/decide-stay.ts';
import type { BillLine, Tender } from '../loyalty/bill.ts';
import type { Explanation } from '../loyalty/explain.ts';
import type { GivenOffer, OfferRefusal, RefusedOffer } from '../loyalty/offers/offers.ts';
import type { StampChange } from '../loyalty/earning/stamps.ts';
import type { HoldState } from './hold.ts';
import type { Quote, QuoteRefusal } from '../loyalty/quote.ts';

/** How the guest found the hotel; kept from the first visit, because it cannot be added later. */
export type SourceChannel = 'walk-in' | 'direct' | 'intermediary' | 'event' | 'referral' | 'online';

/**
 * The command `visit.record`, as the counter sends it and as the outbox keeps it. Carries the random member id, never a
 * card number or a name.
 */
export type RecordVisit = {
	readonly id: VisitId;
	readonly memberId: MemberId | null;
	readonly outlet: OutletCode;
	readonly terminal: string;
	readonly cashier: StaffId;
	/** RFC 3339, UTC. */
	readonly occurredAt: string;
	readonly checkNumber: string | null;
	/** Which part of a split bill; 0 for a whole one. */
	readonly part: number;
	readonly currency: string;
	readonly source: SourceChannel;
	readonly partySize: number | null;
	readonly lines: readonly BillLine[];
	readonly tenders: readonly Tender[];
	/** Offers that the guest asked for: the visit is booked with all of them, or refused. */
	readonly claims: readonly string[];
	/** Points that were set aside for this bill; what it does not need of them is given back. */
	readonly holds: readonly HoldId[];
	/** What the counter showed. */
	readonly programmeVersion: number;
	readonly quoteFingerprint: string;
};

/**
 * A visit as a POS sends it, which may leave things to the server: without a fingerprint it is booked at the server's own
 * quote, without tenders it counts as paid in full by other means than points.
 */
export type PosVisit = Omit<RecordVisit, 'tenders' | 'programmeVersion' | 'quoteFingerprint'> & {
	readonly tenders: readonly Tender[] | null;
	readonly programmeVersion: number | null;
	readonly quoteFingerprint: string | null;
	/** Of a bill that is for a stay. */
	readonly stay?: Stay;
	/** Who said that a bill of long ago is to be booked. */
	readonly approvedBy?: StaffId;
};

/** `live` waits for the cashier; `outbox` was already paid, so discount and tenders are facts. */
export type Delivery = 'live' | 'outbox';

/** `pending` is what cannot be used yet and is in no balance, all together, where there is any. */
export type PointsMoved = {
	readonly earned: number;
	readonly spent: number;
	readonly balance: number;
	readonly pending?: number;
	/** What the guest owes now, where a paid visit spent more than there was. */
	readonly owed?: number;
};

/** What the visit came to, in numbers; a retry gets the same one. Texts are made when it is read. */
export type VisitAnswer = {
	readonly visitId: VisitId;
	readonly status: 'recorded' | 'provisional';
	readonly memberId: MemberId | null;
	readonly outlet: OutletCode;
	readonly terminal: string;
	readonly occurredAt: string;
	readonly checkNumber: string | null;
	readonly currency: string;
	readonly lines: readonly {
		readonly id: string;
		readonly category: string;
		readonly quantity: number;
		readonly listMinor: number;
	}[];
	readonly listMinor: number;
	readonly discountMinor: number;
	readonly payableMinor: number;
	readonly pointsPaidMinor: number;
	readonly points: PointsMoved;
	/** The local day from which on what it earned can be used, where that is not at once. */
	readonly usableFrom?: string;
	/** What the balance pays. */
	readonly worthMinor: number;
	readonly stamps: readonly (StampChange & { readonly balance: number })[];
	/** The next points to expire, if any. */
	readonly expiring: { readonly points: number; readonly on: string } | null;
	/** The visit lifted the guest: from the next one on. Its last valid day; `null` is for ever. */
	readonly tierReached?: { readonly tier: string; readonly until: string | null };
	/** What offers took off the bill, and why others of this outlet and tier did not. */
	readonly offers: readonly GivenOffer[];
	readonly refusedOffers: readonly RefusedOffer[];
	readonly explanation: readonly Explanation[];
};

/** In order of precedence. */
export type VisitRefusal =
	| { readonly code: 'id_reused' }
	| { readonly code: 'check_duplicate'; readonly visitId: VisitId }
	| { readonly code: 'outlet_unknown' }
	| { readonly code: 'cashier_unknown' }
	| { readonly code: 'member_not_found' }
	| { readonly code: 'time_in_future' }
	| { readonly code: 'programme_missing' }
	| QuoteRefusal
	| {
			readonly code: 'tenders_mismatch';
			readonly payableMinor: number;
			/** Of `payableMinor`, what the points among the tenders pay. */
			readonly pointsPaidMinor: number;
			readonly tenderedMinor: number;
	  }
	| { readonly code: 'hold_not_found'; readonly holdId: HoldId }
	| { readonly code: 'hold_closed'; readonly holdId: HoldId; readonly state: HoldState }
	/** What the guest asks for is not given, and why. */
	| {
			readonly code: 'claim_refused';
			readonly offerId: string;
			readonly reason: OfferRefusal['code'] | 'offer_unknown';
	  }
	| { readonly code: 'quote_changed'; readonly quote: Quote };
