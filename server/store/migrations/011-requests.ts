import type { Kysely } from 'kysely';
import type { Dialect } from '../dialect.ts';
import type { Tables } from '../tables/schema.ts';

/** Points that were given or taken by hand, what waits for a second person, and bills that went to another guest. */
export function requests(db: Kysely<Tables>, dialect: Dialect): string[] {
	const { count, text } = dialect;
	const { schema } = db;
	const tables = [
		schema
			.createTable('request')
			.addColumn('id', text, (c) => c.primaryKey())
			.addColumn('property_id', text, (c) => c.notNull())
			.addColumn('kind', text, (c) => c.notNull())
			// A batch comes back once: two at once find this key taken.
			.addColumn('batch_id', text, (c) => c.unique())
			.addColumn('requested_by', text, (c) => c.notNull())
			.addColumn('note', text)
			.addColumn('outlet', text, (c) => c.notNull())
			.addColumn('terminal', text, (c) => c.notNull())
			.addColumn('business_date', text, (c) => c.notNull())
			.addColumn('recorded_at', text, (c) => c.notNull())
			.addColumn('state', text, (c) => c.notNull()),
		schema
			.createTable('request_item')
			.addColumn('request_id', text, (c) => c.notNull())
			.addColumn('seq', count, (c) => c.notNull())
			.addColumn('member_id', text, (c) => c.notNull())
			.addColumn('points', count, (c) => c.notNull())
			.addColumn('reason', text, (c) => c.notNull())
			.addColumn('note', text)
			.addColumn('case_reference', text)
			.addColumn('may_empty', count, (c) => c.notNull())
			.addPrimaryKeyConstraint('request_item_key', ['request_id', 'seq']),
		schema
			.createTable('request_decision')
			// Of two persons who decide at once, the second finds this key taken.
			.addColumn('request_id', text, (c) => c.primaryKey())
			.addColumn('decision', text, (c) => c.notNull())
			.addColumn('decided_by', text, (c) => c.notNull())
			.addColumn('note', text)
			.addColumn('business_date', text, (c) => c.notNull())
			.addColumn('recorded_at', text, (c) => c.notNull()),
		schema
			.createTable('adjustment')
			.addColumn('id', text, (c) => c.primaryKey())
			.addColumn('property_id', text, (c) => c.notNull())
			.addColumn('member_id', text, (c) => c.notNull())
			.addColumn('points', count, (c) => c.notNull())
			.addColumn('reason', text, (c) => c.notNull())
			.addColumn('note', text)
			.addColumn('case_reference', text)
			.addColumn('actor', text, (c) => c.notNull())
			.addColumn('approved_by', text)
			.addColumn('charged_to', text)
			.addColumn('charge_seq', count)
			.addColumn('request_id', text)
			// An adjustment comes back once.
			.addColumn('reverses', text, (c) => c.unique())
			.addColumn('outlet', text, (c) => c.notNull())
			.addColumn('terminal', text, (c) => c.notNull())
			.addColumn('business_date', text, (c) => c.notNull())
			.addColumn('recorded_at', text, (c) => c.notNull())
			// Two that are charged to one person at once would both count up to the same limit: the second begins again.
			.addUniqueConstraint('adjustment_charge', ['property_id', 'charged_to', 'business_date', 'charge_seq']),
		schema
			.createTable('reassignment')
			.addColumn('id', text, (c) => c.primaryKey())
			.addColumn('property_id', text, (c) => c.notNull())
			.addColumn('visit_id', text, (c) => c.notNull().unique())
			.addColumn('reversal_id', text, (c) => c.notNull())
			.addColumn('new_visit_id', text, (c) => c.notNull())
			.addColumn('from_member_id', text)
			.addColumn('to_member_id', text, (c) => c.notNull())
			.addColumn('actor', text, (c) => c.notNull())
			.addColumn('approved_by', text)
			.addColumn('terminal', text, (c) => c.notNull())
			.addColumn('business_date', text, (c) => c.notNull())
			.addColumn('recorded_at', text, (c) => c.notNull()),
	].map((table) => `${table.compile().sql}${dialect.tableSuffix}`);
	return [
		...tables,
		schema.alterTable('visit').addColumn('approved_by', text).compile().sql,
		'create index request_in_order on request (property_id, state, recorded_at, id)',
		'create index adjustment_by_request on adjustment (request_id) where request_id is not null',
		...dialect.check({
			table: 'request',
			name: 'request_state',
			condition: "new.state in ('waiting', 'approved', 'rejected', 'applied')",
		}),
		...dialect.check({ table: 'adjustment', name: 'adjustment_moves', condition: 'new.points <> 0' }),
		...dialect.refuse(
			'request',
			'update of id, property_id, kind, batch_id, requested_by, note, outlet, terminal, business_date, recorded_at',
			'written once',
		),
		...dialect.refuse('request', 'delete', 'append-only'),
		...['request_item', 'request_decision', 'adjustment', 'reassignment'].flatMap((table) => [
			...dialect.refuse(table, 'update', 'append-only'),
			...dialect.refuse(table, 'delete', 'append-only'),
		]),
	];
}
