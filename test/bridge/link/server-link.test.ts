import { generateKeyPairSync } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createServer, type Server as TlsServer } from 'node:tls';
import type { AddressInfo } from 'node:net';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ServerLink } from '../../../bridge/link/server-link.ts';
import { selfSigned } from '../../../server/identity/certificate.ts';
import { registerCounter } from '../../../server/identity/counters.ts';
import { openServerPin } from '../../../server/identity/server-key.ts';
import { startServer, type RunningServer } from '../../../server/server.ts';
import { HotelFolders, rethrow } from '../../support/hotel-folder.ts';

let folders: HotelFolders;
let folder: string;
let server: RunningServer;
let impostor: TlsServer | undefined;
let deviceKey: string;
const links: ServerLink[] = [];

const start = async (port: number): Promise<void> => {
	const config = { dataFolder: folder, host: '127.0.0.1', port, build: 'test' };
	server = await startServer(config, pino({ level: 'silent' }), rethrow);
};

beforeEach(async () => {
	folders = new HotelFolders();
	const opened = await folders.open('hotel');
	({ folder } = opened);
	const { store, house } = opened.hotel;
	deviceKey = await registerCounter(store, house, { outlet: 'spa', terminal: 'till-1', role: 'till' });
	await store.close();
	await start(0);
});
afterEach(async () => {
	for (const link of links.splice(0)) link.close();
	await server.close();
	impostor?.close();
	folders.remove();
});

/** A counter's link, and what happens to it. */
function open(serverUrl: string, serverPin: string | null): string[] {
	const heard: string[] = [];
	const link = new ServerLink(
		serverUrl,
		{ deviceKey, build: 'test', serverPin },
		{
			online: ({ counter }) => heard.push(`online ${counter.terminal}`),
			offline: () => heard.push('offline'),
			news: () => undefined,
			refused: (code) => heard.push(code),
		},
	);
	links.push(link);
	link.open();
	return heard;
}

describe('a counter over TLS', () => {
	test('speaks with the server whose key it knows, by whatever name', async () => {
		for (const name of ['localhost', '127.0.0.1']) {
			const heard = open(`https://${name}:${server.port}`, openServerPin(folder));
			await vi.waitFor(() => expect(heard).toEqual(['online till-1']), 10_000);
		}
	});

	test('goes on where the certificate is another one with the same key', async () => {
		const heard = open(`https://127.0.0.1:${server.port}`, openServerPin(folder));
		await vi.waitFor(() => expect(heard).toEqual(['online till-1']), 10_000);
		const { port } = server;
		await server.close();
		rmSync(join(folder, 'server.crt'));
		await start(port);
		await vi.waitFor(() => expect(heard).toEqual(['online till-1', 'offline', 'online till-1']), 10_000);
	});

	test('says so where the key is another one, and tells that server nothing', async () => {
		const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
		const claim = { names: ['127.0.0.1'], from: new Date(0), until: new Date('2040-01-01') };
		let told = 0;
		let met = 0;
		impostor = createServer(
			{ key: privateKey.export({ type: 'pkcs8', format: 'pem' }), cert: selfSigned(privateKey, claim) },
			(socket) => socket.on('error', () => undefined).on('data', (bytes) => (told += bytes.length)),
		);
		impostor.on('connection', () => met++);
		await new Promise<void>((resolve) => impostor!.listen(0, '127.0.0.1', resolve));
		const { port } = impostor.address() as AddressInfo;
		const heard = open(`https://127.0.0.1:${port}`, openServerPin(folder));
		await vi.waitFor(() => expect(heard.length).toBeGreaterThan(2), 10_000);
		expect(new Set(heard)).toEqual(new Set(['server_differs']));
		expect(met).toBeGreaterThan(1);
		expect(told).toBe(0);
	});
});
