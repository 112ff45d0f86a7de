/** How the card's number came in. */
export type CardMedium = 'magstripe' | 'rfid' | 'code' | 'keyed';

/** A card of the programme. Only such a card ever becomes text. */
export type CardRead = {
	readonly kind: 'member-card';
	readonly medium: CardMedium;
	/** The canonical number: digits of a stripe or code, ten upper-case hex digits of a 40-bit tag. */
	readonly number: string;
};

/**
 * Why a card is not read, in the order of the checks. Carries no digit, no length, no hash: a guest may swipe a bank card.
 */
export type CardRefusal =
	| { readonly code: 'card_unreadable' }
	| { readonly code: 'card_identity' }
	| { readonly code: 'card_payment' }
	| { readonly code: 'card_foreign' }
	/** Two cards at once. */
	| { readonly code: 'card_ambiguous' };

/** What the cards of a programme look like. Whatever matches none is refused. */
export type CardPattern = {
	readonly medium: CardMedium;
	/** Leading digits, `970231`. */
	readonly prefix: string;
	/** Digits in all. */
	readonly length: number;
	readonly check: 'luhn' | 'none';
};
