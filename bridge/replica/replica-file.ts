import { rmSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { isRefused, openState } from '../state-file.ts';
import type { Progress } from './replica.ts';
import type { Seal } from './seal.ts';

/** Raised with every change of the tables or of what is sealed in them: what another bridge has written is thrown away. */
const LAYOUT = 6;

/** Says the layout a second time, where no flipped bit can change it unseen. */
export const PROGRESS = `progress-${LAYOUT}`;

/** Tokens and ids tell nothing without the keys; all else is sealed. */
const TABLES = `
	CREATE TABLE member (id TEXT PRIMARY KEY, pass INTEGER NOT NULL, sealed BLOB NOT NULL) STRICT;
	CREATE TABLE card (token BLOB PRIMARY KEY, member_id TEXT NOT NULL) STRICT, WITHOUT ROWID;
	CREATE INDEX card_of_member ON card (member_id);
	CREATE TABLE kept (name TEXT PRIMARY KEY, sealed BLOB NOT NULL) STRICT;
	PRAGMA user_version = ${LAYOUT};
`;

/** Before anything was fetched. */
export const BEGINNING: Progress = { kind: 'reading', pass: 1, after: null, mark: null };

const layoutOf = (db: DatabaseSync): unknown => db.prepare('PRAGMA user_version').get()!.user_version;

/** Makes its tables where there are none. @throws where the disk does not take them */
export function openReplicaFile(path: string, seal: Seal): DatabaseSync {
	const db = openState(path, 'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON;');
	try {
		if (layoutOf(db) !== LAYOUT) {
			db.exec(TABLES);
			db.prepare('INSERT INTO kept VALUES (?, ?)').run(PROGRESS, seal.seal(PROGRESS, BEGINNING));
		}
		return db;
	} catch (cause) {
		db.close();
		throw cause;
	}
}

export function removeReplica(path: string): void {
	for (const file of [path, `${path}-wal`, `${path}-shm`]) rmSync(file, { force: true });
}

/** Whether a file is of this layout and sealed with this key; one that is of another version is as it should be. @throws where the disk is in the way */
export function lookAt(path: string, seal: Seal): 'well' | 'other' | 'damaged' {
	let db: DatabaseSync | undefined;
	try {
		db = openState(path, '');
		const isOurs = layoutOf(db) === LAYOUT;
		if (!isOurs && !db.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'kept'`).get()) return 'other';
		const found = db.prepare('SELECT sealed FROM kept WHERE name = ?').get(PROGRESS);
		if (!isOurs) return found ? 'damaged' : 'other';
		return found && seal.unseal(PROGRESS, found.sealed as Uint8Array) !== undefined ? 'well' : 'damaged';
	} catch (cause) {
		if (isRefused(cause)) throw cause;
		return 'damaged';
	} finally {
		db?.close();
	}
}
