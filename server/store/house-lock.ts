import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export type HouseLock = { readonly release: () => void };

const SQLITE_BUSY = 5;

/**
 * Takes a data folder for one server, or for whoever replaces its books, until released.
 *
 * A lock of SQLite on an empty file: the system lets it go when the process ends, however it ends, and the file is never
 * renamed as the books are.
 *
 * @throws with a sentence where somebody else has it
 */
export function holdHouse(dataFolder: string): HouseLock {
	const lock = tryHoldHouse(dataFolder);
	if (!lock) throw new Error(`${dataFolder} belongs to a server that runs, or its books are being replaced.`);
	return lock;
}

/** @returns `null` where somebody else has it */
export function tryHoldHouse(dataFolder: string): HouseLock | null {
	const db = new DatabaseSync(lockPath(dataFolder));
	try {
		db.exec('begin exclusive');
		return { release: () => db.close() };
	} catch (cause) {
		db.close();
		if ((cause as { errcode?: number }).errcode === SQLITE_BUSY) return null;
		throw cause;
	}
}

/** Looks without leaving a file where there was none. */
export function isHouseHeld(dataFolder: string): boolean {
	if (!existsSync(lockPath(dataFolder))) return false;
	const lock = tryHoldHouse(dataFolder);
	lock?.release();
	return lock === null;
}

const lockPath = (dataFolder: string): string => join(dataFolder, 'house.lock');
