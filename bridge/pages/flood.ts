/** Somebody who works fast comes to a tenth of it. */
export const MESSAGES_MAX = 100;
export const MESSAGES_WINDOW_MS = 1_000;
/** So long after the last that was dropped it is still said. */
export const FLOOD_SHOWN_MS = 10_000;

/** Lets so many messages through in each second and drops the rest; it keeps no more than two numbers. */
export class FloodGate {
	readonly #elapsedMs: () => number;
	readonly #max: number;
	readonly #onDrop: () => void;
	#windowStartMs = -Infinity;
	#count = 0;

	/** @param elapsedMs never goes back */
	constructor(elapsedMs: () => number, onDrop: () => void, max = MESSAGES_MAX) {
		this.#elapsedMs = elapsedMs;
		this.#onDrop = onDrop;
		this.#max = max;
	}

	/** @returns whether it is heard */
	pass(): boolean {
		const nowMs = this.#elapsedMs();
		if (nowMs - this.#windowStartMs >= MESSAGES_WINDOW_MS) {
			this.#windowStartMs = nowMs;
			this.#count = 0;
		}
		this.#count++;
		if (this.#count <= this.#max) return true;
		this.#onDrop();
		return false;
	}
}

/** Cards, read and refused: what a stuck scanner says a thousand times a second. */
const SWIPES: readonly string[] = ['card-read', 'card-refused'];

/** A conversation that hears at most so many cards in a second, and all else. */
export const boundedRunner = <Event extends { readonly kind: string }>(
	runner: { feed(event: Event): void },
	gate: FloodGate,
): { feed(event: Event): void } => ({
	feed(event) {
		if (!SWIPES.includes(event.kind) || gate.pass()) runner.feed(event);
	},
});
