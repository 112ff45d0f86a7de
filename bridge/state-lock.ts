import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isRefused } from './state-file.ts';

const SQLITE_BUSY = 5;

export const lockPathIn = (stateFolder: string): string => join(stateFolder, 'bridge.lock');

/**
 * Takes the state folder of a counter for one bridge: two would send each visit twice and print each slip twice. The
 * system lets the lock go when the process ends, however it ends.
 *
 * @returns lets it go
 * @throws with a sentence where another bridge has it, or the disk takes no file at all
 */
export function holdState(stateFolder: string): () => void {
	let db: DatabaseSync | undefined;
	try {
		const held = (db = new DatabaseSync(lockPathIn(stateFolder)));
		// Without a journal it needs no room on the disk.
		held.exec('pragma journal_mode = memory; begin exclusive');
		return () => held.close();
	} catch (cause) {
		db?.close();
		if (isRefused(cause))
			throw new Error(`Nothing can be written in ${stateFolder}: no counter starts there.`, { cause });
		if ((cause as { errcode?: number }).errcode !== SQLITE_BUSY) throw cause;
		throw new Error(`This counter runs already: another bridge has ${stateFolder}.`, { cause });
	}
}

/** What to say of a port that cannot be listened on; the cause itself where there is nothing plainer. */
export function sayPort(cause: unknown, port: number): unknown {
	switch ((cause as NodeJS.ErrnoException).code) {
		case 'EADDRINUSE':
			return new Error(`Port ${port} is taken: this counter runs already, or another program uses it.`, { cause });
		case 'EACCES':
			return new Error(`Port ${port} is not for everybody: choose one from 1024 on.`, { cause });
		default:
			return cause;
	}
}
