import { maySetUp } from './may-set-up.ts';
import { beginPrinter, learnPrinter } from './printer-step.ts';
import { learnFrom } from './reader-step.ts';
import { goHome, NOTHING_LEARNED, noticed, same, shown, type SetupMachine, type SetupTurn } from './setup-turn.ts';
import { tryKeyboard } from './keyboard-step.ts';
import type { SetupEvent, SetupStep, SetupView } from './state.ts';

export type { SetupMachine, SetupTurn } from './setup-turn.ts';

const CLOSED: SetupView = { kind: 'closed', checking: false, refusal: null };

export const initialSetup: SetupMachine = { view: CLOSED, notices: 0, learned: NOTHING_LEARNED };

/** What an event makes of the conversation, and what the runner is to do for it. What does not fit the moment changes nothing. */
export function nextSetup(state: SetupMachine, event: SetupEvent): SetupTurn {
	const { view } = state;
	if (view.kind === 'none') return same(state);
	if (view.kind === 'closed') return enter(state, view, event);
	switch (event.kind) {
		case 'pin-entered':
		case 'sign-in-answered':
			return same(state);
		case 'leave':
			return { state: { ...initialSetup, notices: state.notices }, effects: [{ kind: 'rest' }] };
		case 'look':
			return { state, effects: [{ kind: 'look' }] };
		case 'looked': {
			const { kind: _, ...seen } = event;
			return shown(state, seen);
		}
		case 'back':
			return view.step.kind === 'home' ? same(state) : goHome(state);
		case 'reader-forgotten': {
			const { number } = event;
			const isThere = view.step.kind === 'home' && view.readers.some((reader) => reader.number === number);
			return isThere ? { state, effects: [{ kind: 'forget-reader', number }] } : same(state);
		}
		case 'keyboard-chosen':
			return view.step.kind === 'home'
				? shown(state, { step: { kind: 'keyboard', card: null }, notice: null })
				: same(state);
		case 'kept': {
			const { state: home } = goHome(state);
			return noticed(home, event.code, {}, { kind: 'rest' }, { kind: 'look' });
		}
		case 'not-kept':
			return noticed(unsaved(state), event.code);
		default: {
			const { step } = view;
			if (step.kind === 'printer') return learnPrinter(state, step, event);
			if (step.kind === 'keyboard') return tryKeyboard(state, event);
			const begun = step.kind === 'home' ? beginPrinter(state, view, event) : undefined;
			return begun ?? learnFrom(state, view, step, event);
		}
	}
}

/** Before anybody has signed in nothing else is heard. */
function enter(state: SetupMachine, view: Extract<SetupView, { kind: 'closed' }>, event: SetupEvent): SetupTurn {
	if (event.kind === 'pin-entered' && !view.checking) {
		const checking: SetupView = { kind: 'closed', checking: true, refusal: null };
		return { state: { ...state, view: checking }, effects: [{ kind: 'sign-in', pin: event.pin }] };
	}
	if (event.kind === 'leave') return { state: { ...state, view: CLOSED }, effects: [] };
	if (event.kind !== 'sign-in-answered' || !view.checking) return same(state);
	const { answer } = event;
	if (!answer.ok) return refused(state, answer.error);
	if (!maySetUp(answer.value)) return refused(state, { code: 'role_too_low' });
	const open: SetupView = {
		...{ kind: 'open', staff: answer.value, found: null, readers: [], printer: null, rows: 0, canScan: false },
		...{ step: { kind: 'home' }, notice: null },
	};
	return { state: { ...state, view: open }, effects: [{ kind: 'look' }] };
}

const refused = (state: SetupMachine, refusal: Extract<SetupView, { kind: 'closed' }>['refusal']): SetupTurn => ({
	state: { ...state, view: { kind: 'closed', checking: false, refusal } },
	effects: [],
});

function unsaved(state: SetupMachine): SetupMachine {
	const { view } = state;
	if (view.kind !== 'open' || !('saving' in view.step)) return state;
	const step: SetupStep =
		view.step.kind === 'printer' ? { ...view.step, saving: false, printing: false } : { ...view.step, saving: false };
	return { ...state, view: { ...view, step } };
}
