import type { CouponId, HoldId, MemberId, ReversalId, StaffId, VisitId } from '../kernel/ids.ts';
import type { BillLine, Tally, Tender } from '../loyalty/bill.ts';
import type { Grant } from '../loyalty/earning/grant.ts';
import type { GivenOffer } from '../loyalty/offers/offers.ts';
import type { QuotedLine } from '../loyalty/quote.ts';
import type { SourceChannel, VisitAnswer } from '../protocol/visit.ts';
import type { Language } from '../kernel/language.ts';
import type { CouponFact } from './coupons/coupon.ts';
import type { HoldState, NoShow } from '../protocol/hold.ts';
import type { ReversalAnswer, ReversalReason } from '../protocol/reversal.ts';
import type { ClubChange } from './member/clubs.ts';
import type {
	AdjustmentFact,
	Reassignment,
	RequestDecision,
	RequestFact,
	RequestState,
} from './correction/correction-facts.ts';
import type { StayFact } from './member/decide-stay.ts';
import type { Entry, Lot, Unit } from './entry.ts';
import type { Notice } from './tiers/notice.ts';
import type { OfferDraw } from './coupons/offer-draws.ts';
import type { Activity } from './lots/terms.ts';
import type { TierChange } from './tiers/tier-change.ts';

/** A visit as it is kept for ever: the bill, what was shown for it, and what can never be asked again. */
export type VisitFact = {
	readonly id: VisitId;
	/** 0, and one more for each visit of the same bill that was taken back whole before. */
	readonly take: number;
	readonly memberId: MemberId | null;
	readonly outlet: string;
	readonly terminal: string;
	readonly actor: StaffId;
	readonly businessDate: string;
	readonly occurredAt: string;
	readonly recordedAt: string;
	readonly delivery: 'live' | 'outbox';
	readonly checkNumber: string | null;
	readonly part: number;
	readonly currency: string;
	readonly listMinor: number;
	readonly discountMinor: number;
	readonly payableMinor: number;
	readonly programmeId: string;
	readonly programmeVersion: number;
	readonly quoteFingerprint: string;
	/** What the counter had shown, where that differs: a bill from the outbox was paid as shown. */
	readonly shownFingerprint: string | null;
	readonly source: SourceChannel;
	readonly partySize: number | null;
	readonly firstVisit: boolean;
	/** Who said that a bill of long ago is to be booked. */
	readonly approvedBy?: StaffId;
	readonly lines: readonly (BillLine & Omit<QuotedLine, 'id' | 'listMinor'>)[];
	readonly tenders: readonly Tender[];
	/** What each rule gave; the bill's own arithmetic, that refunds and later visits go by. */
	readonly grants: readonly Grant[];
	/** What offers took off it; only where the guest paid by them. */
	readonly offers: readonly UsedOffer[];
	/** Where it is the bill of one. */
	readonly stay?: StayFact;
};

/** An offer that a visit got, and the coupon for it, where it was bought or given. */
export type UsedOffer = GivenOffer & { readonly couponId?: CouponId };

/** What came back of one line, in units or as a part of its price; the shares of it that were fixed when it was sold. */
export type ReversedLine = {
	readonly lineId: string;
	readonly category: string;
	readonly quantity: number;
	/** Of `listMinor`, what came back as a price and not as units. */
	readonly amountMinor: number;
	/** Units that no longer count as sold: these, or all of a line whose price came back whole. */
	readonly unitsMinus: number;
	readonly listMinor: number;
	readonly discountMinor: number;
	readonly payableMinor: number;
	readonly pointsPaidMinor: number;
};

/** The taking back of a visit or a part of it, as it is kept for ever. */
export type ReversalFact = {
	readonly id: ReversalId;
	readonly visitId: VisitId;
	/** How many of the same visit came before. */
	readonly seq: number;
	readonly memberId: MemberId | null;
	/** Of the visit: whatever counts that day counts this with it. */
	readonly visitDate: string;
	readonly outlet: string;
	readonly terminal: string;
	readonly actor: StaffId;
	/** Who said yes, where the one who did it may not alone. */
	readonly approvedBy: StaffId | null;
	readonly reason: ReversalReason;
	readonly businessDate: string;
	readonly occurredAt: string;
	readonly recordedAt: string;
	/** Nothing of the visit stands any more. */
	readonly whole: boolean;
	readonly listMinor: number;
	readonly discountMinor: number;
	readonly payableMinor: number;
	readonly pointsPaidMinor: number;
	/** Of `payableMinor`, what a company had paid. */
	readonly companyMinor: number;
	/** Points that had paid, given back. */
	readonly pointsReturned: number;
	readonly lines: readonly ReversedLine[];
	/** What each rule takes back: base and points below what it gave. */
	readonly grants: readonly Grant[];
};

/** Points that were set aside, as it is kept for ever; how it ended is derived. */
export type HoldFact = {
	readonly id: HoldId;
	readonly memberId: MemberId;
	readonly points: number;
	readonly until: string;
	readonly reference: string;
	/** What it is the price of, where it books something; and what a guest who does not come loses. */
	readonly offerId?: string;
	readonly noShow?: NoShow;
	readonly outlet: string;
	readonly terminal: string;
	readonly actor: StaffId;
	readonly businessDate: string;
	readonly occurredAt: string;
	readonly recordedAt: string;
};

