import { DatabaseSync } from 'node:sqlite';

/** SQLite's primary codes for a file that is not what it was: a plain error, a broken page, a type that cannot be, no database. */
const DAMAGED: readonly number[] = [1, 11, 20, 26];
/** And for a disk that takes nothing just now: read-only, failing, full, no file can be made. */
const REFUSING: readonly number[] = [8, 10, 13, 14];

const primaryOf = (cause: unknown): number => ((cause as { readonly errcode?: number } | null)?.errcode ?? 0) & 0xff;

/** What a file is found to be where SQLite itself finds nothing amiss. */
export const damaged = (words: string): Error => Object.assign(new Error(words), { errcode: 11 });

/** Whether SQLite threw this because its file is damaged, and not because the disk or somebody else is in the way. */
export const isDamage = (cause: unknown): boolean => DAMAGED.includes(primaryOf(cause));

/** Whether the disk did not take it, and may later. */
export const isRefused = (cause: unknown): boolean => REFUSING.includes(primaryOf(cause));

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
