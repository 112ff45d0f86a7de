import type { Kysely } from 'kysely';
import type { Dialect } from '../dialect.ts';
import type { Tables } from '../tables/schema.ts';

/** Points that are set aside for a bill that comes later. */
export function holds(db: Kysely<Tables>, dialect: Dialect): string[] {
	const { count, text } = dialect;
	const table = db.schema
		.createTable('hold')
		.addColumn('id', text, (c) => c.primaryKey())
		.addColumn('property_id', text, (c) => c.notNull())
		.addColumn('member_id', text, (c) => c.notNull())
		.addColumn('points', count, (c) => c.notNull())
		.addColumn('until', text, (c) => c.notNull())
		.addColumn('reference', text, (c) => c.notNull())
		.addColumn('outlet', text, (c) => c.notNull())
		.addColumn('terminal', text, (c) => c.notNull())
		.addColumn('actor', text, (c) => c.notNull())
		.addColumn('business_date', text, (c) => c.notNull())
		.addColumn('occurred_at', text, (c) => c.notNull())
		.addColumn('recorded_at', text, (c) => c.notNull())
		.addColumn('state', text, (c) => c.notNull());
	return [
		`${table.compile().sql}${dialect.tableSuffix}`,
		db.schema.alterTable('entry').addColumn('hold_id', text).compile().sql,
		"create index hold_open on hold (property_id, until) where state = 'open'",
		'create index entry_by_hold on entry (hold_id) where hold_id is not null',
		...dialect.check({
			table: 'hold',
			name: 'hold_within',
			condition: "new.points > 0 and new.state in ('open', 'captured', 'released', 'expired')",
		}),
		...dialect.refuse(
			'hold',
			'update of id, property_id, member_id, points, until, reference, outlet, terminal, actor, business_date, occurred_at, recorded_at',
			'written once',
		),
		...dialect.refuse('hold', 'delete', 'append-only'),
	];
}