/** How a hold ended; derived, like `MemberChange`. */
export type HoldEnd = { readonly id: HoldId; readonly state: Exclude<HoldState, 'open'> };

/** What the ledger knows of a member besides entries; derived, kept beside them so that nobody has to add up a life. */
export type MemberChange = {
	readonly id: MemberId;
	/** Goes up by one with every change; the feed carries it. */
	readonly version: number;
	readonly visits: number;
	readonly debtPoints: number;
	/** Where the command is one: activity moves the last valid day of some points. */
	readonly activity?: Activity;
};

/** All that one rule has given a member, where it looks back; derived, like `MemberChange`. */
export type TallyChange = Tally & { readonly memberId: MemberId; readonly ruleId: string };

/** What a member owes in a unit other than points, as it stands now; derived, like `MemberChange`. */
export type DebtChange = { readonly memberId: MemberId; readonly unit: Unit; readonly owed: number };

/** How a guest became a member; who did it and where can never be asked again. */
export type EnrolmentFact = {
	readonly memberId: MemberId;
	readonly at: string;
	readonly by: StaffId;
	readonly outlet: string;
	readonly source: SourceChannel;
	readonly tier: string;
	/** Last valid day of the tier that they bring along; for ever where it is not said. */
	readonly tierUntil?: string;
};

/** Who the guest is. Mutable, deletable, outside every chained row. */
export type Identity = {
	readonly memberId: MemberId;
	readonly displayName: string;
	readonly givenName: string;
	readonly language: Language;
	/** Month and day, `05-10`; `null` where the guest did not say. */
	readonly birthday: string | null;
	readonly cards: readonly CardRecord[];
};

export type CardRecord = {
	/** HMAC of the number under the hotel's card key. */
	readonly token: string;
	/** Last four characters, for the slip. */
	readonly ending: string;
	readonly status: 'active' | 'blocked';
};

/** A guest who is forgotten: the person and the cards go, the random id stays in every fact. */
export type Erasure = { readonly memberId: MemberId; readonly at: string };

/** What is left of a lot; `pending` where that has changed too. */
export type LotLeft = { readonly lotId: string; readonly remaining: number; readonly pending?: number };

/** An answer as a command of its own would have left it. */
export type StoredAnswer = {
	readonly id: string;
	readonly kind: 'visit.record' | 'visit.reverse';
	readonly answer: VisitAnswer | ReversalAnswer;
	readonly recordedAt: string;
};

/** What one command adds to the books, in one commit. */
export type Facts = {
	readonly enrolment: EnrolmentFact | null;
	readonly identity: Identity | null;
	readonly visit: VisitFact | null;
	readonly reversal: ReversalFact | null;
	readonly hold: HoldFact | null;
	readonly holdEnds: readonly HoldEnd[];
	readonly coupon: CouponFact | null;
	/** Called off; derived, like `HoldEnd`. */
	readonly couponsCancelled: readonly CouponId[];
	readonly entries: readonly Entry[];
	readonly lots: readonly Lot[];
	/** New remainders of lots that stood before. */
	readonly lotsLeft: readonly LotLeft[];
	readonly member: MemberChange | null;
	readonly tallies: readonly TallyChange[];
	readonly debts: readonly DebtChange[];
	/** What it draws of offers that the house limits. */
	readonly draws: readonly OfferDraw[];
	readonly tierChange: TierChange | null;
	readonly clubChange: ClubChange | null;
	/** What the guest was told of points that run out, and of a tier. */
	readonly notices: readonly Notice[];
	readonly erasure: Erasure | null;
	/** Points that were given or taken by hand. */
	readonly adjustment: AdjustmentFact | null;
	/** What waits for a second person, what they said, and what has come of it. */
	readonly request: RequestFact | null;
	readonly decision: RequestDecision | null;
	readonly requestState: { readonly id: string; readonly state: RequestState } | null;
	/** A bill that goes to another guest. */
	readonly reassignment: Reassignment | null;
	/** What is answered from now on to whoever asks for these ids, beside the answer of the command itself. */
	readonly answers: readonly StoredAnswer[];
	/** What else is booked in the same commit, behind this: the bill that takes the place of one taken back. */
	readonly next: Facts | null;
};

/** A command that adds nothing; each decision names what it does add. */
export const NO_FACTS: Facts = {
	enrolment: null,
	identity: null,
	visit: null,
	reversal: null,
	hold: null,
	holdEnds: [],
	coupon: null,
	couponsCancelled: [],
	entries: [],
	lots: [],
	lotsLeft: [],
	member: null,
	tallies: [],
	debts: [],
	draws: [],
	tierChange: null,
	clubChange: null,
	notices: [],
	erasure: null,
	adjustment: null,
	request: null,
	decision: null,
	requestState: null,
	reassignment: null,
	answers: [],
	next: null,
};
