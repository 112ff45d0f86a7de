import { EMPTY_HEAD, type Head } from '../booking/links.ts';
import { fetch, statement, type Loading } from '../statement.ts';

/** One thing that happened, thin: whoever reads it fetches the present view of its subject. */
export type FeedRow = {
	/** 1, 2, 3 … without a gap, in the order of the commits. */
	readonly position: number;
	readonly kind: string;
	readonly subject: string;
	readonly version: number;
};

const findFeed = statement<{ propertyId: string; position: number; limit: number }>()('feed.thin', (db, v) =>
	db
		.selectFrom('feed')
		.select(['position', 'kind', 'subject_id as subject', 'version'])
		.where('property_id', '=', v.propertyId)
		.where('position', '>', v.position)
		.orderBy('position')
		.limit(v.limit),
);

export function* loadFeed(propertyId: string, position: number, limit: number): Loading<readonly FeedRow[]> {
	const [rows] = yield* fetch(findFeed({ propertyId, position, limit }));
	return rows;
}

const findFeedHash = statement<{ propertyId: string; position: number }>()('feed.hash', (db, v) =>
	db.selectFrom('feed').select('hash').where('property_id', '=', v.propertyId).where('position', '=', v.position),
);

/** The hash at a place in the feed; `null` where the feed is not that long. */
export function* loadFeedHash(propertyId: string, position: number): Loading<string | null> {
	if (position === EMPTY_HEAD.position) return EMPTY_HEAD.hash;
	const [[row]] = yield* fetch(findFeedHash({ propertyId, position }));
	return row?.hash ?? null;
}

const findFeedEnd = statement<{ propertyId: string }>()('feed.end', (db, v) =>
	db.selectFrom('ledger_head').select(['position', 'hash']).where('property_id', '=', v.propertyId),
);

/** Where the feed ends now. */
export function* loadFeedEnd(propertyId: string): Loading<Head> {
	const [[head]] = yield* fetch(findFeedEnd({ propertyId }));
	return head ?? EMPTY_HEAD;
}

const findLastVisit = statement<{ propertyId: string; position: number; kind: string; limit: number }>()(
	'feed.last-visit',
	(db, v) =>
		db
			.selectFrom('feed')
			.innerJoin('visit', 'visit.id', 'feed.subject_id')
			.select('visit.recorded_at')
			.where('feed.property_id', '=', v.propertyId)
			.where('feed.position', '>', v.position)
			.where('feed.kind', '=', v.kind)
			.orderBy('feed.position', 'desc')
			.limit(v.limit),
);

/** Among so many of the last positions. */
const LATELY = 1_000;

/** When the last visit was booked, RFC 3339, UTC; `null` where none was booked lately. */
export function* loadLastBooking(propertyId: string): Loading<string | null> {
	const { position } = yield* loadFeedEnd(propertyId);
	const about = { propertyId, position: position - LATELY, kind: 'visit.recorded', limit: 1 };
	const [[last]] = yield* fetch(findLastVisit(about));
	return last?.recorded_at ?? null;
}
