import { DatabaseSync } from 'node:sqlite';

/** SQLite's primary codes for a file that is not what it was: a plain error, a broken page, a type that cannot be, no database. */
const DAMAGED: readonly number[] = [1, 11, 20, 26];
/** And for a disk that takes nothing just now: read-only, failing, full, no file can be made. */
const REFUSING: readonly number[] = [8, 10, 13, 14];

/** The same, where files are written without SQLite. */
const REFUSING_FILES: readonly unknown[] = ['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM', 'EIO'];

const primaryOf = (cause: unknown): number => ((cause as { readonly errcode?: number } | null)?.errcode ?? 0) & 0xff;

/** What a file is found to be where SQLite itself finds nothing amiss. */
export const damaged = (words: string): Error => Object.assign(new Error(words), { errcode: 11 });

/** Whether SQLite threw this because its file is damaged, and not because the disk or somebody else is in the way. */
export const isDamage = (cause: unknown): boolean => DAMAGED.includes(primaryOf(cause));

/** Whether the disk did not take it, and may later. */
export const isRefused = (cause: unknown): boolean =>
	REFUSING.includes(primaryOf(cause)) || REFUSING_FILES.includes((cause as NodeJS.ErrnoException | null)?.code);

/**
 * Opens a database that this bridge alone writes. A disk without room for what programs share of one lets it be read all the
 * same, and written once there is room; then no other program sees in until the bridge starts again.
 *
 * @param how pragmas
 * @throws what SQLite says of the file, or of its disk
 */
export function openState(path: string, how: string): DatabaseSync {
	try {
		return opened(path, how);
	} catch (cause) {
		if (!isRefused(cause)) throw cause;
		return opened(path, `PRAGMA locking_mode = EXCLUSIVE; ${how}`);
	}
}

/** Somebody looks at the file, or copies it; nobody else writes. */
const BUSY_MS_MAX = 5_000;

function opened(path: string, how: string): DatabaseSync {
	const db = new DatabaseSync(path, { timeout: BUSY_MS_MAX });
	try {
		db.exec(`${how} PRAGMA user_version;`);
		return db;
	} catch (cause) {
		db.close();
		throw cause;
	}
}

/** Whether a file has these tables as they are made, whatever its layout number says. */
export function hasTables(db: DatabaseSync, made: string): boolean {
	const ours = new DatabaseSync(':memory:');
	try {
		ours.exec(made);
		return tablesIn(db) === tablesIn(ours);
	} finally {
		ours.close();
	}
}

const tablesIn = (db: DatabaseSync): string =>
	JSON.stringify(db.prepare('SELECT name, sql FROM sqlite_schema ORDER BY name').all());
