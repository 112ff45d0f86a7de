import { describe, expect, test } from 'vitest';
import {
	countRight,
	countTry,
	countWrong,
	GUESSES_FORGOTTEN_MS,
	NO_TRIES,
	PIN_GUESSES_MAX,
	PIN_TRIES_MAX,
	type PinTries,
} from '#shared/counter/pin-tries.ts';

const MINUTE = 60_000;

function wrongTry(tries: PinTries, nowMs: number): PinTries {
	const counted = countTry(tries, nowMs);
	if (!counted.ok) throw new Error(counted.error.code);
	return countWrong(counted.value, nowMs).tries;
}
const wrongTries = (times: number, tries = NO_TRIES, nowMs = 0): PinTries =>
	Array.from({ length: times }).reduce<PinTries>((before) => wrongTry(before, nowMs), tries);

describe('wrong PINs', () => {
	test('leave fewer tries each time, and the fifth locks for a minute', () => {
		const fourth = wrongTries(PIN_TRIES_MAX - 1);
		const counted = countTry(fourth, 0);
		if (!counted.ok) throw new Error();
		expect(countWrong(counted.value, 0).refusal).toEqual({ code: 'pin_locked', retryInMs: MINUTE });
		expect(countWrong({ ...NO_TRIES, wrong: 1 }, 0).refusal).toEqual({ code: 'pin_wrong', triesLeft: 4 });
	});

	test('lock until the time is over, and no try counts meanwhile', () => {
		const locked = wrongTries(PIN_TRIES_MAX);
		expect(countTry(locked, MINUTE - 1)).toEqual({ ok: false, error: { code: 'pin_locked', retryInMs: 1 } });
		expect(countTry(locked, MINUTE)).toMatchObject({ ok: true, value: { wrong: 1 } });
	});

	test('lock twice as long each time, up to an hour', () => {
		let tries = NO_TRIES;
		let nowMs = 0;
		const locks: number[] = [];
		for (let round = 0; round < 8; round++) {
			tries = wrongTries(PIN_TRIES_MAX, tries, nowMs);
			locks.push((tries.lockedUntilMs - nowMs) / MINUTE);
			nowMs = tries.lockedUntilMs;
		}
		expect(locks).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
	});

	test('in a burst are no more than five, however late they are checked', () => {
		let tries = NO_TRIES;
		for (let time = 0; time < PIN_TRIES_MAX; time++) {
			const counted = countTry(tries, 0);
			if (counted.ok) tries = counted.value;
		}
		expect(countTry(tries, 0)).toMatchObject({ ok: false, error: { code: 'pin_locked' } });
		const first = countWrong(tries, 0);
		expect(first.refusal).toEqual({ code: 'pin_locked', retryInMs: MINUTE });
		expect(countWrong(first.tries, 10)).toEqual({
			tries: first.tries,
			refusal: { code: 'pin_locked', retryInMs: MINUTE - 10 },
		});
	});
});

describe('wrong PINs with a right one of somebody between them', () => {
	function rightTry(tries: PinTries, role: 'cashier' | 'supervisor' | 'manager', nowMs = 0): PinTries {
		const counted = countTry(tries, nowMs);
		if (!counted.ok) throw new Error(counted.error.code);
		return countRight(counted.value, { role });
	}
	/** One less than lock, then a PIN of one's own, as often as it goes. */
	function guessing(role: 'cashier' | 'supervisor' | 'manager', nowMs = 0, from = NO_TRIES): number {
		let tries = from;
		for (let guesses = 1; guesses <= 100; guesses++) {
			tries = wrongTry(tries, nowMs);
			if (tries.lockedUntilMs > nowMs) return guesses;
			if (guesses % (PIN_TRIES_MAX - 1) === 0) tries = rightTry(tries, role, nowMs);
		}
		return Infinity;
	}

	test('lock all the same where it is a cashier’s, and do not where it is a supervisor’s', () => {
		expect(guessing('cashier')).toBe(PIN_GUESSES_MAX);
		expect([guessing('supervisor'), guessing('manager')]).toEqual([Infinity, Infinity]);
	});

	test('leave a cashier all tries to mistype, and count none that was right', () => {
		let tries = wrongTries(PIN_TRIES_MAX - 1);
		for (let times = 0; times < 100; times++) tries = rightTry(tries, 'cashier');
		expect(tries).toMatchObject({ wrong: 0, guesses: PIN_TRIES_MAX - 1 });
		expect(rightTry(tries, 'supervisor')).toEqual(NO_TRIES);
	});

	test('lock longer each time, although a cashier’s came after each lock', () => {
		const locked = wrongTries(PIN_TRIES_MAX);
		const again = wrongTries(PIN_TRIES_MAX, rightTry(locked, 'cashier', MINUTE), MINUTE);
		expect(again.lockedUntilMs - MINUTE).toBe(2 * MINUTE);
	});

	test('are forgotten an hour after the last one, and not before, however many right ones came since', () => {
		const guessed = rightTry(wrongTries(PIN_TRIES_MAX - 1), 'cashier', GUESSES_FORGOTTEN_MS - 1);
		expect(guessing('cashier', GUESSES_FORGOTTEN_MS - 1, guessed)).toBe(PIN_GUESSES_MAX - PIN_TRIES_MAX + 1);
		expect(guessing('cashier', GUESSES_FORGOTTEN_MS, guessed)).toBe(PIN_GUESSES_MAX);
	});
});
