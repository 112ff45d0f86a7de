import { join } from 'node:path';
import pg from 'pg';
import { CONNECT_MS_MAX } from './postgres/postgres-connections.ts';
import { openPostgresStore } from './postgres/postgres-store.ts';
import { openSqliteStore } from './sqlite/sqlite-store.ts';
import type { Store } from './store.ts';

/** Where test keys book, beside the hotel's own books. Nobody else looks there, and no backup holds it. */
export const SANDBOX_SCHEMA = 'retorno_sandbox';

export const sandboxPath = (dataFolder: string): string => join(dataFolder, 'sandbox.sqlite');

/**
 * Opens the books of the sandbox, made where there are none: a file of its own, or in PostgreSQL a schema of its own. So
 * no query of the hotel can meet a row of the sandbox, whatever it forgets to ask.
 *
 * @param onFatal the file failed at a commit: the process must end
 */
export async function openSandboxStore(
	dataFolder: string,
	env: NodeJS.ProcessEnv,
	onFatal: (cause: unknown) => void,
): Promise<Store> {
	const url = env['DATABASE_URL'];
	if (!url) return openSqliteStore(sandboxPath(dataFolder), onFatal);
	await makeSchema(url);
	return openPostgresStore(sandboxUrl(url));
}

async function makeSchema(url: string): Promise<void> {
	const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_MS_MAX });
	// What is wrong with the connection, whatever runs on it says too.
	client.on('error', () => undefined);
	await client.connect();
	try {
		await client.query(`create schema if not exists ${SANDBOX_SCHEMA}`);
	} finally {
		await client.end();
	}
}

/** The same database, in which every name means a table of the sandbox. */
function sandboxUrl(url: string): string {
	const own = new URL(url);
	const options = own.searchParams.get('options');
	own.searchParams.set('options', `${options === null ? '' : `${options} `}-c search_path=${SANDBOX_SCHEMA}`);
	return own.href;
}
