import type { MemberId } from '#shared/kernel/ids.ts';
import { dueLots } from '#shared/ledger/lots/decide-expiry.ts';
import type { OpenLot } from '#shared/ledger/entry.ts';
import { asOf } from '#shared/ledger/lots/maturing.ts';
import { goesOnUntold, lastDayOf } from '#shared/ledger/lots/terms.ts';
import { loadMembersUntold, loadMembersWithDueLots } from '../store/loading/lot-loading.ts';
import { loadMember } from '../store/loading/member-loading.ts';
import { together, type Loading } from '../store/statement.ts';

/** One parcel on a list for the staff. */
export type ListedLot = Pick<OpenLot, 'id' | 'memberId' | 'unit' | 'remaining'> & {
	/** As it stands today. */
	readonly lastDay: string;
};

export type ExpiryLists = {
	/** What the next run takes. */
	readonly due: readonly ListedLot[];
	/** Points that were to run out and go on, because nobody told the guest in time. */
	readonly untold: readonly ListedLot[];
};

/** So many members at once that a visit in between waits no longer than some milliseconds. */
const MEMBERS_A_PAGE = 100;

/** What a run on this business day would take, and whom somebody has to tell. Books nothing. */
export function* expiryLists(propertyId: string, today: string, instant: string): Loading<ExpiryLists> {
	return {
		due: yield* listed(loadMembersWithDueLots, dueLots),
		untold: yield* listed(loadMembersUntold, (lots) => lots.filter((lot) => goesOnUntold(lot, today))),
	};

	function* listed(
		loadIds: typeof loadMembersUntold,
		pick: (lots: readonly OpenLot[], today: string) => readonly OpenLot[],
	): Loading<readonly ListedLot[]> {
		const found: ListedLot[] = [];
		let after: MemberId | '' = '';
		for (;;) {
			const ids: readonly MemberId[] = yield* loadIds(propertyId, today, after, MEMBERS_A_PAGE);
			const members = yield* together(...ids.map((id) => loadMember(id, instant)));
			for (const { id, memberId, unit, remaining, ...lot } of members.flatMap((member) =>
				pick(asOf(member!, today).lots, today),
			)) {
				found.push({ id, memberId, unit, remaining, lastDay: lastDayOf({ unit, ...lot }, today)! });
			}
			if (ids.length < MEMBERS_A_PAGE) return found;
			after = ids.at(-1)!;
		}
	}
}
