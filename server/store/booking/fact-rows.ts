import type { CouponId, MemberId } from '#shared/kernel/ids.ts';
import type { ClubChange } from '#shared/ledger/member/clubs.ts';
import type { CouponFact } from '#shared/ledger/coupons/coupon.ts';
import type { StayFact } from '#shared/ledger/member/decide-stay.ts';
import type { Entry, Lot, OpenLot, Unit } from '#shared/ledger/entry.ts';
import type { EnrolmentFact, HoldFact, ReversalFact, VisitFact } from '#shared/ledger/facts.ts';
import { openedLot } from '#shared/ledger/lots/maturing.ts';
import { companyMinorOf } from '#shared/ledger/visit/metric-days.ts';
import type { Notice } from '#shared/ledger/tiers/notice.ts';
import type { TierChange } from '#shared/ledger/tiers/tier-change.ts';
import { isGuests } from '#shared/loyalty/earning/eligible.ts';
import type { Idle } from '#shared/loyalty/expiry.ts';
import type { OfferDraw } from '#shared/ledger/coupons/offer-draws.ts';
import type {
	CouponTable,
	EntryTable,
	HoldTable,
	NoticeTable,
	LotTable,
	MemberTable,
	OfferDrawTable,
	PostingTable,
	ReversalGrantTable,
	ReversalLineTable,
	ReversalTable,
	ClubChangeTable,
	StayTable,
	TierChangeTable,
	VisitGrantTable,
	VisitLineTable,
	VisitOfferTable,
	VisitTable,
	VisitTenderTable,
} from '../tables/schema.ts';

/** The rows that a visit consists of, as the chain covers them. */
export type VisitRows = {
	readonly visit: VisitTable;
	readonly lines: readonly VisitLineTable[];
	readonly tenders: readonly VisitTenderTable[];
	readonly grants: readonly VisitGrantTable[];
	readonly offers: readonly VisitOfferTable[];
	readonly notices: readonly NoticeTable[];
	readonly tierChanges: readonly TierChangeTable[];
	/** One where the visit is the bill of a stay. */
	readonly stays: readonly StayTable[];
	readonly entries: readonly EntryRows[];
};

/** The rows of a taking back, as the chain covers them. */
export type ReversalRows = {
	readonly reversal: ReversalTable;
	readonly lines: readonly ReversalLineTable[];
	readonly grants: readonly ReversalGrantTable[];
	readonly entries: readonly EntryRows[];
};

/** What of a hold the chain covers. */
export type FixedHoldRow = Omit<HoldTable, 'state'>;

/** An entry with its postings and the lots it opened, these without what is left of them. */
export type EntryRows = {
	readonly entry: EntryTable;
	readonly postings: readonly PostingTable[];
	readonly lots: readonly FixedLotRow[];
};

/** What of a lot never changes. */
export type FixedLotRow = Omit<LotTable, 'remaining' | 'told_day' | 'pending'>;

/** By id, so that whoever reads the rows back in any order hashes the same bytes. */
export const inChainOrder = (entries: readonly EntryRows[]): readonly EntryRows[] =>
	[...entries].sort((a, b) => (a.entry.id < b.entry.id ? -1 : 1));

export const memberRow = (propertyId: string, fact: EnrolmentFact): MemberTable => ({
	id: fact.memberId,
	property_id: propertyId,
	enrolled_at: fact.at,
	enrolled_by: fact.by,
	enrolled_outlet: fact.outlet,
	source: fact.source,
	tier: fact.tier,
	version: 1,
	visits: 0,
	debt_points: 0,
	earned_on: null,
	redeemed_on: null,
	opening_tier: fact.tier,
	opening_until: fact.tierUntil ?? null,
	earned_tier: fact.tier,
	tier_until: fact.tierUntil ?? null,
	floor_tier: null,
	floor_until: null,
	tier_seq: 0,
	tier_since: null,
	tier_told: null,
});

export const tierChangeRow = (change: TierChange): TierChangeTable => ({
	member_id: change.memberId,
	seq: change.seq,
	reason: change.reason,
	before_tier: change.before,
	tier: change.tier,
	earned_tier: change.earned,
	valid_until: change.until,
	floor_tier: change.floor?.tier ?? null,
	floor_until: change.floor?.until ?? null,
	floor_reason: change.floorReason,
	effective_at: change.effectiveAt,
	recorded_at: change.recordedAt,
	business_date: change.businessDate,
	actor: change.actor,
	cause_id: change.causeId,
});

export const clubChangeRow = (change: ClubChange): ClubChangeTable => ({
	member_id: change.memberId,
	seq: change.seq,
	club: change.club,
	joined: change.joined ? 1 : 0,
	at: change.at,
	recorded_at: change.recordedAt,
	actor: change.actor,
	cause_id: change.causeId,
});

