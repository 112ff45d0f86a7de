import type { DigitKey } from '../bill/draft.ts';

/** What a key of the real keyboard means at the till. */
export type KeyAct =
	| { readonly kind: 'digit'; readonly key: DigitKey }
	| { readonly kind: 'delete' | 'complete' | 'clear' | 'points' | 'undo' | 'return' | 'conflicts' | 'lock' };

export function actOfKey(key: string): KeyAct | undefined {
	if (/^[0-9]$/.test(key)) return { kind: 'digit', key: key as DigitKey };
	switch (key) {
		// The number block writes the sign of its own layout, whatever the screen's language is.
		case '.':
		case ',':
		case 'Decimal':
			return { kind: 'digit', key: 'point' };
		case 'Backspace':
		case 'Delete':
			return { kind: 'delete' };
		case 'Enter':
			return { kind: 'complete' };
		case 'Escape':
			return { kind: 'clear' };
		case 'F5':
			return { kind: 'points' };
		case 'F7':
			return { kind: 'conflicts' };
		case 'F8':
			return { kind: 'undo' };
		case 'F9':
			return { kind: 'return' };
		case 'F12':
			return { kind: 'lock' };
		default:
			return undefined;
	}
}
