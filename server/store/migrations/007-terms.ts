import type { Kysely } from 'kysely';
import type { Dialect } from '../dialect.ts';
import type { Tables } from '../tables/schema.ts';

/** When points run out and tiers end, and what guests were told of it. */
export function terms(db: Kysely<Tables>, dialect: Dialect): string[] {
	const { count, text } = dialect;
	const { schema } = db;
	const notices = schema
		.createTable('notice')
		.addColumn('subject_id', text, (c) => c.notNull())
		.addColumn('last_day', text, (c) => c.notNull())
		.addColumn('member_id', text, (c) => c.notNull())
		.addColumn('channel', text, (c) => c.notNull())
		.addColumn('at', text, (c) => c.notNull())
		.addColumn('cause_id', text, (c) => c.notNull())
		.addPrimaryKeyConstraint('notice_key', ['subject_id', 'last_day']);
	const changes = schema
		.createTable('tier_change')
		.addColumn('member_id', text, (c) => c.notNull())
		.addColumn('seq', count, (c) => c.notNull())
		.addColumn('reason', text, (c) => c.notNull())
		.addColumn('before_tier', text, (c) => c.notNull())
		.addColumn('tier', text, (c) => c.notNull())
		.addColumn('earned_tier', text, (c) => c.notNull())
		.addColumn('valid_until', text)
		.addColumn('floor_tier', text)
		.addColumn('floor_until', text)
		.addColumn('floor_reason', text)
		.addColumn('effective_at', text, (c) => c.notNull())
		.addColumn('recorded_at', text, (c) => c.notNull())
		.addColumn('business_date', text, (c) => c.notNull())
		.addColumn('actor', text, (c) => c.notNull())
		.addColumn('cause_id', text, (c) => c.notNull().unique())
		// Two that lift a member at once would both count from the same tier: the second finds this key taken.
		.addPrimaryKeyConstraint('tier_change_key', ['member_id', 'seq']);
	const ofMember = ['opening_tier', 'opening_until', 'earned_tier', 'tier_until', 'floor_tier', 'floor_until'];
	return [
		`${changes.compile().sql}${dialect.tableSuffix}`,
		...[...ofMember, 'tier_since', 'tier_told'].map(
			(column) => schema.alterTable('member').addColumn(column, text).compile().sql,
		),
		schema
			.alterTable('member')
			.addColumn('tier_seq', count, (c) => c.notNull().defaultTo(0))
			.compile().sql,
		'update member set opening_tier = tier, earned_tier = tier',
		`${notices.compile().sql}${dialect.tableSuffix}`,
		schema.alterTable('lot').addColumn('idle_months', count).compile().sql,
		schema.alterTable('lot').addColumn('idle_activity', text).compile().sql,
		schema.alterTable('lot').addColumn('told_day', text).compile().sql,
		schema.alterTable('member').addColumn('earned_on', text).compile().sql,
		schema.alterTable('member').addColumn('redeemed_on', text).compile().sql,
		`update member set
			earned_on = (select max(business_date) from entry where member_id = member.id and kind in ('earn', 'bonus')),
			redeemed_on = (select max(business_date) from entry where member_id = member.id and kind = 'redeem')`,
		'create index notice_by_cause on notice (cause_id)',
		...dialect.refuse('lot', 'update of idle_months, idle_activity', 'written once', 'lot_term_no_update'),
		...dialect.refuse('member', 'update of opening_tier, opening_until', 'written once', 'member_opening_no_update'),
		...['notice', 'tier_change'].flatMap((table) => [
			...dialect.refuse(table, 'update', 'append-only'),
			...dialect.refuse(table, 'delete', 'append-only'),
		]),
	];
}
