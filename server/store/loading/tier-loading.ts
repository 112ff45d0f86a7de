import { sql } from 'kysely';
import type { MemberId } from '#shared/kernel/ids.ts';
import type { LiftedTier } from '#shared/ledger/reversal/tier-taken-back.ts';
import type { PastTier, TierTerm } from '#shared/ledger/tiers/tier-change.ts';
import type { Programme } from '#shared/loyalty/programme/programme.schema.ts';
import { enrolledOnOf, historyFrom, shortened, type MetricDay } from '#shared/loyalty/tiers/tier-window.ts';
import { NIGHT_CATEGORY } from '#shared/loyalty/earning/nights.ts';
import type { MemberTable } from '../tables/schema.ts';
import { fetch, statement, type Loading, type Db } from '../statement.ts';

type Since = { memberId: string; from: string };

const nothing = { nights: sql.lit(0), spend: sql.lit(0), bills: sql.lit(0), points: sql.lit(0) } as const;

/** Nights, spending, bills and base points, each where it is told, of visits and of what came back of them. */
const parts = (db: Db, v: Since) => {
	const columns = (
		of: Partial<Record<keyof typeof nothing, ReturnType<typeof sql.lit> | ReturnType<typeof sql<number>>>>,
	) => {
		const { nights, spend, bills, points } = { ...nothing, ...of };
		return [
			sql<number>`${nights}`.as('nights'),
			sql<number>`${spend}`.as('spend'),
			sql<number>`${bills}`.as('bills'),
			sql<number>`${points}`.as('points'),
		];
	};
	const visits = (day = sql<string>`visit.business_date`) =>
		db
			.selectFrom('visit')
			.select([day.as('day'), 'visit.outlet as outlet'])
			.where('visit.member_id', '=', v.memberId)
			.where('visit.business_date', '>=', v.from);
	const reversals = (day = sql<string>`reversal.visit_date`) =>
		db
			.selectFrom('reversal')
			.select([day.as('day'), 'reversal.outlet as outlet'])
			.where('reversal.member_id', '=', v.memberId)
			.where('reversal.visit_date', '>=', v.from);
	return {
		spent: visits()
			.select(
				columns({ spend: sql<number>`visit.payable_minor - coalesce(visit.company_minor, 0)`, bills: sql.lit(1) }),
			)
			.unionAll(
				reversals().select(
					columns({
						spend: sql<number>`coalesce(reversal.company_minor, 0) - reversal.payable_minor`,
						bills: sql<number>`-reversal.whole`,
					}),
				),
			),
		// A night is no later than its bill, so the bills since a day have all the nights since then.
		nights: visits(sql<string>`coalesce(visit_line.night_on, visit.business_date)`)
			.innerJoin('visit_line', 'visit_line.visit_id', 'visit.id')
			.select(columns({ nights: sql<number>`visit_line.quantity` }))
			.where('visit_line.category', '=', sql.lit(NIGHT_CATEGORY))
			.unionAll(
				reversals(sql<string>`coalesce(visit_line.night_on, reversal.visit_date)`)
					.innerJoin('reversal_line', 'reversal_line.reversal_id', 'reversal.id')
					.innerJoin('visit_line', (join) =>
						join
							.onRef('visit_line.visit_id', '=', 'reversal.visit_id')
							.onRef('visit_line.line_id', '=', 'reversal_line.line_id'),
					)
					.select(columns({ nights: sql<number>`-reversal_line.units_minus` }))
					.where('reversal_line.category', '=', sql.lit(NIGHT_CATEGORY)),
			),
		points: visits()
			.innerJoin('visit_grant', 'visit_grant.visit_id', 'visit.id')
			.select(columns({ points: sql<number>`visit_grant.points` }))
			.where('visit_grant.kind', '=', sql.lit('base'))
			.unionAll(
				reversals()
					.innerJoin('reversal_grant', 'reversal_grant.reversal_id', 'reversal.id')
					.select(columns({ points: sql<number>`-reversal_grant.points` }))
					.where('reversal_grant.kind', '=', sql.lit('base')),
			),
	};
};

const byDay = (db: Db, all: ReturnType<typeof parts>['spent']) =>
	db
		.selectFrom(all.as('part'))
		.select((e) => [
			'part.day as day',
			'part.outlet as outlet',
			e.fn.sum<number>('part.nights').as('nights'),
			e.fn.sum<number>('part.spend').as('spend'),
			e.fn.sum<number>('part.bills').as('bills'),
			e.fn.sum<number>('part.points').as('points'),
		])
		.groupBy(['part.day', 'part.outlet'])
		.orderBy('part.day')
		.orderBy('part.outlet');

const findDays = statement<Since>()('tier.days', (db, v) => {
	const { spent, nights } = parts(db, v);
	return byDay(db, spent.unionAll(nights));
});

const findDaysWithPoints = statement<Since>()('tier.days-with-points', (db, v) => {
	const { spent, nights, points } = parts(db, v);
	return byDay(db, spent.unionAll(nights).unionAll(points));
});

