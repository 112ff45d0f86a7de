import type { CounterState, SlipProgress } from '#shared/counter/state.ts';
import type { VisitId } from '#shared/kernel/ids.ts';
import type { VisitAnswer } from '#shared/protocol/visit.ts';

export type PastVisit = {
	readonly answer: VisitAnswer;
	/** `null`: no member. */
	readonly guest: { readonly name: string; readonly tier: string } | null;
	readonly slip: SlipProgress;
};

/** What this screen recorded since the cashier signed in; nothing of it outlives the page. */
export type History = {
	/** The newest first. */
	readonly visits: readonly PastVisit[];
	readonly count: number;
	readonly givenPoints: number;
	readonly usedPoints: number;
};

export const NO_HISTORY: History = { visits: [], count: 0, givenPoints: 0, usedPoints: 0 };

/** As many rows as lie between the categories and the tools. */
export const VISITS_SHOWN_MAX = 3;

/** Notes the visit of this state, once; a later state of the same visit only moves its slip. */
export function withState(history: History, { visit, guest }: Pick<CounterState, 'visit' | 'guest'>): History {
	if (visit.kind !== 'recorded' && visit.kind !== 'kept') return history;
	const { answer, slip } = visit;
	if (history.visits.some((past) => isOf(past, answer.visitId))) {
		return {
			...history,
			visits: history.visits.map((past) => (isOf(past, answer.visitId) ? { ...past, answer, slip } : past)),
		};
	}
	const member = guest.kind === 'shown' && guest.member.id === answer.memberId ? guest.member : null;
	const past = { answer, slip, guest: member && { name: member.displayName, tier: member.standing.tier } };
	return {
		visits: [past, ...history.visits].slice(0, VISITS_SHOWN_MAX),
		count: history.count + 1,
		givenPoints: history.givenPoints + answer.points.earned,
		usedPoints: history.usedPoints + answer.points.spent,
	};
}

const isOf = (past: PastVisit, visitId: VisitId): boolean => past.answer.visitId === visitId;
