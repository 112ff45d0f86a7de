import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { err, ok } from '#shared/kernel/result.ts';
import { pinSignIn, type SignIn } from '../../../server/identity/sign-in.ts';
import { loadPins } from '../../../server/store/house-store.ts';
import { openSqliteStore } from '../../../server/store/sqlite/sqlite-store.ts';
import { Hotel, KEYS } from '../../support/hotel.ts';

const TILL = { id: 'till-1', role: 'till' } as const;
const KIOSK = { id: 'kiosk-1', role: 'kiosk' } as const;

let hotel: Hotel;
let nowMs: number;
let signIn: SignIn;
beforeEach(async () => {
	hotel = await Hotel.open(
		openSqliteStore(':memory:', (cause) => {
			throw cause;
		}),
	);
	nowMs = 0;
	signIn = pinSignIn(hotel.store, hotel.house.id, KEYS, () => nowMs);
});
afterEach(() => hotel.store.close());

describe('signing in by PIN', () => {
	test('finds who it is', async () => {
		expect(await signIn(TILL, '1111')).toEqual(ok({ id: 'ana', name: 'Ana', role: 'cashier' }));
		expect(await signIn(TILL, '2222')).toEqual(ok({ id: 'boris', name: 'Boris', role: 'supervisor' }));
	});

	test('locks the terminal that guesses, and no other one', async () => {
		for (const triesLeft of [4, 3, 2, 1])
			expect(await signIn(TILL, '9999')).toEqual(err({ code: 'pin_wrong', triesLeft }));
		const locked = err({ code: 'pin_locked', retryInMs: 60_000 });
		expect(await signIn(TILL, '9999')).toEqual(locked);
		expect(await signIn(TILL, '1111')).toEqual(locked);
		expect(await signIn({ ...TILL, id: 'till-2' }, '1111')).toMatchObject({ ok: true });
		nowMs = 60_000;
		expect(await signIn(TILL, '1111')).toMatchObject({ ok: true });
	});

	test('counts from the beginning again after a right one', async () => {
		for (let times = 0; times < 4; times++) await signIn(TILL, '9999');
		await signIn(TILL, '1111');
		expect(await signIn(TILL, '9999')).toEqual(err({ code: 'pin_wrong', triesLeft: 4 }));
	});

	test('locks longer the second time, although a cashier’s came between, and as at first after a supervisor’s', async () => {
		const locks: unknown[] = [];
		for (const between of ['1111', '2222', '1111']) {
			for (let times = 0; times < 4; times++) await signIn(TILL, '9999');
			const locked = await signIn(TILL, '9999');
			locks.push(locked.ok ? null : locked.error);
			nowMs += 300_000;
			await signIn(TILL, between);
		}
		expect(locks).toEqual([60_000, 120_000, 60_000].map((retryInMs) => ({ code: 'pin_locked', retryInMs })));
	});

	test('checks no more than five of a burst', async () => {
		const burst = await Promise.all(Array.from({ length: 12 }, () => signIn(TILL, '9999')));
		expect(burst.filter((answer) => !answer.ok && answer.error.code === 'pin_locked')).toHaveLength(12);
	});
});

describe('at a kiosk', () => {
	test('who may set devices up is somebody', async () => {
		expect(await signIn(KIOSK, '2222')).toEqual(ok({ id: 'boris', name: 'Boris', role: 'supervisor' }));
	});

	test('a cashier’s PIN says nothing, and clears no count', async () => {
		for (const [index, pin] of ['9999', '1111', '9998', '1111'].entries())
			expect(await signIn(KIOSK, pin)).toEqual(err({ code: 'pin_wrong', triesLeft: 4 - index }));
		expect(await signIn(KIOSK, '1111')).toEqual(err({ code: 'pin_locked', retryInMs: 60_000 }));
		expect(await signIn(KIOSK, '2222')).toMatchObject({ error: { code: 'pin_locked' } });
	});
});

describe('the PINs that a till may check by itself', () => {
	test('are of those who have one', async () => {
		const pins = await hotel.store.read(loadPins(hotel.house.id));
		expect(pins.map(({ id, role }) => [id, role])).toEqual([
			['ana', 'cashier'],
			['boris', 'supervisor'],
		]);
		expect(pins.every(({ verifier }) => /^[0-9a-f]{64}$/.test(verifier))).toBe(true);
	});
});
