import { SWIPE_MS_MAX } from '#shared/counter/reader-state.ts';
import type { Clock } from '../clock.ts';

type Around = {
	readonly clock: Pick<Clock, 'sleep'>;
	/** No page has shown this swipe in time. */
	readonly expired: (seq: number) => void;
};

/**
 * Waits for a page to say that it has shown a swipe, half a minute by elapsed time. A page that was away still gets what is
 * fresh, in the counter's state; what is not is for nobody: the guest may have gone.
 */
export class SwipeWatch {
	readonly #around: Around;
	readonly #ending = new AbortController();
	readonly #unseen = new Set<number>();

	constructor(around: Around) {
		this.#around = around;
	}

	presented({ seq }: { readonly seq: number }): void {
		this.#unseen.add(seq);
		void this.#expire(seq);
	}

	/** This one, and those before it: a page shows the latest. */
	seen(seq: number): void {
		for (const unseen of this.#unseen) if (unseen <= seq) this.#unseen.delete(unseen);
	}

	/** Whoever presses a key has the state before them. */
	seenAll(): void {
		this.#unseen.clear();
	}

	close(): void {
		this.#ending.abort();
	}

	async #expire(seq: number): Promise<void> {
		const { clock, expired } = this.#around;
		await clock.sleep(SWIPE_MS_MAX, this.#ending.signal);
		if (!this.#ending.signal.aborted && this.#unseen.delete(seq)) expired(seq);
	}
}
