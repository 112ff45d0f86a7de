import pg from 'pg';
import { POSTGRES } from '../dialect.ts';
import { MIGRATIONS } from '../migrations/migrations.ts';
import { CONNECT_MS_MAX } from './postgres-connections.ts';

/** The oldest version that the tests have seen. */
const VERSION_MIN = 15;

/** Any number that nobody else on this database locks. */
const MIGRATION_LOCK = 4_700_001;

/** Brings the database to the newest shape, all of it or nothing; a second server that starts meanwhile waits. */
export async function migratePostgres(url: string): Promise<void> {
	const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_MS_MAX });
	// What is wrong with the connection, whatever runs on it says too.
	client.on('error', () => undefined);
	await client.connect();
	try {
		await requireFitness(client);
		await client.query('begin');
		await client.query('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
		await client.query('create table if not exists migration (name text primary key)');
		const { rows } = await client.query<{ name: string }>('select name from migration');
		const done = new Set(rows.map(({ name }) => name));
		for (const { name, statements } of MIGRATIONS) {
			if (done.has(name)) continue;
			await client.query(statements(POSTGRES.compiler(), POSTGRES).join(';\n'));
			await client.query('insert into migration (name) values ($1)', [name]);
		}
		await client.query('commit');
	} finally {
		await client.end();
	}
}

async function requireFitness(client: pg.Client): Promise<void> {
	const { rows } = await client.query<{ version: string; encoding: string }>(
		`select current_setting('server_version') as version, current_setting('server_encoding') as encoding`,
	);
	const { version, encoding } = rows[0]!;
	if (Number.parseInt(version) < VERSION_MIN) {
		throw new Error(`PostgreSQL ${VERSION_MIN} or newer is needed, DATABASE_URL leads to ${version}.`);
	}
	if (encoding !== 'UTF8') {
		throw new Error(`The database must be made with encoding UTF8, DATABASE_URL leads to one with ${encoding}.`);
	}
}
