import type { Kysely } from 'kysely';
import type { Dialect } from '../dialect.ts';
import type { Tables } from '../tables/schema.ts';

const HOLD_STATES = ['open', 'captured', 'released', 'expired', 'forfeited'];

/** Coupons that guests buy beforehand or are given, the lots that they are, and what is booked with points. */
export function vouchers(db: Kysely<Tables>, dialect: Dialect): string[] {
	const { count, text } = dialect;
	const { schema } = db;
	const table = schema
		.createTable('coupon')
		.addColumn('id', text, (c) => c.primaryKey())
		.addColumn('property_id', text, (c) => c.notNull())
		.addColumn('member_id', text, (c) => c.notNull())
		.addColumn('offer_id', text, (c) => c.notNull())
		.addColumn('unit', text, (c) => c.notNull())
		.addColumn('quantity', count, (c) => c.notNull())
		.addColumn('points', count, (c) => c.notNull())
		.addColumn('reason', text)
		.addColumn('drawn_minor', count)
		.addColumn('expires_on', text)
		.addColumn('code_hash', text, (c) => c.notNull().unique())
		.addColumn('outlet', text, (c) => c.notNull())
		.addColumn('terminal', text, (c) => c.notNull())
		.addColumn('actor', text, (c) => c.notNull())
		.addColumn('business_date', text, (c) => c.notNull())
		.addColumn('occurred_at', text, (c) => c.notNull())
		.addColumn('recorded_at', text, (c) => c.notNull())
		.addColumn('state', text, (c) => c.notNull());
	const withCoupon = (['lot', 'visit_offer', 'offer_draw'] as const).map(
		(name) => schema.alterTable(name).addColumn('coupon_id', text).compile().sql,
	);
	return [
		`${table.compile().sql}${dialect.tableSuffix}`,
		...withCoupon,
		...['offer_id', 'no_show'].map((column) => schema.alterTable('hold').addColumn(column, text).compile().sql),
		'create index coupon_by_member on coupon (member_id, offer_id, business_date)',
		'create index lot_by_coupon on lot (coupon_id) where coupon_id is not null',
		"create index hold_by_member on hold (member_id) where state = 'open'",
		...uncheck(dialect, 'hold', 'hold_within'),
		...dialect.check({
			table: 'hold',
			name: 'hold_within',
			condition: `new.points > 0 and new.state in (${HOLD_STATES.map((state) => `'${state}'`).join(', ')})`,
		}),
		...dialect.check({
			table: 'coupon',
			name: 'coupon_within',
			condition: "new.quantity > 0 and new.points >= 0 and new.state in ('issued', 'cancelled')",
		}),
		...dialect.refuse('hold', 'update of offer_id, no_show', 'written once', 'hold_booking_no_update'),
		...dialect.refuse('lot', 'update of coupon_id', 'written once', 'lot_coupon_no_update'),
		...dialect.refuse(
			'coupon',
			'update of id, property_id, member_id, offer_id, unit, quantity, points, reason, drawn_minor, expires_on, code_hash, outlet, terminal, actor, business_date, occurred_at, recorded_at',
			'written once',
		),
		...dialect.refuse('coupon', 'delete', 'append-only'),
	];
}

/** A check that another one takes the place of. */
const uncheck = ({ name: database }: Dialect, table: string, name: string): string[] =>
	database === 'sqlite'
		? ['insert', 'update'].map((event) => `drop trigger ${name}_${event}`)
		: [`alter table ${table} drop constraint ${name}`];
