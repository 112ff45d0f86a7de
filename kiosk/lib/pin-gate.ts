import { KEY_GAP_MS_MAX } from '#shared/card/drivers/wedge.ts';
import { characterOf } from '#shared/card/drivers/us-keyboard.ts';

/** A page hears keys a little late. */
const SETTLE_MS = 1.5 * KEY_GAP_MS_MAX;

const ENDS: readonly string[] = ['Enter', 'NumpadEnter', 'Tab'];
const MODIFIERS: readonly string[] = ['ShiftLeft', 'ShiftRight', 'CapsLock', 'NumLock'];

/**
 * Keeps the keys of a reader that sends no sign out of a PIN: its digits would be tries, and lock the counter. What comes at
 * a reader's pace and is longer than a PIN is a reader's, its Enter too, and reaches nothing; all else reaches the page
 * as soon as no further key follows at that pace. By the events' own times.
 */
export class PinGate {
	readonly #target: EventTarget;
	readonly #pinLength: number;
	#held: readonly KeyboardEvent[] = [];
	/** How many keys have come at a reader's pace. */
	#length = 0;
	#lastAtMs = Number.NEGATIVE_INFINITY;
	#settling: ReturnType<typeof setTimeout> | undefined;
	#isReleasing = false;

	constructor(target: EventTarget, pinLength: number) {
		this.#target = target;
		this.#pinLength = pinLength;
		target.addEventListener('keydown', this.#hear, { capture: true });
	}

	/** What it holds was for a PIN that is asked for no longer. */
	close(): void {
		this.#target.removeEventListener('keydown', this.#hear, { capture: true });
		clearTimeout(this.#settling);
		this.#held = [];
	}

	readonly #hear = (heard: Event): void => {
		if (this.#isReleasing) return;
		const event = heard as KeyboardEvent;
		const { code, timeStamp: atMs } = event;
		if (MODIFIERS.includes(code)) return;
		const isShortcut = event.ctrlKey || event.altKey || event.metaKey;
		const isTyped = !isShortcut && code !== 'Space' && characterOf(code, event.shiftKey) !== undefined;
		const goesOn = atMs - this.#lastAtMs <= KEY_GAP_MS_MAX;
		if (!goesOn || !isTyped) this.#release();
		if (!isTyped) {
			if (goesOn && this.#isReader && ENDS.includes(code)) take(event);
			// No reader goes on behind it.
			this.#lastAtMs = Number.NEGATIVE_INFINITY;
			return;
		}
		take(event);
		if (!event.repeat) this.#length = goesOn ? this.#length + 1 : 1;
		this.#lastAtMs = atMs;
		this.#held = this.#isReader ? [] : [...this.#held, event];
		clearTimeout(this.#settling);
		this.#settling = setTimeout(() => this.#release(), SETTLE_MS);
	};

	get #isReader(): boolean {
		return this.#length > this.#pinLength;
	}

	#release(): void {
		clearTimeout(this.#settling);
		const held = this.#held;
		this.#held = [];
		this.#isReleasing = true;
		for (const event of held) this.#target.dispatchEvent(new KeyboardEvent(event.type, event));
		this.#isReleasing = false;
	}
}

function take(event: Event): void {
	event.preventDefault();
	event.stopImmediatePropagation();
}
