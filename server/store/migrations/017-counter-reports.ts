import type { Kysely } from 'kysely';
import type { Dialect } from '../dialect.ts';
import type { Tables } from '../tables/schema.ts';

/** How each counter said that it stands, last. */
export function counterReports(db: Kysely<Tables>, { text, tableSuffix }: Dialect): string[] {
	const table = db.schema
		.createTable('counter_report')
		.addColumn('property_id', text, (c) => c.notNull())
		.addColumn('counter', text, (c) => c.notNull())
		.addColumn('heard_at', text, (c) => c.notNull())
		.addColumn('document', text, (c) => c.notNull())
		.addPrimaryKeyConstraint('counter_report_key', ['property_id', 'counter']);
	return [table.compile().sql + tableSuffix];
}
