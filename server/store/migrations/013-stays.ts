import type { Kysely } from 'kysely';
import type { Dialect } from '../dialect.ts';
import type { Tables } from '../tables/schema.ts';

/** Nights with their own dates, what a company pays, and the stay that a visit is the bill of. */
export function stays(db: Kysely<Tables>, dialect: Dialect): string[] {
	const { count, text } = dialect;
	const { schema } = db;
	const table = schema
		.createTable('stay')
		.addColumn('visit_id', text, (c) => c.primaryKey())
		.addColumn('property_id', text, (c) => c.notNull())
		.addColumn('reservation', text, (c) => c.notNull())
		.addColumn('room', text, (c) => c.notNull())
		.addColumn('take', count, (c) => c.notNull())
		.addColumn('arrival', text, (c) => c.notNull())
		.addColumn('departure', text, (c) => c.notNull())
		.addColumn('asked_hash', text, (c) => c.notNull())
		// Two guests who check out of one room at once: the second finds this key taken.
		.addUniqueConstraint('stay_key', ['property_id', 'reservation', 'room', 'take']);
	return [
		schema.alterTable('visit_line').addColumn('night_on', text).compile().sql,
		schema.alterTable('visit_line').addColumn('paid_by', text).compile().sql,
		schema.alterTable('visit').addColumn('company_minor', count).compile().sql,
		schema.alterTable('reversal').addColumn('company_minor', count).compile().sql,
		`${table.compile().sql}${dialect.tableSuffix}`,
		...dialect.refuse('stay', 'update', 'append-only'),
		...dialect.refuse('stay', 'delete', 'append-only'),
	];
}
