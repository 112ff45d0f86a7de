import type { Kysely } from 'kysely';
import type { Dialect } from '../dialect.ts';
import type { Tables } from '../tables/schema.ts';

/**
 * The books as they begin: persons apart, facts append-only, one head per property.
 * What is written once is guarded by triggers, so that not even a repair script rewrites history by accident.
 */
export function books(db: Kysely<Tables>, dialect: Dialect): string[] {
	const { count, text } = dialect;
	const create = db.schema;
	const tables = [
		create
			.createTable('property')
			.addColumn('id', text, (c) => c.primaryKey())
			.addColumn('document', text, (c) => c.notNull()),
		create
			.createTable('programme')
			.addColumn('property_id', text, (c) => c.notNull())
			.addColumn('id', text, (c) => c.notNull())
			.addColumn('version', count, (c) => c.notNull())
			.addColumn('valid_from', text, (c) => c.notNull())
			.addColumn('document', text, (c) => c.notNull())
			.addPrimaryKeyConstraint('programme_key', ['property_id', 'id', 'version']),
		create
			.createTable('staff')
			.addColumn('id', text, (c) => c.primaryKey())
			.addColumn('property_id', text, (c) => c.notNull())
			.addColumn('name', text, (c) => c.notNull())
			.addColumn('role', text, (c) => c.notNull())
			.addColumn('pin_verifier', text, (c) => c.unique()),
		create
			.createTable('device')
			.addColumn('id', text, (c) => c.primaryKey())
			.addColumn('property_id', text, (c) => c.notNull())
			.addColumn('key_hash', text, (c) => c.notNull().unique())
			.addColumn('outlet', text, (c) => c.notNull())
			.addColumn('terminal', text, (c) => c.notNull())
			.addColumn('role', text, (c) => c.notNull()),
		create
			.createTable('person')
			.addColumn('member_id', text, (c) => c.primaryKey())
			.addColumn('display_name', text, (c) => c.notNull())
			.addColumn('given_name', text, (c) => c.notNull())
			.addColumn('language', text, (c) => c.notNull()),
		create
			.createTable('member')
			.addColumn('id', text, (c) => c.primaryKey())
			.addColumn('property_id', text, (c) => c.notNull())
			.addColumn('enrolled_at', text, (c) => c.notNull())
			.addColumn('enrolled_by', text, (c) => c.notNull())
			.addColumn('enrolled_outlet', text, (c) => c.notNull())
			.addColumn('source', text, (c) => c.notNull())
			.addColumn('tier', text, (c) => c.notNull())
			.addColumn('version', count, (c) => c.notNull())
			.addColumn('visits', count, (c) => c.notNull())
			.addColumn('debt_points', count, (c) => c.notNull()),
		create
			.createTable('card')
			.addColumn('token', text, (c) => c.primaryKey())
			.addColumn('member_id', text, (c) => c.notNull())
			.addColumn('ending', text, (c) => c.notNull())
			.addColumn('status', text, (c) => c.notNull()),
		create
			.createTable('visit')
			.addColumn('id', text, (c) => c.primaryKey())
			.addColumn('property_id', text, (c) => c.notNull())
			.addColumn('kind', text, (c) => c.notNull())
			.addColumn('member_id', text)
			.addColumn('outlet', text, (c) => c.notNull())
			.addColumn('terminal', text, (c) => c.notNull())
			.addColumn('actor', text, (c) => c.notNull())
			.addColumn('business_date', text, (c) => c.notNull())
			.addColumn('occurred_at', text, (c) => c.notNull())
			.addColumn('recorded_at', text, (c) => c.notNull())
			.addColumn('delivery', text, (c) => c.notNull())
			.addColumn('check_number', text)
			.addColumn('part', count, (c) => c.notNull())
			.addColumn('currency', text, (c) => c.notNull())
			.addColumn('list_minor', count, (c) => c.notNull())
			.addColumn('discount_minor', count, (c) => c.notNull())
			.addColumn('payable_minor', count, (c) => c.notNull())
			.addColumn('programme_id', text, (c) => c.notNull())
			.addColumn('programme_version', count, (c) => c.notNull())
			.addColumn('quote_fingerprint', text, (c) => c.notNull())
			.addColumn('shown_fingerprint', text)
			.addColumn('source', text, (c) => c.notNull())
			.addColumn('party_size', count)
			.addColumn('first_visit', count, (c) => c.notNull()),
		create
			.createTable('visit_line')
			.addColumn('visit_id', text, (c) => c.notNull())
			.addColumn('line_id', text, (c) => c.notNull())
			.addColumn('seq', count, (c) => c.notNull())
			.addColumn('category', text, (c) => c.notNull())
			.addColumn('sku', text)
			.addColumn('quantity', count, (c) => c.notNull())
			.addColumn('gross_minor', count, (c) => c.notNull())
			.addColumn('tax_minor', count)
			.addColumn('cost_minor', count)
			.addColumn('discount_minor', count, (c) => c.notNull())
			.addColumn('payable_minor', count, (c) => c.notNull())
			.addColumn('points_paid_minor', count, (c) => c.notNull())
			.addPrimaryKeyConstraint('visit_line_key', ['visit_id', 'seq']),
		create
			.createTable('visit_tender')
			.addColumn('visit_id', text, (c) => c.notNull())
			.addColumn('seq', count, (c) => c.notNull())
			.addColumn('type', text, (c) => c.notNull())
			.addColumn('points', count)
			.addColumn('amount_minor', count, (c) => c.notNull())
			.addPrimaryKeyConstraint('visit_tender_key', ['visit_id', 'seq']),
		create
			.createTable('entry')
			.addColumn('id', text, (c) => c.primaryKey())
			.addColumn('property_id', text, (c) => c.notNull())
			.addColumn('kind', text, (c) => c.notNull())
			.addColumn('member_id', text, (c) => c.notNull())
			.addColumn('visit_id', text)
			.addColumn('effective_at', text, (c) => c.notNull())
			.addColumn('recorded_at', text, (c) => c.notNull())
			.addColumn('business_date', text, (c) => c.notNull())
			.addColumn('outlet', text, (c) => c.notNull())
			.addColumn('terminal', text, (c) => c.notNull())
			.addColumn('actor', text, (c) => c.notNull())
			.addColumn('programme_version', count, (c) => c.notNull()),
		create
			.createTable('posting')
			.addColumn('entry_id', text, (c) => c.notNull())
			.addColumn('seq', count, (c) => c.notNull())
			.addColumn('account', text, (c) => c.notNull())
			.addColumn('unit', text, (c) => c.notNull())
			.addColumn('quantity', count, (c) => c.notNull())
			.addColumn('lot_id', text)
			.addPrimaryKeyConstraint('posting_key', ['entry_id', 'seq']),
		create
			.createTable('lot')
			.addColumn('id', text, (c) => c.primaryKey())
			.addColumn('member_id', text, (c) => c.notNull())
			.addColumn('unit', text, (c) => c.notNull())
			.addColumn('quantity', count, (c) => c.notNull())
			.addColumn('remaining', count, (c) => c.notNull())
			.addColumn('earned_at', text, (c) => c.notNull())
			.addColumn('expires_on', text),
		create
			.createTable('command')
			.addColumn('id', text, (c) => c.primaryKey())
			.addColumn('kind', text, (c) => c.notNull())
			.addColumn('body_hash', text, (c) => c.notNull())
			.addColumn('answer', text, (c) => c.notNull())
			.addColumn('recorded_at', text, (c) => c.notNull()),
		create
			.createTable('feed')
			.addColumn('property_id', text, (c) => c.notNull())
			.addColumn('position', count, (c) => c.notNull())
			.addColumn('kind', text, (c) => c.notNull())
			.addColumn('subject_id', text, (c) => c.notNull())
			.addColumn('version', count, (c) => c.notNull())
			.addColumn('hash', text, (c) => c.notNull())
			.addPrimaryKeyConstraint('feed_key', ['property_id', 'position']),
		create
			.createTable('ledger_head')
			.addColumn('property_id', text, (c) => c.primaryKey())
			.addColumn('position', count, (c) => c.notNull())
			.addColumn('hash', text, (c) => c.notNull()),
	].map((table) => `${table.compile().sql}${dialect.tableSuffix}`);

	return [...dialect.functions, ...tables, ...INDEXES, ...CHECKS.flatMap(dialect.check), ...guards(dialect)];
}

