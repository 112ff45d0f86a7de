import { sql } from 'kysely';
import { fetch, statement, type Loading, type Db } from '../statement.ts';

/** A tier that is not what its changes, or the notices of its term, say. `subject` is the member. */
export type TierFault = { readonly code: 'tier_differs' | 'tier_told_differs'; readonly subject: string };

export function* tierFaults(): Loading<readonly TierFault[]> {
	const [tiers, broken, unfounded, told] = yield* fetch(
		differingTiers({}),
		brokenChanges({}),
		unfoundedTakings({}),
		differingTold({}),
	);
	return [
		...[...tiers, ...broken, ...unfounded].map(({ id }): TierFault => ({ code: 'tier_differs', subject: id })),
		...told.map(({ id }): TierFault => ({ code: 'tier_told_differs', subject: id })),
	];
}

type None = Record<never, never>;

const last = (db: Db) =>
	db
		.selectFrom('tier_change')
		.select((e) => ['member_id', e.fn.max<number>('seq').as('seq'), e.fn.max<string>('effective_at').as('since')])
		.groupBy('member_id');

/** The last change says all that holds; before the first one what the member brought along does. */
const differingTiers = statement<None>()('verify.tiers', (db) =>
	db
		.selectFrom('member')
		.leftJoin(last(db).as('last'), 'last.member_id', 'member.id')
		.leftJoin('tier_change', (join) =>
			join.onRef('tier_change.member_id', '=', 'last.member_id').onRef('tier_change.seq', '=', 'last.seq'),
		)
		.select('member.id')
		.where((e) => {
			const differs = (mine: string, said: string, opening: string) =>
				sql<boolean>`coalesce(${sql.ref(mine)}, '') <> case when last.seq is null then coalesce(${sql.raw(opening)}, '') else coalesce(${sql.ref(said)}, '') end`;
			return e.or([
				sql<boolean>`member.tier_seq <> coalesce(last.seq, 0)`,
				differs('member.tier', 'tier_change.tier', 'member.opening_tier'),
				differs('member.earned_tier', 'tier_change.earned_tier', 'member.opening_tier'),
				differs('member.tier_until', 'tier_change.valid_until', 'member.opening_until'),
				differs('member.tier_since', 'last.since', 'null'),
				differs('member.floor_tier', 'tier_change.floor_tier', 'null'),
				differs('member.floor_until', 'tier_change.floor_until', 'null'),
			]);
		}),
);

/** Each change begins where the one before it has ended. */
const brokenChanges = statement<None>()('verify.tier-changes-in-order', (db) =>
	db
		.selectFrom('tier_change')
		.innerJoin('member', 'member.id', 'tier_change.member_id')
		.leftJoin('tier_change as before', (join) =>
			join
				.onRef('before.member_id', '=', 'tier_change.member_id')
				.on((e) => e('before.seq', '=', sql<number>`tier_change.seq - 1`)),
		)
		.select('tier_change.member_id as id')
		.where(
			sql<boolean>`tier_change.before_tier <> case when tier_change.seq = 1 then member.opening_tier else coalesce(before.tier, '') end`,
		),
);

/** A tier goes before its term is judged only with a bill of its member that comes back. */
const unfoundedTakings = statement<None>()('verify.tiers-taken-back', (db) =>
	db
		.selectFrom('tier_change')
		.leftJoin('reversal', (join) =>
			join.onRef('reversal.id', '=', 'tier_change.cause_id').onRef('reversal.member_id', '=', 'tier_change.member_id'),
		)
		.select('tier_change.member_id as id')
		.where('tier_change.reason', '=', sql.lit('taken_back'))
		.where('reversal.id', 'is', null),
);

const differingTold = statement<None>()('verify.tier-told', (db) =>
	db
		.selectFrom('member')
		.leftJoin('notice', (join) =>
			join.on((e) => e('notice.subject_id', '=', sql<string>`member.id || '/tier/' || member.tier_seq`)),
		)
		.select('member.id')
		.groupBy(['member.id', 'member.tier_told'])
		.having((e) =>
			e(
				e.fn.coalesce(e.fn.max('notice.last_day'), sql.lit('')),
				'<>',
				sql<string>`coalesce(${e.ref('member.tier_told')}, '')`,
			),
		),
);
