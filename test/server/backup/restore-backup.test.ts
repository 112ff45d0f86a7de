import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openBackup } from '../../../server/backup/container.ts';
import { makeBackup } from '../../../server/backup/make-backup.ts';
import { exitCodeOf, refusalOfSystem } from '../../../server/backup/refusal.ts';
import { restoreBackup, type RestoreOrder } from '../../../server/backup/restore-backup.ts';
import { runRestore } from '../../../server/run/restore.ts';
import { runVerify } from '../../../server/run/verify.ts';
import { addProperty } from '../../../server/store/house-store.ts';
import { holdHouse } from '../../../server/store/house-lock.ts';
import { booksPath } from '../../../server/store/open-store.ts';
import { openSqliteStore } from '../../../server/store/sqlite/sqlite-store.ts';
import { someNumbers } from '../../support/chance.ts';
import { DAMAGES, joined, partsOf, withFlip } from '../../support/damage.ts';
import { bookVisits, factsIn, HotelFolders, rethrow, traceOf } from '../../support/hotel-folder.ts';
import { KEYS, type Hotel } from '../../support/hotel.ts';

const NOW = '2026-11-22T08:00:00.000Z';
const isLong = process.env['RETORNO_LONG'] === '1';
/** Three of ten are damaged. */
const RESTORES = Number(process.env['RESTORES'] ?? (isLong ? 100 : 5));
const isDamaged = (restore: number): boolean => [0, 3, 6].includes(restore % 10);
const SEED = Number(process.env['DAMAGE_SEED'] ?? 20261122);

let folders: HotelFolders;
/** The hotel that was backed up, closed, and the bytes of its backup. */
let hotelFolder: string;
let backup: Buffer;
let backupPath: string;
/** A backup of the same hotel from an hour before. */
let older: Buffer;

async function bytesOfBackup(dataFolder: string, name: string): Promise<Buffer> {
	const target = { kind: 'file', path: folders.at(name) } as const;
	const made = await makeBackup({ dataFolder, databaseUrl: null, target, now: NOW, passphrase: null });
	if (!made.ok) throw new Error(made.error.code);
	return readFileSync(target.path);
}

beforeAll(async () => {
	folders = new HotelFolders();
	const { hotel, folder } = await folders.open('hotel');
	await bookVisits(hotel, 6);
	older = await bytesOfBackup(folder, 'older.retorno');
	await bookVisits(hotel, 6);
	await hotel.store.close();
	hotelFolder = folder;
	backup = await bytesOfBackup(folder, 'whole.retorno');
	backupPath = folders.at('whole.retorno');
});
afterAll(() => folders.remove());

const target = (): string => folders.at('target');
afterEach(() => rmSync(target(), { recursive: true, force: true }));

const restore = (order: Partial<RestoreOrder> = {}) =>
	restoreBackup({
		...{ backupPath, dataFolder: target(), databaseUrl: null, replace: false, now: NOW, passphrase: null },
		...order,
	});

/** Restores these bytes instead. */
function restoreBytes(bytes: Buffer, order: Partial<RestoreOrder> = {}) {
	writeFileSync(folders.at('given.retorno'), bytes);
	return restore({ backupPath: folders.at('given.retorno'), ...order });
}

/** The target becomes the data folder of a hotel that is closed. */
async function houseInTarget(change: (hotel: Hotel) => Promise<void> = () => Promise.resolve()): Promise<void> {
	const { hotel } = await folders.open('target');
	await change(hotel);
	await hotel.store.close();
}

async function expectRefusal(code: string, order: Partial<RestoreOrder> = {}): Promise<void> {
	const before = traceOf(target());
	expect(await restore(order)).toMatchObject({ ok: false, error: { code } });
	expect(traceOf(target())).toEqual(before);
}

