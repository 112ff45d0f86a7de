import type { CardPattern, CardRead, CardRefusal } from '../card/card.ts';
import { classifyText } from '../card/classify.ts';
import type { SwipeMark } from './reader-state.ts';

/** A reader that poses as a keyboard speaks to the page; this is what the page makes of a member's card. */
export type CardTyped = {
	readonly kind: 'card-typed';
	readonly medium: 'magstripe' | 'code';
	readonly number: string;
};

/** A card that was refused, wherever it was read. */
export type CardRefused = { readonly kind: 'card-refused'; readonly refusal: CardRefusal };

/** A card of the house. One that was typed into the page has no mark: the page knows of it. */
export type CardAccepted = { readonly kind: 'card-read'; readonly card: CardRead; readonly mark?: SwipeMark };

/** A reader's own refusal. */
export type SwipeRefused = CardRefused & { readonly mark?: SwipeMark };

/** The page has classified the card already; nobody has to believe it, nor the patterns that it knew. */
export function eventOfTyped(
	{ medium, number }: CardTyped,
	patterns: readonly CardPattern[],
): CardAccepted | CardRefused {
	const digits = Uint8Array.from(number, (digit) => digit.charCodeAt(0));
	const card = classifyText(digits, medium, patterns);
	return card.ok ? { kind: 'card-read', card: card.value } : { kind: 'card-refused', refusal: card.error };
}
