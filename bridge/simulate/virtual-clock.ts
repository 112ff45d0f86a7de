import type { Clock } from '../clock.ts';

type Sleeper = { readonly until: number; readonly wake: () => void };

/** Time that passes only by `pass`, from one that waits to the next: minutes of devices without wires take no time. */
export class VirtualClock implements Clock {
	#elapsed = 0;
	#apart: number;
	readonly #sleepers = new Set<Sleeper>();

	/** @param startMs wall time at the beginning, milliseconds since 1970 */
	constructor(startMs: number) {
		this.#apart = startMs;
	}

	readonly nowMs = (): number => this.#elapsed + this.#apart;
	readonly elapsedMs = (): number => this.#elapsed;

	readonly sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
		new Promise((resolve) => {
			if (signal?.aborted) return resolve();
			const sleeper = { until: this.#elapsed + ms, wake: resolve };
			this.#sleepers.add(sleeper);
			signal?.addEventListener('abort', () => this.#sleepers.delete(sleeper) && resolve(), { once: true });
		});

	/** The machine slept, or somebody set its clock. */
	jump(ms: number): void {
		this.#apart += ms;
	}

	async pass(ms: number): Promise<void> {
		const end = this.#elapsed + ms;
		await settled();
		for (;;) {
			const next = [...this.#sleepers].reduce<Sleeper | undefined>(
				(first, one) => (first && first.until <= one.until ? first : one),
				undefined,
			);
			if (!next || next.until > end) break;
			this.#elapsed = next.until;
			this.#sleepers.delete(next);
			next.wake();
			await settled();
		}
		this.#elapsed = end;
	}
}

/** When everything that needs no time has run. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
