import { sql, type ExpressionBuilder } from 'kysely';
import { dateAfter } from '#shared/kernel/dates.ts';
import type { MemberId } from '#shared/kernel/ids.ts';
import type { OpenLot } from '#shared/ledger/entry.ts';
import { afterActivity, NOTICE_DAYS_MIN, type Activity } from '#shared/ledger/lots/terms.ts';
import { openLotOf } from '../booking/fact-rows.ts';
import type { LotTable, Tables } from '../tables/schema.ts';
import { fetch, statement, type Loading } from '../statement.ts';

export const LOT_COLUMNS = [
	...(['id', 'unit', 'quantity', 'remaining', 'earned_at', 'expires_on'] as const),
	...(['idle_months', 'idle_activity', 'told_day', 'usable_from', 'pending', 'coupon_id'] as const),
] as const;

/** The lots of a member with the last valid days that activity has moved. */
export function* standingLots(
	memberId: MemberId,
	rows: readonly Omit<LotTable, 'member_id'>[],
	activity: Activity,
): Loading<readonly OpenLot[]> {
	const lots = rows.map((row) => openLotOf({ ...row, member_id: memberId }));
	const moved: OpenLot[] = [];
	for (const lot of lots) {
		const isBehind = lot.idle !== undefined && lot.toldDay !== undefined && lot.toldDay < latestOf(activity);
		// The last activity came after the day that was told: whether there was one in time tells if it still counts.
		const before = isBehind ? yield* loadActivity(memberId, lot.toldDay) : NO_ACTIVITY;
		moved.push(afterActivity(afterActivity(lot, before), activity));
	}
	return moved;
}

const NO_ACTIVITY: Activity = { earnedOn: null, redeemedOn: null };

const latestOf = ({ earnedOn, redeemedOn }: Activity): string => [earnedOn ?? '', redeemedOn ?? ''].sort().at(-1)!;

const findActivity = statement<{ memberId: string; until: string }>()('entry.activity-until', (db, v) =>
	db
		.selectFrom('entry')
		.select(({ fn }) => ['kind', fn.max('business_date').as('day')])
		.where('member_id', '=', v.memberId)
		.where(
			'kind',
			'in',
			['earn', 'bonus', 'redeem', 'capture', 'buy'].map((kind) => sql.lit(kind)),
		)
		.where('business_date', '<=', v.until)
		.groupBy('kind'),
);

/** The last days on which a member was active, of those until a day. */
function* loadActivity(memberId: MemberId, until: string): Loading<Activity> {
	const [rows] = yield* fetch(findActivity({ memberId, until }));
	const dayOf = (...kinds: readonly string[]): string | null =>
		rows
			.filter(({ kind }) => kinds.includes(kind))
			.map(({ day }) => day)
			.sort()
			.at(-1) ?? null;
	return { earnedOn: dayOf('earn', 'bonus'), redeemedOn: dayOf('redeem', 'capture', 'buy') };
}

/** Something of it is left, usable or not. */
export const isOpen = (e: ExpressionBuilder<Tables, 'lot'>) =>
	e.or([e('lot.remaining', '>', sql.lit(0)), e('lot.pending', '>', sql.lit(0))]);

type Page = { propertyId: string; day: string; after: string; limit: number };

const findDue = statement<Page>()('lot.due', (db, v) =>
	db
		.selectFrom('lot')
		.innerJoin('member', 'member.id', 'lot.member_id')
		.select('lot.member_id')
		.distinct()
		.where('member.property_id', '=', v.propertyId)
		.where(isOpen)
		.where('lot.member_id', '>', v.after)
		.where((e) =>
			e.or([
				e('lot.told_day', '<', v.day),
				e.and([e('lot.unit', '<>', sql.lit('points')), e('expires_on', '<', v.day)]),
			]),
		)
		.orderBy('lot.member_id')
		.limit(v.limit),
);

const findUntold = statement<Page>()('lot.untold', (db, v) =>
	db
		.selectFrom('lot')
		.innerJoin('member', 'member.id', 'lot.member_id')
		.select('lot.member_id')
		.distinct()
		.where('member.property_id', '=', v.propertyId)
		.where('lot.unit', '=', sql.lit('points'))
		.where('lot.remaining', '>', sql.lit(0))
		.where('lot.member_id', '>', v.after)
		.where('lot.expires_on', '<', v.day)
		.where((e) => e.or([e('lot.told_day', 'is', null), e('lot.idle_months', 'is not', null)]))
		.orderBy('lot.member_id')
		.limit(v.limit),
);

const findPending = statement<Page>()('lot.pending-due', (db, v) =>
	db
		.selectFrom('lot')
		.innerJoin('member', 'member.id', 'lot.member_id')
		.select('lot.member_id')
		.distinct()
		.where('member.property_id', '=', v.propertyId)
		.where('lot.pending', '>', sql.lit(0))
		.where('lot.usable_from', '<=', v.day)
		.where('lot.member_id', '>', v.after)
		.orderBy('lot.member_id')
		.limit(v.limit),
);

const idsOf = (rows: readonly { readonly member_id: string }[]): readonly MemberId[] =>
	rows.map(({ member_id }) => member_id as MemberId);

/** Members some of whose lots may be over before a day; the account itself tells. In the order of their ids. */
export function* loadMembersWithDueLots(
	propertyId: string,
	day: string,
	after: string,
	limit: number,
): Loading<readonly MemberId[]> {
	const [rows] = yield* fetch(findDue({ propertyId, day, after, limit }));
	return idsOf(rows);
}

/** Members some of whose points may go on because nobody told them in time; the account itself tells. */
export function* loadMembersUntold(
	propertyId: string,
	today: string,
	after: string,
	limit: number,
): Loading<readonly MemberId[]> {
	const [rows] = yield* fetch(findUntold({ propertyId, day: dateAfter(today, NOTICE_DAYS_MIN), after, limit }));
	return idsOf(rows);
}

/** Members some of whose points can be used by a day, of those that waited. In the order of their ids. */
export function* loadMembersToMature(
	propertyId: string,
	today: string,
	after: string,
	limit: number,
): Loading<readonly MemberId[]> {
	const [rows] = yield* fetch(findPending({ propertyId, day: today, after, limit }));
	return idsOf(rows);
}
