import type { Kysely } from 'kysely';
import type { Dialect } from '../dialect.ts';
import type { Tables } from '../tables/schema.ts';

/** The offers that bills got, and what they drew of those that the house limits. */
export function offers(db: Kysely<Tables>, dialect: Dialect): string[] {
	const { count, text } = dialect;
	const create = db.schema;
	const tables = [
		create
			.createTable('visit_offer')
			.addColumn('visit_id', text, (c) => c.notNull())
			.addColumn('seq', count, (c) => c.notNull())
			.addColumn('member_id', text, (c) => c.notNull())
			.addColumn('business_date', text, (c) => c.notNull())
			.addColumn('offer_id', text, (c) => c.notNull())
			.addColumn('amount_minor', count, (c) => c.notNull())
			.addColumn('uses', text, (c) => c.notNull())
			.addColumn('points', count, (c) => c.notNull())
			.addPrimaryKeyConstraint('visit_offer_key', ['visit_id', 'seq']),
		create
			.createTable('offer_draw')
			.addColumn('property_id', text, (c) => c.notNull())
			.addColumn('offer_id', text, (c) => c.notNull())
			.addColumn('seq', count, (c) => c.notNull())
			.addColumn('visit_id', text, (c) => c.notNull())
			.addColumn('reversal_id', text)
			.addColumn('uses_after', count, (c) => c.notNull())
			.addColumn('minor_after', count, (c) => c.notNull())
			// Two bills that draw on one budget at once would both find it full: the second finds this key taken.
			.addPrimaryKeyConstraint('offer_draw_key', ['property_id', 'offer_id', 'seq']),
	].map((table) => `${table.compile().sql}${dialect.tableSuffix}`);
	return [
		...tables,
		'create index visit_offer_by_member on visit_offer (member_id, offer_id, business_date)',
		'create index offer_draw_by_visit on offer_draw (visit_id)',
		...dialect.check({
			table: 'offer_draw',
			name: 'draw_within',
			condition: 'new.uses_after >= 0 and new.minor_after >= 0',
		}),
		...['visit_offer', 'offer_draw'].flatMap((table) => [
			...dialect.refuse(table, 'update', 'append-only'),
			...dialect.refuse(table, 'delete', 'append-only'),
		]),
	];
}
