import type { MemberId, StaffId, VisitId } from '../kernel/ids.ts';
import type { BillLine, Tally, Tender } from '../loyalty/bill.ts';
import type { Grant } from '../loyalty/grant.ts';
import type { QuotedLine } from '../loyalty/quote.ts';
import type { SourceChannel } from '../protocol/visit.ts';
import type { Language } from '../kernel/language.ts';
import type { Entry, Lot } from './entry.ts';

/** A visit as it is kept for ever: the bill, what was shown for it, and what can never be asked again. */
export type VisitFact = {
	readonly id: VisitId;
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
	readonly lines: readonly (BillLine & Omit<QuotedLine, 'id' | 'listMinor'>)[];
	readonly tenders: readonly Tender[];
	/** What each rule gave; the bill's own arithmetic, that refunds and later visits go by. */
	readonly grants: readonly Grant[];
};

/** What the ledger knows of a member besides entries; derived, kept beside them so that nobody has to add up a life. */
export type MemberChange = {
	readonly id: MemberId;
	/** Goes up by one with every change; the feed carries it. */
	readonly version: number;
	readonly visits: number;
	readonly debtPoints: number;
};

/** All that one rule has given a member, where it looks back; derived, like `MemberChange`. */
export type TallyChange = Tally & { readonly memberId: MemberId; readonly ruleId: string };

/** How a guest became a member; who did it and where can never be asked again. */
export type EnrolmentFact = {
	readonly memberId: MemberId;
	readonly at: string;
	readonly by: StaffId;
	readonly outlet: string;
	readonly source: SourceChannel;
	readonly tier: string;
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

/** What one command adds to the books, in one commit. */
export type Facts = {
	readonly enrolment: EnrolmentFact | null;
	readonly identity: Identity | null;
	readonly visit: VisitFact | null;
	readonly entries: readonly Entry[];
	readonly lots: readonly Lot[];
	/** New remainders of lots that stood before. */
	readonly lotsLeft: readonly { readonly lotId: string; readonly remaining: number }[];
	readonly member: MemberChange | null;
	readonly tallies: readonly TallyChange[];
	readonly erasure?: Erasure;
};
