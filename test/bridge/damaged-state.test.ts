import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import pino from 'pino';
import { io, type Socket } from 'socket.io-client';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { BridgeHealth } from '#shared/protocol/health.ts';
import type { BridgeToPage } from '#shared/protocol/sockets.ts';
import { startBridge, type RunningBridge } from '../../bridge/bridge.ts';
import { systemMachine } from '../../bridge/checks/surroundings.ts';
import { readBridgeConfig } from '../../bridge/config.ts';
import { LogBook } from '../../bridge/log-book.ts';
import { openOutbox } from '../../bridge/outbox.ts';
import { asidesIn } from '../../bridge/outbox-rescue.ts';
import { selfCheck } from '../../bridge/self-check.ts';
import { registerCounter } from '../../server/identity/counters.ts';
import { viewCounters } from '../../server/queries/counter-views.ts';
import { startServer, type RunningServer } from '../../server/server.ts';
import { booksPath } from '../../server/store/open-store.ts';
import { openSqliteStore } from '../../server/store/sqlite-store.ts';
import { HotelFolders, rethrow } from '../support/hotel-folder.ts';
import type { Hotel } from '../support/hotel.ts';

const SILENT = pino({ level: 'silent' });
const SOON = { timeout: 60_000, interval: 200 };

let folders: HotelFolders;
let folder: string;
let hotel: Hotel;
let state: string;
let configPath: string;
let server: RunningServer;
let bridge: RunningBridge | undefined;
let page: Socket<BridgeToPage> | undefined;
let health: BridgeHealth | undefined;

/** The demo hotel, and a till of its restaurant that has not run yet. */
beforeEach(async () => {
	folders = new HotelFolders();
	({ hotel, folder } = await folders.open('hotel'));
	const counter = { outlet: 'restaurant', terminal: 'till-1', role: 'till' } as const;
	const deviceKey = await registerCounter(hotel.store, hotel.house, counter);
	await hotel.store.close();
	server = await startServer({ dataFolder: folder, host: '127.0.0.1', port: 0, build: 'b1' }, SILENT, rethrow);
	state = mkdtempSync(join(tmpdir(), 'retorno-state-'));
	mkdirSync(join(state, 'screens'));
	configPath = join(state, 'bridge.json');
	const config = {
		...{ role: 'till', serverUrl: `http://127.0.0.1:${server.port}`, deviceKey, port: 0, simulate: false },
		...{ screensFolder: join(state, 'screens'), stateFolder: state, readers: [], printer: null },
	};
	writeFileSync(configPath, JSON.stringify(config), { mode: 0o600 });
});
afterEach(async () => {
	page?.close();
	await bridge?.close();
	[bridge, page, health] = [undefined, undefined, undefined];
	await server.close();
	folders.remove();
	rmSync(state, { recursive: true });
});

async function start(): Promise<void> {
	const book = new LogBook();
	const log = pino({ name: 'bridge' }, pino.multistream([{ level: 'warn', stream: book }]));
	bridge = await startBridge(readBridgeConfig(configPath), { readers: [], printer: null, desk: null }, 'b1', log, {
		selfCheck: (self) => selfCheck(configPath, 'b1', systemMachine, self),
		log: () => book.lines,
	});
	const origin = `http://localhost:${bridge.port}`;
	page = io(origin, { transports: ['websocket'], extraHeaders: { origin }, auth: { looksOn: true } });
	page.on('bridge.health', (now) => (health = now));
	await expect.poll(() => health, SOON).toBeDefined();
}

/** What the server has heard of this counter. */
async function heard() {
	const store = openSqliteStore(booksPath(folder), rethrow);
	try {
		const [view] = await store.read(viewCounters(hotel.house.id));
		return {
			findings: view?.report?.findings.map(({ code, level }) => `${level} ${code}`) ?? [],
			said: view?.report?.log.map(({ text }) => text).join() ?? '',
		};
	} finally {
		await store.close();
	}
}
const found = async (): Promise<string[]> =>
	(await selfCheck(configPath, 'b1', systemMachine, null)).map(({ code }) => code);
const stored = (): number => {
	const books = new DatabaseSync(booksPath(folder), { readOnly: true });
	const { visits } = books.prepare('SELECT count(*) AS visits FROM visit').get() as { visits: number };
	books.close();
	return visits;
};

test('a damaged outbox ends no counter: what can be read is booked, and till, doctor and server are told until it is taken away', async () => {
	const before = openOutbox(join(state, 'outbox.sqlite'));
	const bills = [1, 2, 3].map(() => hotel.bill('restaurant', null, { food: 4_000 }));
	for (const bill of bills) before.keep(bill, hotel.now, true);
	before.close();
	const db = new DatabaseSync(join(state, 'outbox.sqlite'));
	db.exec(`UPDATE command SET body = replace(body, '4000', '9000') WHERE position = 2`);
	db.close();
	expect(await found()).not.toContain('outbox_damaged');
	const visits = stored();

	await start();
	await expect.poll(stored, SOON).toBe(visits + 2);
	const [aside, ...more] = asidesIn(state);
	expect(more).toEqual([]);
	expect(health?.damagedAt).toBe(aside!.at);
	expect(await found()).toContain('outbox_damaged');
	await expect.poll(async () => (await heard()).findings, SOON).toContain('warning outbox_damaged');
	expect((await heard()).said).toContain('the outbox was damaged');

	await bridge!.close();
	page!.close();
	renameSync(aside!.path, join(state, 'screens', 'kept-elsewhere.sqlite'));
	health = undefined;
	await start();
	expect([health!.damagedAt, await found()]).toEqual([null, expect.not.arrayContaining(['outbox_damaged'])]);
});

test('a copy under a key that is none is fetched again, and the server reads of it', async () => {
	await start();
	await bridge!.close();
	page!.close();
	writeFileSync(join(state, 'replica.key'), 'half a key');
	await start();
	await expect.poll(async () => (await heard()).said, SOON).toContain('the copy of the house was damaged');
});
