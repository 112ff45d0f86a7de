import type { Kysely } from 'kysely';
import type { Dialect } from '../dialect.ts';
import type { Tables } from '../tables/schema.ts';

/** Keys of other systems, and the way to find a day's visits for whoever lost an answer. */
export function api(db: Kysely<Tables>, dialect: Dialect): string[] {
	const { count, text } = dialect;
	const keys = db.schema
		.createTable('api_key')
		.addColumn('id', text, (c) => c.primaryKey())
		.addColumn('property_id', text, (c) => c.notNull())
		.addColumn('name', text, (c) => c.notNull())
		.addColumn('key_hash', text, (c) => c.notNull().unique())
		.addColumn('scopes', text, (c) => c.notNull())
		.addColumn('outlets', text)
		.addColumn('test', count, (c) => c.notNull());
	return [
		`${keys.compile().sql}${dialect.tableSuffix}`,
		'create index visit_by_day on visit (property_id, outlet, business_date, recorded_at, id)',
	];
}
