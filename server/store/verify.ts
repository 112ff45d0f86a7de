import { sql } from 'kysely';
import {
	entryLink,
	EMPTY_HEAD,
	inChainOrder,
	linkHash,
	memberLink,
	visitLink,
	type EntryRows,
	type FeedKind,
	type Link,
} from './booking.ts';
import type { EntryTable } from './schema.ts';
import { fetch, statement, together, type Loading } from './statement.ts';

/** One thing that does not add up. `subject` is an id of ours, never a name. */
export type Fault = {
	readonly code:
		| 'position_missing'
		| 'fact_missing'
		| 'hash_differs'
		| 'head_differs'
		| 'fact_unchained'
		| 'entry_unbalanced'
		| 'lot_differs'
		| 'debt_differs'
		| 'debt_beside_points'
		| 'tally_differs'
		| 'erased_present';
	readonly subject: string;
};

export type Verification = { readonly positions: number; readonly faults: readonly Fault[] };

const PAGE_ROWS = 1_000;

/**
 * Walks the chain from its origin, hashing every fact again from its rows, and folds every balance from its postings.
 * What comes back without a fault was neither changed nor lost since it was booked.
 *
 * @param today local date: points that have run out and wait for the night's run may lie beside a debt
 */
export function* verifyBooks(propertyId: string, today: string): Loading<Verification> {
	const walked = yield* walkChain(propertyId);
	const faults = [...walked.faults, ...(yield* unchainedFacts(propertyId)), ...(yield* foldedFaults(today))];
	return { positions: walked.positions, faults };
}

function* walkChain(propertyId: string): Loading<Verification> {
	const faults: Fault[] = [];
	let { position, hash } = EMPTY_HEAD;
	for (;;) {
		const [page] = yield* fetch(feedAfter({ propertyId, position, limit: PAGE_ROWS }));
		const links = yield* together(
			...page.map(({ kind, subject_id, version }) => loadLink(kind as FeedKind, subject_id, version)),
		);
		for (const [index, row] of page.entries()) {
			const link = links[index];
			const subject = `${row.kind} ${row.subject_id}`;
			if (row.position !== position + 1) faults.push({ code: 'position_missing', subject: String(position + 1) });
			if (!link) faults.push({ code: 'fact_missing', subject });
			else if (linkHash(hash, link) !== row.hash) faults.push({ code: 'hash_differs', subject });
			({ position, hash } = row);
		}
		if (page.length < PAGE_ROWS) break;
	}
	const [[head]] = yield* fetch(findHead({ propertyId }));
	if (head?.position !== position || head.hash !== hash) faults.push({ code: 'head_differs', subject: propertyId });
	return { positions: position, faults };
}

/** What a feed row announced, read back from the tables. */
function* loadLink(kind: FeedKind, subject: string, version: number): Loading<Link | null> {
	switch (kind) {
		case 'member.changed':
			return memberLink(subject, version);
		case 'entry.posted': {
			const [[entry]] = yield* fetch(findEntry({ id: subject }));
			return entry ? entryLink(yield* loadEntryRows(entry)) : null;
		}
		case 'visit.recorded': {
			const [[visit], lines, tenders, grants, entries] = yield* fetch(
				findVisit({ id: subject }),
				findLines({ visitId: subject }),
				findTenders({ visitId: subject }),
				findGrants({ visitId: subject }),
				findVisitEntries({ visitId: subject }),
			);
			if (!visit) return null;
			const entryRows = yield* together(...entries.map(loadEntryRows));
			return visitLink({ visit, lines, tenders, grants, entries: inChainOrder(entryRows) });
		}
	}
}

function* loadEntryRows(entry: EntryTable): Loading<EntryRows> {
	const [postings] = yield* fetch(findPostings({ entryId: entry.id }));
	const opened = postings.flatMap(({ lot_id, quantity }) => (lot_id !== null && quantity > 0 ? [lot_id] : []));
	const lots = yield* fetch(...opened.map((id) => findLot({ id })));
	return { entry, postings, lots: lots.flat() };
}

