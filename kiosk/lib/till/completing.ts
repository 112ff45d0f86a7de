import type { CounterState } from '#shared/counter/state.ts';
import type { Quote } from '#shared/loyalty/quote.ts';

/** What the completing key does when it is pressed, or says before it can. */
export type Completing =
	| { readonly kind: 'away' | 'recording' | 'next' }
	| { readonly kind: 'type'; readonly what: 'amount' | 'nights'; readonly orSwipe: boolean }
	| { readonly kind: 'record' | 'rest' | 'again'; readonly quote: Quote };

export type CompletingInput = {
	readonly connected: boolean;
	readonly counter: Pick<CounterState, 'visit' | 'guest' | 'reader'>;
	/** Of the bill as it stands; `undefined` while there is nothing to pay for. */
	readonly quote: Quote | undefined;
	/** The bill was changed after the last answer, so that answer is about another bill. */
	readonly edited: boolean;
	readonly countsNights: boolean;
};

export function completingOf({ connected, counter, quote, edited, countsNights }: CompletingInput): Completing {
	if (!connected) return { kind: 'away' };
	const { visit, guest, reader } = counter;
	if (visit.kind === 'recording') return { kind: 'recording' };
	if (visit.kind === 'recorded' || visit.kind === 'kept') return { kind: 'next' };
	if (!quote) {
		const orSwipe = guest.kind === 'none' && reader.kind === 'ready';
		return { kind: 'type', what: countsNights ? 'nights' : 'amount', orSwipe };
	}
	if (visit.kind === 'refused' && !edited) return { kind: 'again', quote };
	return quote.pointsSpent > 0 && quote.payableMinor > quote.pointsPaidMinor
		? { kind: 'rest', quote }
		: { kind: 'record', quote };
}
