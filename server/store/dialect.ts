import {
	DummyDriver,
	Kysely,
	PostgresAdapter,
	PostgresIntrospector,
	PostgresQueryCompiler,
	sql,
	SqliteAdapter,
	SqliteIntrospector,
	SqliteQueryCompiler,
	type RawBuilder,
} from 'kysely';
import { POSTGRES_FUNCTIONS } from './postgres/postgres-functions.ts';
import type { Tables } from './tables/schema.ts';

/** Where the two databases differ. */
export type Dialect = {
	readonly name: 'sqlite' | 'postgres';
	/** Column type of a whole number up to 2^53. */
	readonly count: 'integer' | 'bigint';
	/** Column type of a text, compared by code point. */
	readonly text: 'text' | RawBuilder<string>;
	readonly tableSuffix: string;
	/** What triggers and the feed call; made before the tables. */
	readonly functions: readonly string[];
	/** A trigger that refuses `event` on `table`. @param name where the table has one for this kind of event already */
	readonly refuse: (table: string, event: string, why: string, name?: string) => string[];
	/** A condition on `new` that holds for every row written. */
	readonly check: (rule: { table: string; name: string; condition: string }) => string[];
	/** Turns queries into text; runs nothing. */
	readonly compiler: () => Kysely<Tables>;
};

export const SQLITE: Dialect = {
	name: 'sqlite',
	count: 'integer',
	text: 'text',
	// STRICT refuses a text where a number belongs; otherwise SQLite would keep it.
	tableSuffix: ' strict',
	functions: [],
	refuse: (table, event, why, name = triggerName(table, event)) => [
		`create trigger ${name} before ${event} on ${table} begin select raise(abort, '${table}: ${why}'); end`,
	],
	check: ({ table, name, condition }) =>
		['insert', 'update'].map(
			(event) =>
				`create trigger ${name}_${event} before ${event} on ${table} when not (${condition}) begin select raise(abort, '${name}'); end`,
		),
	compiler: () =>
		new Kysely<Tables>({
			dialect: {
				createAdapter: () => new SqliteAdapter(),
				createDriver: () => new DummyDriver(),
				createIntrospector: (db) => new SqliteIntrospector(db),
				createQueryCompiler: () => new SqliteQueryCompiler(),
			},
		}),
};

export const POSTGRES: Dialect = {
	name: 'postgres',
	count: 'bigint',
	// The database's own locale may order and equate texts otherwise.
	text: sql`text collate "C"`,
	tableSuffix: '',
	functions: POSTGRES_FUNCTIONS,
	refuse: (table, event, why, name = triggerName(table, event)) => {
		const refusing = `execute function refuse('${table}: ${why}')`;
		const trigger = `create trigger ${name} before ${event} on ${table} for each row ${refusing}`;
		// TRUNCATE deletes past the triggers of DELETE.
		const truncate = `create trigger ${triggerName(table, 'truncate')} before truncate on ${table} ${refusing}`;
		return event === 'delete' ? [trigger, truncate] : [trigger];
	},
	check: ({ table, name, condition }) => [
		`alter table ${table} add constraint ${name} check (${condition.replaceAll('new.', '')})`,
	],
	compiler: () =>
		new Kysely<Tables>({
			dialect: {
				createAdapter: () => new PostgresAdapter(),
				createDriver: () => new DummyDriver(),
				createIntrospector: (db) => new PostgresIntrospector(db),
				createQueryCompiler: () => new PostgresQueryCompiler(),
			},
		}),
};

const triggerName = (table: string, event: string): string => `${table}_no_${event.split(' ')[0]}`;
