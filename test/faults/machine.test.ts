import { fork, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import type { Page } from 'playwright';
import { io } from 'socket.io-client';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { initialKiosk } from '#shared/counter/kiosk-machine.ts';
import { SKEW_MS_TOLD, WELL, type BridgeHealth } from '#shared/protocol/health.ts';
import { PROTOCOL, PROTOCOLS_SPOKEN } from '#shared/protocol/sockets.ts';
import { boundedRunner, FLOOD_SHOWN_MS, FloodGate, MESSAGES_MAX } from '../../bridge/pages/flood.ts';
import { HouseClock } from '../../bridge/link/house-clock.ts';
import { Health } from '../../bridge/health.ts';
import { servePages, type Pages } from '../../bridge/pages/pages.ts';
import { ServerLink } from '../../bridge/link/server-link.ts';
import { flood, openPage, WrongClock } from '../../bridge/simulate/machine-scripts.ts';
import { registerCounter } from '../../server/identity/counters.ts';
import { startServer, type RunningServer } from '../../server/server.ts';
import { FakeBridge } from '../fakes/fake-bridge.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { launchChromium } from '../support/browser.ts';
import { HotelFolders, rethrow } from '../support/hotel-folder.ts';
import { SOON, usePage } from '../support/own-page.ts';
import { READY, setupOf } from '../kiosk/miramar-till.ts';

const ROOT = new URL('../../', import.meta.url);
const HOUR_MS = 3_600_000;

let folder: string;
const ends: (() => unknown)[] = [];

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'retorno-machine-'));
});
afterEach(async () => {
	for (const end of ends.splice(0).reverse()) await end();
	rmSync(folder, { recursive: true, force: true });
});

/** A hotel that is open, and the key of its kiosk. */
async function openHotel(): Promise<{ readonly server: RunningServer; readonly deviceKey: string }> {
	const folders = new HotelFolders();
	const { hotel, folder: data } = await folders.open('hotel');
	const counter = { outlet: 'lobby', terminal: 'kiosk-1', role: 'kiosk' } as const;
	const deviceKey = await registerCounter(hotel.store, hotel.house, counter);
	await hotel.store.close();
	const config = { dataFolder: data, host: '127.0.0.1', port: 0, build: 'test' };
	const server = await startServer(config, pino({ level: 'silent' }), rethrow);
	ends.push(() => folders.remove(), server.close);
	return { server, deviceKey };
}

function linkTo(port: number, deviceKey: string, health: Health, clock: WrongClock): { readonly close: () => void } {
	const link = new ServerLink(
		`http://127.0.0.1:${port}`,
		{ deviceKey, build: 'test' },
		{
			online: () => health.server(null),
			offline: () => undefined,
			news: () => undefined,
			refused: (code) => health.server(code),
			skewed: (skewMs) => health.measured(skewMs),
		},
		clock,
	);
	ends.push(() => link.close());
	link.open();
	return link;
}

async function openPages(health: () => BridgeHealth, onDropped: () => void, onInput: () => void): Promise<Pages> {
	const state = initialKiosk('2026-11-22T10:00:00.000Z', 'sunday').view;
	const screen = { role: 'kiosk', state: () => state, onInput } as const;
	const pages = await servePages({
		...{ port: 0, folder: '.', build: 'b', screen, setup: () => null, desk: null },
		...{ health, onDropped },
	});
	ends.push(() => pages.close());
	return pages;
}

test('F35: a clock that is wrong is measured against the server and said, also after it was set; what only measures does not jump', async () => {
	const { server, deviceKey } = await openHotel();
	const shown: BridgeHealth[] = [];
	const clock = new WrongClock(3 * HOUR_MS);
	const health = new Health((now) => shown.push(now), clock, new AbortController().signal);
	linkTo(server.port, deviceKey, health, clock);
	await vi.waitFor(() => expect(health.now.skewMs).not.toBeNull(), 10_000);
	expect(Math.abs(health.now.skewMs! - 3 * HOUR_MS)).toBeLessThan(SKEW_MS_TOLD);
	expect(shown.at(-1)).toEqual(health.now);

	clock.jump(-5 * HOUR_MS);
	linkTo(server.port, deviceKey, health, clock);
	await vi.waitFor(() => expect(health.now.skewMs).toBeLessThan(0), 10_000);
	expect(Math.abs(health.now.skewMs! + 2 * HOUR_MS)).toBeLessThan(SKEW_MS_TOLD);

	// A window that somebody's setting of the clock could end would be no limit.
	const wall = new ManualClock();
	const gate = new FloodGate(wall.elapsedMs, () => undefined, 1);
	expect([gate.pass(), gate.pass()]).toEqual([true, false]);
	wall.jump(24 * HOUR_MS);
	expect(gate.pass()).toBe(false);
	await wall.pass(1_000);
	wall.jump(-48 * HOUR_MS);
	expect([gate.pass(), gate.pass()]).toEqual([true, false]);
});

