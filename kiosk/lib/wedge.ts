import type { CardPattern, CardRead, CardRefusal } from '#shared/card/card.ts';
import { isStartSentinel } from '#shared/card/drivers/swipe.ts';
import { characterOf } from '#shared/card/drivers/us-keyboard.ts';
import { KEY_GAP_MS_MAX, noBurst, settleBurst, takeStroke, type WedgeStep } from '#shared/card/drivers/wedge.ts';
import type { CardRefused, CardTyped } from '#shared/counter/typed-card.ts';
import type { Result } from '#shared/kernel/result.ts';

type Options = {
	readonly patterns: () => readonly CardPattern[];
	/** Whether a reader's typing may begin with this character: all keys from there on are taken away from the page. */
	readonly begins: (character: number, event: KeyboardEvent) => boolean;
	readonly oncard: (card: CardTyped | CardRefused) => void;
};

/** For readers that press no Enter. A busy page hears keys late, and a swipe must not be cut in two by that. */
const SETTLE_MS = 500;

/**
 * Hears readers that pose as keyboards. Their keys reach no field and no shortcut, wait for nothing, and are wiped when the
 * card is read; a person's keys are neither taken nor looked at. By the keys' places, so the layout of the machine does
 * not matter; by the events' own times, so a page that was busy does not take a fast reader for a slow hand.
 */
export class Wedge {
	readonly #target: EventTarget;
	readonly #options: Options;
	#burst = noBurst();
	/** The last key was a reader's. */
	#typing = false;
	#settling: ReturnType<typeof setTimeout> | undefined;

	constructor(target: EventTarget, options: Options) {
		this.#target = target;
		this.#options = options;
		// Before everything else that listens, wherever it does.
		target.addEventListener('keydown', this.#hear, { capture: true });
	}

	close(): void {
		this.#target.removeEventListener('keydown', this.#hear, { capture: true });
		clearTimeout(this.#settling);
		this.#burst.buffer.fill(0);
	}

	readonly #hear = (heard: Event): void => {
		const event = heard as KeyboardEvent;
		const { code, shiftKey: shift, timeStamp: atMs } = event;
		const character = characterOf(code, shift);
		const isShortcut = event.ctrlKey || event.altKey || event.metaKey;
		const goesOn = this.#typing && atMs - this.#burst.lastAtMs <= KEY_GAP_MS_MAX;
		if (!goesOn) {
			this.#typing = !isShortcut && !event.repeat && character !== undefined && this.#options.begins(character, event);
			if (!this.#typing) return;
		}
		if (!isShortcut && (character !== undefined || ENDS.includes(code))) {
			event.preventDefault();
			event.stopImmediatePropagation();
		}
		if (event.repeat) return;

		this.#follow(takeStroke(this.#burst, { code, shift, atMs }, this.#options.patterns()));
		clearTimeout(this.#settling);
		this.#settling = setTimeout(
			() => this.#follow(settleBurst(this.#burst, performance.now(), this.#options.patterns())),
			SETTLE_MS,
		);
	};

	#follow({ burst, card }: WedgeStep): void {
		this.#burst = burst;
		if (card) this.#options.oncard(saidOf(card));
	}
}

/**
 * Where a cashier types digits: only a stripe's start sentinel begins. On the layouts that write digits with Shift (French,
 * Czech), the cashier's 5 lies where a reader's `%` does; it stays a 5. The number block's plus is the cashier's, too.
 */
export const beginsSwipe = (character: number, { code, key }: KeyboardEvent): boolean =>
	isStartSentinel(character) && code !== 'NumpadAdd' && !/^\d$/.test(key);

/** Where nobody types: whatever a scanner sends. The space bar presses keys. */
export const beginsAnything = (_character: number, { code }: KeyboardEvent): boolean => code !== 'Space';

const ENDS: readonly string[] = ['Enter', 'NumpadEnter', 'Tab'];

function saidOf(card: Result<CardRead, CardRefusal>): CardTyped | CardRefused {
	if (!card.ok) return { kind: 'card-refused', refusal: card.error };
	const { medium, number } = card.value;
	return { kind: 'card-typed', medium: medium === 'code' ? 'code' : 'magstripe', number };
}
