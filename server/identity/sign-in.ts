import { countTry, countWrong, NO_TRIES, type PinTries } from '#shared/counter/pin-tries.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { StaffId } from '#shared/kernel/ids.ts';
import type { SignInRefusal, StaffView } from '#shared/protocol/views.ts';
import { loadStaffByPin } from '../store/house-store.ts';
import type { Store } from '../store/store.ts';
import { pinVerifierOf, type Keys } from './keys.ts';

export type SignIn = (terminal: string, pin: string) => Promise<Result<StaffView, SignInRefusal>>;

/**
 * Signs staff in by PIN, for one hotel. A terminal that guesses is locked; a right PIN clears its count.
 *
 * @param nowMs milliseconds of a clock that never jumps
 */
export function pinSignIn(store: Store, propertyId: string, keys: Keys, nowMs: () => number): SignIn {
	const triesOf = new Map<string, PinTries>();
	const triesAt = (terminal: string): PinTries => triesOf.get(terminal) ?? NO_TRIES;
	return async (terminal, pin) => {
		const counted = countTry(triesAt(terminal), nowMs());
		if (!counted.ok) return counted;
		triesOf.set(terminal, counted.value);

		const staff = await store.read(loadStaffByPin(propertyId, await pinVerifierOf(pin, keys)));
		if (staff) {
			triesOf.delete(terminal);
			return ok({ id: staff.id as StaffId, name: staff.name, role: staff.role as StaffView['role'] });
		}
		const { tries, refusal } = countWrong(triesAt(terminal), nowMs());
		triesOf.set(terminal, tries);
		return err(refusal);
	};
}
