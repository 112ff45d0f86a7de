import type { NoticeCode, ReaderFormat, SetupEffect, SetupView } from './state.ts';

/** The conversation of set-up: what the page draws, and what the machine alone has to remember. */
export type SetupMachine = {
	readonly view: SetupView;
	readonly notices: number;
	/** The cards of the reader that is being learned, and what fits all of them. */
	readonly learned: Learned;
};

export type Learned = { readonly keys: readonly string[]; readonly formats: readonly ReaderFormat[] };

export type SetupTurn = { readonly state: SetupMachine; readonly effects: readonly SetupEffect[] };

export type OpenView = Extract<SetupView, { kind: 'open' }>;

export const NOTHING_LEARNED: Learned = { keys: [], formats: [] };

/** The counter has its own devices again. */
export function goHome(state: SetupMachine): SetupTurn {
	const home = shown({ ...state, learned: NOTHING_LEARNED }, { step: { kind: 'home' }, notice: null });
	return { ...home, effects: [{ kind: 'rest' }] };
}

export const same = (state: SetupMachine): SetupTurn => ({ state, effects: [] });

/** Of an open conversation. */
export function shown(
	state: SetupMachine,
	change: Partial<Omit<OpenView, 'kind'>>,
	...effects: readonly SetupEffect[]
): SetupTurn {
	if (state.view.kind !== 'open') return same(state);
	return { state: { ...state, view: { ...state.view, ...change } }, effects };
}

/** Says something, and changes what else is to be changed. */
export function noticed(
	state: SetupMachine,
	code: NoticeCode,
	change: Partial<Omit<OpenView, 'kind' | 'notice'>> & { readonly speed?: number } = {},
	...effects: readonly SetupEffect[]
): SetupTurn {
	const { speed, ...rest } = change;
	const count = state.notices + 1;
	const notice = { code, count, ...(speed !== undefined && { speed }) };
	return shown({ ...state, notices: count }, { ...rest, notice }, ...effects);
}
