import type { MemberId } from '#shared/kernel/ids.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { erase } from '../commands/erase-member.ts';
import type { House } from '../house.ts';
import { erasureWrites, loadErased } from '../store/booking/erasure.ts';
import { loadFeedEnd } from '../store/loading/feed-loading.ts';
import { loadProperty } from '../store/house-store.ts';
import { loadMigrations } from '../store/migrations/migrations.ts';
import type { Store } from '../store/store.ts';
import type { Manifest } from './manifest.ts';
import type { Refusal } from './refusal.ts';

/** Forgets everybody on the list whom these books still know. @returns how many */
export async function forgetAgain(store: Store, house: House, erased: readonly string[], at: string): Promise<number> {
	const known = new Set<string>(await store.read(loadErased()));
	const missing = erased.filter((id) => !known.has(id)) as MemberId[];
	let again = 0;
	for (const memberId of missing) {
		const answer = await erase(store, house, { memberId, at });
		if (answer.ok) again++;
		// Enrolled after the backup: nothing of them is here, and the list stays whole for the next one.
		else await store.configure(erasureWrites({ memberId, at }));
	}
	return again;
}

/** Whether books are the ones that a manifest names. */
export async function matchManifest(books: Pick<Store, 'read'>, manifest: Manifest): Promise<Result<void, Refusal>> {
	const { property, head, migrations } = manifest;
	const found = await books.read(loadFeedEnd(property.id));
	const isSame =
		(await books.read(loadProperty()))?.id === property.id &&
		found.position === head.position &&
		found.hash === head.hash &&
		(await books.read(loadMigrations())).join() === migrations.join();
	return isSame ? ok(undefined) : err({ code: 'backup_altered', part: 'books' });
}
