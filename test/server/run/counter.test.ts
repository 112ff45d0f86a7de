import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { REPORT_MS } from '#shared/protocol/counter-report.ts';
import { finding } from '#shared/self-check/finding.ts';
import { logLineOf } from '#shared/self-check/log-line.ts';
import { startBridge } from '../../../bridge/bridge.ts';
import { registerCounter } from '../../../server/identity/counters.ts';
import { COUNTER_UNKNOWN, runCounter, readCounterOrder } from '../../../server/run/counter.ts';
import { startServer } from '../../../server/server.ts';
import { HotelFolders, rethrow } from '../../support/hotel-folder.ts';

const SILENT = pino({ level: 'silent' });

let folders: HotelFolders;
let folder: string;
let deviceKey: string;
const ends: (() => unknown)[] = [];

beforeEach(async () => {
	folders = new HotelFolders();
	const { hotel, folder: opened } = await folders.open('hotel');
	folder = opened;
	const till = { outlet: 'restaurant', terminal: 'till-1', role: 'till' } as const;
	deviceKey = await registerCounter(hotel.store, hotel.house, till);
	await hotel.store.close();
});
afterEach(async () => {
	for (const end of ends.splice(0).reverse()) await end();
	folders.remove();
});

async function counter(verb: string, id?: string, laterMs = 0): Promise<{ exitCode: number; text: string }> {
	const said: string[] = [];
	const now = new Date(Date.now() + laterMs).toISOString();
	const exitCode = await runCounter(readCounterOrder(verb, id), { dataFolder: folder, env: {} }, now, (line) =>
		said.push(line),
	);
	return { exitCode, text: said.join('\n') };
}

describe('retorno counter', () => {
	test('shows what a counter says of itself, while it runs and afterwards', async () => {
		expect((await counter('list')).text).toContain('restaurant/till-1  till, beside the server, good, never heard of');
		const config = { dataFolder: folder, host: '127.0.0.1', port: 0, build: 'test' };
		const server = await startServer(config, SILENT, rethrow);
		ends.push(server.close);
		const stateFolder = join(folder, 'till');
		mkdirSync(stateFolder);
		const log = [logLineOf({ level: 40, time: Date.now(), msg: 'reader absent', kind: 'held' })!];
		const bridge = await startBridge(
			{
				...{ role: 'till', serverUrl: `http://127.0.0.1:${server.port}`, deviceKey, port: 0, screensFolder: folder },
				...{ simulate: false, stateFolder, readers: [], printer: null },
			},
			{ readers: [], printer: null, desk: null },
			'build-7',
			SILENT,
			{
				log: () => log,
				selfCheck: () => Promise.resolve([finding('node_ok'), finding('reader_dirty', { reader: 2, badPercent: 9 })]),
			},
		);
		await expect
			.poll(async () => (await counter('list')).text, { timeout: 30_000 })
			.toMatch(/till-1 {2}till, beside the server, good, there\n {6}Reader 2: 9 % bad reads\.$/);
		await expect
			.poll(async () => (await counter('show', 'restaurant/till-1')).text, { timeout: 30_000 })
			.toMatch(
				/, build build-7\n {6}Reader 2.*\n {8}→ Clean its head.*\n {6}20.*Z {2}warn {2}reader absent {2}\{"kind":"held"\}$/,
			);
		await bridge.close();
		expect((await counter('list', undefined, 3 * REPORT_MS)).text).toMatch(/good, silent since 20.*Z/);
		expect((await counter('show', 'restaurant/till-9')).exitCode).toBe(COUNTER_UNKNOWN);
	});

	test.each([
		['show', undefined],
		['shew', 'a'],
		[undefined, undefined],
	])('asks nothing that makes no sense: %s %s', (verb, id) => {
		expect(() => readCounterOrder(verb, id)).toThrow('retorno counter');
	});
});
