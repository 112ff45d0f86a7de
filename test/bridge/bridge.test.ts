import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { CardPattern } from '#shared/card/card.ts';
import { parseRecord, RECORD_WANTED, RECORDS_FOLDER } from '#shared/protocol/record.ts';
import { startBridge, type RunningBridge } from '../../bridge/bridge.ts';
import type { BridgeConfig } from '../../bridge/config.ts';
import { codecOf } from '../../bridge/devices/codecs.ts';
import { startPrinterEmulator, type PrinterEmulator } from '../../bridge/simulate/printer/emulator.ts';
import { paperText } from '../../bridge/simulate/printer/paper.ts';
import { seedDemo } from '../../server/demo/seed.ts';
import { registerCounter } from '../../server/identity/counters.ts';
import { openKeys } from '../../server/identity/keys.ts';
import { booksPath, startServer, type RunningServer } from '../../server/server.ts';
import { openSqliteStore } from '../../server/store/sqlite/sqlite-store.ts';
import { ScriptedPort } from '../fakes/scripted-port.ts';
import { KioskPage } from '../support/kiosk-page.ts';

const fail = (cause: unknown): never => {
	throw cause;
};

let config: BridgeConfig;
let folder: string;
let log: string;
let server: RunningServer;
let printer: PrinterEmulator;
let reader: ScriptedPort;
let bridge: RunningBridge;
let page: KioskPage;

/** The demo hotel's server, and its kiosk in the lobby with a reader and a printer. */
beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'retorno-kiosk-'));
	mkdirSync(join(folder, 'kiosk'));
	log = '';
	const logger = pino({ level: 'info' }, { write: (line: string) => (log += line) });
	const store = openSqliteStore(booksPath(folder), fail);
	const house = await seedDemo(store, openKeys(folder), new Date().toISOString());
	const deviceKey = await registerCounter(store, house, { outlet: 'lobby', terminal: 'kiosk-1', role: 'kiosk' });
	await store.close();
	server = await startServer({ dataFolder: folder, host: '127.0.0.1', port: 0, build: 'b1' }, logger, fail);
	printer = await startPrinterEmulator();
	reader = new ScriptedPort();
	reader.plug();
	config = {
		role: 'kiosk',
		serverUrl: `http://127.0.0.1:${server.port}`,
		deviceKey,
		port: 0,
		screensFolder: folder,
		simulate: false,
		stateFolder: join(folder, 'kiosk'),
		readers: [],
		printer: null,
	};
	const devices = {
		readers: [
			{
				name: 'scripted',
				open: reader.open,
				codec: (patterns: () => readonly CardPattern[]) => codecOf('swipe', patterns),
			},
		],
		printer: { host: '127.0.0.1', port: printer.port, profile: 'epson' as const },
		desk: null,
	};
	bridge = await startBridge(config, devices, 'b1', logger);
	page = new KioskPage(bridge.port);
	await page.until(
		(kiosk) => kiosk.server.kind === 'online' && kiosk.reader.kind === 'ready' && kiosk.printer.kind === 'ready',
	);
});
afterAll(async () => {
	page.close();
	await bridge.close();
	await server.close();
	await printer.close();
	rmSync(folder, { recursive: true });
});

const paper = (): string => paperText(printer.paper()).join('\n').replace(/ +/g, ' ');
const swipe = async (card: string, givenName: string): Promise<void> => {
	// Two cards quicker than any hand are two at once.
	await setTimeout(300);
	reader.send(`;${card}?\r`);
	await page.until(({ guest }) => guest.kind === 'shown' && guest.member.givenName === givenName);
};

