import pg, { type Pool, type PoolClient } from 'pg';
import { invariant } from '#shared/kernel/result.ts';
import { POSTGRES } from '../dialect.ts';
import type { Tables } from '../tables/schema.ts';
import type { Loading, Query, SqlValue, Write } from '../statement.ts';

/** One statement on its way; a named one is parsed once per connection. */
export type Request = {
	readonly name?: string;
	readonly text: string;
	readonly values?: (SqlValue | readonly string[])[];
};

type Rows = readonly unknown[];

/** More than a command ever asks in one step; longer lists go query by query. */
const JOINED_MAX = 32;
/** Steps are as many as the code has; only lists of any length make more. */
const SHAPES_MAX = 500;

export type Bounds = { readonly connectionsMax: number; readonly statementMsMax: number };

/** A database that does not answer is given up after so long, and so is the wait for a free connection. */
export const CONNECT_MS_MAX = 5_000;

/** Beyond the database's own limit: this one ends only the wait for a network that is gone. */
const ANSWER_MS_MARGIN = 5_000;

/** A counter may be quiet for minutes; the next swipe should not pay for a new connection. */
const IDLE_MS_MAX = 10 * 60_000;

/** Whole numbers and their sums. */
const COUNTS: readonly number[] = [pg.types.builtins.INT8, pg.types.builtins.NUMERIC];

/** As which a joined statement gives rows. */
const JSON_TYPE: number = pg.types.builtins.JSON;

