import { setTimeout as sleepFor } from 'node:timers/promises';

/** Time as devices need it; a test has its own. */
export type Clock = {
	/** Wall time, milliseconds since 1970: for what is stored and shown. */
	readonly nowMs: () => number;
	/** Never goes back and never jumps: for deadlines. */
	readonly elapsedMs: () => number;
	/** Ends early, and quietly, when `signal` aborts. */
	readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
};

export const systemClock: Clock = {
	nowMs: () => Date.now(),
	elapsedMs: () => performance.now(),
	sleep: (ms, signal) =>
		sleepFor(ms, undefined, signal && { signal }).catch((cause: unknown) => {
			if (!signal?.aborted) throw cause;
		}),
};
