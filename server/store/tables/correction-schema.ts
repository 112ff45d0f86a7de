/** Tables of what people correct: see `Tables`. */

/** What waits for a second person. `state` is derived and changes; the rest is written once. */
export type RequestTable = {
	id: string;
	property_id: string;
	kind: string;
	batch_id: string | null;
	requested_by: string;
	note: string | null;
	outlet: string;
	terminal: string;
	business_date: string;
	recorded_at: string;
	state: string;
};

/** Rows of what is asked for. */
export type RequestItemTable = {
	request_id: string;
	seq: number;
	member_id: string;
	points: number;
	reason: string;
	note: string | null;
	case_reference: string | null;
	may_empty: number;
};

/** What a second person said. */
export type RequestDecisionTable = {
	request_id: string;
	decision: string;
	decided_by: string;
	note: string | null;
	business_date: string;
	recorded_at: string;
};

/** Points that were given or taken by hand. */
export type AdjustmentTable = {
	id: string;
	property_id: string;
	member_id: string;
	points: number;
	reason: string;
	note: string | null;
	case_reference: string | null;
	actor: string;
	approved_by: string | null;
	/** Whose limit of the day it counts in, and as the how manieth; `null` for rows of a batch. */
	charged_to: string | null;
	charge_seq: number | null;
	request_id: string | null;
	reverses: string | null;
	outlet: string;
	terminal: string;
	business_date: string;
	recorded_at: string;
};

/** Bills that went to another guest: taken back and recorded anew. */
export type ReassignmentTable = {
	id: string;
	property_id: string;
	visit_id: string;
	reversal_id: string;
	new_visit_id: string;
	from_member_id: string | null;
	to_member_id: string;
	actor: string;
	approved_by: string | null;
	terminal: string;
	business_date: string;
	recorded_at: string;
};

export type CorrectionTables = {
	request: RequestTable;
	request_item: RequestItemTable;
	request_decision: RequestDecisionTable;
	adjustment: AdjustmentTable;
	reassignment: ReassignmentTable;
};