describe('the kiosk in the lobby', () => {
	test('shows a guest who swipes, with the way to the next tier', async () => {
		await swipe('9702310000000021', 'Miguel Ángel');
		await page.until(({ guest }) => guest.kind === 'shown' && guest.freshness === 'live');
		expect(page.state?.guest).toMatchObject({
			member: {
				standing: { tier: 'silver', balancePoints: 480 },
				progress: { nights: 0, spendMinor: 0, next: { tier: 'gold', missingNights: 25, missingSpendMinor: 300_000 } },
				cardEnding: '0021',
			},
			freshness: 'live',
		});
	});

	test('prints the balance for the guest who stands there, in their language', async () => {
		await swipe('9702310000000047', 'Alice');
		page.says('balance-print-asked');
		await page.until(({ slip }) => slip === 'confirmed');
		for (const words of ['Your points, Alice.', 'MIRAMAR CLUB Gold Card ........ 0047', 'Balance 40 points', '4 of 5'])
			expect(paper()).toContain(words);
		await swipe('9702310000000013', 'Елена');
		page.says('balance-print-asked');
		await page.until(({ slip }) => slip === 'confirmed');
		expect(paper()).toContain('Вашите точки, Елена.');
		expect(printer.slips()).toHaveLength(2);
	});

	test('takes a slip back when its guest leaves while the paper is out', async () => {
		printer.paperOut();
		await page.until(({ printer: { kind } }) => kind === 'paper_out');
		await swipe('9702310000000021', 'Miguel Ángel');
		page.says('balance-print-asked');
		await page.until(({ slip }) => slip === 'waiting');
		page.says('guest-left');
		await page.until(({ guest }) => guest.kind === 'none');
		printer.loadPaper();
		await page.until(({ printer: { kind } }) => kind === 'ready');
		await swipe('9702310000000047', 'Alice');
		page.says('balance-print-asked');
		await page.until(({ slip }) => slip === 'confirmed');
		expect(paper()).not.toContain('Miguel');
	});

	test('tells what it did not read, and shows nobody', async () => {
		page.says('guest-left');
		await page.until(({ guest }) => guest.kind === 'none');
		await setTimeout(300);
		reader.send(';9702310000000054?\r');
		await page.until(({ notice }) => notice?.code === 'card_blocked');
		reader.send(';4111111111111111=30121010000000000000?\r');
		await page.until(({ notice }) => notice?.code === 'card_payment');
		expect(page.state?.guest).toEqual({ kind: 'none' });
	});

	test('keeps no guest: neither in what it shows, nor on its disk, nor in its log', async () => {
		await swipe('9702310000000047', 'Alice');
		page.says('guest-left');
		await page.until(({ guest }) => guest.kind === 'none');
		const words = /Alice|Елена|Miguel|97023100000000|4111111111111111/;
		expect(JSON.stringify(page.state)).not.toMatch(words);
		expect(log).not.toMatch(words);
		const kept = readdirSync(join(folder, 'kiosk'));
		expect(kept).toContain('spool.sqlite');
		expect(kept.filter((name) => name.startsWith('outbox'))).toEqual([]);
		for (const name of kept) expect(readFileSync(join(folder, 'kiosk', name)).toString('utf8')).not.toMatch(words);
	});

	test('writes down what its last minutes were when somebody asks, and nobody of whom they were', async () => {
		writeFileSync(join(folder, 'kiosk', RECORD_WANTED), '');
		const records = join(folder, 'kiosk', RECORDS_FOLDER);
		await expect.poll(() => existsSync(join(folder, 'kiosk', RECORD_WANTED)), { timeout: 20_000 }).toBe(false);
		const text = readFileSync(join(records, readdirSync(records)[0]!), 'utf8');
		expect(text).not.toMatch(/Alice|Елена|Miguel|0000000013|0000000021|0000000047|4111111111111111/);
		const { entries, header, isWhole } = parseRecord(text)!;
		expect([isWhole, header.role]).toEqual([true, 'kiosk']);
		const read = entries.flatMap((entry) => (entry.what === 'read' ? [entry.bytes] : []));
		expect(read.filter((bytes) => /^;970231\d{10}\?\r$/.test(bytes)).length).toBeGreaterThan(3);
		const kinds = new Set(entries.map(({ what }) => what));
		for (const what of [
			'reader',
			'read',
			'printer',
			'to-printer',
			'from-printer',
			'event',
			'slip',
			'page',
			'link',
			'asked',
		])
			expect(kinds, what).toContain(what);
		const events = entries.flatMap((entry) => (entry.what === 'event' ? [entry.event] : []));
		expect(events).toContainEqual(expect.objectContaining({ kind: 'card-refused', 'refusal.code': 'card_payment' }));
		expect(entries).toContainEqual(
			expect.objectContaining({ what: 'slip', slip: { kind: 'balance', slip: 'confirmed' } }),
		);
	});

	test('that was set up as a till here and as a kiosk at the server says so', async () => {
		const told: string[] = [];
		const logger = pino({}, { write: (line: string) => void told.push(line) });
		const noDevices = { readers: [], printer: null, desk: null };
		const stateFolder = join(folder, 'till');
		mkdirSync(stateFolder);
		const till = await startBridge({ ...config, role: 'till', stateFolder }, noDevices, 'b1', logger);
		await vi.waitFor(() => expect(told.join('')).toContain('the roles differ'), { timeout: 10_000 });
		await till.close();
	});
});
