import type { MemberId } from '#shared/kernel/ids.ts';
import type { ClubStep } from '#shared/ledger/member/clubs.ts';
import { fetch, statement, type Loading } from '../statement.ts';

const findSteps = statement<{ memberId: string }>()('club.of-member', (db, v) =>
	db.selectFrom('club_change').select(['club', 'joined', 'at']).where('member_id', '=', v.memberId).orderBy('seq'),
);

/** All that was said of a member's clubs, in order. */
export function* loadClubs(memberId: MemberId): Loading<readonly ClubStep[]> {
	const [rows] = yield* fetch(findSteps({ memberId }));
	return rows.map(({ club, joined, at }) => ({ club, joined: joined === 1, at }));
}
