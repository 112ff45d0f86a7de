import { MIGRATIONS } from '../../../server/store/migrations/migrations.ts';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { backUpInWorker } from '../../../server/backup/back-up-in-worker.ts';
import { openBackup } from '../../../server/backup/container.ts';
import { type BackupOrder } from '../../../server/backup/make-backup.ts';
import { restoreBackup } from '../../../server/backup/restore-backup.ts';
import { runBackup } from '../../../server/run/backup.ts';
import { runVerify } from '../../../server/run/verify.ts';
import { loadFeedEnd, loadFeedHash } from '../../../server/store/loading/feed-loading.ts';
import { booksPath } from '../../../server/store/open-store.ts';
import { bookVisits, factsIn, HotelFolders, traceOf } from '../../support/hotel-folder.ts';

const NOW = '2026-11-22T08:00:00.000Z';
const FILE = 'miramar-20261122T080000Z.retorno';

let folders: HotelFolders;
beforeEach(() => {
	folders = new HotelFolders();
});
afterEach(() => folders.remove());

const orderOf = (dataFolder: string, to = folders.at('backups')): BackupOrder => ({
	...{ dataFolder, databaseUrl: null, target: { kind: 'folder', path: to }, now: NOW, passphrase: null },
});

const restore = (dataFolder: string, backupPath = join(folders.at('backups'), FILE)) =>
	restoreBackup({ backupPath, dataFolder, databaseUrl: null, replace: false, now: NOW, passphrase: null });