/** Set for these connections only: `pg` would give counts as text, because they may exceed 2^53; ours do not. */
const TYPES: pg.CustomTypesConfig = {
	getTypeParser: ((oid: number, format: 'text'): unknown =>
		COUNTS.includes(oid)
			? toCount
			: oid === JSON_TYPE
				? toRows
				: pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
};

function toCount(text: string): number {
	const count = Number(text);
	invariant(Number.isSafeInteger(count), 'a number in the books is whole and within 2^53');
	return count;
}

const toRows = (text: string): unknown =>
	JSON.parse(text, (_key, value: unknown) => {
		invariant(
			typeof value !== 'number' || Number.isSafeInteger(value),
			'a number in the books is whole and within 2^53',
		);
		return value;
	});

/** A bounded number of connections to one database. One that is lost fails what runs on it and is replaced. */
export class Connections {
	readonly #pool: Pool;
	readonly #shapes = new Shapes();
	readonly #processIds = new Set<number>();

	constructor(url: string, { connectionsMax, statementMsMax }: Bounds) {
		this.#pool = new pg.Pool({
			connectionString: url,
			max: connectionsMax,
			types: TYPES,
			pipeline: true,
			keepAlive: true,
			connectionTimeoutMillis: CONNECT_MS_MAX,
			idleTimeoutMillis: IDLE_MS_MAX,
			statement_timeout: statementMsMax,
			idle_in_transaction_session_timeout: statementMsMax,
			query_timeout: statementMsMax + ANSWER_MS_MARGIN,
		});
		this.#pool.on('connect', (client) => {
			this.#processIds.add(processIdOf(client));
			// Whatever runs on it fails by itself; without a listener the process would end.
			client.on('error', () => undefined);
		});
		this.#pool.on('remove', (client) => this.#processIds.delete(processIdOf(client)));
		this.#pool.on('error', () => undefined);
	}

	/** Lends a connection for one piece of work. What fails half-way is rolled back. */
	async use<Value>(work: (session: Session) => Promise<Value>): Promise<Value> {
		const client = await this.#pool.connect();
		try {
			const value = await work(new Session(client, this.#shapes));
			client.release();
			return value;
		} catch (cause) {
			const isUsable = await client.query('rollback').then(
				() => true,
				() => false,
			);
			client.release(!isUsable);
			// It quotes the row that failed, and a row may hold a name.
			if (cause instanceof pg.DatabaseError) cause.detail = undefined;
			throw cause;
		}
	}

	/** Whether the database's process of this id serves one of these connections. */
	has(processId: number): boolean {
		return this.#processIds.has(processId);
	}

	end(): Promise<void> {
		return this.#pool.end();
	}
}

/** `pg` keeps it, its types do not tell. */
const processIdOf = (client: pg.ClientBase): number => (client as unknown as { processID: number }).processID;

/** One connection in use. */
export class Session {
	readonly #client: PoolClient;
	readonly #shapes: Shapes;

	constructor(client: PoolClient, shapes: Shapes) {
		this.#client = client;
		this.#shapes = shapes;
	}

	/** Sends all requests at once: one round trip, whatever their number. @throws what the first that failed says */
	async ask(requests: readonly Request[]): Promise<readonly Rows[]> {
		const { stream } = this.#client.connection;
		stream.cork();
		const asked = requests.map((request) => this.#client.query(request));
		stream.uncork();
		// All are waited for: what comes behind a failed one says only that its transaction is over.
		return (await Promise.allSettled(asked)).map((outcome) => {
			if (outcome.status === 'rejected') throw outcome.reason;
			return outcome.value.rows as Rows;
		});
	}

	/** What several ask at the same time goes out together. @throws what the first that failed says, when all have ended */
	async atOnce<const Askings extends readonly Promise<unknown>[]>(
		start: () => Askings,
	): Promise<{ readonly [Index in keyof Askings]: Awaited<Askings[Index]> }> {
		const { stream } = this.#client.connection;
		stream.cork();
		const askings = start();
		stream.uncork();
		await Promise.allSettled(askings);
		return Promise.all(askings);
	}

	/** Sends a last request that nobody waits for; whoever uses the connection next comes behind it. */
	leave(request: Request): void {
		// Only a lost connection can fail it, and that ended the transaction too.
		this.#client.query(request).catch(() => undefined);
	}

	/** Runs a loading, one round trip for each step; what comes `before` goes out with the first. */
	async load<State>(loading: Loading<State>, before: readonly Request[] = []): Promise<State> {
		let ahead = before;
		let step = loading.next();
		while (!step.done) {
			step = loading.next(await this.#rowsOf(step.value, ahead));
			ahead = [];
		}
		return step.value;
	}

	/** A loading of one step, which is one statement and needs no transaction. @throws where it asks again */
	async find<State>(loading: Loading<State>): Promise<State> {
		const step = loading.next();
		if (step.done) return step.value;
		const end = loading.next(await this.#rowsOf(step.value, []));
		invariant(end.done === true, 'what asks more than once is read in one snapshot');
		return end.value;
	}

	/** All rows of one step; several queries go as one statement. */
	async #rowsOf(queries: readonly Query[], ahead: readonly Request[]): Promise<readonly Rows[]> {
		const joined = this.#shapes.joined(queries);
		if (!joined) {
			const answers = await this.ask([...ahead, ...queries.map((query) => this.#shapes.query(query))]);
			return answers.slice(ahead.length);
		}
		const answers = await this.ask([...ahead, joined]);
		const [row] = answers.at(-1) as [Record<string, Rows | null>];
		return queries.map((_query, index) => row[`q${index}`] ?? []);
	}

	writing(writes: readonly Write[]): readonly Request[] {
		return this.#shapes.writing(writes);
	}
}

type RowsOfTables = ReadonlyMap<keyof Tables, readonly object[]>;

/** The text of every query and insert, made once for all connections. */
class Shapes {
	readonly #kysely = POSTGRES.compiler();
	readonly #queries = new Map<object, { readonly text: string; readonly order: readonly string[] }>();
	readonly #joins = new Map<string, { readonly name: string; readonly text: string }>();
	readonly #inserts = new Map<string, { readonly name: string; readonly text: string }>();

	query({ statement, values }: Query): Request {
		let shape = this.#queries.get(statement);
		if (!shape) {
			const { sql: text, order } = statement.compile(this.#kysely);
			shape = { text, order };
			this.#queries.set(statement, shape);
		}
		return { name: statement.name, text: shape.text, values: shape.order.map((name) => values[name]!) };
	}

	/**
	 * Queries as one statement that gives the rows of each as JSON: a message, a plan and a snapshot less for each of them.
	 * `undefined` where there is nothing to join.
	 */
	joined(queries: readonly Query[]): Request | undefined {
		if (queries.length < 2 || queries.length > JOINED_MAX) return undefined;
		const requests = queries.map((query) => this.query(query));
		const key = requests.map(({ name }) => name).join();
		let shape = this.#joins.get(key);
		if (!shape) {
			if (this.#joins.size === SHAPES_MAX) return undefined;
			shape = { name: `joined.${this.#joins.size}`, text: joinedText(requests) };
			this.#joins.set(key, shape);
		}
		return { ...shape, values: requests.flatMap(({ values }) => values!) };
	}

	/** Inserts that follow one another go as one statement: half the cost of a visit would be their number. */
	writing(writes: readonly Write[]): readonly Request[] {
		const requests: Request[] = [];
		let pending = new Map<keyof Tables, object[]>();
		const flush = (): void => {
			if (pending.size > 0) requests.push(this.#insert(pending));
			pending = new Map();
		};
		for (const write of writes) {
			if (write.kind === 'run') {
				flush();
				requests.push(this.query(write.query));
				continue;
			}
			const { table, rows } = write.insert;
			const known = pending.get(table);
			if (known) known.push(...rows);
			else if (rows.length > 0) pending.set(table, [...rows]);
		}
		flush();
		return requests;
	}

	/** The rows of a table travel as one value, so that one prepared statement serves any number of them. */
	#insert(rowsOf: RowsOfTables): Request {
		const key = [...rowsOf.keys()].join();
		let shape = this.#inserts.get(key);
		if (!shape) {
			shape = { name: `insert.${this.#inserts.size}`, text: insertText(rowsOf) };
			this.#inserts.set(key, shape);
		}
		return { ...shape, values: [...rowsOf.values()].map((rows) => JSON.stringify(rows)) };
	}
}

function joinedText(requests: readonly Request[]): string {
	let before = 0;
	const parts = requests.map(({ text, values }, index) => {
		const own = text.replace(/\$(\d+)/g, (_place, number: string) => `$${Number(number) + before}`);
		before += values!.length;
		return `(select json_agg(r) from (${own}) r) q${index}`;
	});
	return `select ${parts.join()}`;
}

function insertText(rowsOf: RowsOfTables): string {
	const parts = [...rowsOf].map(([table, rows], index) => {
		const columns = Object.keys(rows[0]!)
			.map((column) => `"${column}"`)
			.join();
		const written = `json_populate_recordset(null::"${table}", $${index + 1})`;
		return `of_${table} as (insert into "${table}" (${columns}) select ${columns} from ${written})`;
	});
	return `with ${parts.join()} select`;
}
