import type { MemberId } from '#shared/kernel/ids.ts';
import type { Erasure } from '#shared/ledger/facts.ts';
import { fetch, run, statement, type Loading, type Write } from '../statement.ts';

const forgetPerson = statement<{ memberId: string }>()('person.forget', (db, v) =>
	db.deleteFrom('person').where('member_id', '=', v.memberId),
);

const forgetCards = statement<{ memberId: string }>()('card.forget', (db, v) =>
	db.deleteFrom('card').where('member_id', '=', v.memberId),
);

const addErasure = statement<{ memberId: string; at: string }>()('erasure.add', (db, v) =>
	db
		.insertInto('erasure')
		.values({ member_id: v.memberId, erased_at: v.at })
		.onConflict((conflict) => conflict.column('member_id').doNothing()),
);

/** Deletes whatever tells who the guest was, and notes that it is to stay deleted. Facts keep the random id. */
export const erasureWrites = ({ memberId, at }: Erasure): Write[] => [
	run(forgetPerson({ memberId })),
	run(forgetCards({ memberId })),
	run(addErasure({ memberId, at })),
];

const findErased = statement<Record<never, never>>()('erasure.all', (db) =>
	db.selectFrom('erasure').select('member_id').orderBy('member_id'),
);

/** Everybody who was forgotten. */
export function* loadErased(): Loading<readonly MemberId[]> {
	const [rows] = yield* fetch(findErased({}));
	return rows.map(({ member_id }) => member_id as MemberId);
}
