import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { verifyInWorker } from '../../../server/jobs/verify-in-worker.ts';
import { booksPath } from '../../../server/store/open-store.ts';
import { openSqliteStore } from '../../../server/store/sqlite/sqlite-store.ts';
import { Hotel } from '../../support/hotel.ts';

let folder: string;
let hotel: Hotel;
beforeEach(async () => {
	folder = mkdtempSync(join(tmpdir(), 'retorno-test-'));
	const store = openSqliteStore(booksPath(folder), (cause) => {
		throw cause;
	});
	hotel = await Hotel.open(store);
});
afterEach(async () => {
	await hotel.store.close();
	rmSync(folder, { recursive: true });
});

const dinner = async () => {
	const bill = hotel.bill('restaurant', await hotel.guest('Elena'), { food: 8000 });
	expect(await hotel.record(bill, 'live')).toMatchObject({ ok: true });
};
const verify = () => verifyInWorker({ dataFolder: folder, databaseUrl: null, now: hotel.now });

test('books are walked while bills are booked', async () => {
	await dinner();
	const [verified] = await Promise.all([verify(), ...Array.from({ length: 20 }, dinner)]);
	expect(verified.faults).toEqual([]);
	expect(verified.positions).toBeGreaterThan(0);
});

test('what was changed behind their back is told', async () => {
	const behind = new DatabaseSync(booksPath(folder));
	behind.exec("update lot set remaining = remaining - 1 where id like '%opening#1'");
	behind.close();
	const { faults } = await verify();
	expect(faults.map(({ code, subject }) => `${code} ${subject}`).join()).toMatch(/lot_differs \S+opening#1/);
});

test('where they cannot be read it says so instead of all is well', async () => {
	await expect(
		verifyInWorker({ dataFolder: join(folder, 'nowhere'), databaseUrl: null, now: hotel.now }),
	).rejects.toThrow();
});
