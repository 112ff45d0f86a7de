import { hash } from 'node:crypto';
import { canonical, type Plain } from '#shared/kernel/canonical.ts';
import type { MemberId } from '#shared/kernel/ids.ts';
import { momentAt } from '#shared/kernel/moment.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { decideReversal, type ReversalState, type ReversalTimes } from '#shared/ledger/reversal/decide-reversal.ts';
import { mayApprove } from '#shared/protocol/approval.ts';
import {
	UNDO_MS_MAX,
	type ReversalAnswer,
	type ReversalRefusal,
	type ReverseVisit,
} from '#shared/protocol/reversal.ts';
import type { LiftedTier } from '#shared/ledger/reversal/tier-taken-back.ts';
import { monthsAfter } from '#shared/loyalty/expiry.ts';
import type { House } from '../house.ts';
import { loadDays, loadSettledTier } from '../store/loading/tier-loading.ts';
import { loadStaff } from '../store/house-store.ts';
import { loadMember, withHistory } from '../store/loading/member-loading.ts';
import { loadOwner, loadStandingVisit } from '../store/loading/reversal-loading.ts';
import { known, together, type Loading } from '../store/statement.ts';
import type { Command, Store } from '../store/store.ts';
import type { ProgrammeShelf } from '../store/loading/visit-loading.ts';

/** Who asks: a counter of ours, whose cashiers need a yes for most of it, or a system that has asked its own people. */
export type ReversalChannel = 'counter' | 'system';

/** What is to be decided, and for whom. */
export type ReversalBody = {
	readonly command: ReverseVisit;
	readonly channel: ReversalChannel;
	readonly memberId: MemberId | null;
	readonly times: ReversalTimes;
};

export type Reversed = {
	readonly answer: ReversalAnswer;
	/** This call has booked it; else an earlier one had. */
	readonly isNew: boolean;
};

export type VisitReverser = (
	command: ReverseVisit,
	channel: ReversalChannel,
) => Promise<Result<Reversed, ReversalRefusal>>;

/** Takes visits of one hotel back. @param now RFC 3339, UTC */
export function visitReverser(store: Store, house: House, shelf: ProgrammeShelf, now: () => string): VisitReverser {
	return async (command, channel) => {
		let decided: ReversalAnswer | undefined;
		const reverseVisit: Command<ReversalBody, ReversalState, ReversalAnswer, ReversalRefusal> = {
			kind: 'visit.reverse',
			members: ({ memberId }) => (memberId === null ? [] : [memberId]),
			load: (body) => loadReversalState(house, shelf, body),
			decide: (state, { command, times }) => {
				const decision = decideReversal(state, command, times);
				if (decision.ok) decided = decision.value.answer;
				return decision;
			},
		};
		const recordedAt = now();
		const owner = await store.find(loadOwner(house.id, command.visitId));
		if (!owner) return err({ code: 'visit_not_found' });
		const times = { occurred: momentAt(command.occurredAt, house), recorded: momentAt(recordedAt, house) };
		const answer = await store.execute(reverseVisit, {
			id: command.id,
			bodyHash: hash('sha256', canonical(command as unknown as Plain)),
			propertyId: house.id,
			recordedAt,
			body: { command, channel, memberId: owner.memberId, times },
		});
		// An answer that was read back is another object than the one that was decided just now.
		return answer.ok ? ok({ answer: answer.value, isNew: answer.value === decided }) : answer;
	};
}

/** All that the decision needs to know. */
export function* loadReversalState(
	house: House,
	shelf: ProgrammeShelf,
	{ command, channel, memberId, times }: ReversalBody,
): Loading<ReversalState> {
	const [sold, cashier, approver, account] = yield* together(
		loadStandingVisit(house.id, command.visitId, shelf, house),
		loadStaff(house.id, command.cashier),
		command.approvedBy === null ? known(null) : loadStaff(house.id, command.approvedBy),
		memberId === null ? known(null) : loadMember(memberId, times.occurred.instant),
	);
	const member = account && (yield* withHistory(account, times.occurred.instant));
	const lifted = memberId === null ? null : yield* loadLifted(shelf, memberId, times.occurred.businessDate);
	const isUndo =
		sold !== null &&
		command.lines === null &&
		sold.visit.terminal === command.terminal &&
		Date.parse(times.recorded.instant) - Date.parse(sold.visit.recordedAt) <= UNDO_MS_MAX;
	return {
		sold,
		cashierKnown: cashier !== null,
		needsApproval: channel === 'counter' && !isUndo && !(cashier && mayApprove(cashier.role)),
		approver: command.approvedBy === null ? null : approver && mayApprove(approver.role) ? 'may' : 'may-not',
		member,
		lifted,
	};
}

/** Asked for only where the programme takes a tier at once. */
function* loadLifted(shelf: ProgrammeShelf, memberId: MemberId, today: string): Loading<LiftedTier | null> {
	const programme = yield* shelf.loadInForce(today);
	if (programme?.tierPolicy?.reversal !== 'now') return null;
	const [settled, days] = yield* together(
		loadSettledTier(memberId),
		// A day whose term is not over lies at most a year back, in years of the calendar in the year before.
		loadDays(programme, memberId, monthsAfter(today, -12)),
	);
	return settled && { programme, days, settled };
}
