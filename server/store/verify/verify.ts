import { sql } from 'kysely';
import { inChainOrder, inNoticeOrder, type EntryRows } from '../booking/fact-rows.ts';
import {
	clubLink,
	couponLink,
	EMPTY_HEAD,
	entryLink,
	holdLink,
	linkHash,
	memberLink,
	noticeLink,
	tierLink,
	reversalLink,
	visitLink,
	type FeedKind,
	type Link,
} from '../booking/links.ts';
import type { EntryTable } from '../tables/schema.ts';
import { fetch, statement, together, type Loading, type Db } from '../statement.ts';
import { loadCorrectionLink, unchainedCorrections } from './corrections.ts';
import { foldedFaults, type Fault } from './balances.ts';

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
		case 'hold.placed': {
			const [[hold]] = yield* fetch(findHold({ id: subject }));
			return hold ? holdLink(hold) : null;
		}
		case 'coupon.issued': {
			const [[coupon]] = yield* fetch(findCoupon({ id: subject }));
			return coupon ? couponLink(coupon) : null;
		}
		case 'entry.posted': {
			const [[entry]] = yield* fetch(findEntry({ id: subject }));
			return entry ? entryLink(yield* loadEntryRows(entry)) : null;
		}
		case 'visit.recorded': {
			const [[visit], lines, tenders, grants, offers, notices, tierChanges, stays, entries] = yield* fetch(
				findVisit({ id: subject }),
				findLines({ visitId: subject }),
				findTenders({ visitId: subject }),
				findGrants({ visitId: subject }),
				findOffers({ visitId: subject }),
				findNotices({ causeId: subject }),
				findTierChanges({ causeId: subject }),
				findStays({ visitId: subject }),
				findVisitEntries({ visitId: subject }),
			);
			if (!visit) return null;
			const entryRows = yield* together(...entries.map(loadEntryRows));
			return visitLink({
				...{ visit, lines, tenders, grants, offers, notices: inNoticeOrder(notices), tierChanges, stays },
				entries: inChainOrder(entryRows),
			});
		}
		case 'notice.given': {
			const [notices] = yield* fetch(findNotices({ causeId: subject }));
			return notices.length > 0 ? noticeLink(subject, notices) : null;
		}
		case 'tier.changed': {
			const [[change]] = yield* fetch(findTierChanges({ causeId: subject }));
			return change ? tierLink(change) : null;
		}
		case 'club.changed': {
			const [[change]] = yield* fetch(findClubChange({ causeId: subject }));
			return change ? clubLink(change) : null;
		}
		case 'visit.reversed': {
			const [[reversal], lines, grants, entries] = yield* fetch(
				findReversal({ id: subject }),
				findReversalLines({ reversalId: subject }),
				findReversalGrants({ reversalId: subject }),
				findReversalEntries({ reversalId: subject }),
			);
			if (!reversal) return null;
			const entryRows = yield* together(...entries.map(loadEntryRows));
			return reversalLink({ reversal, lines, grants, entries: inChainOrder(entryRows) });
		}
		case 'request.made':
		case 'request.decided':
		case 'points.adjusted':
		case 'visit.reassigned':
			return yield* loadCorrectionLink(kind, subject);
	}
}

function* loadEntryRows(entry: EntryTable): Loading<EntryRows> {
	const [postings] = yield* fetch(findPostings({ entryId: entry.id }));
	const opened = new Set(postings.flatMap(({ lot_id }) => (lot_id?.startsWith(`${entry.id}#`) ? [lot_id] : [])));
	const lots = yield* fetch(...[...opened].map((id) => findLot({ id })));
	return { entry, postings, lots: lots.flat() };
}

function* unchainedFacts(propertyId: string): Loading<readonly Fault[]> {
	const [visits, reversals, holds, coupons, notices, tierChanges, clubChanges, entries] = yield* fetch(
		visitsOffFeed({ propertyId }),
		reversalsOffFeed({ propertyId }),
		holdsOffFeed({ propertyId }),
		couponsOffFeed({ propertyId }),
		noticesOffFeed({}),
		tierChangesOffFeed({}),
		clubChangesOffFeed({}),
		entriesOffFeed({ propertyId }),
	);
	const corrections = yield* unchainedCorrections(propertyId);
	return [
		...visits,
		...reversals,
		...holds,
		...coupons,
		...notices,
		...tierChanges,
		...clubChanges,
		...entries,
		...corrections,
	].map(({ id }) => ({
		code: 'fact_unchained',
		subject: id,
	}));
}

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

const findOffers = statement<{ visitId: string }>()('verify.offers', (db, v) =>
	db.selectFrom('visit_offer').selectAll().where('visit_id', '=', v.visitId).orderBy('seq'),
);

