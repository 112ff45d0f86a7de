import { sql } from 'kysely';
import { fetch, statement, type Loading } from '../statement.ts';

/** What does not add up of points that wait. `subject` is an id of ours. */
export type PendingFault = {
	readonly code:
		/** More or less waits in a lot than its postings say. */
		| 'pending_differs'
		/** Points became usable before their day, or were usable at once although their lot had to wait. */
		| 'matured_early';
	readonly subject: string;
};

export function* pendingFaults(): Loading<readonly PendingFault[]> {
	const [differing, lotless, early, unwaited] = yield* fetch(
		differingPending({}),
		pendingWithoutLot({}),
		maturedEarly({}),
		usableAtOnce({}),
	);
	return [
		...[...differing, ...lotless].map(({ id }): PendingFault => ({ code: 'pending_differs', subject: id })),
		...[...early, ...unwaited].map(({ id }): PendingFault => ({ code: 'matured_early', subject: id })),
	];
}

type None = Record<never, never>;

const differingPending = statement<None>()('verify.pending', (db) =>
	db
		.selectFrom('lot')
		.leftJoin('posting', (join) =>
			join.onRef('posting.lot_id', '=', 'lot.id').on('posting.account', '=', sql.lit('PD')),
		)
		.select('lot.id')
		.groupBy(['lot.id', 'lot.pending'])
		.having((e) => e.fn.coalesce(e.fn.sum('posting.quantity'), sql.lit(0)), '<>', sql<number>`lot.pending`),
);

/** What waits is always in a parcel that has a day. */
const pendingWithoutLot = statement<None>()('verify.pending-lotless', (db) =>
	db
		.selectFrom('posting')
		.leftJoin('lot', 'lot.id', 'posting.lot_id')
		.select('posting.entry_id as id')
		.distinct()
		.where('posting.account', '=', sql.lit('PD'))
		.where('lot.usable_from', 'is', null),
);

/** Written before the midnight at which it holds. */
const maturedEarly = statement<None>()('verify.matured-early', (db) =>
	db
		.selectFrom('entry')
		.select('id')
		.where('kind', '=', sql.lit('mature'))
		.whereRef('recorded_at', '<', 'effective_at'),
);

/** A bill's own entry put points into a lot that has to wait. */
const usableAtOnce = statement<None>()('verify.pending-usable', (db) =>
	db
		.selectFrom('lot')
		.innerJoin('posting', 'posting.lot_id', 'lot.id')
		.innerJoin('entry', 'entry.id', 'posting.entry_id')
		.select('lot.id')
		.distinct()
		.where('lot.usable_from', 'is not', null)
		.where('posting.account', '=', sql.lit('AV'))
		.where(
			'entry.kind',
			'in',
			['earn', 'bonus'].map((kind) => sql.lit(kind)),
		),
);
