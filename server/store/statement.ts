import type { Compilable, Kysely } from 'kysely';
import { invariant } from '#shared/kernel/result.ts';
import type { Tables } from './tables/schema.ts';

/** What a statement is built with. */
export type Db = Kysely<Tables>;

export type SqlValue = string | number | null;

/** One shape of a query. Each database compiles it once and keeps it prepared. */
export type Statement<Values extends Record<string, SqlValue>, Row> = {
	readonly name: string;
	readonly compile: (db: Kysely<Tables>) => {
		readonly sql: string;
		readonly order: readonly (keyof Values & string)[];
	};
	/** It reads only what `configure` writes, so a store that sees every configuration may keep the rows until the next. */
	readonly isConfiguration: boolean;
	/** Only for the type: what a row looks like. */
	readonly row?: Row;
};

/** A statement with its values: data, so that a caller says what and the store decides how. */
export type Query<Row = unknown> = {
	readonly statement: Statement<Record<string, SqlValue>, Row>;
	readonly values: Record<string, SqlValue>;
};

class Placeholder {
	readonly name: string;
	constructor(name: string) {
		this.name = name;
	}
}

/**
 * Describes a query whose values come later: `values.memberId` stands where the value will be.
 *
 * kysely is asked for the text only, so no query is built while a guest waits.
 */
export function statement<Values extends Record<string, SqlValue>>() {
	return <Row>(
		name: string,
		build: (db: Kysely<Tables>, values: Values) => Compilable<Row>,
		{ isConfiguration = false }: { readonly isConfiguration?: boolean } = {},
	): ((values: Values) => Query<Row>) => {
		const placeholders = new Proxy({} as Values, { get: (_, key) => new Placeholder(String(key)) });
		const shape: Statement<Values, Row> = {
			name,
			isConfiguration,
			compile(db) {
				const { sql, parameters } = build(db, placeholders).compile();
				const order = parameters.map((parameter) => {
					invariant(parameter instanceof Placeholder, `every value of ${name} is a placeholder`);
					return parameter.name;
				});
				return { sql, order };
			},
		};
		return (values) => ({ statement: shape as Statement<Record<string, SqlValue>, Row>, values });
	};
}

/** Rows to add to one table. */
export type Insert<Table extends keyof Tables = keyof Tables> = {
	readonly table: Table;
	readonly rows: readonly Tables[Table][];
};

export type Write =
	{ readonly kind: 'insert'; readonly insert: Insert } | { readonly kind: 'run'; readonly query: Query };

export const insert = <Table extends keyof Tables>(table: Table, rows: readonly Tables[Table][]): Write => ({
	kind: 'insert',
	insert: { table, rows },
});

export const run = (query: Query): Write => ({ kind: 'run', query });

/**
 * A loading, written once for both databases: it yields the queries it needs together and is given their rows.
 * SQLite runs it at once, PostgreSQL between two messages.
 */
export type Loading<State> = Generator<readonly Query[], State, readonly (readonly unknown[])[]>;

type RowsOf<Queries extends readonly Query[]> = {
	[Index in keyof Queries]: Queries[Index] extends Query<infer Row> ? readonly Row[] : never;
};

/** Asks for several queries in one go; for none it asks nobody. Use with `yield*`. */
export function* fetch<const Queries extends readonly Query[]>(...queries: Queries): Loading<RowsOf<Queries>> {
	return (queries.length === 0 ? [] : yield queries) as unknown as RowsOf<Queries>;
}

type StatesOf<Loadings extends readonly Loading<unknown>[]> = {
	[Index in keyof Loadings]: Loadings[Index] extends Loading<infer State> ? State : never;
};

/** Runs loadings side by side: what they need at the same step is asked in one go. Use with `yield*`. */
export function* together<const Loadings extends readonly Loading<unknown>[]>(
	...loadings: Loadings
): Loading<StatesOf<Loadings>> {
	const steps = loadings.map((loading) => loading.next());
	while (steps.some(({ done }) => !done)) {
		const rows = yield steps.flatMap((step) => (step.done ? [] : step.value));
		let from = 0;
		for (const [index, step] of steps.entries()) {
			if (step.done) continue;
			const until = from + step.value.length;
			steps[index] = loadings[index]!.next(rows.slice(from, until));
			from = until;
		}
	}
	return steps.map(({ value }) => value) as StatesOf<Loadings>;
}

/** A loading that asks nothing, because the answer is known. */
export function* known<State>(state: State): Loading<State> {
	yield* [];
	return state;
}
