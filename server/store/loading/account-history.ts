import { sql } from 'kysely';
import type { EntryId, HoldId, MemberId, VisitId } from '#shared/kernel/ids.ts';
import type { EntryKind, MemberAccount, Posting, Unit } from '#shared/ledger/entry.ts';
import { NO_POINTS, type PointsByAccount, type PointsEntry } from '#shared/ledger/member/member-statement.ts';
import { fetch, statement, type Db, type Loading } from '../statement.ts';

const OF_MEMBER = (['AV', 'PD', 'HD', 'DB'] as const).map((account) => sql.lit(account));

/** From an instant on, and before another. */
export type Span = { readonly memberId: MemberId; readonly from: string; readonly until: string };

const pointsOf = (db: Db) =>
	db
		.selectFrom('entry')
		.innerJoin('posting', 'posting.entry_id', 'entry.id')
		.where('posting.account', 'in', OF_MEMBER)
		.where('posting.unit', '=', sql.lit('points'));

const findMoved = statement<{ memberId: string; from: string; until: string }>()('history.moved', (db, v) =>
	pointsOf(db)
		.select([
			...(['entry.id', 'entry.kind', 'entry.visit_id', 'entry.hold_id', 'entry.effective_at'] as const),
			...(['entry.business_date', 'entry.outlet', 'posting.account', 'posting.quantity'] as const),
		])
		.where('entry.member_id', '=', v.memberId)
		.where('entry.effective_at', '>=', v.from)
		.where('entry.effective_at', '<', v.until),
);

const findBefore = statement<{ memberId: string; from: string }>()('history.before', (db, v) =>
	pointsOf(db)
		.select((e) => ['posting.account', e.fn.sum<number>('posting.quantity').as('points')])
		.where('entry.member_id', '=', v.memberId)
		.where('entry.effective_at', '<', v.from)
		.groupBy('posting.account'),
);

/** What moved points of a member in a time, by when it counts, and what stood before it. */
export function* loadPointsHistory({ memberId, from, until }: Span): Loading<{
	readonly opening: PointsByAccount;
	readonly entries: readonly PointsEntry[];
}> {
	const [moved, before] = yield* fetch(findMoved({ memberId, from, until }), findBefore({ memberId, from }));
	const entries = new Map<string, PointsEntry>();
	for (const row of moved) {
		const known = entries.get(row.id)?.moved ?? NO_POINTS;
		const account = row.account as MemberAccount;
		entries.set(row.id, {
			...{ id: row.id as EntryId, kind: row.kind as EntryKind, visitId: row.visit_id as VisitId | null },
			...{ holdId: row.hold_id as HoldId | null, effectiveAt: row.effective_at },
			...{ businessDate: row.business_date, outlet: row.outlet },
			moved: { ...known, [account]: known[account] + row.quantity },
		});
	}
	const opening = Object.fromEntries(before.map(({ account, points }) => [account, points]));
	return { opening: { ...NO_POINTS, ...opening }, entries: [...entries.values()] };
}

const findEntry = statement<{ propertyId: string; id: string }>()('history.entry', (db, v) =>
	db.selectFrom('entry').selectAll().where('property_id', '=', v.propertyId).where('id', '=', v.id),
);

const findPostings = statement<{ entryId: string }>()('history.postings', (db, v) =>
	db
		.selectFrom('posting')
		.leftJoin('lot', 'lot.id', 'posting.lot_id')
		.select(['posting.account', 'posting.unit', 'posting.quantity', 'posting.lot_id', 'lot.expires_on'])
		.where('posting.entry_id', '=', v.entryId)
		.orderBy('posting.seq'),
);

/** One entry as it was booked. */
export type BookedEntry = {
	readonly id: EntryId;
	readonly kind: EntryKind;
	readonly memberId: MemberId;
	readonly visitId: VisitId | null;
	readonly reversalId: string | null;
	readonly holdId: HoldId | null;
	readonly effectiveAt: string;
	readonly recordedAt: string;
	readonly businessDate: string;
	readonly outlet: string;
	readonly terminal: string;
	readonly actor: string;
	readonly programmeVersion: number;
	/** `expiresOn`: the last valid day that the lot was given. */
	readonly postings: readonly (Posting & { readonly expiresOn: string | null })[];
};

export function* loadEntry(propertyId: string, id: string): Loading<BookedEntry | null> {
	const [[row], postings] = yield* fetch(findEntry({ propertyId, id }), findPostings({ entryId: id }));
	if (!row) return null;
	return {
		...{ id: row.id as EntryId, kind: row.kind as EntryKind, memberId: row.member_id as MemberId },
		...{ visitId: row.visit_id as VisitId | null, reversalId: row.reversal_id, holdId: row.hold_id as HoldId | null },
		...{ effectiveAt: row.effective_at, recordedAt: row.recorded_at, businessDate: row.business_date },
		...{ outlet: row.outlet, terminal: row.terminal, actor: row.actor, programmeVersion: row.programme_version },
		postings: postings.map(({ account, unit, quantity, lot_id: lotId, expires_on: expiresOn }) => ({
			...{ account: account as Posting['account'], unit: unit as Unit, quantity, lotId, expiresOn },
		})),
	};
}
