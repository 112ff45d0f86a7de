import type { EntryId, StaffId } from '../../kernel/ids.ts';
import { midnightAfter, momentAt, type BusinessClock } from '../../kernel/moment.ts';
import { sum } from '../../kernel/money.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import type { MemberAccountState } from '../visit/decide-visit.ts';
import type { Entry, OpenLot } from '../entry.ts';
import { NO_FACTS, type Facts } from '../facts.ts';
import { isOver, lastDayOf } from './terms.ts';

/** What the night's run writes stands for no outlet and was done by nobody. */
export const HOUSE = { outlet: 'house', terminal: 'night-run', actor: 'retorno' as StaffId };

export type ExpiryRun = {
	/** The business day of the run: activity of a day still counts until that day is closed. */
	readonly today: string;
	readonly recordedAt: string;
	readonly programmeVersion: number;
	readonly clock: BusinessClock;
};

export type ExpiryAnswer = { readonly lots: number; readonly points: number };

export type NothingDue = { readonly code: 'nothing_due' };

/** The lots of a member whose last valid day is over. */
export const dueLots = (lots: readonly OpenLot[], today: string): readonly OpenLot[] =>
	lots.filter((lot) => lot.remaining > 0 && isOver(lot, today));

/**
 * Takes what is left of every lot that is over out of the account, each as of the moment at which it ended: a run that
 * comes late writes what the one of that night would have written.
 */
export function decideExpiry(
	member: MemberAccountState,
	run: ExpiryRun,
): Result<{ readonly facts: Facts; readonly answer: ExpiryAnswer }, NothingDue> {
	const due = dueLots(member.lots, run.today);
	if (due.length === 0) return err({ code: 'nothing_due' });
	const { id, version, visits, debtPoints } = member;
	return ok({
		facts: {
			...NO_FACTS,
			entries: due.map((lot) => expiryOf(lot, run)),
			lotsLeft: due.map((lot) => ({ lotId: lot.id, remaining: 0 })),
			member: { id, version: version + 1, visits, debtPoints },
		},
		answer: {
			lots: due.length,
			points: sum(due.filter(({ unit }) => unit === 'points').map(({ remaining }) => remaining)),
		},
	});
}

/** The id is made of the lot, so that it can expire once. */
export const expiryIdOf = (lotId: string): EntryId => `${lotId}/expire` as EntryId;

function expiryOf(lot: OpenLot, { today, recordedAt, programmeVersion, clock }: ExpiryRun): Entry {
	const { id: lotId, memberId, unit, remaining } = lot;
	const effectiveAt = midnightAfter(lastDayOf(lot, today)!, clock);
	return {
		...{ id: expiryIdOf(lotId), kind: 'expire', memberId, visitId: null, reversalId: null },
		...{ effectiveAt, recordedAt, businessDate: momentAt(effectiveAt, clock).businessDate },
		...HOUSE,
		programmeVersion,
		postings: [
			{ account: 'AV', unit, quantity: -remaining, lotId },
			{ account: 'EXPIRED', unit, quantity: remaining, lotId: null },
		],
	};
}
