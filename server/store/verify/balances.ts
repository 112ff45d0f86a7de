import { sql } from 'kysely';
import { fetch, statement, type Loading, type Db } from '../statement.ts';
import { correctionFaults, type CorrectionFault } from './corrections.ts';
import { conflictFaults, type ConflictFault } from './conflicts.ts';
import { couponFaults, type CouponFault } from './coupons.ts';
import { termFaults, type TermFault } from './terms.ts';
import { pendingFaults, type PendingFault } from './pending.ts';
import { stayFaults, type StayFault } from './stays.ts';
import { tierFaults, type TierFault } from './tiers.ts';

/** One thing that does not add up. `subject` is an id of ours, never a name. */
export type Fault = {
	readonly code:
		| 'position_missing'
		| 'fact_missing'
		| 'hash_differs'
		| 'head_differs'
		| 'fact_unchained'
		| 'entry_unbalanced'
		| 'lot_differs'
		| 'debt_differs'
		| 'debt_beside_points'
		| 'tally_differs'
		| 'reversal_exceeds'
		| 'draw_differs'
		| TermFault['code']
		| TierFault['code']
		| PendingFault['code']
		| StayFault['code']
		| CorrectionFault['code']
		| CouponFault['code']
		| ConflictFault['code']
		/** More or less is held than the state of the hold says. */
		| 'hold_differs'
		| 'erased_present';
	readonly subject: string;
};

/** Each query answers only what does not add up, so that the check of a million entries moves a handful of rows. */
export function* foldedFaults(today: string): Loading<readonly Fault[]> {
	const [entries, lots, debts, stampDebts, both, tallies, returns, draws, holds, erased] = yield* fetch(
		unbalancedEntries({}),
		differingLots({}),
		differingDebts({}),
		differingStampDebts({}),
		debtBesidePoints({ today }),
		differingTallies({}),
		returnsOverSales({}),
		differingDraws({}),
		differingHolds({}),
		erasedPresent({}),
	);
	return [
		...entries.map(({ id }): Fault => ({ code: 'entry_unbalanced', subject: id })),
		...lots.map(({ id }): Fault => ({ code: 'lot_differs', subject: id })),
		...[...debts, ...stampDebts].map(({ id }): Fault => ({ code: 'debt_differs', subject: id })),
		...both.map(({ id }): Fault => ({ code: 'debt_beside_points', subject: id })),
		...tallies.map(({ id }): Fault => ({ code: 'tally_differs', subject: id })),
		...returns.map(({ id }): Fault => ({ code: 'reversal_exceeds', subject: id })),
		...draws.map(({ id }): Fault => ({ code: 'draw_differs', subject: id })),
		...holds.map(({ id }): Fault => ({ code: 'hold_differs', subject: id })),
		...erased.map(({ id }): Fault => ({ code: 'erased_present', subject: id })),
		...(yield* termFaults()),
		...(yield* tierFaults()),
		...(yield* pendingFaults()),
		...(yield* stayFaults()),
		...(yield* correctionFaults()),
		...(yield* couponFaults()),
		...(yield* conflictFaults()),
	];
}

type None = Record<never, never>;

const unbalancedEntries = statement<None>()('verify.entries', (db) =>
	db
		.selectFrom('posting')
		.select('entry_id as id')
		.groupBy(['entry_id', 'unit'])
		.having((e) => e.fn.sum('quantity'), '<>', sql.lit(0)),
);

const differingLots = statement<None>()('verify.lots', (db) =>
	db
		.selectFrom('lot')
		.leftJoin('posting', (join) =>
			join.onRef('posting.lot_id', '=', 'lot.id').on('posting.account', '=', sql.lit('AV')),
		)
		.select('lot.id')
		.groupBy(['lot.id', 'lot.remaining'])
		.having((e) => e.fn.coalesce(e.fn.sum('posting.quantity'), sql.lit(0)), '<>', sql<number>`lot.remaining`),
);

/** All of an open one is held, and nothing of one that has ended. */
const differingHolds = statement<None>()('verify.holds', (db) =>
	db
		.selectFrom('hold')
		.leftJoin('entry', 'entry.hold_id', 'hold.id')
		.leftJoin('posting', (join) =>
			join.onRef('posting.entry_id', '=', 'entry.id').on('posting.account', '=', sql.lit('HD')),
		)
		.select('hold.id')
		.groupBy(['hold.id', 'hold.state', 'hold.points'])
		.having(
			(e) => e.fn.coalesce(e.fn.sum('posting.quantity'), sql.lit(0)),
			'<>',
			sql<number>`case hold.state when 'open' then hold.points else 0 end`,
		),
);

