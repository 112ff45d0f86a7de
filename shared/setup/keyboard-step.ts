import { noticed, same, shown, type SetupMachine, type SetupTurn } from './setup-turn.ts';
import type { KeyboardStep, SetupEvent } from './state.ts';

/** A reader that types as a keyboard has only the page to hear it: what that tells is shown. */
export function tryKeyboard(state: SetupMachine, event: SetupEvent): SetupTurn {
	switch (event.kind) {
		case 'keyboard-card': {
			const step: KeyboardStep = { kind: 'keyboard', card: event.card };
			return event.isBare ? noticed(state, 'keyboard_bare', { step }) : shown(state, { step, notice: null });
		}
		case 'keyboard-refused':
			return noticed(state, event.code);
		default:
			return same(state);
	}
}