export const drawRow = (propertyId: string, draw: OfferDraw): OfferDrawTable => ({
	property_id: propertyId,
	offer_id: draw.offerId,
	seq: draw.seq,
	visit_id: draw.visitId ?? '',
	reversal_id: draw.reversalId,
	uses_after: draw.usesAfter,
	minor_after: draw.minorAfter,
	coupon_id: draw.couponId,
});

export function lotRow(lot: Lot): LotTable {
	const { remaining, pending = 0 } = openedLot(lot);
	return { ...fixedLotRow(lot), remaining, pending, told_day: null };
}

export const noticeRow = (notice: Notice): NoticeTable => ({
	subject_id: notice.subject,
	last_day: notice.lastDay,
	member_id: notice.memberId,
	channel: notice.channel,
	at: notice.at,
	cause_id: notice.causeId,
});

/** By lot, so that whoever reads the rows back in any order hashes the same bytes. */
export const inNoticeOrder = (notices: readonly NoticeTable[]): readonly NoticeTable[] =>
	[...notices].sort((a, b) => (a.subject_id < b.subject_id ? -1 : 1));

const fixedLotRow = ({ id, memberId, unit, quantity, earnedAt, expiresOn, ...lot }: Lot): FixedLotRow => ({
	id,
	member_id: memberId,
	unit,
	quantity,
	earned_at: earnedAt,
	expires_on: expiresOn,
	idle_months: lot.idle?.months ?? null,
	idle_activity: lot.idle?.activity ?? null,
	usable_from: lot.usableFrom ?? null,
	coupon_id: lot.couponId ?? null,
});

export const holdRow = (propertyId: string, hold: HoldFact): HoldTable => ({
	...fixedHoldRow(propertyId, hold),
	state: 'open',
});

/** What of a hold never changes. */
const fixedHoldRow = (propertyId: string, hold: HoldFact): FixedHoldRow => ({
	...{ id: hold.id, property_id: propertyId, member_id: hold.memberId, points: hold.points, until: hold.until },
	...{ reference: hold.reference, outlet: hold.outlet, terminal: hold.terminal, actor: hold.actor },
	...{ business_date: hold.businessDate, occurred_at: hold.occurredAt, recorded_at: hold.recordedAt },
	...{ offer_id: hold.offerId ?? null, no_show: hold.noShow ?? null },
});

export const couponRow = (propertyId: string, coupon: CouponFact): CouponTable => ({
	...{ id: coupon.id, property_id: propertyId, member_id: coupon.memberId, offer_id: coupon.offerId },
	...{ unit: coupon.unit, quantity: coupon.quantity, points: coupon.points, reason: coupon.reason },
	...{ drawn_minor: coupon.drawnMinor, expires_on: coupon.expiresOn, code_hash: coupon.codeHash },
	...{ outlet: coupon.outlet, terminal: coupon.terminal, actor: coupon.actor, business_date: coupon.businessDate },
	...{ occurred_at: coupon.occurredAt, recorded_at: coupon.recordedAt, state: 'issued' },
});

export function entryRows(propertyId: string, entry: Entry, lots: readonly Lot[]): EntryRows {
	return {
		entry: {
			id: entry.id,
			property_id: propertyId,
			kind: entry.kind,
			member_id: entry.memberId,
			visit_id: entry.visitId,
			reversal_id: entry.reversalId,
			hold_id: entry.holdId ?? null,
			effective_at: entry.effectiveAt,
			recorded_at: entry.recordedAt,
			business_date: entry.businessDate,
			outlet: entry.outlet,
			terminal: entry.terminal,
			actor: entry.actor,
			programme_version: entry.programmeVersion,
		},
		postings: entry.postings.map(({ account, unit, quantity, lotId }, seq) => {
			return { entry_id: entry.id, seq, account, unit, quantity, lot_id: lotId };
		}),
		lots: lots.filter(({ id }) => id.startsWith(`${entry.id}#`)).map(fixedLotRow),
	};
}

const stayRow = (property_id: string, visit_id: string, stay: StayFact): StayTable => ({
	...{ visit_id, property_id, reservation: stay.reservation, room: stay.room, take: stay.take },
	...{ arrival: stay.arrival, departure: stay.departure, asked_hash: stay.askedHash },
});

