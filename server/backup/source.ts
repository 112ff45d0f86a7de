import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { loadMigrations, MIGRATIONS } from '../store/migrations/migrations.ts';
import { openPostgresStore } from '../store/postgres/postgres-store.ts';
import { PostgresDatabases } from '../store/postgres/postgres-databases.ts';
import { copyBooks, faultsOfFile } from '../store/sqlite/sqlite-copy.ts';
import { openSqliteStore, readSqliteBooks } from '../store/sqlite/sqlite-store.ts';
import { checkBooks, type CheckedBooks } from './check-books.ts';
import { dumpDatabase, restoreDump } from './postgres-tools.ts';
import type { Refusal } from './refusal.ts';

/** Books that can be copied while they are written. */
export type Source = {
	readonly kind: 'sqlite' | 'postgres';
	/** @throws where the disk fails */
	readonly copy: (copyPath: string) => Promise<Result<void, Refusal>>;
	/** Opens a copy as a restore would, and walks it. @param folder for what this needs, empty */
	readonly check: (copyPath: string, folder: string, now: string) => Promise<Result<CheckedBooks, Refusal>>;
};

/** SQLITE_CORRUPT and SQLITE_NOTADB. Source: sqlite.org/rescode.html */
const SQLITE_DAMAGED = [11, 26];

export const sqliteSource = (booksFile: string): Source => ({
	kind: 'sqlite',
	copy(copyPath) {
		try {
			copyBooks(booksFile, copyPath);
			return Promise.resolve(ok(undefined));
		} catch (cause) {
			const { errcode = 0, message } = cause as { errcode?: number; message: string };
			if (!SQLITE_DAMAGED.includes(errcode & 0xff)) throw cause;
			return Promise.resolve(err({ code: 'books_faulty', faults: [message] }));
		}
	},
	async check(copyPath, folder, now) {
		const faults = faultsOfFile(copyPath);
		if (faults.length > 0) return err({ code: 'books_faulty', faults });
		const copy = readSqliteBooks(copyPath);
		const migrations = await copy.read(loadMigrations()).finally(() => copy.close());
		const isOlder = MIGRATIONS.some(({ name }) => !migrations.includes(name));
		// Books from before an update are walked as that update would make them; the copy itself stays as it is.
		const walkedPath = isOlder ? join(folder, 'updated.sqlite') : copyPath;
		if (isOlder) copyFileSync(copyPath, walkedPath);
		const books = isOlder ? openSqliteStore(walkedPath, rethrow) : readSqliteBooks(walkedPath);
		const checked = await checkBooks(books, copyPath, now).finally(() => books.close());
		return checked.ok ? ok({ ...checked.value, migrations: [...migrations] }) : checked;
	},
});

function rethrow(cause: unknown): never {
	throw cause;
}

/** @param name of a database that is made for the check and dropped again */
export const postgresSource = (url: string, env: NodeJS.ProcessEnv, name: string): Source => ({
	kind: 'postgres',
	copy: (copyPath) => dumpDatabase(url, copyPath, env),
	async check(copyPath, _folder, now) {
		const databases = await PostgresDatabases.connect(url);
		try {
			await databases.create(name);
			const restored = await restoreDump(databases.urlOf(name), copyPath, env);
			if (!restored.ok) return restored;
			const books = await openPostgresStore(databases.urlOf(name));
			return await checkBooks(books, 'the database', now).finally(() => books.close());
		} finally {
			await databases.drop(name).finally(() => databases.end());
		}
	},
});