function* unchainedFacts(propertyId: string): Loading<readonly Fault[]> {
	const [visits, entries] = yield* fetch(visitsOffFeed({ propertyId }), entriesOffFeed({ propertyId }));
	return [...visits, ...entries].map(({ id }) => ({ code: 'fact_unchained', subject: id }));
}

/** Each query answers only what does not add up, so that the check of a million entries moves a handful of rows. */
function* foldedFaults(today: string): Loading<readonly Fault[]> {
	const [entries, lots, debts, both, tallies, erased] = yield* fetch(
		unbalancedEntries({}),
		differingLots({}),
		differingDebts({}),
		debtBesidePoints({ today }),
		differingTallies({}),
		erasedPresent({}),
	);
	return [
		...entries.map(({ id }): Fault => ({ code: 'entry_unbalanced', subject: id })),
		...lots.map(({ id }): Fault => ({ code: 'lot_differs', subject: id })),
		...debts.map(({ id }): Fault => ({ code: 'debt_differs', subject: id })),
		...both.map(({ id }): Fault => ({ code: 'debt_beside_points', subject: id })),
		...tallies.map(({ id }): Fault => ({ code: 'tally_differs', subject: id })),
		...erased.map(({ id }): Fault => ({ code: 'erased_present', subject: id })),
	];
}

type None = Record<never, never>;

const feedAfter = statement<{ propertyId: string; position: number; limit: number }>()('feed.after', (db, v) =>
	db
		.selectFrom('feed')
		.selectAll()
		.where('property_id', '=', v.propertyId)
		.where('position', '>', v.position)
		.orderBy('position')
		.limit(v.limit),
);

const findHead = statement<{ propertyId: string }>()('verify.head', (db, v) =>
	db.selectFrom('ledger_head').selectAll().where('property_id', '=', v.propertyId),
);

const findVisit = statement<{ id: string }>()('verify.visit', (db, v) =>
	db.selectFrom('visit').selectAll().where('id', '=', v.id),
);

const findLines = statement<{ visitId: string }>()('verify.lines', (db, v) =>
	db.selectFrom('visit_line').selectAll().where('visit_id', '=', v.visitId).orderBy('seq'),
);

const findTenders = statement<{ visitId: string }>()('verify.tenders', (db, v) =>
	db.selectFrom('visit_tender').selectAll().where('visit_id', '=', v.visitId).orderBy('seq'),
);

const findGrants = statement<{ visitId: string }>()('verify.grants', (db, v) =>
	db.selectFrom('visit_grant').selectAll().where('visit_id', '=', v.visitId).orderBy('seq'),
);

const findVisitEntries = statement<{ visitId: string }>()('verify.visit-entries', (db, v) =>
	db.selectFrom('entry').selectAll().where('visit_id', '=', v.visitId),
);

const findEntry = statement<{ id: string }>()('verify.entry', (db, v) =>
	db.selectFrom('entry').selectAll().where('id', '=', v.id),
);

const findPostings = statement<{ entryId: string }>()('verify.postings', (db, v) =>
	db.selectFrom('posting').selectAll().where('entry_id', '=', v.entryId).orderBy('seq'),
);

const findLot = statement<{ id: string }>()('verify.lot', (db, v) =>
	db
		.selectFrom('lot')
		.select(['id', 'member_id', 'unit', 'quantity', 'earned_at', 'expires_on'])
		.where('id', '=', v.id),
);

const visitsOffFeed = statement<{ propertyId: string }>()('verify.visits-off-feed', (db, v) =>
	db
		.selectFrom('visit')
		.select('id')
		.where('property_id', '=', v.propertyId)
		.where('id', 'not in', announced(db, 'visit.recorded')),
);

/** An entry of a visit is covered by its visit; any other stands in the feed itself. */
const entriesOffFeed = statement<{ propertyId: string }>()('verify.entries-off-feed', (db, v) =>
	db
		.selectFrom('entry')
		.select('id')
		.where('property_id', '=', v.propertyId)
		.where('visit_id', 'is', null)
		.where('id', 'not in', announced(db, 'entry.posted')),
);

