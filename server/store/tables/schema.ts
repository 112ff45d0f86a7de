import type { ReversalGrantTable, ReversalLineTable, ReversalTable } from './reversal-tables.ts';
import type {
	ApiKeyTable,
	ConflictTable,
	CounterReportTable,
	DeviceTable,
	ProgrammeTable,
	PropertyTable,
	StaffTable,
} from './house-tables.ts';

export type { ReversalGrantTable, ReversalLineTable, ReversalTable } from './reversal-tables.ts';
export type {
	ApiKeyTable,
	ConflictTable,
	CounterReportTable,
	DeviceTable,
	ProgrammeTable,
	PropertyTable,
	StaffTable,
} from './house-tables.ts';
import type { CorrectionTables } from './correction-schema.ts';

/**
 * The tables, one type each. Money in minor units, instants as RFC 3339 text in UTC, dates as `2026-11-21`, truth as 0 and 1,
 * so that both databases hold the same values and the chain hashes the same bytes.
 */

/** Mutable, and the only place with a name in it. Deleted when a guest is erased. */
export type PersonTable = {
	member_id: string;
	display_name: string;
	given_name: string;
	language: string;
	/** Month and day, `05-10`. */
	birthday: string | null;
};

/** `tier` to `debt_points` are derived and change; the rest is written once. */
export type MemberTable = {
	id: string;
	property_id: string;
	enrolled_at: string;
	enrolled_by: string;
	enrolled_outlet: string;
	source: string;
	tier: string;
	version: number;
	visits: number;
	debt_points: number;
	/** The last business days on which points were earned and redeemed. */
	earned_on: string | null;
	redeemed_on: string | null;
	/** What the member brought along; written once. */
	opening_tier: string;
	opening_until: string | null;
	/** Of the last change of the tier, as `tier` is: without what was given by hand, and until when. */
	earned_tier: string;
	tier_until: string | null;
	floor_tier: string | null;
	floor_until: string | null;
	tier_seq: number;
	/** The latest moment at which a change took effect. */
	tier_since: string | null;
	/** The last valid day of this term that the guest was told. */
	tier_told: string | null;
};

/** Members who joined clubs and left them; `joined` is 0 or 1. */
export type ClubChangeTable = {
	member_id: string;
	seq: number;
	club: string;
	joined: number;
	at: string;
	recorded_at: string;
	actor: string;
	cause_id: string;
};

/** Tiers that began, went on or ended; each row says all that holds from then on. */
export type TierChangeTable = {
	member_id: string;
	seq: number;
	reason: string;
	before_tier: string;
	tier: string;
	earned_tier: string;
	valid_until: string | null;
	floor_tier: string | null;
	floor_until: string | null;
	floor_reason: string | null;
	effective_at: string;
	recorded_at: string;
	business_date: string;
	actor: string;
	cause_id: string;
};

/** The token is an HMAC of the number: whoever reads the file cannot print a card. */
export type CardTable = {
	token: string;
	member_id: string;
	ending: string;
	status: 'active' | 'blocked';
};

export type VisitTable = {
	id: string;
	property_id: string;
	kind: string;
	member_id: string | null;
	outlet: string;
	terminal: string;
	actor: string;
	business_date: string;
	occurred_at: string;
	recorded_at: string;
	delivery: string;
	check_number: string | null;
	part: number;
	currency: string;
	list_minor: number;
	discount_minor: number;
	payable_minor: number;
	/** Of it, what a company pays; `null` where it pays nothing. */
	company_minor: number | null;
	programme_id: string;
	programme_version: number;
	quote_fingerprint: string;
	shown_fingerprint: string | null;
	source: string;
	party_size: number | null;
	first_visit: number;
	/** Who said that a bill of long ago is to be booked. */
	approved_by: string | null;
};

export type VisitLineTable = {
	visit_id: string;
	line_id: string;
	seq: number;
	category: string;
	sku: string | null;
	quantity: number;
	gross_minor: number;
	tax_minor: number | null;
	cost_minor: number | null;
	discount_minor: number;
	payable_minor: number;
	points_paid_minor: number;
	/** The business date of the night that the line is for; `null` is that of the visit. */
	night_on: string | null;
	/** `company`; `null` is the guest. */
	paid_by: string | null;
};

/** The stay that a visit is the bill of. One visit stands for each reservation and room. */
export type StayTable = {
	visit_id: string;
	property_id: string;
	reservation: string;
	room: string;
	/** 0, and one more for each visit of the same stay that was taken back whole before. */
	take: number;
	arrival: string;
	departure: string;
	/** Of all that was asked for it, so that the same stay under another id is known. */
	asked_hash: string;
};

export type VisitTenderTable = {
	visit_id: string;
	seq: number;
	type: string;
	points: number | null;
	amount_minor: number;
};

/** What each rule gave on a visit, in the order of the programme. */
export type VisitGrantTable = {
	visit_id: string;
	seq: number;
	rule_id: string;
	kind: string;
	base_minor: number;
	points: number;
	tallied: number;
};