const findNotices = statement<{ causeId: string }>()('verify.notices', (db, v) =>
	db.selectFrom('notice').selectAll().where('cause_id', '=', v.causeId),
);

const findTierChanges = statement<{ causeId: string }>()('verify.tier-changes', (db, v) =>
	db.selectFrom('tier_change').selectAll().where('cause_id', '=', v.causeId),
);

const findClubChange = statement<{ causeId: string }>()('verify.club-change', (db, v) =>
	db.selectFrom('club_change').selectAll().where('cause_id', '=', v.causeId),
);

const findStays = statement<{ visitId: string }>()('verify.stay', (db, v) =>
	db.selectFrom('stay').selectAll().where('visit_id', '=', v.visitId),
);

const findVisitEntries = statement<{ visitId: string }>()('verify.visit-entries', (db, v) =>
	db.selectFrom('entry').selectAll().where('visit_id', '=', v.visitId).where('reversal_id', 'is', null),
);

const findHold = statement<{ id: string }>()('verify.hold', (db, v) =>
	db.selectFrom('hold').selectAll().where('id', '=', v.id),
);

const findCoupon = statement<{ id: string }>()('verify.coupon', (db, v) =>
	db.selectFrom('coupon').selectAll().where('id', '=', v.id),
);

const findReversal = statement<{ id: string }>()('verify.reversal', (db, v) =>
	db.selectFrom('reversal').selectAll().where('id', '=', v.id),
);

const findReversalLines = statement<{ reversalId: string }>()('verify.reversal-lines', (db, v) =>
	db.selectFrom('reversal_line').selectAll().where('reversal_id', '=', v.reversalId).orderBy('seq'),
);

const findReversalGrants = statement<{ reversalId: string }>()('verify.reversal-grants', (db, v) =>
	db.selectFrom('reversal_grant').selectAll().where('reversal_id', '=', v.reversalId).orderBy('seq'),
);

const findReversalEntries = statement<{ reversalId: string }>()('verify.reversal-entries', (db, v) =>
	db.selectFrom('entry').selectAll().where('reversal_id', '=', v.reversalId),
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
		.select([
			'id',
			'member_id',
			'unit',
			'quantity',
			'earned_at',
			'expires_on',
			'idle_months',
			'idle_activity',
			'usable_from',
			'coupon_id',
		])
		.where('id', '=', v.id),
);

const visitsOffFeed = statement<{ propertyId: string }>()('verify.visits-off-feed', (db, v) =>
	db
		.selectFrom('visit')
		.select('id')
		.where('property_id', '=', v.propertyId)
		.where('id', 'not in', announced(db, 'visit.recorded')),
);

const reversalsOffFeed = statement<{ propertyId: string }>()('verify.reversals-off-feed', (db, v) =>
	db
		.selectFrom('reversal')
		.select('id')
		.where('property_id', '=', v.propertyId)
		.where('id', 'not in', announced(db, 'visit.reversed')),
);

/** A notice on the slip of a visit is covered by its visit. */
const noticesOffFeed = statement<Record<never, never>>()('verify.notices-off-feed', (db) =>
	db
		.selectFrom('notice')
		.select('cause_id as id')
		.distinct()
		.where('cause_id', 'not in', announced(db, 'notice.given'))
		.where('cause_id', 'not in', announced(db, 'visit.recorded')),
);

const tierChangesOffFeed = statement<Record<never, never>>()('verify.tier-changes-off-feed', (db) =>
	db
		.selectFrom('tier_change')
		.select('cause_id as id')
		.where('cause_id', 'not in', announced(db, 'tier.changed'))
		.where('cause_id', 'not in', announced(db, 'visit.recorded')),
);

const clubChangesOffFeed = statement<Record<never, never>>()('verify.club-changes-off-feed', (db) =>
	db.selectFrom('club_change').select('cause_id as id').where('cause_id', 'not in', announced(db, 'club.changed')),
);

const holdsOffFeed = statement<{ propertyId: string }>()('verify.holds-off-feed', (db, v) =>
	db
		.selectFrom('hold')
		.select('id')
		.where('property_id', '=', v.propertyId)
		.where('id', 'not in', announced(db, 'hold.placed')),
);

const couponsOffFeed = statement<{ propertyId: string }>()('verify.coupons-off-feed', (db, v) =>
	db
		.selectFrom('coupon')
		.select('id')
		.where('property_id', '=', v.propertyId)
		.where('id', 'not in', announced(db, 'coupon.issued')),
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

const announced = (db: Db, kind: FeedKind) =>
	db.selectFrom('feed').select('subject_id').where('kind', '=', sql.lit(kind));
