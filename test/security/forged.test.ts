import pino from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { initialKiosk } from '#shared/counter/kiosk-machine.ts';
import { servePages, type Pages } from '../../bridge/pages/pages.ts';
import { startServer, type RunningServer } from '../../server/server.ts';
import { forgedNames, forgedOrigins, statusOf, UPGRADE } from '../support/forged.ts';
import { HotelFolders, rethrow } from '../support/hotel-folder.ts';

const CLOSE = { connection: 'close' } as const;
const OWN = ['localhost', '127.0.0.1', '[::1]'];

let folders: HotelFolders;
let server: RunningServer;
let pages: Pages;

beforeAll(async () => {
	folders = new HotelFolders();
	const { hotel, folder } = await folders.open('hotel');
	await hotel.store.close();
	const config = { dataFolder: folder, host: '127.0.0.1', port: 0, build: 'test' };
	server = await startServer(config, pino({ level: 'silent' }), rethrow);
	const state = initialKiosk('2026-11-22T10:00:00.000Z', 'sunday').view;
	const screen = { role: 'kiosk', state: () => state, onInput: () => undefined } as const;
	pages = await servePages({ port: 0, folder: 'kiosk', build: 'b', screen, setup: () => null, desk: null });
});
afterAll(async () => {
	await pages.close();
	await server.close();
	folders.remove();
});

type Headers = Readonly<Record<string, string>>;

/** Those that were let in. */
async function letIn(forged: readonly string[], ask: (one: string) => Promise<number>): Promise<readonly string[]> {
	expect(forged.length).toBeGreaterThanOrEqual(100);
	const admitted: string[] = [];
	for (const one of forged) {
		const status = await ask(one);
		if (status === 101 || (status >= 200 && status < 400)) admitted.push(one);
	}
	return admitted;
}

const upgrade = (port: number, path: string, headers: Headers) =>
	statusOf(port, `GET ${path}`, { ...headers, ...UPGRADE });
const get = (port: number, path: string, headers: Headers) => statusOf(port, `GET ${path}`, { ...headers, ...CLOSE });

const PAGE_SOCKET = '/socket.io/?EIO=4&transport=websocket';
const PAGE_POLLING = '/socket.io/?EIO=4&transport=polling';
const LINK = '/bridge/?EIO=4&transport=websocket';

describe('a bridge', () => {
	const host = (): string => `localhost:${pages.port}`;
	const hosts = () => forgedNames(OWN, pages.port).filter((name) => !OWN.includes(name.replace(/:\d+$/, '')));
	const origins = () => forgedOrigins('http', OWN, pages.port);

	test('lets its own pages in', async () => {
		for (const name of OWN) {
			const own = { host: `${name}:${pages.port}`, origin: `http://${name}:${pages.port}` };
			expect(await upgrade(pages.port, PAGE_SOCKET, own)).toBe(101);
			expect(await get(pages.port, '/healthz', { host: own.host })).toBe(200);
		}
	});

	test('answers to no forged host: HTTP, polling, upgrade', async () => {
		const origin = `http://localhost:${pages.port}`;
		expect(await letIn(hosts(), (name) => get(pages.port, '/healthz', { host: name }))).toEqual([]);
		expect(await letIn(hosts(), (name) => get(pages.port, PAGE_POLLING, { host: name, origin }))).toEqual([]);
		expect(await letIn(hosts(), (name) => upgrade(pages.port, PAGE_SOCKET, { host: name, origin }))).toEqual([]);
		for (const other of [`localhost:${pages.port + 1}`, 'localhost', `LOCALHOST:${pages.port}`]) {
			expect(await get(pages.port, '/healthz', { host: other })).toBe(421);
		}
		expect(await get(pages.port, '/healthz', {})).toBe(400);
	});

	test('hears no forged origin: HTTP, polling, upgrade', async () => {
		expect(origins().length).toBeGreaterThanOrEqual(200);
		expect(await letIn(origins(), (origin) => get(pages.port, '/healthz', { host: host(), origin }))).toEqual([]);
		expect(await letIn(origins(), (origin) => get(pages.port, PAGE_POLLING, { host: host(), origin }))).toEqual([]);
		expect(await letIn(origins(), (origin) => upgrade(pages.port, PAGE_SOCKET, { host: host(), origin }))).toEqual([]);
		expect(await upgrade(pages.port, PAGE_SOCKET, { host: host() })).toBe(400);
	});
});

describe('a server', () => {
	const host = (): string => `127.0.0.1:${server.port}`;
	/** A server has further names: the way that somebody takes to it. */
	const hosts = () => forgedNames(OWN, server.port).filter((name) => !OWN.includes(name.replace(/:\d+$/, '')));
	const origins = () => forgedOrigins('http', OWN, server.port);

	test('lets its own names in, and itself as an origin', async () => {
		for (const name of OWN) {
			const own = { host: `${name}:${server.port}` };
			expect(await upgrade(server.port, LINK, own)).toBe(101);
			expect(await get(server.port, '/healthz', { ...own, origin: `http://${own.host}` })).toBe(200);
			expect(await get(server.port, '/api/docs', own)).toBe(200);
		}
	});

	test('answers to no forged host: pages, link', async () => {
		expect(await letIn(hosts(), (name) => get(server.port, '/healthz', { host: name }))).toEqual([]);
		expect(await letIn(hosts(), (name) => get(server.port, '/api/docs', { host: name }))).toEqual([]);
		expect(await letIn(hosts(), (name) => upgrade(server.port, LINK, { host: name }))).toEqual([]);
	});

	test('hears no forged origin, and on the link of the counters none at all', async () => {
		expect(origins().length).toBeGreaterThanOrEqual(200);
		expect(await letIn(origins(), (origin) => get(server.port, '/healthz', { host: host(), origin }))).toEqual([]);
		const all = [...origins(), `http://${host()}`];
		expect(await letIn(all, (origin) => upgrade(server.port, LINK, { host: host(), origin }))).toEqual([]);
	});

	test('takes no word of a proxy that nobody named', async () => {
		const forwarded = { 'x-forwarded-host': host(), 'x-forwarded-proto': 'https', forwarded: `host=${host()}` };
		expect(await get(server.port, '/healthz', { host: 'evil.example', ...forwarded })).toBe(421);
		expect(await upgrade(server.port, LINK, { host: 'evil.example', ...forwarded })).toBe(400);
		const origin = `https://${host()}`;
		expect(await get(server.port, '/healthz', { host: host(), origin, ...forwarded })).toBe(403);
	});
});
