import { existsSync, mkdirSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { booksPath } from '../../../../server/store/open-store.ts';
import { openSandboxStore, sandboxPath } from '../../../../server/store/sandbox-store.ts';
import { openSqliteStore } from '../../../../server/store/sqlite/sqlite-store.ts';
import { describeSandbox } from '../../../contracts/sandbox.ts';
import { HotelFolders, rethrow } from '../../../support/hotel-folder.ts';
import { Pos } from '../../../support/pos.ts';

function openHotel() {
	const folders = new HotelFolders();
	const folder = folders.at('hotel');
	mkdirSync(folder);
	const behind = () => new DatabaseSync(booksPath(folder), { readOnly: true });
	return {
		folder,
		store: openSqliteStore(booksPath(folder), rethrow),
		openSandbox: () => openSandboxStore(folder, {}, rethrow),
		dump() {
			using books = behind();
			const tables = books.prepare("select name from sqlite_schema where type = 'table' order by name").all();
			return Promise.resolve(
				JSON.stringify(tables.map(({ name }) => [name, books.prepare(`select * from "${String(name)}"`).all()])),
			);
		},
		end: () => Promise.resolve(folders.remove()),
	};
}

describeSandbox('SQLite', () => Promise.resolve(openHotel()));

test('a hotel without a test key has no sandbox, and the first call of one makes it', async () => {
	const { folder, store, openSandbox, end } = openHotel();
	const pos = await Pos.open({ store, openSandbox });
	try {
		await pos.get('/api/v1/events', { key: 'demo' });
		expect(existsSync(sandboxPath(folder))).toBe(false);
		await pos.get('/api/v1/events', { key: await pos.key({ scopes: ['events'], test: true }) });
		expect(existsSync(sandboxPath(folder))).toBe(true);
	} finally {
		await pos.close();
		await end();
	}
});
