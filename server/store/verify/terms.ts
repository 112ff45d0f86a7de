import { sql } from 'kysely';
import { fetch, statement, type Loading } from '../statement.ts';

/** What does not add up of points that run out. `subject` is an id of ours. */
export type TermFault = {
	readonly code: 'told_differs' | 'activity_differs' | 'expired_untold' | 'expired_below_zero' | 'posting_without_lot';
	readonly subject: string;
};

export function* termFaults(): Loading<readonly TermFault[]> {
	const [told, activity, untold, belowZero, lotless] = yield* fetch(
		differingTold({}),
		differingActivity({}),
		expiredUntold({}),
		expiredBelowZero({}),
		postingsWithoutLot({}),
	);
	return [
		...told.map(({ id }): TermFault => ({ code: 'told_differs', subject: id })),
		...activity.map(({ id }): TermFault => ({ code: 'activity_differs', subject: id })),
		...untold.map(({ id }): TermFault => ({ code: 'expired_untold', subject: id })),
		...belowZero.map(({ id }): TermFault => ({ code: 'expired_below_zero', subject: id })),
		...lotless.map(({ id }): TermFault => ({ code: 'posting_without_lot', subject: id })),
	];
}

type None = Record<never, never>;

const differingTold = statement<None>()('verify.told', (db) =>
	db
		.selectFrom('lot')
		.leftJoin('notice', 'notice.subject_id', 'lot.id')
		.select('lot.id')
		.groupBy(['lot.id', 'lot.told_day'])
		.having((e) =>
			e(
				e.fn.coalesce(e.fn.max('notice.last_day'), sql.lit('')),
				'<>',
				sql<string>`coalesce(${e.ref('lot.told_day')}, '')`,
			),
		),
);

const differingActivity = statement<None>()('verify.activity', (db) =>
	db
		.selectFrom('member')
		.leftJoin('entry', 'entry.member_id', 'member.id')
		.select('member.id')
		.groupBy(['member.id', 'member.earned_on', 'member.redeemed_on'])
		.having((e) => {
			const lastOf = (...kinds: readonly string[]) =>
				sql<string>`coalesce(max(case when entry.kind in (${sql.join(kinds.map((kind) => sql.lit(kind)))}) and (entry.visit_id is not null or entry.kind = 'buy') then entry.business_date end), '')`;
			return e.or([
				e(lastOf('earn', 'bonus'), '<>', sql<string>`coalesce(${e.ref('member.earned_on')}, '')`),
				e(lastOf('redeem', 'capture', 'buy'), '<>', sql<string>`coalesce(${e.ref('member.redeemed_on')}, '')`),
			]);
		}),
);

/** Points that expired although nobody had told the guest that day or an earlier one. */
const expiredUntold = statement<None>()('verify.expired-untold', (db) =>
	db
		.selectFrom('entry')
		.innerJoin('posting', 'posting.entry_id', 'entry.id')
		.leftJoin('notice', (join) =>
			join
				.onRef('notice.subject_id', '=', 'posting.lot_id')
				.on((e) => e('notice.last_day', '<=', sql<string>`substr(entry.effective_at, 1, 10)`)),
		)
		.select('entry.id')
		.where('entry.kind', '=', sql.lit('expire'))
		.where('posting.account', '=', sql.lit('AV'))
		.where('posting.unit', '=', sql.lit('points'))
		.where('notice.subject_id', 'is', null),
);

/** More was taken back from what had expired than ever did. */
const expiredBelowZero = statement<None>()('verify.expired', (db) =>
	db
		.selectFrom('posting')
		.innerJoin('entry', 'entry.id', 'posting.entry_id')
		.select('entry.member_id as id')
		.where('posting.account', '=', sql.lit('EXPIRED'))
		.groupBy(['entry.member_id', 'posting.unit'])
		.having((e) => e.fn.sum('posting.quantity'), '<', sql.lit(0)),
);

/** What a member has is always in a parcel with its last valid day. */
const postingsWithoutLot = statement<None>()('verify.lotless', (db) =>
	db
		.selectFrom('posting')
		.select('entry_id as id')
		.distinct()
		.where('account', '=', sql.lit('AV'))
		.where('lot_id', 'is', null),
);
