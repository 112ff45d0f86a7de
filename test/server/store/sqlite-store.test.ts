import { mkdtempSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openSqliteStore } from '../../../server/store/sqlite-store.ts';
import { describeBooks } from '../../contracts/books.ts';
import { describeFeed } from '../../contracts/feed.ts';
import { describeReplica } from '../../contracts/replica.ts';
import { Hotel } from '../../support/hotel.ts';

function someFile() {
	const folder = mkdtempSync(join(tmpdir(), 'retorno-test-'));
	return { path: join(folder, 'books.sqlite'), remove: () => rmSync(folder, { recursive: true }) };
}

function failAtCommit(cause: unknown): never {
	throw cause;
}

describeBooks('SQLite', () => {
	const file = someFile();
	const store = openSqliteStore(file.path, failAtCommit);
	const behind = new DatabaseSync(file.path);
	return Promise.resolve({
		store,
		meddle: (sql) => Promise.try(() => behind.exec(sql)),
		unguard: (table, event) => Promise.try(() => behind.exec(`drop trigger ${table}_no_${event}`)),
		dump: (tables) =>
			Promise.resolve(JSON.stringify(tables.flatMap((table) => behind.prepare(`select * from ${table}`).all()))),
		async end() {
			behind.close();
			await store.close();
			file.remove();
		},
	});
});

describeReplica('SQLite', () => {
	const store = openSqliteStore(':memory:', failAtCommit);
	return Promise.resolve({ store, end: () => store.close() });
});

describeFeed('SQLite', () => {
	const file = someFile();
	const store = openSqliteStore(file.path, failAtCommit);
	return Promise.resolve({
		stores: [store] as const,
		async end() {
			await store.close();
			file.remove();
		},
	});
});

describe('the SQLite store', () => {
	test('keeps what it acknowledged when it is opened again', async () => {
		const file = someFile();
		const first = openSqliteStore(file.path, failAtCommit);
		const hotel = await Hotel.open(first);
		await hotel.record(hotel.bill('restaurant', await hotel.guest('Elena'), { food: 8000 }), 'live');
		await first.close();

		const second = openSqliteStore(file.path, failAtCommit);
		const reopened = new Hotel(second, hotel.house, hotel.now);
		expect((await reopened.guest('Elena')).standing.balancePoints).toBe(1253);
		await reopened.record(reopened.bill('restaurant', await reopened.guest('Elena'), { food: 8000 }), 'live');
		expect(await reopened.faults()).toEqual([]);
		await second.close();
		file.remove();
	});

	test('a commit that fails answers nobody with success and says that the process must end', async () => {
		const file = someFile();
		const fatal: unknown[] = [];
		const store = openSqliteStore(file.path, (cause) => fatal.push(cause));
		const hotel = await Hotel.open(store);
		const visit = hotel.bill('restaurant', await hotel.guest('Elena'), { food: 8000 });
		const behind = new DatabaseSync(file.path);
		behind.exec('begin immediate');
		const answer = hotel.record(visit, 'live');
		await expect(answer).rejects.toThrow(/locked|busy/);
		expect(fatal).toHaveLength(1);
		behind.exec('rollback');
		behind.close();
		file.remove();
	});
});
