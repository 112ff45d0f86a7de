import pg from 'pg';
import { CONNECT_MS_MAX } from './postgres-connections.ts';

/** There is one on every server, and nobody keeps books in it. */
const MAINTENANCE = 'postgres';

/** Makes, renames and drops databases beside the one that a URL names. */
export class PostgresDatabases {
	readonly #url: string;
	readonly #client: pg.Client;

	private constructor(url: string, client: pg.Client) {
		this.#url = url;
		this.#client = client;
	}

	/** @throws where the server cannot be reached */
	static async connect(url: string): Promise<PostgresDatabases> {
		const client = new pg.Client({
			connectionString: databaseUrl(url, MAINTENANCE),
			connectionTimeoutMillis: CONNECT_MS_MAX,
		});
		// What is wrong with the connection, whatever runs on it says too.
		client.on('error', () => undefined);
		await client.connect();
		return new PostgresDatabases(url, client);
	}

	urlOf(name: string): string {
		return databaseUrl(this.#url, name);
	}

	async has(name: string): Promise<boolean> {
		const { rowCount } = await this.#client.query('select from pg_database where datname = $1', [name]);
		return rowCount === 1;
	}

	/** Whether somebody is connected to it. */
	async isInUse(name: string): Promise<boolean> {
		const { rowCount } = await this.#client.query('select from pg_stat_activity where datname = $1 limit 1', [name]);
		return rowCount === 1;
	}

	/** Whether anybody has made a table in it. */
	async holdsTables(name: string): Promise<boolean> {
		const client = new pg.Client({ connectionString: this.urlOf(name), connectionTimeoutMillis: CONNECT_MS_MAX });
		client.on('error', () => undefined);
		await client.connect();
		try {
			const own = `select from pg_tables where schemaname not in ('pg_catalog', 'information_schema') limit 1`;
			return (await client.query(own)).rowCount === 1;
		} finally {
			await client.end();
		}
	}

	async create(name: string): Promise<void> {
		await this.#client.query(`create database ${pg.escapeIdentifier(name)} template template0 encoding 'UTF8'`);
	}

	/** @throws where somebody is connected to it */
	async rename(name: string, to: string): Promise<void> {
		await this.#client.query(`alter database ${pg.escapeIdentifier(name)} rename to ${pg.escapeIdentifier(to)}`);
	}

	async drop(name: string): Promise<void> {
		await this.#client.query(`drop database if exists ${pg.escapeIdentifier(name)}`);
	}

	end(): Promise<void> {
		return this.#client.end();
	}
}

function databaseUrl(url: string, name: string): string {
	const other = new URL(url);
	other.pathname = `/${encodeURIComponent(name)}`;
	return other.href;
}

/** Somebody is connected to the database. Source: PostgreSQL manual, appendix A, `object_in_use`. */
export const isObjectInUse = (cause: unknown): boolean => cause instanceof pg.DatabaseError && cause.code === '55006';
