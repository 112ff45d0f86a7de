import { err, ok } from '#shared/kernel/result.ts';
import { readHouse } from '../house.ts';
import { loadErased } from '../store/booking/erasure.ts';
import { isObjectInUse, PostgresDatabases } from '../store/postgres/postgres-databases.ts';
import { openPostgresStore, readPostgresBooks } from '../store/postgres/postgres-store.ts';
import { checkBooks } from './check-books.ts';
import { forgetAgain, matchManifest } from './forget-again.ts';
import { restoreDump } from './postgres-tools.ts';
import type { Place } from './restore-backup.ts';

/**
 * The books in the database that a URL names. They are made in a database beside it, and the two change names: so the
 * old one is kept, and whoever is connected to it stands in the way, as a hotel that is running should.
 */
export function postgresPlace(url: string, now: string): Place {
	const digits = now.replaceAll(/\D/g, '');
	const name = nameOf(url);
	const prepared = `retorno_restore_${digits}_${process.pid}`;
	const withDatabases = async <Value>(work: (databases: PostgresDatabases) => Promise<Value>): Promise<Value> => {
		const databases = await PostgresDatabases.connect(url);
		return work(databases).finally(() => databases.end());
	};

	return {
		kind: 'postgres',
		at: `the database ${name}`,
		look: () =>
			withDatabases(async (databases) => {
				if (!(await databases.has(name))) return { isRunning: false, isTaken: false, property: null, erased: [] };
				const isRunning = await databases.isInUse(name);
				return { isRunning, isTaken: await databases.holdsTables(name), ...(await readWhoIsHere(url)) };
			}),
		prepare: (copyPath, { manifest, erased }) =>
			withDatabases(async (databases) => {
				await databases.create(prepared);
				const restored = await restoreDump(databases.urlOf(prepared), copyPath, process.env);
				if (!restored.ok) return restored;
				const asTheyAre = readPostgresBooks(databases.urlOf(prepared));
				const matched = await matchManifest(asTheyAre, manifest).finally(() => asTheyAre.close());
				if (!matched.ok) return matched;
				const store = await openPostgresStore(databases.urlOf(prepared));
				try {
					const erasedAgain = await forgetAgain(store, await readHouse(store), erased, now);
					const checked = await checkBooks(store, name, now);
					return checked.ok ? ok({ books: checked.value, erasedAgain }) : checked;
				} finally {
					await store.close();
				}
			}),
		settle: (first) =>
			withDatabases(async (databases) => {
				const aside = `${name}_replaced_${digits}`;
				const isThere = await databases.has(name);
				try {
					if (isThere) await databases.rename(name, aside);
				} catch (cause) {
					if (!isObjectInUse(cause)) throw cause;
					return err({ code: 'house_running', at: `the database ${name}` });
				}
				first();
				await databases.rename(prepared, name);
				return ok({ movedTo: isThere ? `the database ${aside}` : null });
			}),
		tidy: () => withDatabases((databases) => databases.drop(prepared)),
	};
}

const nameOf = (url: string): string => decodeURIComponent(new URL(url).pathname.slice(1));

/** Whose books these are; nobody's where the tables are somebody else's, or none. */
async function readWhoIsHere(url: string) {
	const here = readPostgresBooks(url);
	try {
		const { id, name } = await readHouse(here);
		return { property: { id, name }, erased: await here.read(loadErased()).catch(() => []) };
	} catch {
		return { property: null, erased: [] };
	} finally {
		await here.close();
	}
}