describe('a backup', () => {
	test('of a hotel that is closed holds all that was booked, and leaves the hotel as it was', async () => {
		const { hotel, folder } = await folders.open('hotel');
		await bookVisits(hotel, 8);
		await hotel.store.close();
		const before = traceOf(folder);
		expect(await backUpInWorker(orderOf(folder))).toMatchObject({ ok: true });
		expect(traceOf(folder)).toEqual(before);
		expect(readdirSync(folders.at('backups'))).toEqual([FILE]);
		expect(await restore(folders.at('again'))).toMatchObject({ ok: true });
		expect(factsIn(folders.at('again'))).toEqual(factsIn(folder));
		expect(await runVerify(folders.at('again'), {}, NOW, () => undefined)).toBe(0);
	});

	test('beside four tills that book all the time is one moment of the books, and the tills go on', async () => {
		const { hotel, folder } = await folders.open('hotel');
		await bookVisits(hotel, 200);
		let isOver = false;
		let booked = 0;
		const till = async (first: number): Promise<void> => {
			for (let visit = first; !isOver; visit += 4, booked++) await bookVisits(hotel, 1, visit);
		};
		const tills = [200, 201, 202, 203].map(till);
		const before = await hotel.store.read(loadFeedEnd(hotel.house.id));
		const made = await backUpInWorker(orderOf(folder));
		isOver = true;
		await Promise.all(tills);
		if (!made.ok) throw new Error(made.error.code);
		expect(booked).toBeGreaterThan(20);

		const { head } = made.value.manifest;
		const after = await hotel.store.read(loadFeedEnd(hotel.house.id));
		expect(head.position).toBeGreaterThanOrEqual(before.position);
		expect(head.position).toBeLessThan(after.position);
		expect(await hotel.store.read(loadFeedHash(hotel.house.id, head.position))).toBe(head.hash);
		expect(await hotel.faults()).toEqual([]);
		expect(await restore(folders.at('again'))).toMatchObject({ ok: true, value: { positions: head.position } });
		await hotel.store.close();
	});

	test('says in four lines what it is, and names no guest there', async () => {
		const { hotel, folder } = await folders.open('hotel');
		await backUpInWorker(orderOf(folder));
		const [first, manifest, body, checksum] = readFileSync(folders.at(`backups/${FILE}`), 'latin1').split('\n');
		expect(first).toBe('retorno-backup 1');
		expect(JSON.parse(manifest!)).toMatchObject({
			kind: 'sqlite',
			property: { id: 'miramar' },
			madeAt: NOW,
			head: await hotel.store.read(loadFeedEnd('miramar')),
		});
		expect(manifest).not.toMatch(/Elena|Petrova|0013/);
		expect(body).toMatch(/^body \d{15} [0-9a-f]{64}$/);
		expect(checksum).toMatch(/^[0-9a-f]{64}$/);
		expect(statSync(folders.at(`backups/${FILE}`)).mode & 0o777).toBe(0o600);
		await hotel.store.close();
	});

	test('removes what a backup that was killed left a day ago, and nothing younger', async () => {
		const { hotel, folder } = await folders.open('hotel');
		await hotel.store.close();
		for (const [name, days] of [
			['.retorno-part-old', 2],
			['.retorno-part-new', 0],
		] as const) {
			mkdirSync(folders.at(`backups/${name}`), { recursive: true });
			const at = Date.parse(NOW) / 1000 - days * 86_400;
			utimesSync(folders.at(`backups/${name}`), at, at);
		}
		await backUpInWorker(orderOf(folder));
		expect(readdirSync(folders.at('backups')).sort()).toEqual(['.retorno-part-new', FILE]);
	});

	test('of books that do not add up is not made', async () => {
		const { hotel, folder } = await folders.open('hotel');
		const behind = new DatabaseSync(booksPath(folder));
		behind.exec("update lot set remaining = remaining - 1 where id like '%opening#1'");
		behind.close();
		const made = await backUpInWorker(orderOf(folder));
		expect(made).toMatchObject({ ok: false, error: { code: 'books_faulty' } });
		expect(readdirSync(folders.at('backups'))).toEqual([]);
		await hotel.store.close();
	});

	test('of a file whose pages are damaged is not made', async () => {
		const { hotel, folder } = await folders.open('hotel');
		await bookVisits(hotel, 40);
		await hotel.store.close();
		const books = readFileSync(booksPath(folder));
		books.fill(0xa5, 4096 * 20, 4096 * 30);
		writeFileSync(booksPath(folder), books);
		const made = await backUpInWorker(orderOf(folder));
		expect(made).toMatchObject({ ok: false, error: { code: 'books_faulty' } });
		expect(readdirSync(folders.at('backups'))).toEqual([]);
	});

	test('of a folder without books is not made', async () => {
		mkdirSync(folders.at('empty'));
		expect(await backUpInWorker(orderOf(folders.at('empty')))).toMatchObject({
			error: { code: 'books_missing', at: folders.at('empty') },
		});
		expect(traceOf(folders.at('empty'))).toEqual([]);
	});

	test('of books from before an update is walked as the update makes them, and keeps their shape', async () => {
		const { hotel, folder } = await folders.open('hotel');
		await hotel.store.close();
		const books = new DatabaseSync(booksPath(folder));
		const missing = '006-erasure';
		books.exec(`drop table erasure; delete from migration where name = '${missing}'`);
		books.close();
		const made = await backUpInWorker(orderOf(folder));
		expect(made).toMatchObject({
			ok: true,
			value: { manifest: { migrations: MIGRATIONS.map(({ name }) => name).filter((name) => name !== missing) } },
		});
		expect(await restore(folders.at('again'))).toMatchObject({ ok: true });
		expect(await runVerify(folders.at('again'), {}, NOW, () => undefined)).toBe(0);
	});

	test('never takes the place of another file', async () => {
		const { hotel, folder } = await folders.open('hotel');
		await hotel.store.close();
		writeFileSync(folders.at('mine.retorno'), 'mine');
		const target = { kind: 'file', path: folders.at('mine.retorno') } as const;
		const made = await backUpInWorker({ ...orderOf(folder), target });
		expect(made).toEqual({ ok: false, error: { code: 'backup_exists', at: target.path } });
		expect(readFileSync(target.path, 'utf8')).toBe('mine');
	});

	test('into a folder that cannot be written says so', async () => {
		const { hotel, folder } = await folders.open('hotel');
		await hotel.store.close();
		writeFileSync(folders.at('file'), '');
		const made = await backUpInWorker(orderOf(folder, folders.at('file/backups')));
		expect(made).toMatchObject({ error: { code: 'folder_unwritable', why: 'ENOTDIR' } });
	});

	test('into a folder whose parent is not there says so: a disk may not be mounted', async () => {
		const { hotel, folder } = await folders.open('hotel');
		await hotel.store.close();
		const made = await backUpInWorker(orderOf(folder, folders.at('stick/backups')));
		expect(made).toMatchObject({ error: { code: 'folder_unwritable', why: 'ENOENT' } });
		expect(readdirSync(folders.path)).toEqual(['hotel']);
	});

	test.for<[string, (copyBytes: number) => number]>([
		['for the copy', () => 128 * 1024],
		['for the copy and not for what is packed of it', (copyBytes) => copyBytes + 64 * 1024],
	])('onto a disk without room %s says so and leaves nothing there', async ([, roomFor], { skip }) => {
		const { hotel, folder } = await folders.open('hotel');
		await bookVisits(hotel, 400);
		await hotel.store.close();
		const made = await backUpInWorker(orderOf(folder));
		if (!made.ok) throw new Error(made.error.code);
		const small = folders.at('small');
		mkdirSync(small);
		const room = `size=${roomFor(made.value.manifest.copy.bytes)}`;
		const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', room, 'tmpfs', small]);
		if (status !== 0) return skip('a small disk can be mounted by root alone');
		try {
			const full = { ok: false, error: { code: 'disk_full', at: small } };
			expect(await backUpInWorker(orderOf(folder, small))).toEqual(full);
			expect(readdirSync(small)).toEqual([]);
		} finally {
			spawnSync('umount', [small]);
		}
	});
});

