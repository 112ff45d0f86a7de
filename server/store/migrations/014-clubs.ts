import type { Kysely } from 'kysely';
import type { Dialect } from '../dialect.ts';
import type { Tables } from '../tables/schema.ts';

/** Who is in which club of the programme, as it was said. */
export function clubs(db: Kysely<Tables>, dialect: Dialect): string[] {
	const { count, text } = dialect;
	const table = db.schema
		.createTable('club_change')
		.addColumn('member_id', text, (c) => c.notNull())
		.addColumn('seq', count, (c) => c.notNull())
		.addColumn('club', text, (c) => c.notNull())
		.addColumn('joined', count, (c) => c.notNull())
		.addColumn('at', text, (c) => c.notNull())
		.addColumn('recorded_at', text, (c) => c.notNull())
		.addColumn('actor', text, (c) => c.notNull())
		.addColumn('cause_id', text, (c) => c.notNull().unique())
		// Two changes at once take the same place, and the second finds it taken.
		.addPrimaryKeyConstraint('club_change_key', ['member_id', 'seq']);
	return [
		`${table.compile().sql}${dialect.tableSuffix}`,
		...dialect.refuse('club_change', 'update', 'append-only'),
		...dialect.refuse('club_change', 'delete', 'append-only'),
	];
}
