import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { invariant, ok, type Result } from '#shared/kernel/result.ts';
import { answerAgain, loadAnswered, recordAnswer } from './answered.ts';
import { bookFacts, EMPTY_HEAD, type Head } from './booking.ts';
import { CommitNews } from './commit-news.ts';
import { SQLITE } from './dialect.ts';
import { MIGRATIONS } from './migrations/migrations.ts';
import type { Tables } from './schema.ts';
import { fetch, statement, type Insert, type Loading, type Query, type SqlValue, type Write } from './statement.ts';
import type { Call, Command, IdReused, Store } from './store.ts';

/** One commit carries so many commands at most, so that a burst cannot starve the others of an answer. */
const GROUP_MAX = 64;

/** Before this version two connections could lose committed data at a WAL reset. Source: sqlite.org/wal.html#walresetbug */
const SQLITE_VERSION_MIN = [3, 51, 3] as const;

/** A checkpoint costs two more syncs: every 16 MB of log, not every 4. */
const CHECKPOINT_PAGES = 4_000;

type Waiting = { readonly run: () => Settle; readonly reject: (cause: unknown) => void };
type Settle = () => void;

/**
 * The books of one hotel in one file: one writer with group commit, one reader beside it.
 *
 * What arrives in one turn of the event loop shares a commit; each command has its savepoint, so a refused one leaves
 * nothing. `synchronous=FULL`: an acknowledged visit survives a power cut.
 *
 * @param onFatal called when a commit fails; what is in memory may differ from the disk then, so the process must end
 */
export function openSqliteStore(path: string, onFatal: (cause: unknown) => void): Store {
	const writer = new Connection(path, { readOnly: false });
	migrate(writer);
	const reader = path === ':memory:' ? writer : new Connection(path, { readOnly: true });
	const heads = new Map<string, Head>();
	const news = new CommitNews();
	let waiting: Waiting[] = [];
	let closed = false;
	let hasNews = false;

	function flush(): void {
		const group = waiting.slice(0, GROUP_MAX);
		waiting = waiting.slice(GROUP_MAX);
		if (waiting.length > 0) setImmediate(flush);
		try {
			writer.say('begin immediate');
			const settles = group.map((job) => runOne(job));
			writer.say('commit');
			for (const settle of settles) settle();
			if (hasNews) news.tell();
			hasNews = false;
		} catch (cause) {
			for (const { reject } of group) reject(cause);
			onFatal(cause);
		}
	}

	/** A command that throws is a bug of that command alone: it leaves nothing and the group goes on. */
	function runOne({ run, reject }: Waiting): Settle {
		writer.say('savepoint one');
		try {
			const settle = run();
			writer.say('release one');
			return settle;
		} catch (cause) {
			writer.say('rollback to one');
			writer.say('release one');
			heads.clear();
			return () => reject(cause);
		}
	}

	function enqueue<Value>(run: () => Value): Promise<Value> {
		invariant(!closed, 'the store is open');
		return new Promise<Value>((resolve, reject) => {
			if (waiting.length === 0) setImmediate(flush);
			waiting.push({
				reject,
				run: () => {
					const value = run();
					return () => resolve(value);
				},
			});
		});
	}

	function decideAndBook<Body, State, Answer, Refusal>(
		command: Command<Body, State, Answer, Refusal>,
		call: Call<Body>,
	): Result<Answer, Refusal | IdReused> {
		const answered = writer.run(loadAnswered(call.id));
		if (answered) return answerAgain(answered, command.kind, call);
		const decision = command.decide(writer.run(command.load(call.body)), call.body);
		if (!decision.ok) return decision;

		const { facts, answer } = decision.value;
		const head = heads.get(call.propertyId) ?? writer.run(headOf(call.propertyId));
		const booked = bookFacts(call.propertyId, facts, head);
		const answering = recordAnswer(command.kind, call, answer);
		for (const write of [answering, ...booked.writes]) writer.write(write);
		heads.set(call.propertyId, booked.head);
		hasNews = true;
		return ok(answer);
	}

	return {
		execute: (command, call) => enqueue(() => decideAndBook(command, call)),
		read: (loading) => Promise.resolve(reader.run(loading)),
		configure: (writes) => enqueue(() => writes.forEach((write) => writer.write(write))),
		onCommit: (listener) => news.on(listener),
		async close() {
			while (waiting.length > 0) await new Promise((resolve) => setImmediate(resolve));
			closed = true;
			if (reader !== writer) reader.close();
			writer.close();
		},
	};
}

type Control = 'begin immediate' | 'commit' | 'savepoint one' | 'release one' | 'rollback to one';

