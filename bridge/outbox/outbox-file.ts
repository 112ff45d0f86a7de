import type { DatabaseSync } from 'node:sqlite';
import { invariant } from '#shared/kernel/result.ts';
import { damaged, hasTables, openState } from '../state-file.ts';

/** Raised with every change of the tables. */
const LAYOUT = 3;

/** What an outbox of the layout before lacks. `away`: what it says was decided here, without the server. */
const SINCE_LAYOUT_1 = `
	ALTER TABLE command ADD COLUMN away INTEGER NOT NULL DEFAULT 0;
	CREATE INDEX command_away_of ON command (json_extract(body, '$.memberId')) WHERE away = 1;
`;

/** `seen_by`: who has looked at what the server said of it; `closed`: the office has settled it. */
const SINCE_LAYOUT_2 = `
	ALTER TABLE command ADD COLUMN seen_by TEXT;
	ALTER TABLE command ADD COLUMN closed INTEGER NOT NULL DEFAULT 0;
	PRAGMA user_version = ${LAYOUT};
`;

/**
 * The commands in a hash chain. A row that is removed or forgotten leaves its hash behind while older rows still stand, so
 * that the chain can be followed; the first row is always a whole one. `chain` holds the two ends.
 */
const TABLES = `
	CREATE TABLE command (
		position INTEGER PRIMARY KEY,
		id TEXT UNIQUE,
		version INTEGER,
		kept_at TEXT,
		body TEXT,
		outcome TEXT,
		settled_at TEXT,
		hash BLOB NOT NULL
	) STRICT;
	CREATE INDEX command_pending ON command (position) WHERE body IS NOT NULL AND outcome IS NULL;
	CREATE INDEX command_pending_of ON command (json_extract(body, '$.memberId'), position)
		WHERE body IS NOT NULL AND outcome IS NULL;
	CREATE TABLE chain (
		one INTEGER PRIMARY KEY CHECK (one = 1),
		before_first BLOB NOT NULL,
		last BLOB NOT NULL,
		last_position INTEGER NOT NULL
	) STRICT;
	INSERT INTO chain VALUES (1, zeroblob(32), zeroblob(32), 0);
	${SINCE_LAYOUT_1}
	${SINCE_LAYOUT_2}
`;

/** Opens the file, or makes it; one of the layouts before is brought up to date. @throws where it was written by a newer bridge, or is no outbox */
export function openOutboxFile(path: string): DatabaseSync {
	const db = openState(path, 'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;');
	try {
		layOut(db);
		return db;
	} catch (cause) {
		db.close();
		throw cause;
	}
}

function layOut(db: DatabaseSync): void {
	const layout = db.prepare('PRAGMA user_version').get()!.user_version;
	if (layout === LAYOUT) return;
	const steps = [TABLES, SINCE_LAYOUT_1 + SINCE_LAYOUT_2, SINCE_LAYOUT_2][Number(layout)];
	if (steps === undefined && hasTables(db, TABLES)) throw damaged('The layout number was changed.');
	invariant(steps !== undefined, `an outbox of layout ${String(layout)} needs a newer bridge`);
	db.exec(`BEGIN IMMEDIATE; ${steps} COMMIT;`);
}
