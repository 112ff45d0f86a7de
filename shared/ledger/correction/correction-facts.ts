import type { MemberId, ReversalId, StaffId, VisitId } from '../../kernel/ids.ts';
import type { Adjusted } from '../../protocol/adjustment.ts';

/** Points that were given or taken by hand, as it is kept for ever; the entry beside it says what moved. */
export type AdjustmentFact = Adjusted & {
	readonly id: string;
	readonly actor: StaffId;
	/** The second person, where one was needed. */
	readonly approvedBy: StaffId | null;
	/** Whose limit of the day it counts in; `null` for rows of a batch, whose limit is another. */
	readonly chargedTo: StaffId | null;
	/** 0, 1, 2 … of the day of whoever it is charged to: two at once would both count up to the same limit. */
	readonly chargeSeq: number | null;
	readonly requestId: string | null;
	/** The adjustment that it takes back. */
	readonly reverses: string | null;
	readonly outlet: string;
	readonly terminal: string;
	readonly businessDate: string;
	readonly recordedAt: string;
};

/** `batch_reversal` takes back a batch; it is approved in the moment in which it is made. */
export type RequestKind = 'adjustment' | 'batch' | 'batch_reversal';

/** One row of what is asked for. */
export type RequestItem = Adjusted & {
	/** From 1. */
	readonly seq: number;
	/** The preview named the member as one who ends at zero or below. */
	readonly mayEmpty: boolean;
};

/** What waits for a second person, as it is kept for ever; what became of it is derived. */
export type RequestFact = {
	readonly id: string;
	readonly kind: RequestKind;
	/** The batch that a reversal takes back. */
	readonly batchId: string | null;
	readonly requestedBy: StaffId;
	readonly note: string | null;
	readonly outlet: string;
	readonly terminal: string;
	readonly businessDate: string;
	readonly recordedAt: string;
	/** None of a reversal: they are those of its batch. */
	readonly items: readonly RequestItem[];
};

/** What a second person said, as it is kept for ever. */
export type RequestDecision = {
	readonly requestId: string;
	readonly decision: 'approved' | 'rejected';
	readonly by: StaffId;
	readonly note: string | null;
	readonly businessDate: string;
	readonly recordedAt: string;
};

/** `applied`: every row of an approved batch, or of its reversal, has had its turn. Derived, like `MemberChange`. */
export type RequestState = 'waiting' | 'approved' | 'rejected' | 'applied';

/** A request as it stands. */
export type Request = RequestFact & {
	readonly state: RequestState;
	readonly decision: RequestDecision | null;
};

/** A bill that went to another guest, as it is kept for ever: taken back from one and recorded anew for the other. */
export type Reassignment = {
	readonly id: string;
	readonly visitId: VisitId;
	readonly reversalId: ReversalId;
	readonly newVisitId: VisitId;
	/** `null` where it was nobody's. */
	readonly fromMemberId: MemberId | null;
	readonly toMemberId: MemberId;
	readonly actor: StaffId;
	readonly approvedBy: StaffId | null;
	readonly terminal: string;
	readonly businessDate: string;
	readonly recordedAt: string;
};