/** One connection with its prepared statements. */
class Connection {
	readonly #db: DatabaseSync;
	readonly #kysely = SQLITE.compiler();
	readonly #controls = new Map<Control, StatementSync>();
	readonly #queries = new Map<object, { prepared: StatementSync; order: readonly string[] }>();
	readonly #inserts = new Map<string, { prepared: StatementSync; columns: readonly string[] }>();

	constructor(path: string, { readOnly }: { readOnly: boolean }) {
		this.#db = new DatabaseSync(path, { readOnly, enableForeignKeyConstraints: true });
		if (readOnly) return;
		requireVersion(this.#db);
		this.#db.exec('pragma journal_mode = wal; pragma synchronous = full; pragma secure_delete = on');
		this.#db.exec(`pragma busy_timeout = 5000; pragma wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
	}

	exec(sql: string): void {
		this.#db.exec(sql);
	}

	/** One word that is said for every group or command, kept prepared. */
	say(word: Control): void {
		const known = this.#controls.get(word) ?? this.#db.prepare(word);
		this.#controls.set(word, known);
		known.run();
	}

	run<State>(loading: Loading<State>): State {
		let step = loading.next();
		while (!step.done) step = loading.next(step.value.map((query) => this.#all(query)));
		return step.value;
	}

	write(write: Write): void {
		if (write.kind === 'insert') this.#insert(write.insert);
		else this.#prepared(write.query).run(...this.#valuesOf(write.query));
	}

	close(): void {
		this.#db.close();
	}

	#all(query: Query): readonly unknown[] {
		return this.#prepared(query).all(...this.#valuesOf(query));
	}

	#insert({ table, rows }: Insert): void {
		const [first] = rows;
		if (!first) return;
		const shape = this.#inserts.get(table) ?? this.#prepareInsert(table, Object.keys(first));
		for (const row of rows) {
			const values = row as Record<string, SqlValue>;
			shape.prepared.run(...shape.columns.map((column) => values[column]!));
		}
	}

	#prepareInsert(table: keyof Tables, columns: readonly string[]) {
		const sql = `insert into "${table}" (${columns.map((column) => `"${column}"`).join(', ')}) values (${columns.map(() => '?').join(', ')})`;
		const shape = { prepared: this.#db.prepare(sql), columns };
		this.#inserts.set(table, shape);
		return shape;
	}

	#prepared(query: Query): StatementSync {
		return this.#shapeOf(query).prepared;
	}

	#valuesOf(query: Query): SqlValue[] {
		return this.#shapeOf(query).order.map((name) => query.values[name]!);
	}

	#shapeOf({ statement: shape }: Query) {
		const known = this.#queries.get(shape);
		if (known) return known;
		const { sql, order } = shape.compile(this.#kysely);
		const made = { prepared: this.#db.prepare(sql), order };
		this.#queries.set(shape, made);
		return made;
	}
}

const findHead = statement<{ propertyId: string }>()('head.find', (db, v) =>
	db.selectFrom('ledger_head').select(['position', 'hash']).where('property_id', '=', v.propertyId),
);

function* headOf(propertyId: string): Loading<Head> {
	const [[head]] = yield* fetch(findHead({ propertyId }));
	return head ?? EMPTY_HEAD;
}

/** Brings the file to the newest shape, each step in its own transaction. */
function migrate(connection: Connection): void {
	connection.exec('create table if not exists migration (name text primary key) strict');
	const done = new Set(connection.run(fetch(appliedMigrations({})))[0].map(({ name }) => name));
	for (const { name, statements } of MIGRATIONS) {
		if (done.has(name)) continue;
		connection.exec('begin immediate');
		for (const sql of statements(SQLITE.compiler(), SQLITE)) connection.exec(sql);
		connection.exec(`insert into migration (name) values ('${name}')`);
		connection.exec('commit');
	}
}

const appliedMigrations = statement<Record<never, never>>()('migration.applied', (db) =>
	db
		.selectFrom('migration' as never)
		.select('name' as never)
		.$castTo<{ name: string }>(),
);

function requireVersion(db: DatabaseSync): void {
	const { version } = db.prepare('select sqlite_version() as version').get() as { version: string };
	const parts = version.split('.').map(Number);
	const at = SQLITE_VERSION_MIN.findIndex((needed, index) => parts[index] !== needed);
	invariant(
		at === -1 || parts[at]! > SQLITE_VERSION_MIN[at]!,
		`SQLite ${SQLITE_VERSION_MIN.join('.')} or newer is needed, this is ${version}`,
	);
}
