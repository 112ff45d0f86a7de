import { DatabaseSync } from 'node:sqlite';
import { requireVersion } from './sqlite-store.ts';

/** The writer's own patience: a checkpoint that empties the log may stand in the way for a moment. */
const BUSY_MS_MAX = 5_000;

/** A page of errors tells as much as all of them. */
const FAULTS_MAX = 10;

/**
 * Writes the books as they stand now into a new file, on a connection of its own, while others write them.
 *
 * `VACUUM INTO` reads one snapshot of the write-ahead log: no writer waits for it, and the log only cannot start anew
 * until it is done. The other way, SQLite's backup API in steps, begins anew after every commit of another connection
 * and never ends beside a busy till. The copy is a single file without a log, and without the pages that were freed.
 */
export function copyBooks(path: string, copyPath: string): void {
	const db = new DatabaseSync(path);
	try {
		requireVersion(db);
		db.exec(`pragma busy_timeout = ${BUSY_MS_MAX}`);
		db.prepare('vacuum into ?').run(copyPath);
	} finally {
		db.close();
	}
}

/** What SQLite finds wrong with a file's pages and indexes; empty where it is whole. */
export function faultsOfFile(path: string): readonly string[] {
	const db = new DatabaseSync(path, { readOnly: true });
	try {
		const rows = db.prepare(`pragma integrity_check(${FAULTS_MAX})`).all() as { integrity_check: string }[];
		return rows.map(({ integrity_check: fault }) => fault).filter((fault) => fault !== 'ok');
	} finally {
		db.close();
	}
}

/** Empties the log, where what was deleted may still be read; in the file itself it is overwritten by zeros. */
export function emptyLog(path: string): void {
	const db = new DatabaseSync(path);
	try {
		db.exec(`pragma busy_timeout = ${BUSY_MS_MAX}`);
		db.exec('pragma wal_checkpoint(truncate)');
	} finally {
		db.close();
	}
}
