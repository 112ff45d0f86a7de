import { countRight, countTry, countWrong, NO_TRIES, type PinTries } from '#shared/counter/pin-tries.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { StaffId } from '#shared/kernel/ids.ts';
import type { SignInRefusal, StaffView } from '#shared/protocol/views.ts';
import { maySetUp } from '#shared/setup/may-set-up.ts';
import type { DeviceRecord } from '../store/device-store.ts';
import { loadStaffByPin } from '../store/house-store.ts';
import type { Store } from '../store/store.ts';
import { pinVerifierOf, type Keys } from './keys.ts';

export type SignIn = (
	counter: Pick<DeviceRecord, 'id' | 'role'>,
	pin: string,
) => Promise<Result<StaffView, SignInRefusal>>;

/**
 * Signs staff in by PIN, for one hotel. A counter that guesses is locked; a right PIN clears its count, but only a
 * supervisor's the one that protects a supervisor's PIN. A kiosk stands among guests: there only who may set its devices up
 * is anybody, and every other PIN is as wrong as one that nobody has.
 *
 * @param nowMs milliseconds of a clock that never jumps
 */
export function pinSignIn(store: Store, propertyId: string, keys: Keys, nowMs: () => number): SignIn {
	const triesOf = new Map<string, PinTries>();
	const triesAt = (counter: string): PinTries => triesOf.get(counter) ?? NO_TRIES;
	return async ({ id: counter, role: at }, pin) => {
		const counted = countTry(triesAt(counter), nowMs());
		if (!counted.ok) return counted;
		triesOf.set(counter, counted.value);

		const found = await store.find(loadStaffByPin(propertyId, await pinVerifierOf(pin, keys)));
		const staff = found && { id: found.id as StaffId, name: found.name, role: found.role as StaffView['role'] };
		if (staff && (at === 'till' || maySetUp(staff))) {
			triesOf.set(counter, countRight(triesAt(counter), staff));
			return ok(staff);
		}
		const { tries, refusal } = countWrong(triesAt(counter), nowMs());
		triesOf.set(counter, tries);
		return err(refusal);
	};
}
