import { expect, test } from 'vitest';
import { registerCounter } from '../../../server/identity/counters.ts';
import { deviceKeyHashOf } from '../../../server/identity/keys.ts';
import { loadDevice } from '../../../server/store/device-store.ts';
import { openSqliteStore } from '../../../server/store/sqlite/sqlite-store.ts';
import { Hotel } from '../../support/hotel.ts';

test('a counter is known by its key, with what it is, until another one takes its place', async () => {
	const { store, house } = await Hotel.open(
		openSqliteStore(':memory:', (cause) => {
			throw cause;
		}),
	);
	const find = (key: string) => store.read(loadDevice(deviceKeyHashOf(key)));
	const till = await registerCounter(store, house, { outlet: 'spa', terminal: 'till-1', role: 'till' });
	const kiosk = await registerCounter(store, house, { outlet: 'lobby', terminal: 'kiosk-1', role: 'kiosk' });
	expect(await find(till)).toEqual({ id: 'spa/till-1', outlet: 'spa', terminal: 'till-1', role: 'till' });
	expect(await find(kiosk)).toEqual({ id: 'lobby/kiosk-1', outlet: 'lobby', terminal: 'kiosk-1', role: 'kiosk' });

	const newKiosk = await registerCounter(store, house, { outlet: 'lobby', terminal: 'kiosk-1', role: 'kiosk' });
	expect(await find(kiosk)).toBeNull();
	expect(await find(newKiosk)).toMatchObject({ role: 'kiosk' });
	await store.close();
});
