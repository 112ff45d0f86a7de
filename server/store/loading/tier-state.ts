import type { MemberId } from '#shared/kernel/ids.ts';
import type { Moment } from '#shared/kernel/moment.ts';
import type { TierState } from '#shared/ledger/tiers/decide-tier.ts';
import { loadMember } from './member-loading.ts';
import { together, type Loading } from '../statement.ts';
import { loadDays } from './tier-loading.ts';
import type { ProgrammeShelf } from './visit-loading.ts';

/** A member with what tiers count, by the programme that is in force now. */
export function* loadTierState(shelf: ProgrammeShelf, memberId: MemberId, moment: Moment): Loading<TierState> {
	const [programme, member] = yield* together(
		shelf.loadInForce(moment.businessDate),
		loadMember(memberId, moment.instant),
	);
	// A term that ended long ago, because no server was there, is judged by the days before its end.
	const judgedFrom = [member?.tierTerm.until ?? moment.businessDate, moment.businessDate].sort()[0]!;
	return { programme, member, days: programme && member ? yield* loadDays(programme, memberId, judgedFrom) : [] };
}