const announced = (db: Parameters<Parameters<ReturnType<typeof statement>>[1]>[0], kind: FeedKind) =>
	db.selectFrom('feed').select('subject_id').where('kind', '=', sql.lit(kind));

const unbalancedEntries = statement<None>()('verify.entries', (db) =>
	db
		.selectFrom('posting')
		.select('entry_id as id')
		.groupBy(['entry_id', 'unit'])
		.having((e) => e.fn.sum('quantity'), '<>', sql.lit(0)),
);

const differingLots = statement<None>()('verify.lots', (db) =>
	db
		.selectFrom('lot')
		.leftJoin('posting', (join) => join.onRef('posting.lot_id', '=', 'lot.id'))
		.select('lot.id')
		.groupBy(['lot.id', 'lot.remaining'])
		.having((e) => e.fn.coalesce(e.fn.sum('posting.quantity'), sql.lit(0)), '<>', sql<number>`lot.remaining`),
);

const differingDebts = statement<None>()('verify.debts', (db) =>
	db
		.selectFrom('member')
		.leftJoin('entry', 'entry.member_id', 'member.id')
		.leftJoin('posting', (join) =>
			join.onRef('posting.entry_id', '=', 'entry.id').on('posting.account', '=', sql.lit('DB')),
		)
		.select('member.id')
		.groupBy(['member.id', 'member.debt_points'])
		.having((e) => e.fn.coalesce(e.fn.sum('posting.quantity'), sql.lit(0)), '<>', sql<number>`member.debt_points`),
);

const debtBesidePoints = statement<{ today: string }>()('verify.debt-beside-points', (db, v) =>
	db
		.selectFrom('member')
		.innerJoin('lot', 'lot.member_id', 'member.id')
		.select('member.id')
		.distinct()
		.where('member.debt_points', '<', sql.lit(0))
		.where('lot.unit', '=', sql.lit('points'))
		.where('lot.remaining', '>', sql.lit(0))
		.where((e) => e.or([e('lot.expires_on', 'is', null), e('lot.expires_on', '>=', v.today)])),
);

/** Both ways: a tally that no grant explains is as wrong as grants that no tally holds. */
const differingTallies = statement<None>()('verify.tallies', (db) => {
	const granted = db
		.selectFrom('visit_grant')
		.innerJoin('visit', 'visit.id', 'visit_grant.visit_id')
		.select((e) => [
			'visit.member_id',
			'visit_grant.rule_id',
			e.fn.sum<number>('visit_grant.base_minor').as('base_minor'),
		])
		.where('visit_grant.tallied', '=', sql.lit(1))
		.groupBy(['visit.member_id', 'visit_grant.rule_id']);
	const without = db
		.selectFrom(granted.as('granted'))
		.leftJoin('member_tally', (join) =>
			join
				.onRef('member_tally.member_id', '=', 'granted.member_id')
				.onRef('member_tally.rule_id', '=', 'granted.rule_id'),
		)
		.select('granted.member_id as id')
		.where((e) =>
			e.or([e('member_tally.base_minor', 'is', null), e('member_tally.base_minor', '<>', e.ref('granted.base_minor'))]),
		);
	return db
		.selectFrom('member_tally')
		.leftJoin(granted.as('granted'), (join) =>
			join
				.onRef('granted.member_id', '=', 'member_tally.member_id')
				.onRef('granted.rule_id', '=', 'member_tally.rule_id'),
		)
		.select('member_tally.member_id as id')
		.where('granted.base_minor', 'is', null)
		.union(without.$castTo<{ id: string }>());
});

/** A person or a card of somebody who was forgotten. */
const erasedPresent = statement<None>()('verify.erased', (db) =>
	db
		.selectFrom('erasure')
		.innerJoin('person', 'person.member_id', 'erasure.member_id')
		.select('erasure.member_id as id')
		.union(
			db
				.selectFrom('erasure')
				.innerJoin('card', 'card.member_id', 'erasure.member_id')
				.select('erasure.member_id as id'),
		),
);
