import type { CounterState } from '#shared/counter/state.ts';
import type { Quote } from '#shared/loyalty/quote.ts';
import type { Wording } from '../wording.ts';

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
	return quote.pointsPaidMinor > 0 && quote.payableMinor > quote.pointsPaidMinor
		? { kind: 'rest', quote }
		: { kind: 'record', quote };
}

/** What stands on the one key of a screen that completes. */
export type KeyWords = {
	/** `waits`: there is nothing to complete yet. */
	readonly state: 'waits' | 'busy' | 'ready';
	readonly verb: string;
	readonly sum?: string | undefined;
	/** What is missing; a key that is ready says how else it is pressed. */
	readonly detail?: string | undefined;
	readonly icon?: 'tick' | 'next';
};

/** @param sum what the bill comes to, as the sky shows it once there is one */
export function keyWordsOf(completing: Completing, sum: string | undefined, { t }: Pick<Wording, 't'>): KeyWords {
	switch (completing.kind) {
		case 'type': {
			const verb = t(completing.what === 'nights' ? 'complete.type-nights' : 'complete.type');
			return { state: 'waits', verb, detail: completing.orSwipe ? t('complete.or-swipe') : undefined };
		}
		case 'away':
			return { state: 'waits', verb: t('complete.away'), detail: t('complete.away-detail') };
		case 'recording':
			return { state: 'busy', verb: t('complete.recording') };
		case 'next':
			return { state: 'ready', verb: t('complete.next'), icon: 'next' };
		case 'record':
		case 'rest':
		case 'again':
			return { state: 'ready', verb: t(`complete.${completing.kind}`), sum };
	}
}
