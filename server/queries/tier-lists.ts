import type { MemberId } from '#shared/kernel/ids.ts';
import type { Moment } from '#shared/kernel/moment.ts';
import { dateAfter } from '#shared/kernel/dates.ts';
import { TIER_NOTICE_DAYS, tierAtRisk, type TierAtRisk } from '#shared/ledger/tiers/tier-change.ts';
import { together, type Loading } from '../store/statement.ts';
import { loadMembersWithTierOver } from '../store/loading/tier-loading.ts';
import { loadTierState } from '../store/loading/tier-state.ts';
import type { ProgrammeShelf } from '../store/loading/visit-loading.ts';

/** Somebody who loses a tier if nothing more happens. */
export type ListedTier = TierAtRisk & { readonly memberId: MemberId; readonly isTold: boolean };

const MEMBERS_A_PAGE = 100;

/** Whose tier ends soon or goes on untold, and what is missing to keep it. Books nothing. */
export function* tiersAtRisk(
	propertyId: string,
	shelf: ProgrammeShelf,
	moment: Moment,
): Loading<readonly ListedTier[]> {
	const { businessDate: today } = moment;
	const found: ListedTier[] = [];
	let after: MemberId | '' = '';
	for (;;) {
		const soon = dateAfter(today, TIER_NOTICE_DAYS + 1);
		const ids: readonly MemberId[] = yield* loadMembersWithTierOver(propertyId, soon, after, MEMBERS_A_PAGE);
		const states = yield* together(...ids.map((id) => loadTierState(shelf, id, moment)));
		for (const { programme, member, days } of states) {
			const risk = programme && member && tierAtRisk(programme, member.tierTerm, days, today);
			if (risk) found.push({ ...risk, memberId: member.id, isTold: member.tierTerm.toldDay !== null });
		}
		if (ids.length < MEMBERS_A_PAGE) return found;
		after = ids.at(-1)!;
	}
}
