import type { Clock } from '../../bridge/clock.ts';

type Sleeper = { readonly until: number; readonly wake: () => void };

/** A clock that stands until it is told to go on; it notes every wait that was asked for. */
export class ManualClock implements Clock {
	readonly waits: number[] = [];
	#elapsed = 0;
	#apart = 0;
	#sleepers: readonly Sleeper[] = [];

	readonly nowMs = (): number => Date.UTC(2026, 10, 21, 17, 42) + this.#elapsed + this.#apart;
	readonly elapsedMs = (): number => this.#elapsed;

	readonly sleep = (ms: number, signal?: AbortSignal): Promise<void> => {
		this.waits.push(ms);
		return new Promise((resolve) => {
			if (signal?.aborted) return resolve();
			const sleeper = { until: this.#elapsed + ms, wake: resolve };
			this.#sleepers = [...this.#sleepers, sleeper];
			signal?.addEventListener('abort', () => this.#wake([sleeper]), { once: true });
		});
	};

	/** Wall time alone: the machine slept, or somebody set its clock. */
	jump(ms: number): void {
		this.#apart += ms;
	}

	/** Lets time pass, and whatever waits for it run. */
	async pass(ms: number): Promise<void> {
		await settled();
		this.#elapsed += ms;
		this.#wake(this.#sleepers.filter(({ until }) => until <= this.#elapsed));
		await settled();
	}

	/** How many waits are not over. */
	get sleeping(): number {
		return this.#sleepers.length;
	}

	#wake(due: readonly Sleeper[]): void {
		this.#sleepers = this.#sleepers.filter((sleeper) => !due.includes(sleeper));
		for (const { wake } of due) wake();
	}
}

/** When everything that needs no time has run. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
