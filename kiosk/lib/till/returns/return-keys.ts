import { actOfKey, type KeyAct } from '../frame/keys.ts';

/** Reasons stand in one order; F5 belongs to points wherever one is. */
export const REASON_KEYS = ['F2', 'F3', 'F4', 'F6', 'F7'] as const;

/** What a key of the real keyboard means while a bill comes back. */
export type ReturnKeyAct =
	| Extract<KeyAct, { kind: 'digit' }>
	| { readonly kind: 'delete' | 'complete' | 'lock' | 'back' | 'all' | 'none' | 'switch' }
	| { readonly kind: 'letter'; readonly letter: string }
	| { readonly kind: 'reason'; readonly index: number };

/** @param asks what the screen asks for now: one key means another thing where reasons are */
export function returnActOfKey(key: string, asks: 'number' | 'lines' | 'reason'): ReturnKeyAct | undefined {
	if (asks === 'reason') {
		const index = REASON_KEYS.findIndex((one) => one === key);
		if (index !== -1) return { kind: 'reason', index };
	}
	if (asks === 'lines') {
		if (key === 'F2') return { kind: 'all' };
		if (key === 'F3') return { kind: 'none' };
		if (key === 'F4') return { kind: 'switch' };
	}
	if (asks === 'number' && /^[a-z-]$/i.test(key)) return { kind: 'letter', letter: key };
	const act = actOfKey(key);
	switch (act?.kind) {
		case 'clear':
			return { kind: 'back' };
		case 'digit':
			return act;
		case 'delete':
		case 'complete':
		case 'lock':
			return { kind: act.kind };
		default:
			return undefined;
	}
}
