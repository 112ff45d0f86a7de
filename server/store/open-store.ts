import { join } from 'node:path';
import { openPostgresStore } from './postgres/postgres-store.ts';
import { openSqliteStore } from './sqlite/sqlite-store.ts';
import type { Store } from './store.ts';

/** Where the books of a data folder lie, if they lie there. */
export const booksPath = (dataFolder: string): string => join(dataFolder, 'retorno.sqlite');

/** Whether `DATABASE_URL` puts the books into a PostgreSQL, away from the data folder. */
export const isElsewhere = (env: NodeJS.ProcessEnv): boolean => Boolean(env['DATABASE_URL']);

/**
 * Opens the books: PostgreSQL where `DATABASE_URL` names one, else the file in the data folder.
 *
 * @param onFatal the file failed at a commit: the process must end
 */
export async function openStore(
	dataFolder: string,
	env: NodeJS.ProcessEnv,
	onFatal: (cause: unknown) => void,
): Promise<Store> {
	const url = env['DATABASE_URL'];
	return url ? await openPostgresStore(url) : openSqliteStore(booksPath(dataFolder), onFatal);
}
