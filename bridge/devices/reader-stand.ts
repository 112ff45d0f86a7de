import { runReaders, type CounterReader } from './readers.ts';

type Around = Omit<Parameters<typeof runReaders>[1], 'signal' | 'nextSeq'>;

/** The readers of a counter, which can be put away and put up again, also others, while the counter runs. */
export class ReaderStand {
	readonly #around: Around;
	#seq = 0;
	#ending = new AbortController();
	#running: Promise<void> = Promise.resolve();

	constructor(around: Around) {
		this.#around = around;
	}

	/** Whatever stood there before was put away. */
	putUp(readers: readonly CounterReader[]): void {
		const { clock, runner } = this.#around;
		const ending = new AbortController();
		this.#ending = ending;
		// What was known of the readers that stood there says nothing of these.
		if (readers.length > 0) {
			const since = new Date(clock.nowMs()).toISOString();
			runner.feed({ kind: 'reader-changed', reader: { kind: 'absent', since } });
		}
		runner.feed({ kind: 'readers-changed', readers: [] });
		// A page takes a swipe for new by its number.
		this.#running = runReaders(readers, { ...this.#around, signal: ending.signal, nextSeq: () => ++this.#seq });
	}

	/** Resolves when nothing reads any more. */
	async putAway(): Promise<void> {
		this.#ending.abort();
		await this.#running;
	}
}
