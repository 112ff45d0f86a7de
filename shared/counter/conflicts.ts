import type { StaffId, VisitId } from '../kernel/ids.ts';
import type { Result } from '../kernel/result.ts';
import type { Conflict } from '../ledger/visit/conflict.ts';
import type { SignInRefusal, StaffView } from '../protocol/views.ts';
import { mayApprove } from '../protocol/approval.ts';
import { noticed, shown, unchanged, type CounterMachine, type CounterStep, type EventOf } from './counter-step.ts';
import type { Away, Unsaved } from './state.ts';

/** So many are shown at once; the next ones come as these go. */
export const CONFLICTS_SHOWN_MAX = 20;

/** What somebody has to look at, as this counter shows it. `guestName` is `null` for nobody, or for whom it does not know. */
export type ShownConflict = Conflict & { readonly guestName: string | null };

/** Why one is still there. */
export type NotPutAway = SignInRefusal | Away | Unsaved | { readonly code: 'approver_forbidden' };

/** A supervisor's PIN for the one that is looked at. */
export type PuttingAway =
	| { readonly kind: 'idle' }
	| { readonly kind: 'checking'; readonly visitId: VisitId }
	| { readonly kind: 'refused'; readonly visitId: VisitId; readonly refusal: NotPutAway };

/** Somebody has looked at one, and says so with their PIN. */
export type ConflictInput = { readonly kind: 'conflict-seen'; readonly visitId: VisitId; readonly pin: string };

export type ConflictEvent =
	| ConflictInput
	/** All that are open, the oldest first, as many as are shown. */
	| { readonly kind: 'conflicts-changed'; readonly conflicts: readonly ShownConflict[] }
	| {
			readonly kind: 'conflict-answered';
			readonly visitId: VisitId;
			readonly answer: Result<StaffView, SignInRefusal | Away | Unsaved>;
	  };

export type ConflictEffect =
	| { readonly kind: 'sign-conflict'; readonly visitId: VisitId; readonly pin: string }
	| { readonly kind: 'put-away'; readonly visitId: VisitId; readonly by: StaffId };

export const changeConflicts = (state: CounterMachine, { conflicts }: EventOf<'conflicts-changed'>): CounterStep => {
	const { puttingAway } = state.view;
	const isGone = puttingAway.kind !== 'idle' && conflicts.every(({ visitId }) => visitId !== puttingAway.visitId);
	return shown(state, { conflicts, ...(isGone ? { puttingAway: { kind: 'idle' } } : {}) });
};

/** A second PIN while the first is being checked would cost a try. */
export function seeConflict(state: CounterMachine, { visitId, pin }: EventOf<'conflict-seen'>): CounterStep {
	const { staff, conflicts, puttingAway } = state.view;
	if (!staff) return noticed(state, 'locked');
	const isOpen = conflicts.some((conflict) => conflict.visitId === visitId);
	if (!isOpen || puttingAway.kind === 'checking') return unchanged(state);
	return shown(state, { puttingAway: { kind: 'checking', visitId } }, { kind: 'sign-conflict', visitId, pin });
}

/** It goes from the screen when the disk has taken it. */
export function answerConflict(state: CounterMachine, { visitId, answer }: EventOf<'conflict-answered'>): CounterStep {
	const { puttingAway } = state.view;
	if (puttingAway.kind !== 'checking' || puttingAway.visitId !== visitId) return unchanged(state);
	const refusal = !answer.ok
		? answer.error
		: mayApprove(answer.value.role)
			? undefined
			: ({ code: 'approver_forbidden' } as const);
	if (refusal) return shown(state, { puttingAway: { kind: 'refused', visitId, refusal } });
	return answer.ok ? shown(state, {}, { kind: 'put-away', visitId, by: answer.value.id }) : unchanged(state);
}
