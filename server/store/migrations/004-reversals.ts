import type { Kysely } from 'kysely';
import type { Dialect } from '../dialect.ts';
import type { Tables } from '../tables/schema.ts';

/** Visits taken back, whole or by line, what rules gave in all, and stamps that are owed. */
export function reversals(db: Kysely<Tables>, dialect: Dialect): string[] {
	const { count, text } = dialect;
	const create = db.schema;
	const tables = [
		create
			.createTable('reversal')
			.addColumn('id', text, (c) => c.primaryKey())
			.addColumn('property_id', text, (c) => c.notNull())
			.addColumn('visit_id', text, (c) => c.notNull())
			.addColumn('seq', count, (c) => c.notNull())
			.addColumn('member_id', text)
			.addColumn('visit_date', text, (c) => c.notNull())
			.addColumn('outlet', text, (c) => c.notNull())
			.addColumn('terminal', text, (c) => c.notNull())
			.addColumn('actor', text, (c) => c.notNull())
			.addColumn('approved_by', text)
			.addColumn('reason', text, (c) => c.notNull())
			.addColumn('business_date', text, (c) => c.notNull())
			.addColumn('occurred_at', text, (c) => c.notNull())
			.addColumn('recorded_at', text, (c) => c.notNull())
			.addColumn('whole', count, (c) => c.notNull())
			.addColumn('list_minor', count, (c) => c.notNull())
			.addColumn('discount_minor', count, (c) => c.notNull())
			.addColumn('payable_minor', count, (c) => c.notNull())
			.addColumn('points_paid_minor', count, (c) => c.notNull())
			.addColumn('points_returned', count, (c) => c.notNull())
			// Two of them at once would count the same rest twice: the second finds this key taken and begins again.
			.addUniqueConstraint('reversal_seq', ['visit_id', 'seq']),
		create
			.createTable('reversal_line')
			.addColumn('reversal_id', text, (c) => c.notNull())
			.addColumn('seq', count, (c) => c.notNull())
			.addColumn('line_id', text, (c) => c.notNull())
			.addColumn('category', text, (c) => c.notNull())
			.addColumn('quantity', count, (c) => c.notNull())
			.addColumn('amount_minor', count, (c) => c.notNull())
			.addColumn('units_minus', count, (c) => c.notNull())
			.addColumn('list_minor', count, (c) => c.notNull())
			.addColumn('discount_minor', count, (c) => c.notNull())
			.addColumn('payable_minor', count, (c) => c.notNull())
			.addColumn('points_paid_minor', count, (c) => c.notNull())
			.addPrimaryKeyConstraint('reversal_line_key', ['reversal_id', 'seq']),
		create
			.createTable('reversal_grant')
			.addColumn('reversal_id', text, (c) => c.notNull())
			.addColumn('seq', count, (c) => c.notNull())
			.addColumn('rule_id', text, (c) => c.notNull())
			.addColumn('kind', text, (c) => c.notNull())
			.addColumn('base_minor', count, (c) => c.notNull())
			.addColumn('points', count, (c) => c.notNull())
			.addColumn('tallied', count, (c) => c.notNull())
			.addPrimaryKeyConstraint('reversal_grant_key', ['reversal_id', 'seq']),
		create
			.createTable('member_debt')
			.addColumn('member_id', text, (c) => c.notNull())
			.addColumn('unit', text, (c) => c.notNull())
			.addColumn('owed', count, (c) => c.notNull())
			.addPrimaryKeyConstraint('member_debt_key', ['member_id', 'unit']),
	].map((table) => `${table.compile().sql}${dialect.tableSuffix}`);
	return [
		...tables,
		create.alterTable('entry').addColumn('reversal_id', text).compile().sql,
		create
			.alterTable('member_tally')
			.addColumn('points', count, (c) => c.notNull().defaultTo(0))
			.compile().sql,
		`update member_tally set points = (
			select coalesce(sum(visit_grant.points), 0) from visit_grant join visit on visit.id = visit_grant.visit_id
			where visit.member_id = member_tally.member_id and visit_grant.rule_id = member_tally.rule_id)`,
		'create index reversal_by_member on reversal (member_id, visit_date)',
		'create index entry_by_reversal on entry (reversal_id) where reversal_id is not null',
		...dialect.check({ table: 'member_debt', name: 'debt_owed', condition: 'new.owed >= 0' }),
		...['reversal', 'reversal_line', 'reversal_grant'].flatMap((table) => [
			...dialect.refuse(table, 'update', 'append-only'),
			...dialect.refuse(table, 'delete', 'append-only'),
		]),
	];
}