test('F35: the time of the house is the server’s, whatever the clock here says and whoever sets it', async () => {
	const { server, deviceKey } = await openHotel();
	const clock = new WrongClock(3 * HOUR_MS);
	const ground = { wallMs: clock.nowMs, bootMs: clock.elapsedMs, bootId: 'this' };
	const time = new HouseClock(join(folder, 'clock.json'), ground);
	const link = new ServerLink(
		`http://127.0.0.1:${server.port}`,
		{ deviceKey, build: 'test' },
		{
			...{ online: () => undefined, offline: () => undefined, news: () => undefined, refused: () => undefined },
			skewed: (_skewMs, measured) => time.measured(measured),
		},
		clock,
	);
	ends.push(() => link.close());
	const apartMs = (): number => Math.abs(time.nowMs() - Date.now());
	expect(apartMs()).toBeGreaterThan(SKEW_MS_TOLD);
	link.open();
	await vi.waitFor(() => expect(time.skewMs).not.toBeNull(), 10_000);
	expect(apartMs()).toBeLessThan(SKEW_MS_TOLD);
	clock.jump(-5 * HOUR_MS);
	expect(apartMs()).toBeLessThan(SKEW_MS_TOLD);
	// The next start finds no server.
	expect(Math.abs(new HouseClock(join(folder, 'clock.json'), ground).nowMs() - Date.now())).toBeLessThan(SKEW_MS_TOLD);
});

test('F35: a bridge that knows from an earlier run how wrong the clock is starts', async () => {
	mkdirSync(join(folder, 'till-1'));
	const kept = { bootId: 'an earlier one', offsetMs: 0, skewMs: 3 * HOUR_MS, atMs: 0 };
	writeFileSync(join(folder, 'till-1', 'clock.json'), JSON.stringify(kept));
	const started = await startProcess('till-1', 0);
	expect(started.port, started.said).not.toBeNull();
});

test('F35: a bill that is typed at a machine whose clock is wrong carries the time of the house', async () => {
	const bridge = await FakeBridge.start(setupOf('restaurant'), READY);
	ends.push(() => bridge.stop());
	bridge.health = { ...WELL, skewMs: 3 * HOUR_MS };
	const browser = await launchChromium();
	ends.push(() => browser.close());
	const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
	await page.clock.setFixedTime('2026-11-21T20:42:00.000Z');
	await page.goto(`${bridge.url}/till`);
	await page.locator('.keypad').waitFor();
	await page.locator('.categories button').first().click();
	await page.keyboard.type('64');
	await page.keyboard.press('Enter');
	await vi.waitFor(() => expect(bridge.inputs.map(({ kind }) => kind)).toContain('visit-confirmed'), 10_000);
	const confirmed = bridge.inputs.find((input) => input.kind === 'visit-confirmed');
	expect(confirmed?.command.occurredAt).toBe('2026-11-21T17:42:00.000Z');
});

test('F37: of a flood so much is heard as a person could mean; the rest is dropped, counted and shown, and others are heard', async () => {
	const clock = new ManualClock();
	const shown: BridgeHealth[] = [];
	const ending = new AbortController();
	ends.push(() => ending.abort());
	const health = new Health((now) => shown.push(now), clock, ending.signal);
	let heard = 0;
	const pages = await openPages(
		() => health.now,
		health.dropped,
		() => heard++,
	);
	const [hostile, good] = [openPage(pages.port), openPage(pages.port)];
	ends.push(
		() => hostile.close(),
		() => good.close(),
	);
	const told: BridgeHealth[] = [];
	good.on('bridge.health', (now) => told.push(now));
	await vi.waitFor(() => expect([hostile.connected, told]).toEqual([true, [WELL]]), 10_000);

	hostile.emit('lease.take-over');
	const messages = 20 * MESSAGES_MAX;
	flood(hostile, messages);
	await clock.pass(FLOOD_SHOWN_MS / 2);
	await vi.waitFor(() => expect(health.now.flooded).toBe(true), 10_000);
	hostile.emit('kiosk.input', { kind: 'guest-left' });
	const before = heard;
	good.emit('lease.take-over');
	good.emit('kiosk.input', { kind: 'guest-left' });
	await vi.waitFor(() => expect(heard).toBeGreaterThan(before), 10_000);
	// Said once while it lasts, and at its end with the whole count.
	expect(shown).toHaveLength(1);
	await clock.pass(2 * FLOOD_SHOWN_MS);
	await vi.waitFor(() => expect(shown).toHaveLength(2), 10_000);
	expect(shown[1]).toMatchObject({ flooded: false, dropped: health.now.dropped });
	expect(heard).toBeLessThan(messages / 4);
	expect(heard + health.now.dropped).toBeGreaterThanOrEqual(messages);

	// A scanner that is stuck: what is no card is still heard.
	const fed: string[] = [];
	const runner = boundedRunner(
		{ feed: ({ kind }: { kind: string }) => fed.push(kind) },
		new FloodGate(clock.elapsedMs, health.dropped),
	);
	for (let n = 0; n < 1_000; n++) runner.feed({ kind: 'card-read' });
	runner.feed({ kind: 'reader-changed' });
	expect(fed).toHaveLength(MESSAGES_MAX + 1);
	expect(fed.at(-1)).toBe('reader-changed');
});