const INDEXES = [
	// A check number names a bill of one outlet and day; a till without check numbers is protected by the visit's id alone.
	'create unique index visit_business_key on visit (property_id, outlet, business_date, check_number, part, kind) where check_number is not null',
	'create index visit_by_member on visit (member_id, business_date)',
	'create index entry_by_member on entry (member_id, kind, effective_at)',
	'create index entry_by_visit on entry (visit_id)',
	// Only what is left counts at the counter, so the cost follows open lots and not a guest's whole past.
	'create index lot_open on lot (member_id, unit) where remaining > 0',
	'create index card_by_member on card (member_id)',
];

/** What no arithmetic of ours may ever produce. */
const CHECKS = [
	{ table: 'lot', name: 'lot_within', condition: 'new.remaining >= 0 and new.remaining <= new.quantity' },
	{ table: 'member', name: 'member_debt', condition: 'new.debt_points <= 0' },
];

const APPEND_ONLY = ['visit', 'visit_line', 'visit_tender', 'entry', 'posting', 'feed', 'command', 'programme'];

const guards = (dialect: Dialect): string[] => [
	...APPEND_ONLY.flatMap((table) => [
		...dialect.refuse(table, 'update', 'append-only'),
		...dialect.refuse(table, 'delete', 'append-only'),
	]),
	...dialect.refuse('lot', 'delete', 'append-only'),
	...dialect.refuse('lot', 'update of id, member_id, unit, quantity, earned_at, expires_on', 'written once'),
	...dialect.refuse('ledger_head', 'delete', 'the head stays'),
];
