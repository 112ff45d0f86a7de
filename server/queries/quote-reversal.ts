import { momentAt } from '#shared/kernel/moment.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { decideReversal } from '#shared/ledger/reversal/decide-reversal.ts';
import type { ReversalQuote, ReversalRefusal, ReverseVisit } from '#shared/protocol/reversal.ts';
import { loadReversalState } from '../commands/reverse-visit.ts';
import type { House } from '../house.ts';
import { loadOwner } from '../store/loading/reversal-loading.ts';
import type { Loading } from '../store/statement.ts';
import type { ProgrammeShelf } from '../store/loading/visit-loading.ts';

/** What a counter's taking back would come to now, by the decision that would book it. Books nothing. */
export function* quoteReversal(
	house: House,
	shelf: ProgrammeShelf,
	command: ReverseVisit,
	instant: string,
): Loading<Result<ReversalQuote, ReversalRefusal>> {
	const owner = yield* loadOwner(house.id, command.visitId);
	if (!owner) return err({ code: 'visit_not_found' });
	const times = { occurred: momentAt(command.occurredAt, house), recorded: momentAt(instant, house) };
	const body = { command, channel: 'counter', memberId: owner.memberId, times } as const;
	const { needsApproval, ...state } = yield* loadReversalState(house, shelf, body);
	// Who is to say yes wants to see first what they say it to.
	const decided = decideReversal({ ...state, needsApproval: false }, command, times);
	return decided.ok ? ok({ answer: decided.value.answer, needsApproval }) : decided;
}
