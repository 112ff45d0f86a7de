import { sql } from 'kysely';
import type { MemberId, VisitId } from '#shared/kernel/ids.ts';
import type { SameStay, Stay } from '#shared/ledger/member/decide-stay.ts';
import { fetch, statement, type Loading } from '../statement.ts';

const findSameStay = statement<{ propertyId: string; reservation: string; room: string }>()('stay.same', (db, v) =>
	db
		.selectFrom('stay')
		.innerJoin('visit', 'visit.id', 'stay.visit_id')
		.leftJoin('reversal', (join) =>
			join.onRef('reversal.visit_id', '=', 'stay.visit_id').on('reversal.whole', '=', sql.lit(1)),
		)
		.select(['stay.visit_id', 'stay.asked_hash', 'visit.member_id', 'reversal.id as reversal_id'])
		.where('stay.property_id', '=', v.propertyId)
		.where('stay.reservation', '=', v.reservation)
		.where('stay.room', '=', v.room),
);

/** What was booked for a reservation and room. */
export function* loadSameStay(
	propertyId: string,
	{ reservation, room }: Pick<Stay, 'reservation' | 'room'>,
): Loading<SameStay> {
	const [stays] = yield* fetch(findSameStay({ propertyId, reservation, room }));
	const standing = stays.find(({ reversal_id }) => reversal_id === null);
	return {
		standing: standing
			? {
					visitId: standing.visit_id as VisitId,
					memberId: standing.member_id as MemberId | null,
					askedHash: standing.asked_hash,
				}
			: null,
		reversed: stays.filter(({ reversal_id }) => reversal_id !== null).length,
	};
}
