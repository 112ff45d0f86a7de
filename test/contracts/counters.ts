import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { registerCounter } from '../../server/identity/counters.ts';
import { deviceKeyHashOf } from '../../server/identity/keys.ts';
import { loadDevice, loadDevices, loadGoodKeys, revokeDevice } from '../../server/store/device-store.ts';
import { Hotel } from '../support/hotel.ts';
import type { OpenBooks } from './books.ts';

const TILL = { outlet: 'spa', terminal: 'till-1', role: 'till' } as const;
const KIOSK = { outlet: 'lobby', terminal: 'kiosk-1', role: 'kiosk' } as const;
const PAIRED = '2026-11-22T10:00:00.000Z';
const LATER = '2026-11-22T11:00:00.000Z';

/** What every database must know of counters and their keys. One suite, run on each. */
export function describeCounters(name: string, open: OpenBooks): void {
	describe(`counters, on ${name}`, () => {
		let books: Awaited<ReturnType<OpenBooks>>;
		let hotel: Hotel;

		beforeEach(async () => {
			books = await open();
			hotel = await Hotel.open(books.store);
		});
		afterEach(() => books.end());

		const register = (counter: typeof TILL | typeof KIOSK, at: string | null) =>
			registerCounter(books.store, hotel.house, counter, at);
		const find = (key: string) => books.store.read(loadDevice(deviceKeyHashOf(key)));
		const revoke = (id: string) => books.store.configure([revokeDevice(hotel.house.id, id, LATER)]);
		const list = () => books.store.read(loadDevices(hotel.house.id));
		const good = async () => [...(await books.store.read(loadGoodKeys(hotel.house.id)))].sort();
		const hashes = (...keys: string[]) => keys.map(deviceKeyHashOf).sort();

		test('are known by their keys and listed with what they are, never with a key', async () => {
			const [till, kiosk] = [await register(TILL, PAIRED), await register(KIOSK, null)];
			expect(await find(till)).toEqual({ id: 'spa/till-1', ...TILL });
			expect(await find(kiosk)).toEqual({ id: 'lobby/kiosk-1', ...KIOSK });
			expect(await find('nothing')).toBeNull();
			expect(await list()).toEqual([
				{ id: 'lobby/kiosk-1', ...KIOSK, pairedAt: null, revokedAt: null },
				{ id: 'spa/till-1', ...TILL, pairedAt: PAIRED, revokedAt: null },
			]);
			expect(await good()).toEqual(hashes(till, kiosk));
			expect(await books.dump(['device'])).not.toContain(till);
		});

		test('that are revoked are known no more and stay in the list; others go on', async () => {
			const [till, kiosk] = [await register(TILL, PAIRED), await register(KIOSK, PAIRED)];
			await revoke('spa/till-1');
			expect(await find(till)).toBeNull();
			expect(await find(kiosk)).not.toBeNull();
			expect(await good()).toEqual(hashes(kiosk));
			expect((await list()).map(({ id, revokedAt }) => [id, revokedAt])).toEqual([
				['lobby/kiosk-1', null],
				['spa/till-1', LATER],
			]);
		});

		test('that are paired again have a new key, and the old one opens nothing', async () => {
			const old = await register(TILL, PAIRED);
			await revoke('spa/till-1');
			const renewed = await register(TILL, LATER);
			expect(await find(old)).toBeNull();
			expect(await find(renewed)).toMatchObject(TILL);
			expect(await list()).toEqual([{ id: 'spa/till-1', ...TILL, pairedAt: LATER, revokedAt: null }]);
		});
	});
}
