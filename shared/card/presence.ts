/** A card that was swiped twice by one hand. */
const REPEAT_MS = 1_500;
/** A tag's reader speaks of it about every 50 to 100 ms; after so long a silence it has gone. */
const GONE_MS = 400;
/** Two cards so close on one reader were held to it together: nobody knows who is meant. */
const TOGETHER_MS = 300;

/** What the last cards of one reader say about the next. */
export type Presence =
	| { readonly kind: 'none' }
	| { readonly kind: 'one'; readonly card: string; readonly lastMs: number }
	/** Said once; nothing is read until they are all away. */
	| { readonly kind: 'several'; readonly lastMs: number };

export const NOBODY: Presence = { kind: 'none' };

/**
 * Whether a reading is a card (`new`), the same one still or again (`same`), or the second of two that came together
 * (`ambiguous`). Another card is never kept silent: it is new, or it is ambiguous.
 *
 * @param card whatever tells two cards apart
 * @param atMs of a clock that never goes back
 */
export function seeCard(
	before: Presence,
	card: string,
	medium: 'tag' | 'swiped',
	atMs: number,
): { readonly presence: Presence; readonly seen: 'new' | 'same' | 'ambiguous' } {
	const one = { kind: 'one', card, lastMs: atMs } as const;
	if (before.kind === 'none') return { presence: one, seen: 'new' };

	const sinceMs = atMs - before.lastMs;
	if (before.kind === 'several') {
		const isStill = sinceMs < (medium === 'tag' ? GONE_MS : TOGETHER_MS);
		return isStill ? { presence: { kind: 'several', lastMs: atMs }, seen: 'same' } : { presence: one, seen: 'new' };
	}
	if (before.card === card) {
		return { presence: one, seen: sinceMs < (medium === 'tag' ? GONE_MS : REPEAT_MS) ? 'same' : 'new' };
	}
	return sinceMs < TOGETHER_MS
		? { presence: { kind: 'several', lastMs: atMs }, seen: 'ambiguous' }
		: { presence: one, seen: 'new' };
}
