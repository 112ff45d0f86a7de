import type { CounterState, SlipProgress } from '#shared/counter/state.ts';
import type { VisitId } from '#shared/kernel/ids.ts';
import type { VisitAnswer } from '#shared/protocol/visit.ts';

export type PastVisit = {
	readonly answer: VisitAnswer;
	/** `null`: no member. */
	readonly guest: { readonly name: string; readonly tier: string } | null;
	readonly slip: SlipProgress;
	/** What came back of it, as far as this screen has seen. */
	readonly returned: 'whole' | 'part' | null;
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

type State = Pick<CounterState, 'visit' | 'guest' | 'reversing'>;

/**
 * Notes the visit of this state, once; a later state of the same visit only moves its slip. A visit that came back whole
 * counts no more.
 */
export const withState = (history: History, state: State): History => withReturn(withVisit(history, state), state);

function withVisit(history: History, { visit, guest }: State): History {
	if (visit.kind !== 'recorded' && visit.kind !== 'kept') return history;
	const { answer, slip } = visit;
	if (history.visits.some((past) => isOf(past, answer.visitId))) {
		return {
			...history,
			visits: history.visits.map((past) => (isOf(past, answer.visitId) ? { ...past, answer, slip } : past)),
		};
	}
	const member = guest.kind === 'shown' && guest.member.id === answer.memberId ? guest.member : null;
	const past = {
		answer,
		slip,
		returned: null,
		guest: member && { name: member.displayName, tier: member.standing.tier },
	};
	return {
		visits: [past, ...history.visits].slice(0, VISITS_SHOWN_MAX),
		count: history.count + 1,
		givenPoints: history.givenPoints + answer.points.earned,
		usedPoints: history.usedPoints + answer.points.spent,
	};
}

function withReturn(history: History, { reversing }: State): History {
	if (reversing.kind !== 'done') return history;
	const { visitId, whole } = reversing.answer;
	const past = history.visits.find((one) => isOf(one, visitId));
	if (!past || past.returned === 'whole' || (past.returned === 'part' && !whole)) return history;
	const { earned, spent } = past.answer.points;
	return {
		...history,
		visits: history.visits.map((one) => (one === past ? { ...one, returned: whole ? 'whole' : 'part' } : one)),
		...(whole && {
			count: history.count - 1,
			givenPoints: history.givenPoints - earned,
			usedPoints: history.usedPoints - spent,
		}),
	};
}

const isOf = (past: PastVisit, visitId: VisitId): boolean => past.answer.visitId === visitId;
