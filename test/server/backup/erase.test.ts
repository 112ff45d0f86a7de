import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addToErasedList, erasedListPath, readErasedList } from '../../../server/backup/erased-list.ts';
import { makeBackup } from '../../../server/backup/make-backup.ts';
import { restoreBackup } from '../../../server/backup/restore-backup.ts';
import { changesPage } from '../../../server/queries/replica-pages.ts';
import { runErase } from '../../../server/run/erase.ts';
import { runVerify } from '../../../server/run/verify.ts';
import { loadFeedEnd } from '../../../server/store/loading/feed-loading.ts';
import { booksPath } from '../../../server/store/open-store.ts';
import { openSqliteStore } from '../../../server/store/sqlite/sqlite-store.ts';
import { bookVisits, factsIn, HotelFolders, rethrow } from '../../support/hotel-folder.ts';
import { Hotel, someMemberId } from '../../support/hotel.ts';

const NOW = '2026-11-22T08:00:00.000Z';
const ELENA = '3f6c1a52-0b7e-4c8a-9d11-5a2e8f40c101';
const ELENAS_CARD = '9702310000000013';

let folders: HotelFolders;
let hotel: Hotel;
let folder: string;
beforeEach(async () => {
	folders = new HotelFolders();
	({ hotel, folder } = await folders.open('hotel'));
});
afterEach(async () => {
	await hotel.store.close().catch(() => undefined);
	folders.remove();
});

const erase = (memberId = ELENA, isConfirmed = true, said: string[] = []) =>
	runErase({ dataFolder: folder, env: {}, memberId, isConfirmed, now: NOW }, (line) => said.push(line));

async function backUp(name: string): Promise<string> {
	const target = { kind: 'file', path: folders.at(name) } as const;
	const made = await makeBackup({ dataFolder: folder, databaseUrl: null, target, now: NOW, passphrase: null });
	if (!made.ok) throw new Error(made.error.code);
	return target.path;
}

async function restore(backupPath: string, dataFolder = folder) {
	const order = { backupPath, dataFolder, databaseUrl: null, replace: true, now: NOW, passphrase: null };
	const restored = await restoreBackup(order);
	if (!restored.ok) throw new Error(restored.error.code);
	return restored.value;
}

/** Elena's name, card's token and birthday: whatever tells who she is. */
function tracesOfElena(dataFolder = folder): number {
	const books = new DatabaseSync(booksPath(dataFolder), { readOnly: true });
	const rows = ['person', 'card'].map(
		(table) => books.prepare(`select count(*) as n from ${table} where member_id = ?`).get(ELENA)!['n'],
	);
	books.close();
	return rows.reduce<number>((sum, n) => sum + Number(n), 0);
}

/** What is left of a lot is derived. */
const withoutRest = (fact: string): string => fact.replace(/"remaining":\d+,/, '');

