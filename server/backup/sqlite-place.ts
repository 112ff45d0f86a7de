import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync } from 'node:fs';
import { basename, join } from 'node:path';
import { err, ok } from '#shared/kernel/result.ts';
import { readHouse } from '../house.ts';
import { loadErased } from '../store/booking/erasure.ts';
import { isHouseHeld, tryHoldHouse } from '../store/house-lock.ts';
import { booksPath } from '../store/open-store.ts';
import { emptyLog, faultsOfFile } from '../store/sqlite/sqlite-copy.ts';
import { openSqliteStore, readSqliteBooks } from '../store/sqlite/sqlite-store.ts';
import { checkBooks } from './check-books.ts';
import { forgetAgain, matchManifest } from './forget-again.ts';
import type { Place } from './restore-backup.ts';
import { syncFolder } from './sync-folder.ts';

/** The books and what SQLite keeps beside them while they are open, or after a power cut. */
const SUFFIXES = ['', '-wal', '-shm'];

/** The books of a data folder. Keys and counters stay: a counter may hold visits that no server has yet. */
export function sqlitePlace(dataFolder: string, work: string, now: string): Place {
	const books = booksPath(dataFolder);
	const prepared = join(work, 'copy');
	const filesHere = (): string[] => SUFFIXES.map((suffix) => `${books}${suffix}`).filter((path) => existsSync(path));

	return {
		kind: 'sqlite',
		at: dataFolder,
		async look() {
			const isTaken = filesHere().length > 0;
			return { isRunning: isHouseHeld(dataFolder), isTaken, ...(await readWhoIsHere(books)) };
		},
		async prepare(copyPath, { manifest, erased }) {
			const faults = faultsOfFile(copyPath);
			if (faults.length > 0) return err({ code: 'books_faulty', faults });
			const asTheyAre = readSqliteBooks(copyPath);
			const matched = await matchManifest(asTheyAre, manifest).finally(() => asTheyAre.close());
			if (!matched.ok) return matched;

			const store = openSqliteStore(copyPath, rethrow);
			try {
				const erasedAgain = await forgetAgain(store, await readHouse(store), erased, now);
				const checked = await checkBooks(store, dataFolder, now);
				return checked.ok ? ok({ books: checked.value, erasedAgain }) : checked;
			} finally {
				await store.close();
			}
		},
		settle(first) {
			emptyLog(prepared);
			syncFile(prepared);
			const lock = tryHoldHouse(dataFolder);
			if (!lock) return Promise.resolve(err({ code: 'house_running', at: dataFolder }));
			try {
				first();
				const before = filesHere();
				const movedTo = before.length > 0 ? asideFolder(dataFolder, now) : null;
				for (const path of before) renameSync(path, join(movedTo!, basename(path)));
				if (movedTo !== null) syncFolder(movedTo);
				renameSync(prepared, books);
				syncFolder(dataFolder);
				return Promise.resolve(ok({ movedTo }));
			} finally {
				lock.release();
			}
		},
		tidy: () => Promise.resolve(),
	};
}

function rethrow(cause: unknown): never {
	throw cause;
}

/** Damaged books are often why somebody restores, so they belong to nobody rather than stand in the way. */
async function readWhoIsHere(books: string) {
	const nobody = { property: null, erased: [] };
	if (!existsSync(books)) return nobody;
	try {
		const here = readSqliteBooks(books);
		try {
			const { id, name } = await readHouse(here);
			return { property: { id, name }, erased: await here.read(loadErased()).catch(() => []) };
		} finally {
			await here.close();
		}
	} catch {
		return nobody;
	}
}

function asideFolder(dataFolder: string, now: string): string {
	const folder = join(dataFolder, `replaced-${now.replaceAll(/[-:]/g, '')}`);
	mkdirSync(folder, { mode: 0o700 });
	return folder;
}

function syncFile(path: string): void {
	const file = openSync(path, 'r+');
	try {
		fsyncSync(file);
	} finally {
		closeSync(file);
	}
}
