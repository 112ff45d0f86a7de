import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WELL } from '#shared/protocol/health.ts';
import { checkServer } from '../../../bridge/checks/server-check.ts';
import type { LiveCounter } from '../../../bridge/checks/surroundings.ts';
import { registerCounter } from '../../../server/identity/counters.ts';
import { openServerPin } from '../../../server/identity/server-key.ts';
import { startServer, type RunningServer } from '../../../server/server.ts';
import { revokeDevice } from '../../../server/store/device-store.ts';
import { HotelFolders, rethrow } from '../../support/hotel-folder.ts';

let folders: HotelFolders;
let folder: string;
let server: RunningServer;
let keys: Record<'good' | 'revoked', string>;

beforeAll(async () => {
	folders = new HotelFolders();
	const { hotel, folder: opened } = await folders.open('hotel');
	folder = opened;
	const register = (terminal: string) =>
		registerCounter(hotel.store, hotel.house, { outlet: 'restaurant', terminal, role: 'till' });
	keys = { good: await register('till-1'), revoked: await register('till-2') };
	await hotel.store.configure([revokeDevice(hotel.house.id, 'restaurant/till-2', '2026-11-22T10:00:00.000Z')]);
	await hotel.store.close();
	const config = { dataFolder: folder, host: '127.0.0.1', port: 0, build: 'test' };
	server = await startServer(config, pino({ level: 'silent' }), rethrow);
});
afterAll(async () => {
	await server.close();
	folders.remove();
});

const check = async (
	serverUrl: string,
	deviceKey = keys.good,
	more: { serverPin?: string; live?: LiveCounter } = {},
) => {
	const { live = null, ...pin } = more;
	return (await checkServer({ serverUrl, deviceKey, ...pin }, 'test', live)).map(({ code }) => code);
};
const url = (scheme = 'http'): string => `${scheme}://127.0.0.1:${server.port}`;
const LIVE: LiveCounter = { readers: [], printer: { kind: 'ready' }, isOnline: true, health: WELL };
const live = (skewMs: number): LiveCounter => ({ ...LIVE, health: { ...WELL, skewMs } });

describe('the server of a counter', () => {
	test('answers, and both clocks agree', async () => {
		expect(await check(url())).toEqual(['server_ok', 'clock_ok']);
		const serverPin = openServerPin(folder);
		expect(await check(url('https'), keys.good, { serverPin })).toEqual(['server_ok', 'clock_ok']);
	});

	test('is another one than this counter was paired with', async () => {
		expect(await check(url('https'), keys.good, { serverPin: 'A'.repeat(43) })).toEqual(['server_differs']);
	});

	test.each(['revoked', 'never given'] as const)('knows no key that was %s', async (which) => {
		expect(await check(url(), which === 'revoked' ? keys.revoked : 'unknown')).toEqual(['device_unknown']);
	});

	test('is not started, or goes by another name', async () => {
		const free = createServer().listen(0, '127.0.0.1');
		await once(free, 'listening');
		const { port } = free.address() as AddressInfo;
		free.close();
		await once(free, 'close');
		expect(await check(`http://127.0.0.1:${port}`)).toEqual(['server_refused']);
		expect(await check('https://nowhere.invalid:4700')).toEqual(['server_name_unknown']);
	});

	test('takes the connection and says nothing', async () => {
		const mute = createServer((socket) => socket.on('error', () => undefined)).listen(0, '127.0.0.1');
		await once(mute, 'listening');
		const { port } = mute.address() as AddressInfo;
		expect(await check(`http://127.0.0.1:${port}`)).toEqual(['server_mute']);
		mute.close();
	});

	test.each([
		[119_000, 'clock_ok'],
		[-119_000, 'clock_ok'],
		[121_000, 'clock_ahead'],
		[-7_200_000, 'clock_behind'],
	])('is %i ms behind as the bridge has measured: %s', async (skewMs, expected) => {
		expect(await check('http://127.0.0.1:1', keys.good, { live: live(skewMs) })).toEqual(['server_ok', expected]);
	});

	test.each(['server_differs', 'device_unknown', 'protocol_unsupported'] as const)(
		'does not talk to the bridge: %s',
		async (trouble) => {
			const told = { ...LIVE, isOnline: false, health: { ...WELL, trouble } };
			expect(await check(url(), keys.good, { live: told })).toEqual([trouble]);
		},
	);
});
