import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runVerify } from '../../../server/run/verify.ts';
import { booksPath } from '../../../server/store/open-store.ts';
import { openSqliteStore } from '../../../server/store/sqlite/sqlite-store.ts';
import { Hotel } from '../../support/hotel.ts';

describe('retorno verify', () => {
	let folder: string;
	let said: string[];
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), 'retorno-test-'));
		said = [];
	});
	afterEach(() => rmSync(folder, { recursive: true }));

	const verify = () => runVerify(folder, {}, '2026-11-22T08:00:00Z', (line) => said.push(line));

	async function openHotel(): Promise<void> {
		const store = openSqliteStore(booksPath(folder), (cause) => {
			throw cause;
		});
		const hotel = await Hotel.open(store);
		await hotel.record(hotel.bill('restaurant', await hotel.guest('Elena'), { food: 8000 }), 'live');
		await store.close();
	}

	test('says that all is well and ends with 0', async () => {
		await openHotel();
		expect(await verify()).toBe(0);
		expect(said).toEqual(['Hotel Miramar: 12 positions of the feed were walked, and everything is as it was booked.']);
	});

	test('names what was changed behind its back and ends with 2', async () => {
		await openHotel();
		const behind = new DatabaseSync(booksPath(folder));
		behind.exec("update lot set remaining = remaining - 1 where id like '%opening#1'");
		behind.close();
		expect(await verify()).toBe(2);
		expect(said[0]).toMatch(/not add up:$/);
		expect(said.join('\n')).toMatch(/opening#1: what is left of it is not what its postings say \(lot_differs\)\./);
	});

	test('says so where there are no books', async () => {
		await expect(verify()).rejects.toThrow(/holds no books/);
	});
});