/** What offers took off a bill. `member_id` and `business_date` are the visit's, to be counted by. */
export type VisitOfferTable = {
	visit_id: string;
	seq: number;
	member_id: string;
	business_date: string;
	offer_id: string;
	amount_minor: number;
	/** What it used up: `coupon`, `reward`, `points` or `nothing`; `points` is 0 but for the third. */
	uses: string;
	points: number;
	/** The coupon for it, where it was bought or given. */
	coupon_id: string | null;
};

/**
 * What bills and coupons drew of offers that the house limits, without a gap for each offer. Where a coupon draws there is no
 * visit (''), and where it is called off it stands for the taking back.
 */
export type OfferDrawTable = {
	property_id: string;
	offer_id: string;
	seq: number;
	visit_id: string;
	reversal_id: string | null;
	uses_after: number;
	minor_after: number;
	coupon_id: string | null;
};

/** Coupons that were bought or given; `state` is derived and changes once, when one is called off. */
export type CouponTable = {
	id: string;
	property_id: string;
	member_id: string;
	offer_id: string;
	unit: string;
	quantity: number;
	points: number;
	reason: string | null;
	drawn_minor: number | null;
	expires_on: string | null;
	code_hash: string;
	outlet: string;
	terminal: string;
	actor: string;
	business_date: string;
	occurred_at: string;
	recorded_at: string;
	state: string;
};

/** All that a rule that looks back has given a member; derived, and changes. */
export type MemberTallyTable = {
	member_id: string;
	rule_id: string;
	base_minor: number;
	points: number;
	last_on: string;
};

/** What a member owes in a unit other than points; derived, and changes. */
export type MemberDebtTable = { member_id: string; unit: string; owed: number };

export type EntryTable = {
	id: string;
	property_id: string;
	kind: string;
	member_id: string;
	visit_id: string | null;
	reversal_id: string | null;
	hold_id: string | null;
	effective_at: string;
	recorded_at: string;
	business_date: string;
	outlet: string;
	terminal: string;
	actor: string;
	programme_version: number;
};

/** Points that were set aside; `state` is derived and changes once. */
export type HoldTable = {
	id: string;
	property_id: string;
	member_id: string;
	points: number;
	until: string;
	reference: string;
	outlet: string;
	terminal: string;
	actor: string;
	business_date: string;
	occurred_at: string;
	recorded_at: string;
	state: string;
	offer_id: string | null;
	no_show: string | null;
};

export type PostingTable = {
	entry_id: string;
	seq: number;
	account: string;
	unit: string;
	quantity: number;
	lot_id: string | null;
};

/** `remaining`, `pending` and `told_day` are derived and change; the rest is written once. */
export type LotTable = {
	id: string;
	member_id: string;
	unit: string;
	quantity: number;
	remaining: number;
	earned_at: string;
	expires_on: string | null;
	/** Where activity moves the last valid day: so many months after the last one that counts. */
	idle_months: number | null;
	idle_activity: string | null;
	/** The last valid day that the guest was told. */
	told_day: string | null;
	/** The local day from which it can be used, where that was not at once. */
	usable_from: string | null;
	/** What waits for that day. */
	pending: number;
	/** The coupon that was bought or given as this lot. */
	coupon_id: string | null;
};

/** What guests were told of points that run out. */
export type NoticeTable = {
	subject_id: string;
	last_day: string;
	member_id: string;
	channel: string;
	at: string;
	cause_id: string;
};

/** Every command that was answered, with its answer: the same id gets it again. */
export type CommandTable = {
	id: string;
	kind: string;
	body_hash: string;
	answer: string;
	recorded_at: string;
};

/** One gapless order per property; each row's hash covers the row before and the facts it announces. */
export type FeedTable = {
	property_id: string;
	position: number;
	kind: string;
	subject_id: string;
	version: number;
	hash: string;
};

export type LedgerHeadTable = { property_id: string; position: number; hash: string };

/** Who was forgotten. Restoring an older backup forgets them again. */
export type ErasureTable = { member_id: string; erased_at: string };

export type Tables = CorrectionTables & {
	person: PersonTable;
	member: MemberTable;
	card: CardTable;
	visit: VisitTable;
	visit_line: VisitLineTable;
	stay: StayTable;
	visit_tender: VisitTenderTable;
	visit_grant: VisitGrantTable;
	visit_offer: VisitOfferTable;
	offer_draw: OfferDrawTable;
	coupon: CouponTable;
	member_tally: MemberTallyTable;
	member_debt: MemberDebtTable;
	reversal: ReversalTable;
	reversal_line: ReversalLineTable;
	reversal_grant: ReversalGrantTable;
	hold: HoldTable;
	entry: EntryTable;
	posting: PostingTable;
	lot: LotTable;
	notice: NoticeTable;
	tier_change: TierChangeTable;
	club_change: ClubChangeTable;
	command: CommandTable;
	feed: FeedTable;
	ledger_head: LedgerHeadTable;
	property: PropertyTable;
	programme: ProgrammeTable;
	staff: StaffTable;
	device: DeviceTable;
	api_key: ApiKeyTable;
	conflict: ConflictTable;
	counter_report: CounterReportTable;
	erasure: ErasureTable;
};
