import { invariant } from '#shared/kernel/result.ts';
import { loadFeed, type FeedRow } from './store/loading/feed-loading.ts';
import type { Loading } from './store/statement.ts';
import type { Store } from './store/store.ts';

export type { FeedRow } from './store/loading/feed-loading.ts';

/** A reader that is far behind catches up in pages of so many rows. */
export const PAGE_ROWS_MAX = 1_000;

/** News may be lost with a connection; a reader that hears nothing looks by itself after so long. */
const LOOK_MS_MAX = 5_000;

/**
 * What happened at a property after `position`, the oldest first; 0 begins at the beginning. A position that was read never
 * gets a smaller neighbour later, so the last position read is all that a reader has to keep.
 */
export function feedAfter(propertyId: string, position: number, limit: number): Loading<readonly FeedRow[]> {
	invariant(limit >= 1 && limit <= PAGE_ROWS_MAX, 'a page of the feed is bounded');
	return loadFeed(propertyId, position, limit);
}

/** Follows a property from `position` on: pages as they come, until `signal` aborts. @throws where the books cannot be read */
export async function* followFeed(
	store: Store,
	propertyId: string,
	position: number,
	signal: AbortSignal,
): AsyncGenerator<readonly FeedRow[], void, void> {
	let last = position;
	let wake = Promise.withResolvers<void>();
	const look = (): void => wake.resolve();
	const unsubscribe = store.onCommit(look);
	signal.addEventListener('abort', look);
	try {
		while (!signal.aborted) {
			// Before it looks: what is committed while it looks wakes it again.
			wake = Promise.withResolvers<void>();
			const page = await store.read(feedAfter(propertyId, last, PAGE_ROWS_MAX));
			if (page.length > 0) {
				last = page.at(-1)!.position;
				yield page;
			} else if (!signal.aborted) {
				const timer = setTimeout(look, LOOK_MS_MAX);
				await wake.promise;
				clearTimeout(timer);
			}
		}
	} finally {
		signal.removeEventListener('abort', look);
		unsubscribe();
	}
}
