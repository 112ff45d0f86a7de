/** Whether somebody still stands there, as far as a screen can tell. */
export type Presence =
	{ readonly kind: 'here' } | { readonly kind: 'counting'; readonly seconds: number } | { readonly kind: 'gone' };

/** How long a guest may be still before the screen asks, and how long it then waits for an answer. */
export type Patience = { readonly quietMs: number; readonly countMs: number };

const READING: Patience = { quietMs: 25_000, countMs: 10_000 };
/** With the slip in hand there is nothing left to read. */
const LEAVING: Patience = { quietMs: 6_000, countMs: 10_000 };
/** Who reads large letters gets three times as long. */
const SLOW = 3;

export function patienceOf({ slipIsOut, seesBetter }: { slipIsOut: boolean; seesBetter: boolean }): Patience {
	const { quietMs, countMs } = slipIsOut ? LEAVING : READING;
	const times = seesBetter ? SLOW : 1;
	return { quietMs: quietMs * times, countMs: countMs * times };
}

/** @param stillMs since the last touch */
export function presenceOf(stillMs: number, { quietMs, countMs }: Patience): Presence {
	if (stillMs < quietMs) return { kind: 'here' };
	const leftMs = quietMs + countMs - stillMs;
	return leftMs > 0 ? { kind: 'counting', seconds: Math.ceil(leftMs / 1_000) } : { kind: 'gone' };
}
