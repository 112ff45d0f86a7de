import { sql } from 'kysely';
import { fetch, statement, type Loading } from '../statement.ts';

type Day = { propertyId: string; outlet: string; businessDate: string };

/** What an outlet booked on a business day: what was recorded for it, and what was taken back on it. */
export type DayClose = {
	readonly visits: Sums & { readonly members: number; readonly pointsEarned: number; readonly pointsSpent: number };
	/** On this day, of visits of any day. */
	readonly reversals: Sums & { readonly pointsTakenBack: number; readonly pointsReturned: number };
};
type Sums = {
	readonly count: number;
	readonly listMinor: number;
	readonly discountMinor: number;
	readonly payableMinor: number;
	readonly pointsPaidMinor: number;
};

const sumVisits = statement<Day>()('day.visits', (db, v) =>
	db
		.selectFrom('visit')
		.select(({ fn }) => [
			fn.countAll<number>().as('count'),
			fn.count<number>('member_id').as('members'),
			fn.coalesce(fn.sum<number>('list_minor'), sql.lit(0)).as('list_minor'),
			fn.coalesce(fn.sum<number>('discount_minor'), sql.lit(0)).as('discount_minor'),
			fn.coalesce(fn.sum<number>('payable_minor'), sql.lit(0)).as('payable_minor'),
		])
		.where('property_id', '=', v.propertyId)
		.where('outlet', '=', v.outlet)
		.where('business_date', '=', v.businessDate),
);

const sumEarned = statement<Day>()('day.earned', (db, v) =>
	db
		.selectFrom('visit')
		.innerJoin('visit_grant', 'visit_grant.visit_id', 'visit.id')
		.select(({ fn }) => fn.coalesce(fn.sum<number>('visit_grant.points'), sql.lit(0)).as('points'))
		.where('visit.property_id', '=', v.propertyId)
		.where('visit.outlet', '=', v.outlet)
		.where('visit.business_date', '=', v.businessDate),
);

const sumSpent = statement<Day>()('day.spent', (db, v) =>
	db
		.selectFrom('visit')
		.innerJoin('visit_tender', 'visit_tender.visit_id', 'visit.id')
		.select(({ fn }) => [
			fn.coalesce(fn.sum<number>('visit_tender.points'), sql.lit(0)).as('points'),
			fn.coalesce(fn.sum<number>('visit_tender.amount_minor'), sql.lit(0)).as('amount_minor'),
		])
		.where('visit_tender.type', '=', sql.lit('points'))
		.where('visit.property_id', '=', v.propertyId)
		.where('visit.outlet', '=', v.outlet)
		.where('visit.business_date', '=', v.businessDate),
);

const sumReversals = statement<Day>()('day.reversals', (db, v) =>
	db
		.selectFrom('reversal')
		.select(({ fn }) => [
			fn.countAll<number>().as('count'),
			fn.coalesce(fn.sum<number>('list_minor'), sql.lit(0)).as('list_minor'),
			fn.coalesce(fn.sum<number>('discount_minor'), sql.lit(0)).as('discount_minor'),
			fn.coalesce(fn.sum<number>('payable_minor'), sql.lit(0)).as('payable_minor'),
			fn.coalesce(fn.sum<number>('points_paid_minor'), sql.lit(0)).as('points_paid_minor'),
			fn.coalesce(fn.sum<number>('points_returned'), sql.lit(0)).as('points_returned'),
		])
		.where('property_id', '=', v.propertyId)
		.where('outlet', '=', v.outlet)
		.where('business_date', '=', v.businessDate),
);

const sumTakenBack = statement<Day>()('day.taken-back', (db, v) =>
	db
		.selectFrom('reversal')
		.innerJoin('reversal_grant', 'reversal_grant.reversal_id', 'reversal.id')
		.select(({ fn }) => fn.coalesce(fn.sum<number>('reversal_grant.points'), sql.lit(0)).as('points'))
		.where('reversal.property_id', '=', v.propertyId)
		.where('reversal.outlet', '=', v.outlet)
		.where('reversal.business_date', '=', v.businessDate),
);

export function* loadDayClose(day: Day): Loading<DayClose> {
	const [[visits], [earned], [spent], [reversals], [takenBack]] = yield* fetch(
		sumVisits(day),
		sumEarned(day),
		sumSpent(day),
		sumReversals(day),
		sumTakenBack(day),
	);
	return {
		visits: {
			count: visits!.count,
			members: visits!.members,
			listMinor: visits!.list_minor,
			discountMinor: visits!.discount_minor,
			payableMinor: visits!.payable_minor,
			pointsPaidMinor: spent!.amount_minor,
			pointsEarned: earned!.points,
			pointsSpent: spent!.points,
		},
		reversals: {
			count: reversals!.count,
			listMinor: reversals!.list_minor,
			discountMinor: reversals!.discount_minor,
			payableMinor: reversals!.payable_minor,
			pointsPaidMinor: reversals!.points_paid_minor,
			pointsTakenBack: takenBack!.points,
			pointsReturned: reversals!.points_returned,
		},
	};
}
