import type { Clock } from '../clock.ts';

/** Wakes whoever waits for news. A ring with nobody waiting is kept for the next one who does. */
export class Bell {
	readonly #clock: Clock;
	#rung = false;
	#wake: (() => void) | undefined;

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	ring(): void {
		this.#rung = true;
		this.#wake?.();
	}

	/** Until the next ring, at most so long. One waits at a time. */
	async wait(msMax: number): Promise<void> {
		if (!this.#rung) {
			const answered = new AbortController();
			const ring = new Promise<void>((resolve) => (this.#wake = resolve));
			await Promise.race([ring, this.#clock.sleep(msMax, answered.signal)]);
			answered.abort();
			this.#wake = undefined;
		}
		this.#rung = false;
	}
}