/** What a member did, as far as the tiers of a programme look back from a business day. */
export function* loadDays(programme: Programme, memberId: MemberId, day: string): Loading<readonly MetricDay[]> {
	if (programme.tiers.length === 1) return [];
	const since = { memberId, from: historyFrom(programme, day) };
	const asksPoints = programme.tiers.some(({ from }) => JSON.stringify(from).includes('"points"'));
	const [rows] = yield* fetch(asksPoints ? findDaysWithPoints(since) : findDays(since));
	return rows.map(dayOf);
}

/** All that some programme may ask of a member, for a counter to keep. */
export function* loadWholeHistory(memberId: MemberId, day: string): Loading<readonly MetricDay[]> {
	const [rows] = yield* fetch(findDaysWithPoints({ memberId, from: '' }));
	return shortened(rows.map(dayOf), day);
}

type DayRow = Omit<MetricDay, 'on' | 'spendMinor'> & { readonly day: string; readonly spend: number };

const dayOf = ({ day: on, outlet, nights, spend: spendMinor, bills, points }: DayRow): MetricDay => ({
	...{ on, outlet, nights, spendMinor, bills, points },
});

type TierColumns = Pick<
	MemberTable,
	'tier' | 'earned_tier' | 'tier_until' | 'floor_tier' | 'floor_until' | 'tier_told' | 'tier_seq' | 'enrolled_at'
>;

export const TIER_COLUMNS = [
	...(['tier', 'earned_tier', 'tier_until', 'floor_tier', 'floor_until', 'tier_told', 'tier_seq'] as const),
	...(['tier_since', 'enrolled_at'] as const),
] as const;

export const tierTermOf = (row: TierColumns): TierTerm => ({
	tier: row.tier,
	earned: row.earned_tier,
	until: row.tier_until,
	floor: row.floor_tier === null ? null : { tier: row.floor_tier, until: row.floor_until! },
	toldDay: row.tier_told,
	seq: row.tier_seq,
	enrolledOn: enrolledOnOf(row.enrolled_at),
});

const findPast = statement<{ memberId: string; from: string }>()('tier.past', (db, v) =>
	db
		.selectFrom('tier_change')
		.select(['before_tier', 'effective_at'])
		.where('member_id', '=', v.memberId)
		.where('effective_at', '>', v.from)
		.orderBy('seq'),
);

/** The tiers that changes since an instant have ended. */
export function* loadPastTiers(
	memberId: MemberId,
	{ tier_since }: Pick<MemberTable, 'tier_since'>,
	from: string,
): Loading<readonly PastTier[]> {
	if (tier_since === null || tier_since <= from) return [];
	const [rows] = yield* fetch(findPast({ memberId, from }));
	return rows.map(({ before_tier: tier, effective_at: endedAt }) => ({ tier, endedAt }));
}

const findOver = statement<{ propertyId: string; today: string; after: string; limit: number }>()(
	'tier.over',
	(db, v) =>
		db
			.selectFrom('member')
			.select('id')
			.where('property_id', '=', v.propertyId)
			.where('id', '>', v.after)
			.where((e) => e.or([e('tier_until', '<', v.today), e('floor_until', '<', v.today)]))
			.orderBy('id')
			.limit(v.limit),
);

/** Members whose tier ends before a day, unless they have kept it. In the order of their ids. */
export function* loadMembersWithTierOver(
	propertyId: string,
	today: string,
	after: string,
	limit: number,
): Loading<readonly MemberId[]> {
	const [rows] = yield* fetch(findOver({ propertyId, today, after, limit }));
	return rows.map(({ id }) => id as MemberId);
}

const findOpeningTier = statement<{ memberId: string }>()('tier.opening', (db, v) =>
	db.selectFrom('member').select(['opening_tier', 'opening_until']).where('id', '=', v.memberId),
);

const findEarned = statement<{ memberId: string }>()('tier.earned', (db, v) =>
	db
		.selectFrom('tier_change')
		.select(['reason', 'earned_tier', 'valid_until'])
		.where('member_id', '=', v.memberId)
		.where(
			'reason',
			'in',
			['reached', 'taken_back', 'kept', 'lapsed'].map((reason) => sql.lit(reason)),
		)
		.orderBy('seq'),
);

/** What of a tier no visit has lifted the member to since; `null` where none has. */
export function* loadSettledTier(memberId: MemberId): Loading<LiftedTier['settled'] | null> {
	const [[opening], changes] = yield* fetch(findOpeningTier({ memberId }), findEarned({ memberId }));
	const judged = changes.findLast(({ reason }) => reason === 'kept' || reason === 'lapsed');
	if (!opening || changes.length === 0 || changes.at(-1) === judged) return null;
	return judged
		? { earned: judged.earned_tier, until: judged.valid_until }
		: { earned: opening.opening_tier, until: opening.opening_until };
}
