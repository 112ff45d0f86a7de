import { fetch, statement, type Loading } from './statement.ts';

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