describe('a sealed backup', () => {
	const passphrase = 'correct horse battery staple';

	test('shows nothing of the guests, and brings keys.json back where the passphrase is right', async () => {
		const { hotel, folder } = await folders.open('hotel');
		await hotel.store.close();
		expect(await backUpInWorker({ ...orderOf(folder), passphrase })).toMatchObject({ ok: true });
		const backupPath = folders.at(`backups/${FILE}`);
		const order = { backupPath, dataFolder: folders.at('again'), databaseUrl: null, replace: false, now: NOW };
		expect(await restoreBackup({ ...order, passphrase: null })).toMatchObject({ error: { code: 'passphrase_needed' } });
		expect(await restoreBackup({ ...order, passphrase: 'Correct horse' })).toMatchObject({
			error: { code: 'passphrase_wrong' },
		});
		expect(traceOf(folders.at('again'))).toBeNull();
		expect(await restoreBackup({ ...order, passphrase })).toMatchObject({ ok: true, value: { keys: 'restored' } });
		expect(factsIn(folders.at('again'))).toEqual(factsIn(folder));
		expect(readFileSync(folders.at('again/keys.json'))).toEqual(readFileSync(join(folder, 'keys.json')));
	});
});

describe('retorno backup', () => {
	test('says what it made, and keeps as many as it is told', async () => {
		const { hotel, folder } = await folders.open('hotel');
		await hotel.store.close();
		const said: string[] = [];
		const at = (now: string, keep?: string) =>
			runBackup({ dataFolder: folder, databaseUrl: null, to: undefined, keep, passphrase: null, now }, (line) =>
				said.push(line),
			);
		const backups = join(folder, 'backups');
		expect(await at('2026-11-20T08:00:00.000Z')).toBe(0);
		writeFileSync(join(backups, 'somebody-else.retorno'), 'not ours');
		expect(await at('2026-11-21T08:00:00.000Z')).toBe(0);
		expect(await at('2026-11-22T08:00:00.000Z', '2')).toBe(0);
		expect(readdirSync(backups).sort()).toEqual([
			'miramar-20261121T080000Z.retorno',
			'miramar-20261122T080000Z.retorno',
			'somebody-else.retorno',
		]);
		expect(said[0]).toBe(
			'Hotel Miramar: 10 positions of the feed were copied and walked; everything is as it was booked.',
		);
		expect(said.at(-1)).toMatch(/miramar-20261120T080000Z\.retorno: removed\.$/);
		expect(await openBackup(join(backups, 'miramar-20261121T080000Z.retorno'))).toMatchObject({ ok: true });
	});
});
