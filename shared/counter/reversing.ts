import type { ReversalId, VisitId } from '../kernel/ids.ts';
import { mayApprove } from '../protocol/approval.ts';
import type { ReversalReason } from '../protocol/reversal.ts';
import type { StaffView } from '../protocol/views.ts';
import {
	afresh,
	noticed,
	shown,
	unchanged,
	type CounterMachine,
	type CounterStep,
	type EventOf,
} from './counter-step.ts';
import type { NotReturned, OpenBill, ReturnAct, TakingBack } from './reversing-state.ts';

/** The last visit, whole, by whoever is signed in: the server still asks whether its minute is over. */
export function undo(state: CounterMachine, { id, occurredAt }: EventOf<'undo-asked'>): CounterStep {
	const { staff, undo: open, reversing, visit, guest } = state.view;
	if (!staff) return noticed(state, 'locked');
	// A second press of the same key.
	if (reversing.kind === 'taking' || !open) return unchanged(state);
	if (state.unsettled !== null) return noticed(state, 'reversal_pending');
	const isRecorded = visit.kind === 'recorded' || visit.kind === 'kept';
	const isFree = isRecorded || (visit.kind === 'open' && guest.kind === 'none');
	if (reversing.kind !== 'none' || !isFree) return noticed(state, 'busy');

	const act = { id, occurredAt, lines: null };
	return take(state, commandOf(act, open.visitId, staff, 'entered_wrong'), null);
}

/** Opens the search, or searches again. Whoever stood before the counter is served afterwards. */
export function askBills(state: CounterMachine, number: string | null): CounterStep {
	const { staff, visit, reversing } = state.view;
	if (!staff) return noticed(state, 'locked');
	if (visit.kind === 'recording' || reversing.kind === 'taking') return noticed(state, 'busy');
	if (state.unsettled !== null) return noticed(state, 'reversal_pending');
	const isNew = reversing.kind === 'none' || reversing.kind === 'done' || reversing.kind === 'not-undone';
	return shown(
		isNew ? afresh(state) : state,
		{ reversing: { kind: 'finding', number, found: null }, notice: null },
		{ kind: 'find-bills', number },
	);
}

export function answerBills(state: CounterMachine, { number, answer }: EventOf<'bills-answered'>): CounterStep {
	const { reversing } = state.view;
	if (reversing.kind !== 'finding' || reversing.number !== number) return unchanged(state);
	return shown(state, { reversing: { ...reversing, found: answer } });
}

export function chooseBill(state: CounterMachine, visitId: VisitId): CounterStep {
	if (state.view.reversing.kind !== 'finding') return unchanged(state);
	return shown(state, { reversing: { kind: 'opening', visitId }, notice: null }, { kind: 'open-bill', visitId });
}

export function answerBill(state: CounterMachine, { visitId, answer }: EventOf<'bill-answered'>): CounterStep {
	const { reversing } = state.view;
	if (reversing.kind === 'opening' && reversing.visitId === visitId) {
		if (!answer.ok) return shown(state, { reversing: { kind: 'finding', number: null, found: answer } });
		const open = { kind: 'open', bill: answer.value, priced: null, step: { kind: 'choosing' } } as const;
		return shown(state, { reversing: open });
	}
	// Read again after a refusal: what stands of it has changed, so what was chosen of it is chosen anew.
	const isOpen = reversing.kind === 'open' && reversing.bill.visitId === visitId;
	if (!isOpen || !answer.ok || reversing.step.kind === 'approving') return unchanged(state);
	return shown(state, { reversing: { ...reversing, bill: answer.value, priced: null } });
}

/** Another choice: what was said of the last one no longer holds. */
export function priceReturn(state: CounterMachine, { ask, act }: EventOf<'return-priced'>): CounterStep {
	const { staff, reversing } = state.view;
	if (!staff || reversing.kind !== 'open' || reversing.step.kind === 'approving') return unchanged(state);
	return shown(
		state,
		{ reversing: { ...reversing, priced: { ask, act, quote: null }, step: { kind: 'choosing' } }, notice: null },
		// A reason is asked for later, and changes no figure.
		{ kind: 'price-return', ask, command: commandOf(act, reversing.bill.visitId, staff, 'other') },
	);
}

export function answerQuote(state: CounterMachine, { visitId, ask, quote }: EventOf<'return-quoted'>): CounterStep {
	const { reversing } = state.view;
	const isAsked = reversing.kind === 'open' && reversing.bill.visitId === visitId && reversing.priced?.ask === ask;
	return isAsked
		? shown(state, { reversing: { ...reversing, priced: { ...reversing.priced, quote } } })
		: unchanged(state);
}

