import { once } from 'node:events';
import { chmodSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Finding } from '#shared/self-check/finding.ts';
import { startBridge } from '../../../bridge/bridge.ts';
import { systemMachine } from '../../../bridge/checks/surroundings.ts';
import { readBridgeConfig } from '../../../bridge/config.ts';
import { LogBook } from '../../../bridge/log-book.ts';
import { selfCheck } from '../../../bridge/checks/self-check.ts';
import { runBackup } from '../../../server/run/backup.ts';
import { localCounters, writeCounterConfig } from '../../../server/counter-config.ts';
import { checkHouse, seeFolder, type HouseAround } from '../../../server/doctor/house-check.ts';
import { MEMBERS, STAFF } from '../../../server/demo/miramar.ts';
import { registerCounter } from '../../../server/identity/counters.ts';
import { runDoctor, type DoctorOrder } from '../../../server/run/doctor.ts';
import { startServer } from '../../../server/server.ts';
import { booksPath } from '../../../server/store/open-store.ts';
import { bookVisits, HotelFolders, rethrow } from '../../support/hotel-folder.ts';

const ROOT = new URL('../../../', import.meta.url);
const SILENT = pino({ level: 'silent' });

let folders: HotelFolders;
let folder: string;
let deviceKey: string;
const ends: (() => unknown)[] = [];

beforeEach(async () => {
	folders = new HotelFolders();
	const { hotel, folder: opened } = await folders.open('hotel');
	folder = opened;
	chmodSync(folder, 0o700);
	await bookVisits(hotel, 3);
	deviceKey = await registerCounter(hotel.store, hotel.house, {
		outlet: 'restaurant',
		terminal: 'till-1',
		role: 'till',
	});
	await hotel.store.close();
});
afterEach(async () => {
	for (const end of ends.splice(0).reverse()) await end();
	folders.remove();
});

const around = (more: Partial<HouseAround> = {}): HouseAround => ({
	...{ dataFolder: folder, databaseUrl: null, backupsFolder: join(folder, 'backups'), certificate: null },
	...{ now: new Date().toISOString(), nodeVersion: '26.0.0', seeFolder, ...more },
});
const codes = (findings: readonly Finding[]): string[] => findings.map(({ code }) => code);
const house = async (more: Partial<HouseAround> = {}): Promise<string[]> => codes(await checkHouse(around(more)));

describe('the server of a hotel', () => {
	test('that is well but for its backup, and then with it', async () => {
		const well = ['node_ok', 'folder_ok', 'books_ok', 'certificate_none'];
		expect(await house()).toEqual([...well, 'backup_none', 'house_closed']);
		const options = { dataFolder: folder, databaseUrl: null, to: undefined, keep: undefined, passphrase: null };
		expect(await runBackup({ ...options, now: new Date().toISOString() }, () => undefined)).toBe(0);
		expect(await house()).toEqual([...well, 'backup_ok', 'house_closed']);
		const later = new Date(Date.now() + 3 * 86_400_000).toISOString();
		expect(await house({ now: later })).toEqual([...well, 'backup_old', 'house_closed']);
	});

	test('that is open: nothing is opened for writing and nothing is changed', async () => {
		const config = { dataFolder: folder, host: '127.0.0.1', port: 0, build: 'test' };
		const server = await startServer(config, SILENT, rethrow);
		ends.push(server.close);
		const found = await house();
		expect(found).toContain('house_open');
		expect(found).toContain('certificate_ok');
	});

	test.each<[string, string, () => void]>([
		['whose books are gone', 'books_missing', () => rmSync(booksPath(folder))],
		['whose books are no books', 'books_damaged', () => writeFileSync(booksPath(folder), 'x'.repeat(9_999))],
		['whose keys are gone', 'keys_missing', () => rmSync(join(folder, 'keys.json'))],
		['whose keys others can read', 'file_exposed', () => chmodSync(join(folder, 'keys.json'), 0o640)],
		['whose folder others can look into', 'folder_exposed', () => chmodSync(folder, 0o750)],
		['whose certificate is none', 'certificate_unfit', () => writeFileSync(join(folder, 'server.crt'), 'none')],
		['whose books a newer one wrote', 'books_newer', () => migration("insert into migration values ('999-later')")],
		['whose books are older', 'books_older', () => migration("delete from migration where name = '015-counters'")],
	])('%s', async (_name, expected, harm) => {
		harm();
		expect(await house()).toContain(expected);
	});

	test('whose backups are no backups', async () => {
		mkdirSync(join(folder, 'backups'));
		writeFileSync(join(folder, 'backups', 'a.retorno'), 'none');
		utimesSync(join(folder, 'backups', 'a.retorno'), new Date(), new Date());
		expect(await house()).toContain('backup_none');
	});

	test('whose clock is before the last booking', async () => {
		expect(await house({ now: '2020-01-01T00:00:00.000Z' })).toContain('clock_before_books');
	});

	test('whose certificate ends, and has ended', async () => {
		const config = { dataFolder: folder, host: '127.0.0.1', port: 0, build: 'test' };
		await (await startServer(config, SILENT, rethrow)).close();
		const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();
		expect(await house({ now: inDays(720) })).toContain('certificate_ending');
		expect(await house({ now: inDays(731) })).toContain('certificate_over');
	});

	test('whose database does not answer, without a word of its address', async () => {
		const found = await checkHouse(around({ databaseUrl: 'postgres://ana:secret@127.0.0.1:1/retorno' }));
		expect(codes(found)).toContain('database_away');
		expect(JSON.stringify(found)).not.toContain('secret');
	});
});

function migration(statement: string): void {
	const books = new DatabaseSync(booksPath(folder));
	books.exec(statement);
	books.close();
}

