import type { VisitId } from '#shared/kernel/ids.ts';
import type { ConflictTable } from './tables/house-tables.ts';
import { fetch, run, statement, together, type Loading, type Write } from './statement.ts';

/** A conflict as it is raised: nothing is said of its end. */
export type RaisedConflict = Omit<ConflictTable, 'property_id' | 'settled_at' | 'settled_as' | 'note'>;
export type StoredConflict = Omit<ConflictTable, 'property_id'>;

/** How one ended: the visit was booked after all, or somebody said why it is not to be. `at` is RFC 3339, UTC. */
export type Settlement = {
	readonly at: string;
	readonly as: 'booked' | 'put_away';
	readonly note: string | null;
};

type Of = { readonly visitId: string; readonly kind: ConflictTable['kind'] };

const addConflict = statement<Omit<RaisedConflict, 'kind'> & { kind: ConflictTable['kind']; property_id: string }>()(
	'conflict.raise',
	(db, v) =>
		db
			.insertInto('conflict')
			.values({
				...{ visit_id: v.visit_id, kind: v.kind, property_id: v.property_id, counter: v.counter },
				...{ member_id: v.member_id, occurred_at: v.occurred_at, currency: v.currency, paid_minor: v.paid_minor },
				...{ code: v.code, owed_points: v.owed_points, body: v.body, raised_at: v.raised_at },
			} as ConflictTable)
			.onConflict((conflict) => conflict.columns(['visit_id', 'kind']).doNothing()),
);

const openConflicts = statement<{ propertyId: string }>()('conflict.open', (db, v) =>
	db
		.selectFrom('conflict')
		.selectAll()
		.where('property_id', '=', v.propertyId)
		.where('settled_at', 'is', null)
		.orderBy('raised_at')
		.orderBy('visit_id')
		.orderBy('kind'),
);

const conflictsOfVisit = statement<{ propertyId: string; visitId: string }>()('conflict.of-visit', (db, v) =>
	db
		.selectFrom('conflict')
		.selectAll()
		.where('property_id', '=', v.propertyId)
		.where('visit_id', '=', v.visitId)
		.orderBy('kind'),
);

const settleOne = statement<Of & { propertyId: string; at: string; as: 'booked' | 'put_away'; note: string | null }>()(
	'conflict.settle',
	(db, v) =>
		db
			.updateTable('conflict')
			.set({ settled_at: v.at, settled_as: v.as, note: v.note })
			.where('property_id', '=', v.propertyId)
			.where('visit_id', '=', v.visitId)
			.where('kind', '=', v.kind)
			.where('settled_at', 'is', null),
);

const setCode = statement<{ propertyId: string; visitId: string; code: string }>()('conflict.set-code', (db, v) =>
	db
		.updateTable('conflict')
		.set({ code: v.code })
		.where('property_id', '=', v.propertyId)
		.where('visit_id', '=', v.visitId)
		.where('code', 'is not', null)
		.where('settled_at', 'is', null),
);

/** Each is raised once: a counter that asks again changes nothing, however it ended meanwhile. */
export const raiseConflicts = (propertyId: string, conflicts: readonly RaisedConflict[]): Write[] =>
	conflicts.map((conflict) => run(addConflict({ ...conflict, property_id: propertyId })));

/** Those that nobody has settled, the oldest first. */
export function* loadOpenConflicts(propertyId: string): Loading<readonly StoredConflict[]> {
	const [rows] = yield* fetch(openConflicts({ propertyId }));
	return rows.map(({ property_id: _, ...conflict }) => conflict);
}

/** What was raised of one visit, settled or not. */
export function* loadConflictsOf(propertyId: string, visitId: string): Loading<readonly StoredConflict[]> {
	const [rows] = yield* fetch(conflictsOfVisit({ propertyId, visitId }));
	return rows.map(({ property_id: _, ...conflict }) => conflict);
}

/** Of these visits, those of which something was raised and nothing is open. */
export function* loadSettled(propertyId: string, visitIds: readonly VisitId[]): Loading<readonly VisitId[]> {
	const raised = yield* together(...visitIds.map((visitId) => loadConflictsOf(propertyId, visitId)));
	return visitIds.filter((_, index) => {
		const ofVisit = raised[index]!;
		return ofVisit.length > 0 && ofVisit.every(({ settled_at: at }) => at !== null);
	});
}

/** Ends one that is open; the first end stands. */
export const settleConflict = (propertyId: string, of: Of, settlement: Settlement): Write =>
	run(settleOne({ propertyId, ...of, ...settlement }));

/** Why it is not booked now. */
export const setConflictCode = (propertyId: string, visitId: string, code: string): Write =>
	run(setCode({ propertyId, visitId, code }));