/** What was shown with its price goes out, if need be after somebody who may has said yes. */
export function confirmReturn(state: CounterMachine, event: EventOf<'return-confirmed'>): CounterStep {
	const { staff, reversing } = state.view;
	if (!staff || reversing.kind !== 'open' || reversing.step.kind === 'approving') return unchanged(state);
	const { bill, priced } = reversing;
	if (priced?.ask !== event.ask || !priced.quote?.ok) return unchanged(state);

	const command = commandOf(priced.act, bill.visitId, staff, event.reason);
	if (event.pin === null) return take(state, command, { bill, priced });
	return shown(
		state,
		{ reversing: { ...reversing, step: { kind: 'approving', command } }, notice: null },
		{ kind: 'approve', reversalId: command.id, pin: event.pin },
	);
}

export function answerApproval(
	state: CounterMachine,
	{ reversalId, answer }: EventOf<'approval-answered'>,
): CounterStep {
	const { reversing } = state.view;
	if (reversing.kind !== 'open' || reversing.step.kind !== 'approving') return unchanged(state);
	const { command } = reversing.step;
	if (command.id !== reversalId) return unchanged(state);

	const refusal = answer.ok
		? mayApprove(answer.value.role)
			? undefined
			: ({ code: 'approver_forbidden' } as const)
		: answer.error;
	if (refusal) return shown(state, { reversing: { ...reversing, step: { kind: 'refused', refusal } } });
	const { bill, priced } = reversing;
	return take(state, { ...command, approvedBy: answer.ok ? answer.value.id : null }, { bill, priced });
}

export function answerReversal(
	state: CounterMachine,
	{ reversalId, answer }: EventOf<'reversal-answered'>,
): CounterStep {
	if (state.unsettled !== reversalId) return unchanged(state);
	const waits = waitingFor(state, reversalId);
	const settled = { ...state, unsettled: null };
	if (!answer.ok) return waits ? refused(settled, answer.error, waits.open) : noticed(settled, 'reversal_refused');

	const { undo: open } = state.view;
	const undone = open?.visitId === answer.value.visitId;
	const print = { kind: 'print-reversal', answer: answer.value } as const;
	const { state: told } = waits
		? shown(settled, {
				reversing: { kind: 'done', answer: answer.value, bill: waits.open?.bill ?? null, slip: 'waiting' },
			})
		: noticed(settled, 'reversal_booked');
	return shown(told, { undo: undone ? null : open }, print);
}

/** The cashier reads that nobody knows, and may go on with the next guest. */
export function loseReversal(state: CounterMachine, reversalId: ReversalId): CounterStep {
	const waits = waitingFor(state, reversalId);
	return waits ? shown(state, { reversing: { ...waits, kind: 'unknown' } }) : unchanged(state);
}

function waitingFor({ view: { reversing } }: CounterMachine, reversalId: ReversalId) {
	const waits = reversing.kind === 'taking' || reversing.kind === 'unknown';
	return waits && reversing.command.id === reversalId ? reversing : undefined;
}

/** Said where it was asked. Unless the server was away, the bill is read again: what stands of it has changed. */
function refused(state: CounterMachine, refusal: NotReturned, open: OpenBill | null): CounterStep {
	if (!open) return shown(state, { reversing: { kind: 'not-undone', refusal } });
	const isAway = refusal.code === 'server_away';
	const reversing = { kind: 'open', ...open, step: { kind: 'refused', refusal } } as const;
	return isAway
		? shown(state, { reversing })
		: shown(state, { reversing }, { kind: 'open-bill', visitId: open.bill.visitId });
}

export function moveReversalSlip(
	state: CounterMachine,
	{ reversalId, slip }: EventOf<'reversal-slip-moved'>,
): CounterStep {
	const { reversing } = state.view;
	const isShown = reversing.kind === 'done' && reversing.answer.reversalId === reversalId;
	return isShown ? shown(state, { reversing: { ...reversing, slip } }) : unchanged(state);
}

/** The way back. What nobody knows the outcome of goes on without the screen. */
export function leaveReversing(state: CounterMachine): CounterStep {
	const { staff, reversing } = state.view;
	if (!staff) return unchanged(state);
	switch (reversing.kind) {
		case 'none':
			return unchanged(state);
		case 'taking':
			return noticed(state, 'busy');
		case 'not-undone':
			return shown(state, { reversing: { kind: 'none' }, notice: null });
		case 'finding':
		case 'opening':
		case 'open':
		case 'unknown':
		case 'done':
			return { state: afresh(state), effects: [] };
	}
}

const commandOf = (
	act: ReturnAct,
	visitId: VisitId,
	{ id: cashier }: StaffView,
	reason: ReversalReason,
): TakingBack => ({
	...act,
	visitId,
	cashier,
	reason,
	approvedBy: null,
});

const take = (state: CounterMachine, command: TakingBack, open: OpenBill | null): CounterStep =>
	shown(
		{ ...state, unsettled: command.id },
		{ reversing: { kind: 'taking', command, open }, notice: null },
		{ kind: 'reverse', command },
	);
