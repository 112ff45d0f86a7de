import type { ReversalId, VisitId } from '../kernel/ids.ts';
import type { CounterEffect, CounterEvent, CounterState, Notice } from './state.ts';

/** The counter's conversation: what the page draws, and what the machine alone has to remember. */
export type CounterMachine = {
	readonly view: CounterState;
	/** Numbers the look-ups, so that a late answer is known as late. */
	readonly swipes: number;
	readonly notices: number;
	/** The look-up whose answers still count; `null` when no guest is meant. */
	readonly sought: Sought | null;
	/** The latest visits that were handed over. A visit goes out once, however often the page asks. */
	readonly handedOver: readonly VisitId[];
	/** A taking back that was handed over and has no answer; there is never a second one beside it. */
	readonly unsettled: ReversalId | null;
	/** The swipe that brought the guest on the screen; `null`: a typed card, or nobody. */
	readonly broughtBy: number | null;
};

export type Sought = {
	readonly swipe: number;
	/** Fingerprint of the card: knows the same card again without keeping its number. */
	readonly card: string;
	/** The server has spoken: what the replica says later is older. */
	readonly live: boolean;
};

export type CounterStep = { readonly state: CounterMachine; readonly effects: readonly CounterEffect[] };

/** One kind of what happens. */
export type EventOf<Kind extends CounterEvent['kind']> = Extract<CounterEvent, { kind: Kind }>;

/** A new conversation with nobody. Whatever is still on its way for the last one comes too late. */
export const afresh = (state: CounterMachine): CounterMachine => ({
	...state,
	view: {
		...state.view,
		conversation: state.view.conversation + 1,
		guest: { kind: 'none' },
		visit: { kind: 'open' },
		notice: null,
		reversing: { kind: 'none' },
	},
	sought: null,
	broughtBy: null,
});

export const shown = (
	state: CounterMachine,
	change: Partial<CounterState>,
	...effects: readonly CounterEffect[]
): CounterStep => ({ state: { ...state, view: { ...state.view, ...change } }, effects });

export const noticed = (state: CounterMachine, code: Notice['code']): CounterStep => {
	const count = state.notices + 1;
	return shown({ ...state, notices: count }, { notice: { code, count } });
};

export const unchanged = (state: CounterMachine): CounterStep => ({ state, effects: [] });
