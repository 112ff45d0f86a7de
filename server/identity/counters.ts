import type { House } from '../house.ts';
import { setDevice, type DeviceRecord } from '../store/house-store.ts';
import type { Store } from '../store/store.ts';
import { deviceKeyHashOf, newDeviceKey } from './keys.ts';

/** Registers a counter that stands beside the server and hands out its key, once: only the hash stays here. */
export async function registerCounter(store: Store, house: House, counter: Omit<DeviceRecord, 'id'>): Promise<string> {
	const deviceKey = newDeviceKey();
	const id = `${counter.outlet}/${counter.terminal}`;
	await store.configure(setDevice(house.id, { id, ...counter }, deviceKeyHashOf(deviceKey)));
	return deviceKey;
}
