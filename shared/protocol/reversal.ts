import type { MemberId, OutletCode, ReversalId, StaffId, VisitId } from '../kernel/ids.ts';
import type { MemberView } from './views.ts';

/** Why something is taken back; for the books, never shown to a guest. */
export const REVERSAL_REASONS = ['entered_wrong', 'wrong_guest', 'goods_returned', 'complaint', 'other'] as const;
export type ReversalReason = (typeof REVERSAL_REASONS)[number];

/** So long a counter may undo its own visit without anybody's yes. */
export const UNDO_MS_MAX = 60_000;

/** A part of one line: so many whole units, or so much of its list price. */
export type ReturnedPart =
	{ readonly lineId: string; readonly quantity: number } | { readonly lineId: string; readonly listMinor: number };

/** The command `visit.reverse`. */
export type ReverseVisit = {
	readonly id: ReversalId;
	readonly visitId: VisitId;
	readonly outlet: OutletCode;
	readonly terminal: string;
	readonly cashier: StaffId;
	readonly approvedBy: StaffId | null;
	/** RFC 3339, UTC. */
	readonly occurredAt: string;
	readonly reason: ReversalReason;
	/** `null` for all that stands of the visit. */
	readonly lines: readonly ReturnedPart[] | null;
};

/** What a taking back came to, in numbers; a retry gets the same one. */
export type ReversalAnswer = {
	readonly reversalId: ReversalId;
	readonly visitId: VisitId;
	readonly memberId: MemberId | null;
	readonly outlet: OutletCode;
	readonly terminal: string;
	readonly occurredAt: string;
	readonly currency: string;
	/** Nothing of the visit stands any more. */
	readonly whole: boolean;
	readonly lines: readonly {
		readonly id: string;
		readonly category: string;
		readonly quantity: number;
		readonly listMinor: number;
		readonly discountMinor: number;
		readonly payableMinor: number;
	}[];
	readonly listMinor: number;
	readonly discountMinor: number;
	/** What the guest gets back: points for what points paid, money for the rest. */
	readonly payableMinor: number;
	readonly pointsPaidMinor: number;
	readonly points: {
		readonly takenBack: number;
		readonly returned: number;
		readonly balance: number;
		/** To be earned back before points can be used again. */
		readonly owed: number;
	};
	readonly worthMinor: number;
	readonly stamps: readonly {
		readonly ruleId: string;
		readonly takenBack: number;
		readonly rewardsTakenBack: number;
		readonly balance: number;
		readonly owed: number;
	}[];
	/** What came back had lifted the guest: from now on they have this tier. Its last valid day; `null` is for ever. */
	readonly tierLowered?: { readonly tier: string; readonly until: string | null };
};

/** In order of precedence. */
export type ReversalRefusal =
	| { readonly code: 'id_reused' }
	| { readonly code: 'visit_not_found' }
	| { readonly code: 'outlet_mismatch'; readonly expected: OutletCode }
	| { readonly code: 'cashier_unknown' }
	| { readonly code: 'approval_missing' }
	| { readonly code: 'approver_forbidden' }
	| { readonly code: 'time_in_future' }
	| { readonly code: 'time_before_visit'; readonly occurredAt: string }
	| { readonly code: 'visit_reversed' }
	| { readonly code: 'lines_empty' }
	| { readonly code: 'line_duplicate'; readonly lineId: string }
	| { readonly code: 'line_unknown'; readonly lineId: string }
	| { readonly code: 'amount_invalid'; readonly lineId: string }
	| {
			readonly code: 'return_exceeds_rest';
			readonly lineId: string;
			readonly quantityLeft: number;
			readonly listLeftMinor: number;
	  };

/** What a counter says cannot be what it may say: of another form, or for another counter. */
export type RequestMalformed = { readonly code: 'request_malformed' };

/** A visit of the counter's outlet, to be told from its neighbours by whoever looks for it. */
export type FoundVisit = {
	readonly visitId: VisitId;
	readonly occurredAt: string;
	readonly checkNumber: string | null;
	/** `null`: no member, or one who was forgotten. */
	readonly guestName: string | null;
	readonly payableMinor: number;
	/** Of `payableMinor`, what came back so far. */
	readonly returnedMinor: number;
	/** Nothing of it stands any more. */
	readonly whole: boolean;
};

/** The newest first. */
export type FoundVisits = {
	readonly visits: readonly FoundVisit[];
	/** There are older ones that are not among them. */
	readonly more: boolean;
};

/** A line as it was sold, and what of it stands. */
export type StandingLine = LineFigures & {
	readonly id: string;
	readonly category: string;
	readonly sku: string | null;
	readonly left: LineFigures;
};

type LineFigures = {
	readonly quantity: number;
	readonly listMinor: number;
	readonly discountMinor: number;
	readonly payableMinor: number;
	readonly pointsPaidMinor: number;
};

/** A visit as somebody sees it who takes it back. */
export type StandingBill = {
	readonly visitId: VisitId;
	readonly occurredAt: string;
	readonly checkNumber: string | null;
	/** `null`: no member, or one who was forgotten. */
	readonly member: MemberView | null;
	readonly lines: readonly StandingLine[];
	readonly whole: boolean;
};

/** What a taking back would come to if it were booked now. */
export type ReversalQuote = {
	readonly answer: ReversalAnswer;
	/** The cashier may not do it without somebody's yes. */
	readonly needsApproval: boolean;
};