const differingDebts = statement<None>()('verify.debts', (db) =>
	db
		.selectFrom('member')
		.leftJoin('entry', 'entry.member_id', 'member.id')
		.leftJoin('posting', (join) =>
			join
				.onRef('posting.entry_id', '=', 'entry.id')
				.on('posting.account', '=', sql.lit('DB'))
				.on('posting.unit', '=', sql.lit('points')),
		)
		.select('member.id')
		.groupBy(['member.id', 'member.debt_points'])
		.having((e) => e.fn.coalesce(e.fn.sum('posting.quantity'), sql.lit(0)), '<>', sql<number>`member.debt_points`),
);

const debtBesidePoints = statement<{ today: string }>()('verify.debt-beside-points', (db, v) =>
	db
		.selectFrom('member')
		.innerJoin('lot', 'lot.member_id', 'member.id')
		.select('member.id')
		.distinct()
		.where('member.debt_points', '<', sql.lit(0))
		.where('lot.unit', '=', sql.lit('points'))
		.where('lot.remaining', '>', sql.lit(0))
		// Points run out only by a day that was told.
		.where((e) => e.or([e('lot.told_day', 'is', null), e('lot.told_day', '>=', v.today)])),
);

/** Both ways: a debt that no posting explains is as wrong as postings that no debt holds. */
const differingStampDebts = statement<None>()('verify.stamp-debts', (db) => {
	const owed = db
		.selectFrom('entry')
		.innerJoin('posting', 'posting.entry_id', 'entry.id')
		.select((e) => ['entry.member_id', 'posting.unit', e.fn.sum<number>('posting.quantity').as('quantity')])
		.where('posting.account', '=', sql.lit('DB'))
		.where('posting.unit', '<>', sql.lit('points'))
		.groupBy(['entry.member_id', 'posting.unit']);
	const without = db
		.selectFrom(owed.as('folded'))
		.leftJoin('member_debt', (join) =>
			join.onRef('member_debt.member_id', '=', 'folded.member_id').onRef('member_debt.unit', '=', 'folded.unit'),
		)
		.select('folded.member_id as id')
		.where((e) => e(e.fn.coalesce('member_debt.owed', sql.lit(0)), '<>', sql<number>`-${e.ref('folded.quantity')}`));
	return db
		.selectFrom('member_debt')
		.leftJoin(owed.as('folded'), (join) =>
			join.onRef('folded.member_id', '=', 'member_debt.member_id').onRef('folded.unit', '=', 'member_debt.unit'),
		)
		.select('member_debt.member_id as id')
		.where('folded.quantity', 'is', null)
		.where('member_debt.owed', '<>', sql.lit(0))
		.union(without.$castTo<{ id: string }>());
});

/** A line of which more came back than was sold. */
const returnsOverSales = statement<None>()('verify.returns', (db) =>
	db
		.selectFrom('reversal')
		.innerJoin('reversal_line', 'reversal_line.reversal_id', 'reversal.id')
		.innerJoin('visit_line', (join) =>
			join
				.onRef('visit_line.visit_id', '=', 'reversal.visit_id')
				.onRef('visit_line.line_id', '=', 'reversal_line.line_id'),
		)
		.select('reversal.visit_id as id')
		.groupBy([
			'reversal.visit_id',
			'reversal_line.line_id',
			'visit_line.gross_minor',
			'visit_line.payable_minor',
			'visit_line.quantity',
		])
		.having((e) =>
			e.or([
				e(e.fn.sum('reversal_line.list_minor'), '>', e.ref('visit_line.gross_minor')),
				e(e.fn.sum('reversal_line.payable_minor'), '>', e.ref('visit_line.payable_minor')),
				e(e.fn.sum('reversal_line.units_minus'), '>', e.ref('visit_line.quantity')),
			]),
		),
);

