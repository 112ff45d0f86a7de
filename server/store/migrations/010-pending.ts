import type { Kysely } from 'kysely';
import type { Dialect } from '../dialect.ts';
import type { Tables } from '../tables/schema.ts';

/** Points that can be used later than on the day on which they are earned. */
export function pending(db: Kysely<Tables>, dialect: Dialect): string[] {
	const { count, text } = dialect;
	const { schema } = db;
	return [
		schema.alterTable('lot').addColumn('usable_from', text).compile().sql,
		schema
			.alterTable('lot')
			.addColumn('pending', count, (c) => c.notNull().defaultTo(0))
			.compile().sql,
		'drop index lot_open',
		'create index lot_open on lot (member_id, unit) where remaining > 0 or pending > 0',
		'create index lot_pending on lot (usable_from) where pending > 0',
		...dialect.check({
			table: 'lot',
			name: 'lot_pending_within',
			condition: 'new.pending >= 0 and new.pending + new.remaining <= new.quantity',
		}),
		...dialect.refuse('lot', 'update of usable_from', 'written once', 'lot_usable_no_update'),
	];
}
