import { err, ok, type Result } from '../kernel/result.ts';
import type { SignInRefusal, StaffView } from '../protocol/views.ts';

/** So many wrong PINs lock a terminal, first for a minute, then twice as long each time, up to an hour. */
export const PIN_TRIES_MAX = 5;
const LOCK_MS_MIN = 60_000;
const LOCK_MS_MAX = 3_600_000;

/** So many lock it too, however often a cashier's own PIN came between: somebody may be after a supervisor's. */
export const PIN_GUESSES_MAX = 15;
/** They are forgotten when nobody has been wrong for so long. */
export const GUESSES_FORGOTTEN_MS = 3_600_000;

/** What a terminal has tried. Times are of one clock that never jumps. */
export type PinTries = {
	/** Since the last right PIN. */
	readonly wrong: number;
	/** Since the last right PIN of a supervisor; so are the locks. */
	readonly guesses: number;
	readonly locks: number;
	readonly lockedUntilMs: number;
	readonly lastWrongMs: number;
};

export const NO_TRIES: PinTries = {
	...{ wrong: 0, guesses: 0, locks: 0 },
	...{ lockedUntilMs: Number.NEGATIVE_INFINITY, lastWrongMs: Number.NEGATIVE_INFINITY },
};

/** Counts a try before it is checked, so that a burst of guesses is a burst of tries. */
export function countTry(tries: PinTries, nowMs: number): Result<PinTries, SignInRefusal> {
	if (tries.lockedUntilMs > nowMs) return err(lockedAt(tries, nowMs));
	const known = isLongAgo(tries, nowMs) ? { ...NO_TRIES, wrong: tries.wrong } : tries;
	if (leftOf(known) <= 0) return err({ code: 'pin_locked', retryInMs: LOCK_MS_MIN });
	return ok({ ...known, wrong: known.wrong + 1, guesses: known.guesses + 1 });
}

/** A counted try was right. A cashier's PIN takes back nothing but its own try of what counts for a supervisor's. */
export function countRight(tries: PinTries, { role }: Pick<StaffView, 'role'>): PinTries {
	return role === 'cashier' ? { ...tries, wrong: 0, guesses: Math.max(0, tries.guesses - 1) } : NO_TRIES;
}

/** A counted try was wrong. */
export function countWrong(
	tries: PinTries,
	nowMs: number,
): { readonly tries: PinTries; readonly refusal: SignInRefusal } {
	if (tries.lockedUntilMs > nowMs) return { tries, refusal: lockedAt(tries, nowMs) };
	const triesLeft = leftOf(tries);
	if (triesLeft > 0) return { tries: { ...tries, lastWrongMs: nowMs }, refusal: { code: 'pin_wrong', triesLeft } };

	const lockMs = Math.min(LOCK_MS_MIN * 2 ** tries.locks, LOCK_MS_MAX);
	const lockedUntilMs = nowMs + lockMs;
	const locked = { wrong: 0, guesses: 0, locks: tries.locks + 1, lockedUntilMs, lastWrongMs: nowMs };
	return { tries: locked, refusal: lockedAt(locked, nowMs) };
}

const leftOf = ({ wrong, guesses }: PinTries): number => Math.min(PIN_TRIES_MAX - wrong, PIN_GUESSES_MAX - guesses);

const isLongAgo = ({ lastWrongMs, lockedUntilMs }: PinTries, nowMs: number): boolean =>
	nowMs - Math.max(lastWrongMs, lockedUntilMs) >= GUESSES_FORGOTTEN_MS;

const lockedAt = ({ lockedUntilMs }: PinTries, nowMs: number): SignInRefusal => ({
	code: 'pin_locked',
	retryInMs: Math.ceil(lockedUntilMs - nowMs),
});
