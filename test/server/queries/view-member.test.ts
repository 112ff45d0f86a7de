import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { TierProgress } from '#shared/protocol/views.ts';
import { openSqliteStore } from '../../../server/store/sqlite/sqlite-store.ts';
import { Hotel } from '../../support/hotel.ts';

const NEXT_YEAR_AFTER_MIDNIGHT = '2027-01-01T00:30:00.000Z';
const NEW_YEARS_MORNING = '2027-01-01T06:00:00.000Z';

let hotel: Hotel;
beforeEach(async () => {
	hotel = await Hotel.open(
		openSqliteStore(':memory:', (cause) => {
			throw cause;
		}),
	);
});
afterEach(() => hotel.store.close());

type GuestName = Parameters<Hotel['guest']>[0];
async function spends(name: GuestName, outlet: string, amounts: Record<string, number>, points = 0): Promise<void> {
	const answer = await hotel.record(hotel.bill(outlet, await hotel.guest(name), amounts, points), 'live');
	expect(answer.ok).toBe(true);
}
const progressOf = async (name: GuestName): Promise<TierProgress> => (await hotel.guest(name)).progress;

const toSilver = (missingNights: number, missingSpendMinor: number) => ({
	tier: 'silver',
	missingNights,
	missingSpendMinor,
});

describe('the way to the next tier', () => {
	test('begins at nothing, and needs either of both', async () => {
		expect(await progressOf('王小明')).toEqual({ nights: 0, spendMinor: 0, next: toSilver(10, 100_000) });
	});

	test('counts what was paid after discounts, in every outlet', async () => {
		await spends('Miguel', 'restaurant', { food: 6_200, drinks: 1_800 });
		await spends('Miguel', 'boutique', { clothing: 10_000 });
		const next = { tier: 'gold', missingNights: 25, missingSpendMinor: 300_000 - 17_600 };
		expect(await progressOf('Miguel')).toEqual({ nights: 0, spendMinor: 17_600, next });
	});

	test('counts nights, and several of one stay', async () => {
		await spends('王小明', 'lobby', { night: 3 });
		await spends('王小明', 'lobby', { night: 2, other: 5_000 });
		expect(await progressOf('王小明')).toEqual({ nights: 5, spendMinor: 5_000, next: toSilver(5, 95_000) });
	});

	test('is not made longer by paying with points', async () => {
		await spends('Alice', 'restaurant', { food: 10_000 }, 20);
		expect(await progressOf('Alice')).toMatchObject({ spendMinor: 9_000 });
	});

	test('ends at the highest tier', async () => {
		await spends('Elena', 'restaurant', { food: 8_000 });
		expect(await progressOf('Elena')).toEqual({ nights: 0, spendMinor: 7_200, next: null });
	});

	test("is a guest's own", async () => {
		await spends('Miguel', 'restaurant', { food: 8_000 });
		expect(await progressOf('王小明')).toMatchObject({ spendMinor: 0 });
	});

	test('begins anew with the year: a night out after midnight still belongs to the old one', async () => {
		hotel.now = '2026-12-31T20:00:00.000Z';
		await spends('王小明', 'restaurant', { food: 8_000 });
		hotel.now = NEXT_YEAR_AFTER_MIDNIGHT;
		await spends('王小明', 'restaurant', { drinks: 2_000 });
		expect(await progressOf('王小明')).toMatchObject({ spendMinor: 10_000 });
		hotel.now = NEW_YEARS_MORNING;
		expect(await progressOf('王小明')).toEqual({ nights: 0, spendMinor: 0, next: toSilver(10, 100_000) });
	});
});
