import { existsSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { invariant, ok, type Result } from '#shared/kernel/result.ts';
import { answerAgain, loadAnswered, recordAnswer } from '../answered.ts';
import { bookFacts } from '../booking/booking.ts';
import { EMPTY_HEAD, type Head } from '../booking/links.ts';
import { CommitNews } from '../booking/commit-news.ts';
import { SQLITE } from '../dialect.ts';
import { loadMigrations, MIGRATIONS } from '../migrations/migrations.ts';
import type { Tables } from '../tables/schema.ts';
import { fetch, statement, type Insert, type Loading, type Query, type SqlValue, type Write } from '../statement.ts';
import type { Call, Command, IdReused, Store } from '../store.ts';

/** One commit carries so many commands at most, so that a burst cannot starve the others of an answer. */
const GROUP_MAX = 64;

/** Before this version two connections could lose committed data at a WAL reset. Source: sqlite.org/wal.html#walresetbug */
const SQLITE_VERSION_MIN = [3, 51, 3] as const;

/** A checkpoint costs two more syncs: every 16 MB of log, not every 4. */
const CHECKPOINT_PAGES = 4_000;

/**
 * In memory stays what every look-up passes on its way: the upper pages of the indexes of a million members, some 12 MB.
 * SQLite's own 2 MB hold them of a small hotel, and each page that is missing is a call into the system.
 */
const CACHE_KIB = 16_384;

/** A burst of keys that nobody knows must not fill the memory. */
const KEPT_MAX = 1_000;

type Waiting = { readonly run: () => Settle; readonly reject: (cause: unknown) => void };
type Settle = () => void;

/**
 * The books of one hotel in one file, on one connection with group commit.
 *
 * What arrives together shares a commit. `synchronous=FULL`: an acknowledged visit survives a power cut. A group is
 * written and committed within one turn of the event loop, so what is read is committed; a connection beside the writer's
 * would have to read its pages anew after each commit.
 *
 * @param onFatal called when a commit fails; what is in memory may differ from the disk then, so the process must end
 */
export function openSqliteStore(path: string, onFatal: (cause: unknown) => void): Store {
	const connection = new Connection(path);
	migrate(connection);
	const heads = new Map<string, Head>();
	const news = new CommitNews();
	let waiting: Waiting[] = [];
	let closed = false;
	let hasNews = false;

	/** Waits as long as each turn of the event loop brings somebody new: who is read meanwhile shares the sync. */
	function gather(met: number): void {
		const isGrowing = waiting.length > met && waiting.length < GROUP_MAX;
		if (isGrowing) setImmediate(gather, waiting.length);
		else flush();
	}

	function flush(): void {
		const group = waiting.slice(0, GROUP_MAX);
		waiting = waiting.slice(GROUP_MAX);
		if (waiting.length > 0) setImmediate(gather, 0);
		try {
			connection.say('begin immediate');
			const settles = runGroup(group);
			connection.say('commit');
			for (const settle of settles) settle();
			if (hasNews) news.tell();
			hasNews = false;
		} catch (cause) {
			for (const { reject } of group) reject(cause);
			undo();
			onFatal(cause);
		}
	}

	/** A savepoint copies every page that is changed, so commands get one only where one of their group has failed. */
	function runGroup(group: readonly Waiting[]): Settle[] {
		try {
			return group.map(({ run }) => run());
		} catch {
			undo();
			connection.say('begin immediate');
			return group.map(runOne);
		}
	}

	/** A command that throws is a bug of that command alone: it leaves nothing and the group goes on. */
	function runOne({ run, reject }: Waiting): Settle {
		connection.say('savepoint one');
		try {
			const settle = run();
			connection.say('release one');
			return settle;
		} catch (cause) {
			connection.say('rollback to one');
			connection.say('release one');
			heads.clear();
			return () => reject(cause);
		}
	}

	/** Nothing that was not committed is ever read, nor committed with something else. */
	function undo(): void {
		heads.clear();
		connection.rollBack();
	}

	function enqueue<Value>(run: () => Value): Promise<Value> {
		invariant(!closed, 'the store is open');
		return new Promise<Value>((resolve, reject) => {
			if (waiting.length === 0) setImmediate(gather, 0);
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
		const answered = connection.run(loadAnswered(call.id));
		if (answered) return answerAgain(answered, command.kind, call);
		const decision = command.decide(connection.run(command.load(call.body)), call.body);
		if (!decision.ok) return decision;

		const { facts, answer } = decision.value;
		const head = heads.get(call.propertyId) ?? connection.run(headOf(call.propertyId));
		const booked = bookFacts(call.propertyId, facts, head);
		const answering = recordAnswer(command.kind, call, answer);
		for (const write of [answering, ...booked.writes]) connection.write(write);
		heads.set(call.propertyId, booked.head);
		hasNews = true;
		return ok(answer);
	}

	return {
		execute: (command, call) => enqueue(() => decideAndBook(command, call)),
		read: (loading) => Promise.try(() => connection.read(loading)),
		find: (loading) => Promise.try(() => connection.read(loading)),
		configure: (writes) => enqueue(() => connection.configure(writes)),
		onCommit: (listener) => news.on(listener),
		async close() {
			while (waiting.length > 0) await new Promise((resolve) => setImmediate(resolve));
			closed = true;
			connection.close();
		},
	};
}

/** The books of a file as they are: nothing is migrated and nothing is written. @param isInUse somebody may write them meanwhile */
export function readSqliteBooks(
	path: string,
	{ isInUse = existsSync(`${path}-wal`) } = {},
): Pick<Store, 'read' | 'close'> {
	// A reader of a file that nobody has open would leave an empty log beside it, unless it knows that nobody writes.
	const file = pathToFileURL(path);
	if (!isInUse) file.searchParams.set('immutable', '1');
	const connection = new Connection(file, { readOnly: true });
	return {
		read: (loading) => Promise.try(() => connection.read(loading)),
		close: () => Promise.resolve(connection.close()),
	};
}

type Control = 'begin' | 'begin immediate' | 'commit' | 'rollback' | `${'savepoint' | 'release' | 'rollback to'} one`;

/** The connection with its prepared statements. */
class Connection {
	readonly #db: DatabaseSync;
	readonly #kysely = SQLITE.compiler();
	readonly #controls = new Map<Control, StatementSync>();
	readonly #queries = new Map<object, { prepared: StatementSync; order: readonly string[] }>();
	readonly #inserts = new Map<string, { prepared: StatementSync; columns: readonly string[] }>();
	/** Configuration that was read, by its query, and the version of the file in which it stood there. */
	readonly #kept = new Map<string, readonly unknown[]>();
	#keptVersion: unknown;
	/** Whether that was asked in this reading or group: once is enough for all that belongs to one moment. */
	#isVersionKnown = false;
	readonly #version: StatementSync;

	constructor(path: string | URL, { readOnly = false } = {}) {
		this.#db = new DatabaseSync(path, { enableForeignKeyConstraints: true, readOnly });
		requireVersion(this.#db);
		if (!readOnly) {
			this.#db.exec('pragma journal_mode = wal; pragma synchronous = full; pragma secure_delete = on');
			this.#db.exec(`pragma busy_timeout = 5000; pragma wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
			this.#db.exec(`pragma cache_size = -${CACHE_KIB}`);
		}
		// Another number after each commit of another connection, and never after one of this.
		this.#version = this.#db.prepare('pragma data_version');
	}

	exec(sql: string): void {
		this.#db.exec(sql);
	}

	/** One word that is said for every group or command, kept prepared. */
	say(word: Control): void {
		if (word === 'begin immediate') this.#isVersionKnown = false;
		const known = this.#controls.get(word) ?? this.#db.prepare(word);
		this.#controls.set(word, known);
		known.run();
	}

	/** Runs a loading in a transaction of its own: one lock and one snapshot for all that it asks. */
	read<State>(loading: Loading<State>): State {
		this.#isVersionKnown = false;
		try {
			return this.run(loading);
		} finally {
			if (this.#db.isTransaction) this.say('commit');
		}
	}

	run<State>(loading: Loading<State>): State {
		let step = loading.next();
		while (!step.done) step = loading.next(step.value.map((query) => this.#rowsOf(query)));
		return step.value;
	}

	write(write: Write): void {
		if (write.kind === 'insert') return this.#insert(write.insert);
		const { prepared, order } = this.#shapeOf(write.query);
		prepared.run(...valuesOf(write.query, order));
	}

	configure(writes: readonly Write[]): void {
		for (const write of writes) this.write(write);
		this.#kept.clear();
	}

	rollBack(): void {
		if (this.#db.isTransaction) this.say('rollback');
		this.#kept.clear();
	}

	close(): void {
		this.#db.close();
	}

	#rowsOf(query: Query): readonly unknown[] {
		if (!query.statement.isConfiguration) return this.#all(query);
		if (!this.#isVersionKnown) this.#forgetOld();
		const key = `${query.statement.name} ${JSON.stringify(query.values)}`;
		let rows = this.#kept.get(key);
		if (!rows) {
			rows = this.#all(query);
			if (this.#kept.size === KEPT_MAX) this.#kept.clear();
			this.#kept.set(key, rows);
		}
		return rows;
	}

	/** A command line beside the server may have configured something. Where all is kept, no transaction has to begin. */
	#forgetOld(): void {
		const { data_version } = this.#version.get()!;
		if (data_version !== this.#keptVersion) this.#kept.clear();
		this.#keptVersion = data_version;
		this.#isVersionKnown = true;
	}

	#begin(): void {
		if (!this.#db.isTransaction) this.say('begin');
	}

	#all(query: Query): readonly unknown[] {
		this.#begin();
		const { prepared, order } = this.#shapeOf(query);
		return prepared.all(...valuesOf(query, order));
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

	#shapeOf({ statement: shape }: Query) {
		const known = this.#queries.get(shape);
		if (known) return known;
		const { sql, order } = shape.compile(this.#kysely);
		const made = { prepared: this.#db.prepare(sql), order };
		this.#queries.set(shape, made);
		return made;
	}
}

const valuesOf = ({ values }: Query, order: readonly string[]): SqlValue[] => order.map((name) => values[name]!);

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
	const done = new Set(connection.read(loadMigrations()));
	for (const { name, statements } of MIGRATIONS) {
		if (done.has(name)) continue;
		connection.exec('begin immediate');
		for (const sql of statements(SQLITE.compiler(), SQLITE)) connection.exec(sql);
		connection.exec(`insert into migration (name) values ('${name}')`);
		connection.exec('commit');
	}
}

/** @throws where two connections of this version can lose committed data */
export function requireVersion(db: DatabaseSync): void {
	const { version } = db.prepare('select sqlite_version() as version').get() as { version: string };
	const parts = version.split('.').map(Number);
	const at = SQLITE_VERSION_MIN.findIndex((needed, index) => parts[index] !== needed);
	invariant(
		at === -1 || parts[at]! > SQLITE_VERSION_MIN[at]!,
		`SQLite ${SQLITE_VERSION_MIN.join('.')} or newer is needed, this is ${version}`,
	);
}
