/** Tables of what comes back: see `Tables`. */

/** The taking back of a visit or a part of it. */
export type ReversalTable = {
	id: string;
	property_id: string;
	visit_id: string;
	seq: number;
	member_id: string | null;
	visit_date: string;
	outlet: string;
	terminal: string;
	actor: string;
	approved_by: string | null;
	reason: string;
	business_date: string;
	occurred_at: string;
	recorded_at: string;
	whole: number;
	list_minor: number;
	discount_minor: number;
	payable_minor: number;
	points_paid_minor: number;
	/** As of a visit. */
	company_minor: number | null;
	points_returned: number;
};

export type ReversalLineTable = {
	reversal_id: string;
	seq: number;
	line_id: string;
	category: string;
	quantity: number;
	amount_minor: number;
	units_minus: number;
	list_minor: number;
	discount_minor: number;
	payable_minor: number;
	points_paid_minor: number;
};

/** What each rule takes back: below what it gave in `visit_grant`. */
export type ReversalGrantTable = {
	reversal_id: string;
	seq: number;
	rule_id: string;
	kind: string;
	base_minor: number;
	points: number;
	tallied: number;
};
