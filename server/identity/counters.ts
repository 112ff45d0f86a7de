import type { House } from '../house.ts';
import { setDevice, type DeviceRecord } from '../store/device-store.ts';
import type { Store } from '../store/store.ts';
import { deviceKeyHashOf, newDeviceKey } from './keys.ts';

/**
 * Registers a counter and hands out its key, once: only the hash stays here.
 *
 * @param pairedAt RFC 3339, UTC; `null` for one that stands beside the server
 */
export async function registerCounter(
	store: Store,
	house: House,
	counter: Omit<DeviceRecord, 'id'>,
	pairedAt: string | null = null,
): Promise<string> {
	const deviceKey = newDeviceKey();
	const id = `${counter.outlet}/${counter.terminal}`;
	await store.configure(setDevice(house.id, { id, ...counter }, deviceKeyHashOf(deviceKey), pairedAt));
	return deviceKey;
}
