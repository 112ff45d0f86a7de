import type { Kysely } from 'kysely';
import type { Dialect } from '../dialect.ts';
import type { Tables } from '../tables/schema.ts';

/** What each rule gave on a visit, what the rules that look back go by, and the birthday. */
export function earn(db: Kysely<Tables>, dialect: Dialect): string[] {
	const { count, text } = dialect;
	const create = db.schema;
	const tables = [
		create
			.createTable('visit_grant')
			.addColumn('visit_id', text, (c) => c.notNull())
			.addColumn('seq', count, (c) => c.notNull())
			.addColumn('rule_id', text, (c) => c.notNull())
			.addColumn('kind', text, (c) => c.notNull())
			.addColumn('base_minor', count, (c) => c.notNull())
			.addColumn('points', count, (c) => c.notNull())
			.addColumn('tallied', count, (c) => c.notNull())
			.addPrimaryKeyConstraint('visit_grant_key', ['visit_id', 'seq']),
		create
			.createTable('member_tally')
			.addColumn('member_id', text, (c) => c.notNull())
			.addColumn('rule_id', text, (c) => c.notNull())
			.addColumn('base_minor', count, (c) => c.notNull())
			.addColumn('last_on', text, (c) => c.notNull())
			.addPrimaryKeyConstraint('member_tally_key', ['member_id', 'rule_id']),
	].map((table) => `${table.compile().sql}${dialect.tableSuffix}`);
	return [
		...tables,
		create.alterTable('person').addColumn('birthday', text).compile().sql,
		...dialect.refuse('visit_grant', 'update', 'append-only'),
		...dialect.refuse('visit_grant', 'delete', 'append-only'),
	];
}