/** A bridge of its own, and what it said. */
async function startProcess(
	name: string,
	port: number,
): Promise<{ child: ChildProcess; port: number | null; said: string }> {
	const stateFolder = join(folder, name);
	mkdirSync(stateFolder, { recursive: true });
	const path = join(folder, `${name}-${port}.json`);
	const config = {
		...{ role: 'till', serverUrl: 'http://127.0.0.1:9', deviceKey: 'key', port, stateFolder, screensFolder: folder },
		...{ readers: [], printer: null },
	};
	writeFileSync(path, JSON.stringify(config));
	const child = fork(new URL('bridge/main.ts', ROOT), {
		env: { ...process.env, RETORNO_BRIDGE_CONFIG: path },
		stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
	});
	ends.push(() => child.kill('SIGKILL'));
	let said = '';
	child.stdout?.on('data', (bytes: Buffer) => (said += bytes.toString()));
	return new Promise((resolve) => {
		child.once('message', (message: { port: number }) => resolve({ child, port: message.port, said }));
		child.once('close', () => resolve({ child, port: null, said }));
	});
}

test('F38: a second bridge of a counter and a port that is taken end with a plain sentence; a bridge that was killed leaves nothing behind', async () => {
	const first = await startProcess('till-1', 0);
	expect(first.port).not.toBeNull();

	const second = await startProcess('till-1', 0);
	expect([second.port, second.child.exitCode]).toEqual([null, 1]);
	expect(second.said).toContain('This counter runs already: another bridge has');

	const other = await startProcess('till-2', first.port!);
	expect([other.port, other.child.exitCode]).toEqual([null, 1]);
	expect(other.said).toContain(`Port ${first.port} is taken: this counter runs already, or another program uses it.`);

	const gone = new Promise((resolve) => first.child.once('close', resolve));
	first.child.kill('SIGKILL');
	await gone;
	expect((await startProcess('till-1', first.port!)).port).toBe(first.port);
});

describe('a page', () => {
	let page: Page;
	usePage((opened) => {
		page = opened;
		page.setDefaultNavigationTimeout(SOON.timeout);
	});

	test('F39: the start page tells why it does not get on: not for this page, not running, another version, not the server', async () => {
		const bridge = await FakeBridge.start(setupOf('restaurant'), READY);
		let isOpen = true;
		const stop = async (): Promise<void> => {
			if (isOpen) await bridge.stop();
			isOpen = false;
		};
		ends.push(stop);
		const says = (words: string) => page.getByText(words).waitFor(SOON);

		bridge.refuse = true;
		await page.goto(bridge.url);
		await says('This counter runs, but not for this page.');
		bridge.refuse = false;
		await page.getByRole('link', { name: 'Open the till' }).waitFor(SOON);

		bridge.health = { ...WELL, trouble: 'server_differs' };
		await page.reload();
		await says('The server is not the one this counter was paired with.');

		bridge.protocol = PROTOCOL + 1;
		await page.reload();
		await says('This page and its counter are of different versions.');

		bridge.protocol = PROTOCOL;
		bridge.refuse = true;
		await page.reload();
		await says('This counter runs, but not for this page.');
		await stop();
		await says('This counter does not run.');
	}, 60_000);
});

test('F40: page, bridge and server of different versions part with a word and never take each other by halves', async () => {
	const { server, deviceKey } = await openHotel();
	// A bridge of a later version at this server.
	const later = io(`http://127.0.0.1:${server.port}`, {
		path: '/bridge',
		transports: ['websocket'],
		auth: { protocol: PROTOCOL + 1, build: 'later', deviceKey },
		reconnection: false,
	});
	ends.push(() => later.close());
	const refused = await new Promise<Error & { data?: unknown }>((resolve) => later.once('connect_error', resolve));
	expect(refused.data).toEqual({ code: 'protocol_unsupported', spoken: PROTOCOLS_SPOKEN });

	// A page of another version at this bridge: it hears which version it met, and nothing else; nor is it heard.
	let heard = 0;
	const pages = await openPages(
		() => WELL,
		() => undefined,
		() => heard++,
	);
	const old = openPage(pages.port, PROTOCOL - 1);
	const own = openPage(pages.port);
	ends.push(
		() => old.close(),
		() => own.close(),
	);
	const oldHeard: string[] = [];
	const ownHeard: string[] = [];
	old.onAny((event: string) => oldHeard.push(event));
	own.onAny((event: string) => ownHeard.push(event));
	await vi.waitFor(() => expect(ownHeard).toContain('kiosk.state'), 10_000);
	await vi.waitFor(() => expect(oldHeard).toContain('bridge.hello'), 10_000);
	old.emit('kiosk.input', { kind: 'guest-left' });
	own.emit('kiosk.input', { kind: 'guest-left' });
	await vi.waitFor(() => expect(heard).toBe(1), 10_000);
	pages.showState();
	await vi.waitFor(() => expect(ownHeard.filter((event) => event === 'kiosk.state')).toHaveLength(2), 10_000);
	expect(oldHeard).toEqual(['bridge.hello']);
});