describe('a guest who is erased', () => {
	test('is nobody any more, while all that was booked stays and adds up', async () => {
		await bookVisits(hotel, 4);
		const before = factsIn(folder).map(withoutRest);
		const said: string[] = [];
		expect(await erase(ELENA, true, said)).toBe(0);
		expect(said.at(-1)).toMatch(/forfeited: 1252\. .* written off: 0\./);
		expect(tracesOfElena()).toBe(0);
		expect(await hotel.swipe(ELENAS_CARD)).toMatchObject({ ok: false });
		expect((await hotel.guest('Miguel')).displayName).toMatch(/Miguel/);
		const after = factsIn(folder).map(withoutRest);
		expect(before.filter((fact) => !after.includes(fact))).toEqual([]);
		const added = after.filter((fact) => !before.includes(fact)).map((fact) => fact.split(' ')[0]);
		expect([...new Set(added)].sort()).toEqual(['command', 'entry', 'feed', 'posting']);
		expect(await hotel.faults()).toEqual([]);
	});

	test('has left no name in any file of the data folder', async () => {
		await bookVisits(hotel, 4);
		await hotel.store.close();
		const found = () =>
			readdirSync(folder).filter((name) =>
				/Elena|Petrova|Елена|Петрова/.test(readFileSync(join(folder, name), 'utf8')),
			);
		expect(found()).toEqual(['retorno.sqlite']);
		await erase();
		expect(found()).toEqual([]);
	});

	test('has left no name where the hotel is open, and the open hotel goes on booking', async () => {
		await bookVisits(hotel, 4);
		await erase();
		const files = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
		expect(files.some((text) => /Elena|Petrova/.test(text))).toBe(false);
		for (const name of ['Miguel', 'Alice', 'Miguel'] as const) {
			const bill = hotel.bill('restaurant', await hotel.guest(name), { food: 8000 });
			expect(await hotel.record(bill, 'live')).toMatchObject({ ok: true });
		}
		expect(await hotel.faults()).toEqual([]);
	});

	test('is forgotten by the counters, which hear of it in the feed', async () => {
		const mark = await hotel.store.read(loadFeedEnd(hotel.house.id));
		await erase();
		expect(await hotel.store.read(changesPage(hotel.house, mark, NOW))).toMatchObject({
			ok: true,
			value: { members: [], gone: [ELENA] },
		});
	});

	test('twice is erased once', async () => {
		await erase();
		const before = factsIn(folder);
		expect(await erase()).toBe(0);
		expect(factsIn(folder)).toEqual(before);
		expect(readErasedList(folder)).toEqual([ELENA]);
	});

	test('who comes back by a side door is found by the check of the books', async () => {
		await erase();
		const behind = new DatabaseSync(booksPath(folder));
		behind.exec(`insert into card values ('token', '${ELENA}', '0013', 'active')`);
		behind.close();
		const said: string[] = [];
		expect(await runVerify(folder, {}, NOW, (line) => said.push(line))).toBe(2);
		expect(said[1]).toMatch(/erased_present/);
	});

	test('is not erased without the word, and somebody unknown never', async () => {
		const said: string[] = [];
		expect(await erase(ELENA, false, said)).toBe(31);
		expect(said.at(-1)).toMatch(/--yes/);
		expect(await erase(someMemberId())).toBe(30);
		expect(await erase('Elena')).toBe(30);
		expect(tracesOfElena()).toBeGreaterThan(0);
		expect(existsSync(erasedListPath(folder))).toBe(false);
	});
});

describe('a backup from before', () => {
	test('is restored without her, adds up, and the next backup knows', async () => {
		const before = await backUp('before.retorno');
		await erase();
		await hotel.store.close();
		expect(await restore(before)).toMatchObject({ erasedAgain: 1 });
		expect(tracesOfElena()).toBe(0);
		expect(readFileSync(booksPath(folder), 'utf8')).not.toMatch(/Elena|Petrova/);
		expect(await runVerify(folder, {}, NOW, () => undefined)).toBe(0);
		await backUp('after.retorno');
		expect(readFileSync(folders.at('after.retorno'), 'utf8')).toContain(`"erased":["${ELENA}"]`);
	});

	test('is restored without her where the books were lost and only the list is left', async () => {
		const before = await backUp('before.retorno');
		await erase();
		await hotel.store.close();
		rmSync(booksPath(folder));
		expect(await restore(before)).toMatchObject({ erasedAgain: 1, movedTo: null });
		expect(tracesOfElena()).toBe(0);
	});

	test('is restored without her where the list was lost and only the books are left', async () => {
		const before = await backUp('before.retorno');
		await erase();
		await hotel.store.close();
		rmSync(erasedListPath(folder));
		expect(await restore(before)).toMatchObject({ erasedAgain: 1 });
		expect(tracesOfElena()).toBe(0);
		expect(readErasedList(folder)).toEqual([ELENA]);
	});

	test('a later one carries the list to another machine, for those whom it does not know itself', async () => {
		const stranger = someMemberId();
		addToErasedList(folder, [stranger]);
		await erase();
		await hotel.store.close();
		const after = await backUp('after.retorno');
		const elsewhere = folders.at('elsewhere');
		expect(await restore(after, elsewhere)).toMatchObject({ erasedAgain: 0 });
		expect([...readErasedList(elsewhere)].sort()).toEqual([ELENA, stranger].sort());
		expect(tracesOfElena(elsewhere)).toBe(0);
		expect(await runVerify(elsewhere, {}, NOW, () => undefined)).toBe(0);
	});

	test('books go on from there: visits are booked and add up', async () => {
		const before = await backUp('before.retorno');
		await erase();
		await hotel.store.close();
		await restore(before);
		hotel = new Hotel(openSqliteStore(booksPath(folder), rethrow), hotel.house, hotel.now);
		const bill = hotel.bill('restaurant', await hotel.guest('Miguel'), { food: 8000 });
		expect(await hotel.record(bill, 'live')).toMatchObject({ ok: true });
		expect(await hotel.faults()).toEqual([]);
	});
});