/** Each draw is the one before it and what its bill got of the offer, or its coupon may take of it, more or less. */
const differingDraws = statement<None>()('verify.draws', (db) =>
	db
		.selectFrom('offer_draw')
		.leftJoin('offer_draw as before', (join) =>
			join
				.onRef('before.property_id', '=', 'offer_draw.property_id')
				.onRef('before.offer_id', '=', 'offer_draw.offer_id')
				.on((e) => e('before.seq', '=', sql<number>`offer_draw.seq - 1`)),
		)
		.leftJoin('visit_offer', (join) =>
			join
				.onRef('visit_offer.visit_id', '=', 'offer_draw.visit_id')
				.onRef('visit_offer.offer_id', '=', 'offer_draw.offer_id'),
		)
		.leftJoin('coupon', (join) =>
			join.onRef('coupon.id', '=', 'offer_draw.coupon_id').onRef('coupon.offer_id', '=', 'offer_draw.offer_id'),
		)
		.select('offer_draw.offer_id as id')
		.distinct()
		.where((e) => {
			const sign = sql<number>`case when offer_draw.reversal_id is null then 1 else -1 end`;
			const amount = sql<number>`coalesce(visit_offer.amount_minor, coupon.drawn_minor)`;
			const uses = sql<number>`coalesce(before.uses_after, 0) + ${sign}`;
			const minor = sql<number>`coalesce(before.minor_after, 0) + ${sign} * ${amount}`;
			return e.or([
				e(amount, 'is', null),
				e('offer_draw.uses_after', '<>', uses),
				e('offer_draw.minor_after', '<>', minor),
				e.and([e('before.seq', 'is', null), e('offer_draw.seq', '<>', sql.lit(1))]),
			]);
		}),
);

/** What every rule that looks back gave and took back. */
const tallied = (db: Db) =>
	db
		.selectFrom('visit_grant')
		.innerJoin('visit', 'visit.id', 'visit_grant.visit_id')
		.select(['visit.member_id', 'visit_grant.rule_id', 'visit_grant.base_minor', 'visit_grant.points'])
		.where('visit_grant.tallied', '=', sql.lit(1))
		.unionAll(
			db
				.selectFrom('reversal_grant')
				.innerJoin('reversal', 'reversal.id', 'reversal_grant.reversal_id')
				.select([
					'reversal.member_id',
					'reversal_grant.rule_id',
					sql<number>`-reversal_grant.base_minor`.as('base_minor'),
					sql<number>`-reversal_grant.points`.as('points'),
				])
				.where('reversal_grant.tallied', '=', sql.lit(1)),
		);

/** Both ways: a tally that no grant explains is as wrong as grants that no tally holds. */
const differingTallies = statement<None>()('verify.tallies', (db) => {
	const granted = db
		.selectFrom(tallied(db).as('each'))
		.select((e) => [
			'each.member_id',
			'each.rule_id',
			e.fn.sum<number>('each.base_minor').as('base_minor'),
			e.fn.sum<number>('each.points').as('points'),
		])
		.groupBy(['each.member_id', 'each.rule_id']);
	const without = db
		.selectFrom(granted.as('granted'))
		.leftJoin('member_tally', (join) =>
			join
				.onRef('member_tally.member_id', '=', 'granted.member_id')
				.onRef('member_tally.rule_id', '=', 'granted.rule_id'),
		)
		.select('granted.member_id as id')
		.where((e) =>
			e.or([
				e('member_tally.base_minor', 'is', null),
				e('member_tally.base_minor', '<>', e.ref('granted.base_minor')),
				e('member_tally.points', '<>', e.ref('granted.points')),
			]),
		);
	return db
		.selectFrom('member_tally')
		.leftJoin(granted.as('granted'), (join) =>
			join
				.onRef('granted.member_id', '=', 'member_tally.member_id')
				.onRef('granted.rule_id', '=', 'member_tally.rule_id'),
		)
		.select('member_tally.member_id as id')
		.where('granted.base_minor', 'is', null)
		.union(without.$castTo<{ id: string }>());
});

/** A person or a card of somebody who was forgotten. */
const erasedPresent = statement<None>()('verify.erased', (db) =>
	db
		.selectFrom('erasure')
		.innerJoin('person', 'person.member_id', 'erasure.member_id')
		.select('erasure.member_id as id')
		.union(
			db
				.selectFrom('erasure')
				.innerJoin('card', 'card.member_id', 'erasure.member_id')
				.select('erasure.member_id as id'),
		),
);
