import { looksPersonal } from '../../kernel/personal.ts';
import type { Moment } from '../../kernel/moment.ts';
import { sum } from '../../kernel/money.ts';
import { err, invariant, ok, type Result } from '../../kernel/result.ts';
import type { Programme } from '../../loyalty/programme/programme.schema.ts';
import type { DecideRequest, DecisionAnswer, DecisionRefusal } from '../../protocol/adjustment.ts';
import { overBatchLimit, overLimit, type Adjuster, type AdjustmentLimits } from './adjustment-limits.ts';
import type { Request, RequestDecision } from './correction-facts.ts';
import { bookAdjustment } from './decide-adjustment.ts';
import type { MemberAccountState } from '../visit/decide-visit.ts';
import { NO_FACTS, type Facts } from '../facts.ts';

/** What the decision needs to know, loaded by ids. */
export type RequestDecisionState = {
	readonly request: Request | null;
	/** Whoever decides; `null` where nobody of the staff has this code. */
	readonly decider: Adjuster | null;
	readonly programme: Programme | null;
	/** Of an adjustment; `null` where the guest was forgotten, and of a batch. */
	readonly member: MemberAccountState | null;
	readonly limits: AdjustmentLimits;
};

/**
 * What a second person says to a request. A yes books an adjustment in the same commit, once, within that person's own limit;
 * of a batch it lets the rows be booked. Whoever asked may take the request back, and nothing else.
 */
export function decideRequest(
	state: RequestDecisionState,
	command: DecideRequest,
	moment: Moment,
): Result<{ readonly facts: Facts; readonly answer: DecisionAnswer }, DecisionRefusal> {
	const refusal = refusalOf(state, command);
	if (refusal) return err(refusal);
	const { request, decider, programme, member, limits } = state;
	invariant(request !== null && decider !== null, 'a request that is not there is refused');
	const { requestId, decision, by, note } = command;
	const decided: RequestDecision = {
		...{ requestId, decision, by, note },
		...{ businessDate: moment.businessDate, recordedAt: moment.instant },
	};
	const requestState = { id: requestId, state: decision };
	const said = { ...NO_FACTS, decision: decided, requestState };
	if (decision === 'rejected') return ok({ facts: said, answer: { requestId, decision, adjustment: null } });

	if (request.kind === 'batch') {
		const limit = overBatchLimit(limits, decider.role, sum(request.items.map(({ points }) => Math.abs(points))));
		if (limit) return err({ code: 'limit_exceeded', ...limit });
		return ok({ facts: said, answer: { requestId, decision, adjustment: null } });
	}
	const [item] = request.items;
	invariant(item !== undefined, 'an adjustment that was asked for says what');
	const limit = overLimit(limits, decider, item.points);
	if (limit) return err({ code: 'limit_exceeded', ...limit });
	if (!programme) return err({ code: 'programme_missing' });
	if (!member) return err({ code: 'member_not_found' });
	const booked = bookAdjustment(item, member, programme, moment, {
		...{ id: requestId, outlet: request.outlet, terminal: request.terminal, actor: request.requestedBy },
		...{ approvedBy: by, requestId, chargedTo: by, chargeSeq: decider.adjustments },
	});
	if (!booked.ok) return booked;
	const { facts, answer } = booked.value;
	return ok({
		facts: { ...facts, decision: decided, requestState },
		answer: { requestId, decision, adjustment: answer },
	});
}

function refusalOf(
	{ request, decider }: RequestDecisionState,
	{ decision, by, note }: DecideRequest,
): DecisionRefusal | undefined {
	if (!request) return { code: 'request_not_found' };
	if (request.decision) return { code: 'request_decided', decision: request.decision.decision };
	if (!decider) return { code: 'cashier_unknown' };
	const isOwn = request.requestedBy === by;
	const takesBack = isOwn && decision === 'rejected';
	if (decider.role === 'cashier' && !takesBack) return { code: 'approver_forbidden' };
	if (decision === 'rejected' && note === null) return { code: 'note_missing' };
	if (note !== null && looksPersonal(note)) return { code: 'note_personal' };
	return isOwn && !takesBack ? { code: 'approver_asked' } : undefined;
}
