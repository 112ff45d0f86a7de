import { sql } from 'kysely';
import { fetch, statement, type Loading } from '../statement.ts';

/** What does not add up of what was to be looked at. `subject` is the id of a visit. */
export type ConflictFault = {
	readonly code: /** It was settled as booked and is in no books, or says that somebody owes for a visit that is in none. */
	'conflict_differs';
	readonly subject: string;
};

export function* conflictFaults(): Loading<readonly ConflictFault[]> {
	const [visitless] = yield* fetch(withoutVisit({}));
	return visitless.map(({ id }) => ({ code: 'conflict_differs', subject: id }));
}

const withoutVisit = statement<Record<never, never>>()('verify.conflicts', (db) =>
	db
		.selectFrom('conflict')
		.leftJoin('visit', 'visit.id', 'conflict.visit_id')
		.select('conflict.visit_id as id')
		.distinct()
		.where('visit.id', 'is', null)
		.where((e) => e.or([e('conflict.settled_as', '=', sql.lit('booked')), e('conflict.kind', '=', sql.lit('debt'))])),
);
