import { sql } from 'kysely';
import { adjustmentLink, decisionLink, reassignmentLink, requestLink } from '../booking/correction-rows.ts';
import type { FeedKind, Link } from '../booking/links.ts';
import { fetch, statement, type Db, type Loading } from '../statement.ts';

export type CorrectionFault = {
	readonly code:
		/** The state of a request is another one than what was decided. */
		| 'request_differs'
		/** What was adjusted is not what the entry moved, or one of them is missing. */
		| 'adjustment_differs'
		/** A bill that went to another guest stands with the first one, or nowhere. */
		| 'reassignment_differs';
	readonly subject: string;
};

export type CorrectionKind = Extract<
	FeedKind,
	'request.made' | 'request.decided' | 'points.adjusted' | 'visit.reassigned'
>;

/** What a feed row of a correction announced, read back from the tables. */
export function* loadCorrectionLink(kind: CorrectionKind, subject: string): Loading<Link | null> {
	switch (kind) {
		case 'request.made': {
			const [[request], items] = yield* fetch(findRequest({ id: subject }), findItems({ id: subject }));
			return request ? requestLink(request, items) : null;
		}
		case 'request.decided': {
			const [[decision]] = yield* fetch(findDecision({ id: subject }));
			return decision ? decisionLink(decision) : null;
		}
		case 'points.adjusted': {
			const [[adjustment]] = yield* fetch(findAdjustment({ id: subject }));
			return adjustment ? adjustmentLink(adjustment) : null;
		}
		case 'visit.reassigned': {
			const [[reassignment]] = yield* fetch(findReassignment({ id: subject }));
			return reassignment ? reassignmentLink(reassignment) : null;
		}
	}
}

/** Rows of corrections that no link covers. */
export function* unchainedCorrections(propertyId: string): Loading<readonly { readonly id: string }[]> {
	const [requests, decisions, adjustments, reassignments] = yield* fetch(
		requestsOffFeed({ propertyId }),
		decisionsOffFeed({}),
		adjustmentsOffFeed({ propertyId }),
		reassignmentsOffFeed({ propertyId }),
	);
	return [...requests, ...decisions, ...adjustments, ...reassignments];
}

/** What of corrections does not add up. */
export function* correctionFaults(): Loading<readonly CorrectionFault[]> {
	const [requests, adjustments, entries, reassignments] = yield* fetch(
		differingRequests({}),
		differingAdjustments({}),
		unsignedEntries({}),
		differingReassignments({}),
	);
	return [
		...requests.map(({ id }): CorrectionFault => ({ code: 'request_differs', subject: id })),
		...[...adjustments, ...entries].map(({ id }): CorrectionFault => ({ code: 'adjustment_differs', subject: id })),
		...reassignments.map(({ id }): CorrectionFault => ({ code: 'reassignment_differs', subject: id })),
	];
}

type Id = { id: string };

const findRequest = statement<Id>()('verify.request', (db, v) =>
	db.selectFrom('request').selectAll().where('id', '=', v.id),
);

const findItems = statement<Id>()('verify.request-items', (db, v) =>
	db.selectFrom('request_item').selectAll().where('request_id', '=', v.id).orderBy('seq'),
);

const findDecision = statement<Id>()('verify.request-decision', (db, v) =>
	db.selectFrom('request_decision').selectAll().where('request_id', '=', v.id),
);

const findAdjustment = statement<Id>()('verify.adjustment', (db, v) =>
	db.selectFrom('adjustment').selectAll().where('id', '=', v.id),
);

const findReassignment = statement<Id>()('verify.reassignment', (db, v) =>
	db.selectFrom('reassignment').selectAll().where('id', '=', v.id),
);

const announced = (db: Db, kind: CorrectionKind) =>
	db.selectFrom('feed').select('subject_id').where('kind', '=', sql.lit(kind));

const requestsOffFeed = statement<{ propertyId: string }>()('verify.requests-off-feed', (db, v) =>
	db
		.selectFrom('request')
		.select('id')
		.where('property_id', '=', v.propertyId)
		.where('id', 'not in', announced(db, 'request.made')),
);

