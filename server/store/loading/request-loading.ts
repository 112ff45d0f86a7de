import { sql } from 'kysely';
import type { MemberId, StaffId, VisitId } from '#shared/kernel/ids.ts';
import { sum } from '#shared/kernel/money.ts';
import { entryIdOf } from '#shared/ledger/postings.ts';
import type { AdjustmentTrace } from '#shared/ledger/correction/adjustment.ts';
import type { Adjuster, StaffRole } from '#shared/ledger/correction/adjustment-limits.ts';
import type {
	AdjustmentFact,
	Request,
	RequestDecision,
	RequestItem,
	RequestKind,
	RequestState,
} from '#shared/ledger/correction/correction-facts.ts';
import { expiryIdOf } from '#shared/ledger/lots/decide-expiry.ts';
import type { AdjustmentReason } from '#shared/protocol/adjustment.ts';
import type {
	AdjustmentTable,
	RequestDecisionTable,
	RequestItemTable,
	RequestTable,
} from '../tables/correction-schema.ts';
import { openLotOf } from '../booking/fact-rows.ts';
import { loadStaff } from '../house-store.ts';
import { fetch, statement, together, type Loading } from '../statement.ts';

const findRequest = statement<{ propertyId: string; id: string }>()('request.find', (db, v) =>
	db.selectFrom('request').selectAll().where('property_id', '=', v.propertyId).where('id', '=', v.id),
);

const findItems = statement<{ requestId: string }>()('request.items', (db, v) =>
	db.selectFrom('request_item').selectAll().where('request_id', '=', v.requestId).orderBy('seq'),
);

const findDecision = statement<{ requestId: string }>()('request.decision', (db, v) =>
	db.selectFrom('request_decision').selectAll().where('request_id', '=', v.requestId),
);

/** A request as it stands, or `null` where there is none. */
export function* loadRequest(propertyId: string, id: string): Loading<Request | null> {
	const [[row], items, [decision]] = yield* fetch(
		findRequest({ propertyId, id }),
		findItems({ requestId: id }),
		findDecision({ requestId: id }),
	);
	return row ? requestOf(row, items, decision ?? null) : null;
}

const requestOf = (
	row: RequestTable,
	items: readonly RequestItemTable[],
	decision: RequestDecisionTable | null,
): Request => ({
	...{ id: row.id, kind: row.kind as RequestKind, batchId: row.batch_id, requestedBy: row.requested_by as StaffId },
	...{ note: row.note, outlet: row.outlet, terminal: row.terminal, businessDate: row.business_date },
	...{ recordedAt: row.recorded_at, state: row.state as RequestState },
	items: items.map((item): RequestItem => ({
		...{ seq: item.seq, memberId: item.member_id as MemberId, points: item.points, note: item.note },
		...{ reason: item.reason as AdjustmentReason, caseReference: item.case_reference, mayEmpty: item.may_empty === 1 },
	})),
	decision: decision && decisionOf(decision),
});

const decisionOf = (row: RequestDecisionTable): RequestDecision => ({
	...{ requestId: row.request_id, decision: row.decision as RequestDecision['decision'] },
	...{ by: row.decided_by as StaffId, note: row.note, businessDate: row.business_date, recordedAt: row.recorded_at },
});

/** A place in the list: behind this one. Those that wait come first and the oldest of them, then the others and the newest. */
export type RequestPlace = { readonly waiting: boolean; readonly recordedAt: string; readonly id: string };

export const FIRST_REQUEST: RequestPlace = { waiting: true, recordedAt: '', id: '' };
/** Behind every instant, so that the newest comes next. */
const NEWEST: RequestPlace = { waiting: false, recordedAt: '9999', id: '' };

type Page = { propertyId: string; recordedAt: string; id: string; limit: number };

const findWaiting = statement<Page>()('request.waiting', (db, v) =>
	db
		.selectFrom('request')
		.select(['id', 'recorded_at'])
		.where('property_id', '=', v.propertyId)
		.where('state', '=', sql.lit('waiting'))
		.where((e) => e(e.refTuple('recorded_at', 'id'), '>', e.tuple(v.recordedAt, v.id)))
		.orderBy('recorded_at')
		.orderBy('id')
		.limit(v.limit),
);

const findDecided = statement<Page>()('request.decided', (db, v) =>
	db
		.selectFrom('request')
		.select(['id', 'recorded_at'])
		.where('property_id', '=', v.propertyId)
		.where('state', '<>', sql.lit('waiting'))
		.where((e) => e(e.refTuple('recorded_at', 'id'), '<', e.tuple(v.recordedAt, v.id)))
		.orderBy('recorded_at', 'desc')
		.orderBy('id', 'desc')
		.limit(v.limit),
);

/** One page of the hotel's requests, and where the next one begins. */
export function* loadRequests(
	propertyId: string,
	after: RequestPlace,
	limit: number,
): Loading<{ readonly requests: readonly Request[]; readonly next: RequestPlace | null }> {
	// One more than asked for tells whether there is a next page.
	const page = { propertyId, limit: limit + 1 };
	const { recordedAt, id } = after;
	const [waiting] = after.waiting ? yield* fetch(findWaiting({ ...page, recordedAt, id })) : [[]];
	const from = after.waiting ? NEWEST : after;
	const [decided] = yield* fetch(findDecided({ ...page, recordedAt: from.recordedAt, id: from.id }));
	const rows = [
		...waiting.map((row) => ({ ...row, waiting: true })),
		...decided.map((row) => ({ ...row, waiting: false })),
	].slice(0, limit + 1);
	const shown = rows.slice(0, limit);
	const found = yield* together(...shown.map((row) => loadRequest(propertyId, row.id)));
	const last = shown.at(-1);
	return {
		requests: found.filter((request) => request !== null),
		next: rows.length > limit && last ? { waiting: last.waiting, recordedAt: last.recorded_at, id: last.id } : null,
	};
}

