import { momentAt } from '#shared/kernel/moment.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { readHouse, type House } from '../house.ts';
import { loadErased } from '../store/booking/erasure.ts';
import { loadFeedEnd } from '../store/loading/feed-loading.ts';
import { loadProperty } from '../store/house-store.ts';
import { loadMigrations } from '../store/migrations/migrations.ts';
import type { Store } from '../store/store.ts';
import { verifyBooks } from '../store/verify/verify.ts';
import type { Manifest } from './manifest.ts';
import type { Refusal } from './refusal.ts';

/** A page of faults tells as much as all of them. */
const FAULTS_MAX = 10;

export type CheckedBooks = Pick<Manifest, 'property' | 'migrations' | 'head' | 'erased'> & {
	readonly house: House;
	readonly positions: number;
};

type Reader = Pick<Store, 'read'>;

/** Walks the books as `retorno verify` does, and says what a manifest says of them. */
export async function checkBooks(books: Reader, at: string, now: string): Promise<Result<CheckedBooks, Refusal>> {
	if ((await books.read(loadProperty())) === null) return err({ code: 'books_missing', at });
	const house = await readHouse(books);
	const { positions, faults } = await books.read(verifyBooks(house.id, momentAt(now, house).localDate));
	if (faults.length > 0) {
		const named = faults.slice(0, FAULTS_MAX).map(({ code, subject }) => `${subject} (${code})`);
		return err({ code: 'books_faulty', faults: named });
	}
	return ok({
		house,
		positions,
		property: { id: house.id, name: house.name },
		migrations: [...(await books.read(loadMigrations()))],
		head: await books.read(loadFeedEnd(house.id)),
		erased: [...(await books.read(loadErased()))],
	});
}
