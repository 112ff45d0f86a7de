import type { Stroke } from '#shared/card/drivers/wedge.ts';

/** A hand at the keyboard that a reader poses as: by the places of its keys, and what the computer takes them to write. */
export type KeyHand = {
	readonly press: (stroke: Stroke & { readonly writes: string }) => void | Promise<void>;
	/** A field has the focus. */
	readonly focusField: () => void | Promise<void>;
};

const KEY_GAP_MS = 8;
const SHIFTED: Readonly<Record<string, string>> = { '%': 'Digit5', '^': 'Digit6', '?': 'Slash', '+': 'Equal' };
const PLAIN: Readonly<Record<string, string>> = { ';': 'Semicolon', '=': 'Equal', ' ': 'Space', '/': 'Slash' };

/** What a computer with a Bulgarian layout and Caps Lock writes on the places of other keys. */
const writtenElsewhere = (code: string): string => (code.startsWith('Digit') ? code.slice(-1) : 'Ж');

/** The keys of a track, then Enter. */
export function keysOf(track: string, startMs: number): readonly Stroke[] {
	const strokes = [...track].map((letter, index) => {
		const shifted = SHIFTED[letter] ?? (/[A-Z]/.test(letter) ? `Key${letter}` : undefined);
		const code = shifted ?? PLAIN[letter] ?? `Digit${letter}`;
		return { code, shift: shifted !== undefined, atMs: startMs + index * KEY_GAP_MS };
	});
	return [...strokes, { code: 'Enter', shift: false, atMs: startMs + strokes.length * KEY_GAP_MS }];
}

/** The faults of readers that pose as keyboards, by name. */
const SCRIPTS = {
	'typed-into-a-field': { isFocused: true, written: (code: string) => code.slice(-1) },
	'other-layout': { isFocused: false, written: writtenElsewhere },
} as const;

export type KeyScript = keyof typeof SCRIPTS;

/** @param track the tracks of a card, as its stripe has them */
export async function playKeys(script: KeyScript, hand: KeyHand, track: string, startMs: number): Promise<void> {
	const { isFocused, written } = SCRIPTS[script];
	if (isFocused) await hand.focusField();
	for (const stroke of keysOf(track, startMs)) await hand.press({ ...stroke, writes: written(stroke.code) });
}
