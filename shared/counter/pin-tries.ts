import { err, ok, type Result } from '../kernel/result.ts';
import type { SignInRefusal } from '../protocol/views.ts';

/** So many wrong PINs lock a terminal, first for a minute, then twice as long each time, up to an hour. */
export const PIN_TRIES_MAX = 5;
const LOCK_MS_MIN = 60_000;
const LOCK_MS_MAX = 3_600_000;

/** What a terminal has tried. Times are of one clock that never jumps. */
export type PinTries = { readonly wrong: number; readonly locks: number; readonly lockedUntilMs: number };

export const NO_TRIES: PinTries = { wrong: 0, locks: 0, lockedUntilMs: Number.NEGATIVE_INFINITY };

/** Counts a try before it is checked, so that a burst of guesses is a burst of tries. */
export function countTry(tries: PinTries, nowMs: number): Result<PinTries, SignInRefusal> {
	if (tries.lockedUntilMs > nowMs) return err(lockedAt(tries, nowMs));
	if (tries.wrong >= PIN_TRIES_MAX) return err({ code: 'pin_locked', retryInMs: LOCK_MS_MIN });
	return ok({ ...tries, wrong: tries.wrong + 1 });
}

/** A counted try was wrong. */
export function countWrong(
	tries: PinTries,
	nowMs: number,
): { readonly tries: PinTries; readonly refusal: SignInRefusal } {
	if (tries.lockedUntilMs > nowMs) return { tries, refusal: lockedAt(tries, nowMs) };
	const triesLeft = PIN_TRIES_MAX - tries.wrong;
	if (triesLeft > 0) return { tries, refusal: { code: 'pin_wrong', triesLeft } };

	const lockMs = Math.min(LOCK_MS_MIN * 2 ** tries.locks, LOCK_MS_MAX);
	const locked = { wrong: 0, locks: tries.locks + 1, lockedUntilMs: nowMs + lockMs };
	return { tries: locked, refusal: lockedAt(locked, nowMs) };
}

const lockedAt = ({ lockedUntilMs }: PinTries, nowMs: number): SignInRefusal => ({
	code: 'pin_locked',
	retryInMs: Math.ceil(lockedUntilMs - nowMs),
});
