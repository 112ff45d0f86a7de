import type { Kysely } from 'kysely';
import type { Dialect } from '../dialect.ts';
import type { Tables } from '../tables/schema.ts';

/** What somebody has to look at after a counter was away. */
export function conflicts(db: Kysely<Tables>, dialect: Dialect): string[] {
	const { count, text, tableSuffix, refuse } = dialect;
	const table = db.schema
		.createTable('conflict')
		.addColumn('visit_id', text, (c) => c.notNull())
		.addColumn('kind', text, (c) => c.notNull())
		.addColumn('property_id', text, (c) => c.notNull())
		.addColumn('counter', text, (c) => c.notNull())
		.addColumn('member_id', text)
		.addColumn('occurred_at', text)
		.addColumn('currency', text)
		.addColumn('paid_minor', count)
		.addColumn('code', text)
		.addColumn('owed_points', count)
		.addColumn('body', text)
		.addColumn('raised_at', text, (c) => c.notNull())
		.addColumn('settled_at', text)
		.addColumn('settled_as', text)
		.addColumn('note', text)
		.addPrimaryKeyConstraint('conflict_key', ['visit_id', 'kind']);
	return [
		table.compile().sql + tableSuffix,
		...refuse(
			'conflict',
			'update of visit_id, kind, property_id, counter, member_id, occurred_at, currency, paid_minor, owed_points, body, raised_at',
			'written once',
		),
		...refuse('conflict', 'delete', 'kept for ever'),
	];
}