export function visitRows(
	propertyId: string,
	visit: VisitFact,
	entries: readonly EntryRows[],
	notices: readonly Notice[],
	tierChange: TierChange | null,
): VisitRows {
	const visit_id = visit.id;
	return {
		visit: {
			id: visit.id,
			property_id: propertyId,
			// A bill that is entered again after its visit was taken back whole has the same business key but for this.
			kind: visit.take === 0 ? 'visit' : `visit/${visit.take}`,
			member_id: visit.memberId,
			outlet: visit.outlet,
			terminal: visit.terminal,
			actor: visit.actor,
			business_date: visit.businessDate,
			occurred_at: visit.occurredAt,
			recorded_at: visit.recordedAt,
			delivery: visit.delivery,
			check_number: visit.checkNumber,
			part: visit.part,
			currency: visit.currency,
			list_minor: visit.listMinor,
			discount_minor: visit.discountMinor,
			payable_minor: visit.payableMinor,
			company_minor: companyMinorOf(visit.lines) || null,
			programme_id: visit.programmeId,
			programme_version: visit.programmeVersion,
			quote_fingerprint: visit.quoteFingerprint,
			shown_fingerprint: visit.shownFingerprint,
			source: visit.source,
			party_size: visit.partySize,
			first_visit: visit.firstVisit ? 1 : 0,
			approved_by: visit.approvedBy ?? null,
		},
		lines: visit.lines.map((line, seq) => ({
			visit_id,
			line_id: line.id,
			seq,
			category: line.category,
			sku: line.sku,
			quantity: line.quantity,
			gross_minor: line.grossMinor,
			tax_minor: line.taxMinor,
			cost_minor: line.costMinor,
			discount_minor: line.discountMinor,
			payable_minor: line.payableMinor,
			points_paid_minor: line.pointsPaidMinor,
			night_on: line.on ?? null,
			paid_by: isGuests(line) ? null : 'company',
		})),
		tenders: visit.tenders.map((tender, seq) => {
			const points = tender.type === 'points' ? tender.points : null;
			return { visit_id, seq, type: tender.type, points, amount_minor: tender.amountMinor };
		}),
		grants: visit.grants.map(({ ruleId, kind, baseMinor, points, tallied }, seq) => ({
			...{ visit_id, seq, rule_id: ruleId, kind, base_minor: baseMinor, points },
			tallied: tallied ? 1 : 0,
		})),
		offers: visit.offers.map(({ offerId, amountMinor, uses, points, couponId }, seq) => ({
			...{ visit_id, seq, member_id: visit.memberId!, business_date: visit.businessDate, offer_id: offerId },
			...{ amount_minor: amountMinor, uses, points, coupon_id: couponId ?? null },
		})),
		notices: inNoticeOrder(notices.map(noticeRow)),
		tierChanges: tierChange ? [tierChangeRow(tierChange)] : [],
		stays: visit.stay ? [stayRow(propertyId, visit.id, visit.stay)] : [],
		entries: inChainOrder(entries),
	};
}

export function reversalRows(propertyId: string, fact: ReversalFact, entries: readonly EntryRows[]): ReversalRows {
	const reversal_id = fact.id;
	return {
		reversal: {
			id: fact.id,
			property_id: propertyId,
			visit_id: fact.visitId,
			seq: fact.seq,
			member_id: fact.memberId,
			visit_date: fact.visitDate,
			outlet: fact.outlet,
			terminal: fact.terminal,
			actor: fact.actor,
			approved_by: fact.approvedBy,
			reason: fact.reason,
			business_date: fact.businessDate,
			occurred_at: fact.occurredAt,
			recorded_at: fact.recordedAt,
			whole: fact.whole ? 1 : 0,
			list_minor: fact.listMinor,
			discount_minor: fact.discountMinor,
			payable_minor: fact.payableMinor,
			points_paid_minor: fact.pointsPaidMinor,
			company_minor: fact.companyMinor || null,
			points_returned: fact.pointsReturned,
		},
		lines: fact.lines.map((line, seq) => ({
			reversal_id,
			seq,
			line_id: line.lineId,
			category: line.category,
			quantity: line.quantity,
			amount_minor: line.amountMinor,
			units_minus: line.unitsMinus,
			list_minor: line.listMinor,
			discount_minor: line.discountMinor,
			payable_minor: line.payableMinor,
			points_paid_minor: line.pointsPaidMinor,
		})),
		grants: fact.grants.map(({ ruleId, kind, baseMinor, points, tallied }, seq) => ({
			...{ reversal_id, seq, rule_id: ruleId, kind, base_minor: baseMinor, points },
			tallied: tallied ? 1 : 0,
		})),
		entries: inChainOrder(entries),
	};
}

/** A lot as it stands, out of its row. */
export const openLotOf = (row: LotTable): OpenLot => ({
	id: row.id,
	memberId: row.member_id as MemberId,
	unit: row.unit as Unit,
	quantity: row.quantity,
	remaining: row.remaining,
	earnedAt: row.earned_at,
	expiresOn: row.expires_on,
	...(row.idle_months === null ? {} : { idle: idleOf(row.idle_months, row.idle_activity!) }),
	...(row.told_day === null ? {} : { toldDay: row.told_day }),
	...(row.usable_from === null ? {} : { usableFrom: row.usable_from }),
	...(row.pending === 0 ? {} : { pending: row.pending }),
	...(row.coupon_id === null ? {} : { couponId: row.coupon_id as CouponId }),
});

const idleOf = (months: number, activity: string): Idle => ({ months, activity: activity as Idle['activity'] });