/** A port that is free now. */
async function freePort(): Promise<number> {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	server.close();
	await once(server, 'close');
	return port;
}

async function setUpCounter(serverUrl: string): Promise<string> {
	writeFileSync(join(folder, 'index.html'), '');
	writeCounterConfig(folder, 'till-1', {
		...{ role: 'till', serverUrl, deviceKey, port: await freePort(), screensFolder: folder, simulate: false },
		...{ readers: [{ kind: 'serial', path: '/dev/none' }], printer: null },
	});
	return localCounters(folder)[0]!.configPath;
}

const ORDER: DoctorOrder = { json: true, bundle: undefined, backups: undefined };

async function doctor(order: Partial<DoctorOrder> = {}, env: NodeJS.ProcessEnv = {}) {
	const said: string[] = [];
	const place = {
		root: pathToFileURL(`${ROOT.pathname}`),
		env: { ...env, RETORNO_DATA: folder },
		now: new Date().toISOString(),
	};
	const exitCode = await runDoctor({ ...ORDER, ...order }, place, (line) => said.push(line));
	return { exitCode, said };
}

type Told = {
	readonly level: string;
	readonly parts: readonly { readonly of: string; readonly findings: Finding[] }[];
};

describe('retorno doctor', () => {
	test('says what is wrong with server and counter, and ends with 2', async () => {
		await setUpCounter('http://127.0.0.1:1');
		const { exitCode, said } = await doctor();
		const { level, parts } = JSON.parse(said[0]!) as Told;
		expect([exitCode, level]).toEqual([2, 'fault']);
		expect(parts.map(({ of }) => of)).toEqual(['server', 'till-1']);
		const till = codes(parts[1]!.findings);
		for (const code of ['config_ok', 'screens_ok', 'bridge_stopped', 'port_free', 'server_refused', 'reader_absent'])
			expect(till).toContain(code);
	});

	test('ends with 1 where something only wants attention, and with 0 where all is well', async () => {
		expect((await doctor()).exitCode).toBe(1);
		const config = { dataFolder: folder, host: '127.0.0.1', port: 0, build: 'test' };
		ends.push((await startServer(config, SILENT, rethrow)).close);
		const options = { dataFolder: folder, databaseUrl: null, to: undefined, keep: undefined, passphrase: null };
		expect(await runBackup({ ...options, now: new Date().toISOString() }, () => undefined)).toBe(0);
		const { exitCode, said } = await doctor();
		expect([exitCode, (JSON.parse(said[0]!) as Told).level]).toEqual([0, 'ok']);
	});

	test.each([
		[{}, 'There is no backup'],
		[{ LANG: 'es_MX.UTF-8' }, 'No hay ninguna copia'],
		[{ LC_ALL: 'zh_CN.UTF-8', LANG: 'en_US' }, '没有备份'],
		[{ LANG: 'bg_BG' }, 'няма копие'],
		[{ LANG: 'de_DE' }, 'There is no backup'],
	])('speaks the language of the terminal: %o', async (env, words) => {
		const text = (await doctor({ json: false }, env)).said.join('\n');
		expect(text).toContain(words);
		expect(text).toMatch(/\n {2}WARN .*\n {9}→ /);
	});

	test('asks the bridge where one runs: its devices are its own', async () => {
		const config = { dataFolder: folder, host: '127.0.0.1', port: 0, build: 'test' };
		const server = await startServer(config, SILENT, rethrow);
		const configPath = await setUpCounter(`http://127.0.0.1:${server.port}`);
		const bridge = await startBridge(
			readBridgeConfig(configPath),
			{ readers: [], printer: null, desk: null },
			'test',
			SILENT,
			{
				selfCheck: (self) => selfCheck(configPath, 'test', systemMachine, self),
			},
		);
		ends.push(server.close, bridge.close);
		await expect
			.poll(async () => codes((JSON.parse((await doctor()).said[0]!) as Told).parts[1]!.findings), { timeout: 30_000 })
			.toEqual(expect.arrayContaining(['bridge_running', 'pages_ok', 'server_ok', 'printer_none']));
	});

	test('writes a bundle with no key, no PIN, no card and no name of a guest', async () => {
		const configPath = await setUpCounter('http://127.0.0.1:1');
		const book = new LogBook();
		book.keepIn(join(configPath, '..'));
		const log = pino({ name: 'bridge' }, pino.multistream([{ level: 'warn', stream: book }]));
		const names = MEMBERS.flatMap(({ displayName, givenName }) => [displayName, givenName]);
		const card = '9702310000000013';
		log.warn({ guest: names[0], names, reason: `read ${card}`, deviceKey }, `a swipe of ${card}`);
		log.error({ cause: new Error(`no ${card}`), pin: '1111' }, 'not this one');
		const bundle = join(folder, 'bundle.txt');
		const { exitCode, said } = await doctor({ bundle });
		expect([exitCode, said]).toEqual([2, [expect.stringContaining(bundle)]]);
		const text = readFileSync(bundle, 'utf8');
		for (const part of [
			'=== server',
			'=== till-1',
			'server_refused',
			'--- configuration',
			'"role": "till"',
			'--- log',
			'not this one',
		])
			expect(text).toContain(part);
		const keys = Object.values(JSON.parse(readFileSync(join(folder, 'keys.json'), 'utf8')) as Record<string, string>);
		const secrets = [deviceKey, card, card.slice(-10), ...MEMBERS.map((member) => member.card), ...keys, ...names];
		for (const secret of secrets) expect(text).not.toContain(secret);
		for (const { pin } of STAFF) if (pin) expect(text).not.toMatch(new RegExp(`\\b${pin}\\b`));
	});
});