const sumCharged = statement<{ propertyId: string; staff: string; businessDate: string }>()(
	'adjustment.charged',
	(db, v) =>
		db
			.selectFrom('adjustment')
			.select(({ fn }) => [
				fn.countAll<number>().as('adjustments'),
				fn.coalesce(fn.sum<number>(sql<number>`abs(points)`), sql.lit(0)).as('points'),
			])
			.where('property_id', '=', v.propertyId)
			.where('charged_to', '=', v.staff)
			.where('business_date', '=', v.businessDate),
);

/** Somebody of the staff with what they have given and taken on a business day; `null` where nobody has this code. */
export function* loadAdjuster(propertyId: string, staff: string, businessDate: string): Loading<Adjuster | null> {
	const [found, [[charged]]] = yield* together(
		loadStaff(propertyId, staff),
		fetch(sumCharged({ propertyId, staff, businessDate })),
	);
	if (!found) return null;
	return {
		role: found.role as StaffRole,
		usedPoints: Number(charged!.points),
		adjustments: Number(charged!.adjustments),
	};
}

const findBooked = statement<{ requestId: string }>()('adjustment.of-request', (db, v) =>
	db.selectFrom('adjustment').selectAll().where('request_id', '=', v.requestId).orderBy('id'),
);

/** What was booked for a request, row by row. */
export function* loadBooked(requestId: string): Loading<readonly AdjustmentFact[]> {
	const [rows] = yield* fetch(findBooked({ requestId }));
	return rows.map(adjustmentOf);
}

const adjustmentOf = (row: AdjustmentTable): AdjustmentFact => ({
	...{ id: row.id, memberId: row.member_id as MemberId, points: row.points, reason: row.reason as AdjustmentReason },
	...{ note: row.note, caseReference: row.case_reference, actor: row.actor as StaffId },
	...{ approvedBy: row.approved_by as StaffId | null, chargedTo: row.charged_to as StaffId | null },
	...{ chargeSeq: row.charge_seq, requestId: row.request_id, reverses: row.reverses, outlet: row.outlet },
	...{ terminal: row.terminal, businessDate: row.business_date, recordedAt: row.recorded_at },
});

const findPostings = statement<{ entryId: string }>()('adjustment.postings', (db, v) =>
	db.selectFrom('posting').selectAll().where('entry_id', '=', v.entryId).orderBy('seq'),
);

const findLot = statement<{ id: string }>()('adjustment.lot', (db, v) =>
	db.selectFrom('lot').selectAll().where('id', '=', v.id),
);

const findExpired = statement<{ entryId: string }>()('adjustment.expired', (db, v) =>
	db
		.selectFrom('posting')
		.select('quantity')
		.where('entry_id', '=', v.entryId)
		.where('account', '=', sql.lit('EXPIRED')),
);

/** What an adjustment did, and what has come of it. */
export function* loadTrace({ id, points }: AdjustmentFact): Loading<AdjustmentTrace> {
	const entryId = entryIdOf(id, 'adjust');
	const lotId = `${entryId}#points`;
	const [postings, [own], expired] = yield* fetch(
		findPostings({ entryId }),
		findLot({ id: lotId }),
		findExpired({ entryId: expiryIdOf(lotId) }),
	);
	const taken = postings
		.filter(({ account, quantity }) => account === 'AV' && quantity < 0)
		.map(({ lot_id, quantity }) => ({ lotId: lot_id, quantity: -quantity }));
	const lots = yield* fetch(...taken.map(({ lotId: of }) => findLot({ id: of! })));
	return {
		points,
		lot: own ? openLotOf(own) : null,
		expired: sum(expired.map(({ quantity }) => quantity)),
		taken,
		takenLots: lots.flat().map(openLotOf),
	};
}

const findReversal = statement<{ batchId: string }>()('request.reversal-of', (db, v) =>
	db.selectFrom('request').select('id').where('batch_id', '=', v.batchId),
);

/** The taking back of a batch, if there is one. */
export function* loadReversalOf(batchId: string): Loading<string | null> {
	const [[row]] = yield* fetch(findReversal({ batchId }));
	return row?.id ?? null;
}

const findUnapplied = statement<{ propertyId: string; limit: number }>()('request.unapplied', (db, v) =>
	db
		.selectFrom('request')
		.select('id')
		.where('property_id', '=', v.propertyId)
		.where('state', '=', sql.lit('approved'))
		.where('kind', '<>', sql.lit('adjustment'))
		.orderBy('recorded_at')
		.limit(v.limit),
);

/** Batches, and takings back of batches, some of whose rows have not had their turn. */
export function* loadUnapplied(propertyId: string, limit: number): Loading<readonly string[]> {
	const [rows] = yield* fetch(findUnapplied({ propertyId, limit }));
	return rows.map(({ id }) => id);
}

const findStay = statement<{ visitId: string }>()('reassignment.stay', (db, v) =>
	db.selectFrom('stay').select('visit_id').where('visit_id', '=', v.visitId),
);

/** Whether a visit is the bill of a stay. */
export function* loadIsStay(visitId: VisitId): Loading<boolean> {
	const [rows] = yield* fetch(findStay({ visitId }));
	return rows.length > 0;
}
