import type { CardPattern } from '#shared/card/card.ts';
import type { CardRefused, CardTyped } from '#shared/counter/typed-card.ts';
import type { CounterSetup } from '#shared/protocol/views.ts';
import { SLIP_CODE } from '#shared/setup/slip-code.ts';
import type { SetupInput, SetupView } from '#shared/setup/state.ts';
import { beginsAnything, beginsSwipe, Wedge } from '../wedge.ts';

type Options = {
	readonly view: () => SetupView | undefined;
	readonly house: () => CounterSetup | null | undefined;
	readonly onsay: (input: SetupInput) => void;
};

const SHOWN_FIGURES = 4;

/** A scanner of a till sends a stripe's signs around the code. */
const SLIP_CODE_AS_STRIPE: CardPattern = { ...SLIP_CODE, medium: 'magstripe' };

/** Readers that type as keyboards, where the devices are set up: tried, read a slip's code, or kept out of the page's fields. */
export class SetupKeyboard {
	readonly #options: Options;
	readonly #wedge: Wedge;
	/** The burst that is being typed began without a sign. */
	#isBare = false;

	constructor(target: EventTarget, options: Options) {
		this.#options = options;
		this.#wedge = new Wedge(target, {
			patterns: () => this.#patterns(),
			begins: (character, event) => {
				this.#isBare = !beginsSwipe(character, event);
				return this.#asks === null ? !this.#isBare : beginsAnything(character, event);
			},
			oncard: (card) => this.#tell(card),
		});
	}

	close(): void {
		this.#wedge.close();
	}

	/** What the page waits for: a member card, or the code of a slip. Nothing else is typed there. */
	get #asks(): 'card' | 'code' | null {
		const view = this.#options.view();
		if (view?.kind !== 'open') return null;
		const { step } = view;
		if (step.kind === 'keyboard') return 'card';
		return step.kind === 'printer' && step.ask === 'slip' ? 'code' : null;
	}

	#patterns(): readonly CardPattern[] {
		const cards = this.#options.house()?.cardPatterns ?? [];
		return this.#asks === 'code' ? [...cards, SLIP_CODE, SLIP_CODE_AS_STRIPE] : cards;
	}

	#tell(card: CardTyped | CardRefused): void {
		const { onsay, house } = this.#options;
		switch (this.#asks) {
			case 'code': {
				const isSlip = card.kind === 'card-typed' && isSlipCode(card.number);
				return onsay({ kind: 'keyboard-code', code: isSlip ? card.number : null });
			}
			case 'card': {
				if (card.kind === 'card-refused') return onsay({ kind: 'keyboard-refused', code: card.refusal.code });
				const { medium, number } = card;
				// At a kiosk nobody types, so that a code needs no sign there.
				const isBare = this.#isBare && house()?.role === 'till';
				return onsay({ kind: 'keyboard-card', card: { medium, masked: `…${number.slice(-SHOWN_FIGURES)}` }, isBare });
			}
			case null:
				return;
		}
	}
}

const isSlipCode = (number: string): boolean =>
	number.length === SLIP_CODE.length && number.startsWith(SLIP_CODE.prefix);