const decisionsOffFeed = statement<Record<never, never>>()('verify.decisions-off-feed', (db) =>
	db
		.selectFrom('request_decision')
		.select('request_id as id')
		.where('request_id', 'not in', announced(db, 'request.decided')),
);

const adjustmentsOffFeed = statement<{ propertyId: string }>()('verify.adjustments-off-feed', (db, v) =>
	db
		.selectFrom('adjustment')
		.select('id')
		.where('property_id', '=', v.propertyId)
		.where('id', 'not in', announced(db, 'points.adjusted')),
);

const reassignmentsOffFeed = statement<{ propertyId: string }>()('verify.reassignments-off-feed', (db, v) =>
	db
		.selectFrom('reassignment')
		.select('id')
		.where('property_id', '=', v.propertyId)
		.where('id', 'not in', announced(db, 'visit.reassigned')),
);

/** One that waits has no decision, one that was rejected has a no, and every other one a yes. */
const differingRequests = statement<Record<never, never>>()('verify.requests', (db) =>
	db
		.selectFrom('request')
		.leftJoin('request_decision', 'request_decision.request_id', 'request.id')
		.select('request.id')
		.where(
			sql<string>`case request.state when 'waiting' then '' when 'applied' then 'approved' else request.state end`,
			'<>',
			sql<string>`coalesce(request_decision.decision, '')`,
		),
);

/** What an entry gave or took by hand. */
const moved = (db: Db) =>
	db
		.selectFrom('entry')
		.innerJoin('posting', 'posting.entry_id', 'entry.id')
		.select((e) => ['entry.id', 'entry.member_id', e.fn.sum<number>(sql<number>`-posting.quantity`).as('points')])
		.where('entry.kind', '=', sql.lit('adjust'))
		.where('posting.account', '=', sql.lit('ADJUST'))
		.groupBy(['entry.id', 'entry.member_id']);

const differingAdjustments = statement<Record<never, never>>()('verify.adjustments', (db) =>
	db
		.selectFrom('adjustment')
		.leftJoin(moved(db).as('moved'), (join) =>
			join.on((e) => e('moved.id', '=', sql<string>`adjustment.id || '/adjust'`)),
		)
		.select('adjustment.id')
		.where((e) =>
			e.or([
				e('moved.points', 'is', null),
				e('moved.points', '<>', e.ref('adjustment.points')),
				e('moved.member_id', '<>', e.ref('adjustment.member_id')),
			]),
		),
);

/** Points that moved by hand and that nobody has signed. */
const unsignedEntries = statement<Record<never, never>>()('verify.unsigned-entries', (db) =>
	db
		.selectFrom('entry')
		.leftJoin('adjustment', (join) => join.on((e) => e('entry.id', '=', sql<string>`adjustment.id || '/adjust'`)))
		.select('entry.id')
		.where('entry.kind', '=', sql.lit('adjust'))
		.where('adjustment.id', 'is', null),
);

/** The first visit was taken back whole by this reversal, and the second one is there for the other guest. */
const differingReassignments = statement<Record<never, never>>()('verify.reassignments', (db) =>
	db
		.selectFrom('reassignment')
		.leftJoin('reversal', (join) =>
			join
				.onRef('reversal.id', '=', 'reassignment.reversal_id')
				.onRef('reversal.visit_id', '=', 'reassignment.visit_id')
				.on('reversal.whole', '=', sql.lit(1)),
		)
		.leftJoin('visit', (join) =>
			join
				.onRef('visit.id', '=', 'reassignment.new_visit_id')
				.onRef('visit.member_id', '=', 'reassignment.to_member_id'),
		)
		.select('reassignment.id')
		.where((e) =>
			e.or([
				e('reversal.id', 'is', null),
				e('visit.id', 'is', null),
				e('visit.payable_minor', '<>', e.ref('reversal.payable_minor')),
			]),
		),
);
