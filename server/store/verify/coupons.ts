import { sql } from 'kysely';
import { fetch, statement, type Loading } from '../statement.ts';

/** What does not add up of coupons. `subject` is the id of one. */
export type CouponFault = { readonly code: 'coupon_differs'; readonly subject: string };

export function* couponFaults(): Loading<readonly CouponFault[]> {
	const faulty = yield* fetch(
		differingIssues({}),
		differingStates({}),
		overfullCoupons({}),
		strayLots({}),
		strayUses({}),
	);
	return [...new Set(faulty.flat().map(({ id }) => id))].map((id) => ({ code: 'coupon_differs', subject: id }));
}

type None = Record<never, never>;

/** What was issued and what it cost stand in its entry. */
const differingIssues = statement<None>()('verify.coupon-issues', (db) =>
	db
		.selectFrom('coupon')
		.leftJoin('posting', (join) =>
			join.on((e) =>
				e('posting.entry_id', '=', sql<string>`coupon.id || case when coupon.points > 0 then '/buy' else '/give' end`),
			),
		)
		.select('coupon.id')
		.groupBy(['coupon.id', 'coupon.unit', 'coupon.quantity', 'coupon.points'])
		.having((e) => {
			const moved = (account: string, unit: ReturnType<typeof sql<string>>) =>
				sql<number>`coalesce(sum(case when posting.account = ${sql.lit(account)} and posting.unit = ${unit} then posting.quantity end), 0)`;
			return e.or([
				e(moved('AV', sql`coupon.unit`), '<>', e.ref('coupon.quantity')),
				e(moved('REDEEMED', sql.lit('points') as never), '<>', e.ref('coupon.points')),
			]);
		}),
);

/** One that was called off has its entry, and one that was not has none. */
const differingStates = statement<None>()('verify.coupon-states', (db) =>
	db
		.selectFrom('coupon')
		.leftJoin('entry', (join) => join.on((e) => e('entry.id', '=', sql<string>`coupon.id || '/cancel'`)))
		.select('coupon.id')
		.where((e) => e('coupon.state', '<>', sql<string>`case when entry.id is null then 'issued' else 'cancelled' end`)),
);

/** More is left on it than was issued, or anything on one that was called off. */
const overfullCoupons = statement<None>()('verify.coupon-lots', (db) =>
	db
		.selectFrom('coupon')
		.innerJoin('lot', 'lot.coupon_id', 'coupon.id')
		.select('coupon.id')
		.groupBy(['coupon.id', 'coupon.quantity', 'coupon.state'])
		.having((e) =>
			e(
				e.fn.sum('lot.remaining'),
				'>',
				sql<number>`case coupon.state when 'cancelled' then 0 else coupon.quantity end`,
			),
		),
);

/** A lot of no coupon, of another member, or of another unit than its coupon is. */
const strayLots = statement<None>()('verify.coupon-strays', (db) =>
	db
		.selectFrom('lot')
		.leftJoin('coupon', (join) =>
			join
				.onRef('coupon.id', '=', 'lot.coupon_id')
				.onRef('coupon.member_id', '=', 'lot.member_id')
				.onRef('coupon.unit', '=', 'lot.unit'),
		)
		.select('lot.coupon_id as id')
		.where('lot.coupon_id', 'is not', null)
		.where('coupon.id', 'is', null)
		.$castTo<{ id: string }>(),
);

/** A bill says that it used a coupon and took nothing of its lots. */
const strayUses = statement<None>()('verify.coupon-uses', (db) =>
	db
		.selectFrom('visit_offer')
		.select('visit_offer.coupon_id as id')
		.where('visit_offer.coupon_id', 'is not', null)
		.where((e) =>
			e.not(
				e.exists(
					e
						.selectFrom('posting')
						.innerJoin('lot', 'lot.id', 'posting.lot_id')
						.select('lot.id')
						.where((w) =>
							w('posting.entry_id', '=', sql<string>`visit_offer.visit_id || '/coupon:' || visit_offer.offer_id`),
						)
						.whereRef('lot.coupon_id', '=', 'visit_offer.coupon_id'),
				),
			),
		)
		.$castTo<{ id: string }>(),
);