describe('restores', () => {
	const pick = someNumbers(SEED);
	let damages = 0;
	const cases = Array.from({ length: RESTORES }, (_, index) => ({
		index,
		damage: isDamaged(index) ? damages++ : null,
	}));

	test.each(cases)(`number $index (damage $damage, seed ${SEED})`, async ({ damage }) => {
		if (damage === null) {
			expect(await restore()).toMatchObject({ ok: true });
			expect(factsIn(target())).toEqual(factsIn(hotelFolder));
			expect(await runVerify(target(), {}, NOW, () => undefined)).toBe(0);
			return;
		}
		// A run of five begins elsewhere than one of a hundred, so that both meet a flip and a cut.
		const { name, bytes, codes } = DAMAGES[damage % DAMAGES.length]!(backup, older, pick);
		const restored = await restoreBytes(bytes);
		expect(restored.ok ? 'restored' : codes.includes(restored.error.code), `${name}: ${JSON.stringify(restored)}`).toBe(
			true,
		);
		expect(traceOf(target())).toBeNull();
	});
});

describe('what was damaged is refused', () => {
	test('at every byte of the four lines and at every hundredth of the body', async () => {
		const bodyStart = backup.length - partsOf(backup).body.length;
		const path = folders.at('flipped.retorno');
		for (let at = 0; at < backup.length; at += at < bodyStart ? 1 : 997) {
			writeFileSync(path, withFlip(backup, at, at % 8));
			const opened = await openBackup(path);
			expect(opened.ok ? `accepted at ${at}` : opened.error.code).toMatch(
				at < 'retorno-backup 1\n'.length ? /^backup_(foreign|altered)$/ : /^backup_altered$/,
			);
		}
	});

	test('and told apart: the manifest, the body, a tail', async () => {
		const path = folders.at('part.retorno');
		const partOf = async (bytes: Buffer) => {
			writeFileSync(path, bytes);
			const opened = await openBackup(path);
			return opened.ok || opened.error.code !== 'backup_altered' ? opened : opened.error.part;
		};
		expect(await partOf(withFlip(backup, 40, 0))).toBe('manifest');
		expect(await partOf(withFlip(backup, backup.length - 1, 0))).toBe('body');
		expect(await partOf(Buffer.concat([backup, Buffer.alloc(1)]))).toBe('length');
	});

	test('wherever it was cut', async () => {
		const path = folders.at('cut.retorno');
		for (const length of [0, 1, 8, 16, 17, 18, 100, 500, backup.length >> 1, backup.length - 1]) {
			writeFileSync(path, backup.subarray(0, length));
			expect(await openBackup(path), `cut at ${length}`).toEqual({ ok: false, error: { code: 'backup_truncated' } });
		}
	});

	test.each(DAMAGES.map((make, index) => ({ index, make })))('damage of kind $index', async ({ make }) => {
		const { bytes, codes } = make(backup, older, someNumbers(SEED + 1));
		const restored = await restoreBytes(bytes);
		expect(restored.ok ? 'restored' : restored.error.code).toBeOneOf([...codes]);
		expect(traceOf(target())).toBeNull();
	});

	test('and a file that is not there, or a folder, is none', async () => {
		await expectRefusal('backup_missing', { backupPath: folders.at('nowhere') });
		await expectRefusal('backup_missing', { backupPath: hotelFolder });
	});

	test('a newer format and newer books are told from damage', async () => {
		const { lines, body } = partsOf(backup);
		const newer = joined(lines[1]!, body, 'retorno-backup 2');
		expect(await restoreBytes(newer)).toEqual({ ok: false, error: { code: 'backup_too_new', what: 'format 2' } });
		const manifest = JSON.parse(lines[1]!) as { migrations: string[] };
		manifest.migrations.push('099-tomorrow');
		expect(await restoreBytes(joined(JSON.stringify(manifest), body))).toEqual({
			ok: false,
			error: { code: 'backup_too_new', what: '099-tomorrow' },
		});
	});

	test('a body that unpacks to more than it says fills no disk', async () => {
		const { lines, body } = partsOf(backup);
		const manifest = JSON.parse(lines[1]!) as { copy: { bytes: number } };
		manifest.copy.bytes = 4096;
		expect(await restoreBytes(joined(JSON.stringify(manifest), body))).toMatchObject({
			error: { code: 'backup_altered' },
		});
	});
});

