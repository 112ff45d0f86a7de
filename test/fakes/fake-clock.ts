import type { Clock } from '../../bridge/clock.ts';

/** Time that passes only when a test says so; whoever sleeps wakes in order. */
export class FakeClock implements Clock {
	#elapsed = 0;
	#sleepers: { readonly atMs: number; readonly wake: () => void }[] = [];

	readonly nowMs = (): number => Date.UTC(2026, 10, 21, 17, 42) + this.#elapsed;
	readonly elapsedMs = (): number => this.#elapsed;
	readonly sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
		new Promise((wake) => {
			if (signal?.aborted) return wake();
			const sleeper = { atMs: this.#elapsed + ms, wake };
			this.#sleepers.push(sleeper);
			signal?.addEventListener('abort', () => {
				this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
				wake();
			});
		});

	async advance(ms: number): Promise<void> {
		const untilMs = this.#elapsed + ms;
		for (;;) {
			await settled();
			const next = this.#sleepers.sort((a, b) => a.atMs - b.atMs)[0];
			if (!next || next.atMs > untilMs) break;
			this.#sleepers.shift();
			this.#elapsed = next.atMs;
			next.wake();
		}
		this.#elapsed = untilMs;
	}
}

/** Until everything that can go on without time has gone on. */
export async function settled(): Promise<void> {
	for (let turn = 0; turn < 8; turn++) await new Promise((resolve) => setImmediate(resolve));
}
