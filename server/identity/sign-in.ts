import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { StaffId } from '#shared/kernel/ids.ts';
import type { SignInRefusal, StaffView } from '#shared/protocol/views.ts';
import { loadStaffByPin } from '../store/house-store.ts';
import type { Store } from '../store/store.ts';
import { pinVerifierOf, type Keys } from './keys.ts';

/** So many wrong PINs lock a terminal, first for a minute, then twice as long each time, up to an hour. */
export const TRIES_MAX = 5;
const LOCK_MS_MIN = 60_000;
const LOCK_MS_MAX = 3_600_000;

type Tries = { wrong: number; locks: number; lockedUntilMs: number };

export type SignIn = (terminal: string, pin: string) => Promise<Result<StaffView, SignInRefusal>>;

/**
 * Signs staff in by PIN, for one hotel. A terminal that guesses is locked; a right PIN clears its count.
 *
 * @param nowMs milliseconds of a clock that never jumps
 */
export function pinSignIn(store: Store, propertyId: string, keys: Keys, nowMs: () => number): SignIn {
	const triesOf = new Map<string, Tries>();
	return async (terminal, pin) => {
		const tries = triesOf.get(terminal) ?? { wrong: 0, locks: 0, lockedUntilMs: 0 };
		triesOf.set(terminal, tries);
		const retryInMs = tries.lockedUntilMs - nowMs();
		if (retryInMs > 0) return err({ code: 'pin_locked', retryInMs: Math.ceil(retryInMs) });

		// Counted before it is checked, so that a burst of guesses is a burst of tries.
		tries.wrong++;
		const staff = await store.read(loadStaffByPin(propertyId, await pinVerifierOf(pin, keys)));
		if (staff) {
			triesOf.delete(terminal);
			return ok({ id: staff.id as StaffId, name: staff.name, role: staff.role as StaffView['role'] });
		}
		const triesLeft = TRIES_MAX - tries.wrong;
		if (triesLeft > 0) return err({ code: 'pin_wrong', triesLeft });

		const lockMs = Math.min(LOCK_MS_MIN * 2 ** tries.locks, LOCK_MS_MAX);
		triesOf.set(terminal, { wrong: 0, locks: tries.locks + 1, lockedUntilMs: nowMs() + lockMs });
		return err({ code: 'pin_locked', retryInMs: lockMs });
	};
}