describe('where it is to go', () => {
	test('a folder with books is left as it is, unless they are to go aside', async () => {
		await houseInTarget(async (hotel) => {
			await bookVisits(hotel, 2);
		});
		const before = factsIn(target());
		await expectRefusal('target_not_empty');

		const restored = await restore({ replace: true });
		if (!restored.ok) throw new Error(restored.error.code);
		expect(factsIn(target())).toEqual(factsIn(hotelFolder));
		expect(factsIn(restored.value.movedTo!)).toEqual(before);
		expect(restored.value.keys).toBe('there');
	});

	test('the log of a hotel that lost its power goes aside with its books', async () => {
		await houseInTarget();
		writeFileSync(`${booksPath(target())}-wal`, 'whatever was not in the books yet');
		const restored = await restore({ replace: true });
		if (!restored.ok) throw new Error(restored.error.code);
		expect(readdirSync(restored.value.movedTo!)).toContain('retorno.sqlite-wal');
		expect(factsIn(target())).toEqual(factsIn(hotelFolder));
	});

	test('books that cannot be read any more go aside as well', async () => {
		await houseInTarget();
		writeFileSync(booksPath(target()), readFileSync(booksPath(target())).fill(0, 0, 4096));
		await expectRefusal('target_not_empty');
		expect(await restore({ replace: true })).toMatchObject({ ok: true });
		expect(factsIn(target())).toEqual(factsIn(hotelFolder));
	});

	test('a hotel that is running is left alone, also with --replace', async () => {
		await houseInTarget();
		const server = holdHouse(target());
		await expectRefusal('house_running', { replace: true });
		server.release();
		expect(await restore({ replace: true })).toMatchObject({ ok: true });
	});

	test('two servers cannot have one hotel', async () => {
		await houseInTarget();
		const server = holdHouse(target());
		expect(() => holdHouse(target())).toThrow(/belongs to a server that runs/);
		server.release();
		holdHouse(target()).release();
	});

	test('the folder of another hotel, or of one with other keys, is left as it is', async () => {
		mkdirSync(target());
		const store = openSqliteStore(booksPath(target()), rethrow);
		const house = JSON.stringify({
			...{ id: 'bellavista', name: 'Bellavista', language: 'es', timeZone: 'Europe/Madrid', cutOverMinute: 300 },
			...{ currency: { code: 'EUR', exponent: 2 }, outlets: [], cardPatterns: [] },
		});
		await store.configure(addProperty('bellavista', house));
		await store.close();
		await expectRefusal('house_differs', { replace: true });

		rmSync(target(), { recursive: true });
		await (await folders.open('target', { ...KEYS, cardKey: '33'.repeat(32) })).hotel.store.close();
		await expectRefusal('keys_differ', { replace: true });
	});

	test('a folder that cannot be written says so', async () => {
		writeFileSync(folders.at('file'), '');
		const restored = await restore({ dataFolder: folders.at('file/hotel') });
		expect(restored).toMatchObject({ error: { code: 'folder_unwritable', why: 'ENOTDIR' } });
	});

	test('books of the other kind of database are told apart', async () => {
		await expectRefusal('database_differs', { databaseUrl: 'postgres://127.0.0.1:1/nowhere' });
	});
});

describe('retorno restore', () => {
	test('says what it did, and each refusal has a number of its own', async () => {
		const said: string[] = [];
		const order = { backupPath, dataFolder: target(), databaseUrl: null, replace: false, now: NOW, passphrase: null };
		expect(await runRestore(order, (line) => said.push(line))).toBe(0);
		expect(said[0]).toBe(`Hotel Miramar: the books of ${NOW} are in ${target()}.`);
		expect(said.at(-1)).toMatch(/^keys\.json is not here/);
		said.length = 0;
		expect(await runRestore(order, (line) => said.push(line))).toBe(exitCodeOf({ code: 'target_not_empty', at: '' }));
		expect(said).toEqual([expect.stringContaining('holds books already'), 'Nothing was changed.']);
	});

	test.each([
		[{ code: 'ENOSPC' }, 'disk_full'],
		[{ code: 'ERR_SQLITE_ERROR', errcode: 13 }, 'disk_full'],
		[{ code: 'EROFS' }, 'folder_unwritable'],
		[{ code: 'EACCES' }, 'folder_unwritable'],
		[new Error('a bug'), undefined],
	])('%j is %s', (cause, code) => {
		expect(refusalOfSystem(cause, '/backups')?.code).toBe(code);
	});
});
