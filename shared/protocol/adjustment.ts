import type { MemberId, OutletCode, StaffId } from '../kernel/ids.ts';

/** Why somebody gives or takes points by hand; for the books, never shown to a guest. */
export const ADJUSTMENT_REASONS = [
	...(['goodwill', 'correction', 'missing_points', 'service_failure', 'promotion', 'other'] as const),
] as const;
export type AdjustmentReason = (typeof ADJUSTMENT_REASONS)[number];

/** A note is kept for ever, so it is short and names nobody. */
export const NOTE_LENGTH_MAX = 200;
export const CASE_LENGTH_MAX = 64;
/** More at once is a typing error. */
export const ADJUSTED_POINTS_MAX = 1_000_000;
export const BATCH_ITEMS_MAX = 500;

/** What is given or taken, and why. */
export type Adjusted = {
	readonly memberId: MemberId;
	/** Above zero gives, below takes. */
	readonly points: number;
	readonly reason: AdjustmentReason;
	readonly note: string | null;
	/** Of a complaint or another case, in whatever system keeps it. */
	readonly caseReference: string | null;
};

/** Who asks, and where. */
export type Asker = { readonly outlet: OutletCode; readonly terminal: string; readonly cashier: StaffId };

/** The command `points.adjust`. The id is the adjustment's, and of the request where it has to wait for one. */
export type AdjustPoints = Adjusted & Asker & { readonly id: string };

/** Which limit is too small for it. */
export type OverLimit = { readonly of: 'entry' | 'day' | 'batch'; readonly limitPoints: number };

export type AdjustmentAnswer =
	| {
			readonly status: 'booked';
			readonly adjustmentId: string;
			readonly memberId: MemberId;
			readonly points: number;
			readonly balance: number;
			/** To be earned back before points can be used again. */
			readonly owed: number;
	  }
	/** Whoever asked may not do it alone: nothing is booked until a second person decides. */
	| {
			readonly status: 'waiting';
			readonly requestId: string;
			readonly memberId: MemberId;
			readonly points: number;
			readonly limit: OverLimit;
	  };

/** In order of precedence. */
export type AdjustmentRefusal =
	| { readonly code: 'id_reused' }
	| { readonly code: 'outlet_unknown' }
	| { readonly code: 'cashier_unknown' }
	| { readonly code: 'member_not_found' }
	| { readonly code: 'programme_missing' }
	| { readonly code: 'points_invalid' }
	| { readonly code: 'note_personal' }
	| { readonly code: 'insufficient_points'; readonly shortPoints: number };

/** The command `request.decide`. */
export type DecideRequest = {
	readonly id: string;
	readonly requestId: string;
	readonly decision: 'approved' | 'rejected';
	readonly by: StaffId;
	/** Why; needed to reject. */
	readonly note: string | null;
};

export type DecisionAnswer = {
	readonly requestId: string;
	readonly decision: DecideRequest['decision'];
	/** What was booked with it; `null` for a rejection, and for a batch, which is booked row by row. */
	readonly adjustment: Extract<AdjustmentAnswer, { status: 'booked' }> | null;
};

/** In order of precedence. */
export type DecisionRefusal =
	| { readonly code: 'id_reused' }
	| { readonly code: 'request_not_found' }
	| { readonly code: 'request_decided'; readonly decision: DecideRequest['decision'] }
	| { readonly code: 'cashier_unknown' }
	| { readonly code: 'approver_forbidden' }
	| { readonly code: 'note_missing' }
	| { readonly code: 'note_personal' }
	| { readonly code: 'approver_asked' }
	| ({ readonly code: 'limit_exceeded' } & OverLimit)
	| { readonly code: 'programme_missing' }
	| { readonly code: 'member_not_found' }
	| { readonly code: 'insufficient_points'; readonly shortPoints: number };

/** The command `batch.ask`: a list of adjustments that a second person looks at before any of it is booked. */
export type AskBatch = Asker & { readonly id: string; readonly items: readonly Adjusted[] };

/** What a batch would do. Rows are counted from 1, in the order in which they were sent. */
export type BatchPreview = {
	readonly members: number;
	readonly givenPoints: number;
	readonly takenPoints: number;
	readonly byReason: readonly {
		readonly reason: AdjustmentReason;
		readonly rows: number;
		readonly givenPoints: number;
		readonly takenPoints: number;
	}[];
	/** Every member that would end at zero or below: nobody's points are emptied by surprise. */
	readonly emptied: readonly {
		readonly row: number;
		readonly memberId: MemberId;
		readonly balance: number;
		readonly after: number;
	}[];
	/** Rows that cannot be booked; a batch with one of them is not taken. */
	readonly errors: readonly BatchFault[];
};

export type BatchFault = {
	readonly row: number;
	readonly memberId: MemberId;
	readonly code: 'member_not_found' | 'member_duplicate' | 'points_invalid' | 'note_personal' | 'insufficient_points';
	readonly shortPoints: number | null;
};

export type BatchAnswer = { readonly batchId: string; readonly preview: BatchPreview };

/** In order of precedence. */
export type BatchRefusal =
	| { readonly code: 'id_reused' }
	| { readonly code: 'outlet_unknown' }
	| { readonly code: 'cashier_unknown' }
	| { readonly code: 'programme_missing' }
	| { readonly code: 'batch_faulty'; readonly preview: BatchPreview };

/** What became of one row, for ever. */
export type BatchRowAnswer =
	| { readonly status: 'booked'; readonly points: number; readonly balance: number; readonly owed: number }
	| {
			readonly status: 'refused';
			/** `would_empty`: the member would end at zero or below, and the preview did not name them. */
			readonly code: 'member_not_found' | 'programme_missing' | 'insufficient_points' | 'would_empty';
			readonly shortPoints: number | null;
	  };

/** The command `batch.reverse`: all that was booked of a batch comes back, row by row. */
export type ReverseBatch = Asker & {
	readonly id: string;
	readonly batchId: string;
	readonly approvedBy: StaffId;
	readonly note: string | null;
};

/** In order of precedence. */
export type BatchReversalRefusal =
	| { readonly code: 'id_reused' }
	| { readonly code: 'request_not_found' }
	| { readonly code: 'batch_not_applied' }
	| { readonly code: 'batch_reversed' }
	| { readonly code: 'outlet_unknown' }
	| { readonly code: 'cashier_unknown' }
	| { readonly code: 'approver_forbidden' }
	| { readonly code: 'approver_asked' }
	| ({ readonly code: 'limit_exceeded' } & OverLimit)
	| { readonly code: 'note_personal' };
