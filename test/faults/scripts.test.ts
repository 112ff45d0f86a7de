import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { io, type Socket } from 'socket.io-client';
import { afterEach, describe, expect, test } from 'vitest';
import { noBurst, settleBurst, takeStroke } from '#shared/card/drivers/wedge.ts';
import { PROTOCOL } from '#shared/protocol/sockets.ts';
import { codecOf } from '../../bridge/devices/codecs.ts';
import { foundPort, isNamed } from '../../bridge/devices/fingerprint.ts';
import { MESSAGES_MAX } from '../../bridge/pages/flood.ts';
import { runReaders } from '../../bridge/devices/readers.ts';
import { FAULTS, type FaultScript } from '../../bridge/simulate/faults.ts';
import { playHouse, type HouseHand } from '../../bridge/simulate/house-scripts.ts';
import { playKeys } from '../../bridge/simulate/key-scripts.ts';
import { MemoryPort } from '../../bridge/simulate/memory-port.ts';
import { playPages, type PageHand, type PageScript } from '../../bridge/simulate/page-scripts.ts';
import { PRINTER_FAULTS } from '../../bridge/simulate/printer/faults.ts';
import { playPair, playReader } from '../../bridge/simulate/reader-scripts.ts';
import { VirtualClock } from '../../bridge/simulate/virtual-clock.ts';
import { holdState } from '../../bridge/state-lock.ts';
import { woken } from '../../bridge/devices/woken.ts';
import { CARD_PATTERNS } from '../../server/demo/miramar.ts';
import { FaultCounter } from '../fakes/fault-counter.ts';
import { PrinterCounter, visit } from './printer-counter.ts';

const ELENA = '9702310000000013';
const MIGUEL = '9702310000000021';
const CARDS = { one: `;${ELENA}?`, other: `;${MIGUEL}?`, bank: ';4111111111111111?', identity: ';6360001234567890?' };
const SOON = { timeout: 15_000 };

const ends: (() => unknown)[] = [];
afterEach(async () => {
	for (const end of ends.splice(0).reverse()) await end();
});

describe('the table of scripts', () => {
	test('has each of the forty faults once, in order, under the name that the manual says', () => {
		const numbers = Array.from({ length: 40 }, (_, index) => `F${index + 1}`);
		expect(Object.keys(FAULTS)).toEqual(numbers);
		const manual = readFileSync(new URL('../../docs/faults.md', import.meta.url), 'utf8');
		const played = manual.slice(manual.indexOf('## Played'));
		const said = [...played.matchAll(/(F\d+) `([\w-]+)`/g)].map(([, number, script]) => `${number} ${script}`);
		const scripts = Object.entries(FAULTS).map(([number, { script }]) => `${number} ${script}`);
		expect(said.sort()).toEqual(scripts.sort());
	});

	test('names what it is played on as the manual does', () => {
		const ons = new Set(Object.values<FaultScript>(FAULTS).map(({ on }) => on));
		expect(ons).toEqual(new Set(['reader', 'two-readers', 'keyboard', 'printer', 'pages', 'machine']));
	});
});

describe('readers', () => {
	/** Two places, and a reader on each; `told` are the cards and states that the counter heard. */
	function counter(sockets: readonly ('1-1' | '1-2')[]) {
		const clock = new VirtualClock(Date.UTC(2026, 10, 21));
		const ports = { '1-1': new MemoryPort(), '1-2': new MemoryPort() };
		let plugged = sockets;
		let remembered: string | undefined;
		const told: string[] = [];
		const stop = new AbortController();
		const device = (socket: string) => ({ path: `/dev/tty${socket}`, socket, vendorId: 1, productId: 2 });
		const open = foundPort({
			list: () => Promise.resolve(plugged.map(device)),
			isMeant: isNamed({ vendorId: 1, productId: 2 }),
			openPath: (path) => ports[path.slice(-3) as '1-1'].open,
			memory: { get: () => remembered, set: (socket) => void (remembered = socket) },
		});
		const running = runReaders([{ name: 'card', open, codec: (patterns) => codecOf('swipe', patterns) }], {
			runner: {
				feed(event) {
					if (event.kind === 'card-read') told.push(event.card.number);
					if (event.kind === 'reader-changed') told.push(event.reader.kind);
				},
			},
			patterns: () => CARD_PATTERNS,
			log: { warn: () => undefined },
			clock,
			signal: stop.signal,
		});
		ends.push(() => {
			stop.abort();
			return running;
		});
		const handAt = (socket: '1-1' | '1-2') => ({
			plug: (elsewhere?: boolean) => {
				plugged = [elsewhere ? '1-2' : socket];
			},
			unplug: () => {
				plugged = [];
				ports[socket].unplug();
			},
			send: (bytes: Uint8Array) => Object.values(ports).forEach((port) => port.send(bytes)),
			refuse: () => undefined,
			wait: (ms: number) => clock.pass(ms),
			sleep: () => undefined,
		});
		return { clock, ports, told, handAt, remembers: () => remembered };
	}

	test('F7: two that look alike part by a swipe', async () => {
		const { clock, ports, told, handAt, remembers } = counter(['1-1', '1-2']);
		await clock.pass(0);
		const at = (socket: '1-1' | '1-2') => ({
			...handAt(socket),
			send: (bytes: Uint8Array) => ports[socket].send(bytes),
		});
		await playPair('look-alike', { left: at('1-1'), right: at('1-2') }, CARDS);
		await clock.pass(1_000);
		expect([told, remembers()]).toEqual([['alike', 'ready', MIGUEL], '1-2']);
	});

	test('F8: another path is the same reader', async () => {
		const { clock, told, handAt } = counter(['1-1']);
		await clock.pass(0);
		await playReader('another-path', handAt('1-1'), CARDS);
		await clock.pass(1_000);
		expect(told).toEqual(['ready', 'absent', 'ready', ELENA]);
	});

	test.each(['typed-into-a-field', 'other-layout'] as const)(
		'F12, F13: "%s" is read by the places of its keys',
		async (script) => {
			let burst = noBurst();
			const outcomes: unknown[] = [];
			let focused = 0;
			const written: string[] = [];
			await playKeys(
				script,
				{
					press({ writes, ...stroke }) {
						written.push(writes);
						const step = takeStroke(burst, stroke, CARD_PATTERNS);
						burst = step.burst;
						if (step.card) outcomes.push(step.card);
					},
					focusField: () => void focused++,
				},
				CARDS.one,
				1_000,
			);
			const last = settleBurst(burst, 5_000, CARD_PATTERNS);
			if (last.card) outcomes.push(last.card);
			expect(JSON.stringify(outcomes)).toContain(ELENA);
			expect([focused, written.includes('Ж')]).toEqual(script === 'other-layout' ? [0, true] : [1, false]);
		},
	);
});

describe('pages', () => {
	async function play(script: PageScript) {
		const counter = await FaultCounter.open();
		const sockets = new Map<string, Socket>();
		const heard = new Map<string, string[]>();
		ends.push(() => counter.close());
		const hand: PageHand = {
			async open(page, how) {
				const socket = io(counter.url, {
					...{ transports: ['websocket'], reconnection: false, forceNew: true },
					extraHeaders: { origin: how === 'foreign' ? 'http://elsewhere.example' : counter.url },
					auth: { protocol: how === 'old' ? PROTOCOL - 1 : PROTOCOL, build: 'b1', window: page, looksOn: false },
				});
				const events: string[] = [];
				sockets.set(page, socket);
				heard.set(page, events);
				ends.push(() => socket.close());
				socket.on('connect_error', () => events.push('refused'));
				socket.onAny((name: string, value: unknown) => {
					events.push(name === 'lease.changed' ? `${name} ${String(value)}` : name);
					const seq = (value as { swipe?: { seq: number } } | null)?.swipe?.seq;
					if (name === 'counter.state' && seq !== undefined && how === 'working') socket.emit('swipe.seen', seq);
				});
				await expect.poll(() => events.length, SOON).toBeGreaterThan(0);
				// A page that may speak has been told how the counter stands, or that it is another's.
				if (how === 'working' || how === 'frozen')
					await expect.poll(() => events.some((name) => /counter\.state|lease/.test(name)), SOON).toBe(true);
			},
			close: (page) => void sockets.get(page)?.close(),
			takeOver: (page) => void sockets.get(page)?.emit('lease.take-over'),
			flood(page, messages) {
				for (let n = 0; n < messages; n++) sockets.get(page)?.emit('counter.input', { kind: 'guest-dropped' });
			},
			askForSlip: () => undefined,
			swipe: () => counter.swipe(ELENA),
			wait: (ms) => counter.clock.pass(ms),
		};
		await playPages(script, hand);
		return { counter, sockets, heard: (page: string) => heard.get(page) ?? [] };
	}

	test('F30: a page that is loaded again shows the guest, and one that comes too late nobody', async () => {
		const soon = await play('reloaded');
		expect([soon.counter.state.guest.kind, soon.counter.lookUps]).toEqual(['shown', 1]);
		const late = await play('reloaded-too-late');
		expect(late.counter.state).toMatchObject({ guest: { kind: 'none' }, unseenSwipes: 1 });
	});

	test('F31: the second page gets the counter when somebody says so', async () => {
		const { heard } = await play('two-pages');
		await expect
			.poll(() => [heard('one').at(-1), heard('two').includes('lease.changed true')], SOON)
			.toEqual(['lease.changed false', true]);
	});

	test('F32: a page that draws nothing shows nobody a guest', async () => {
		const { counter } = await play('frozen');
		expect(counter.state).toMatchObject({ guest: { kind: 'none' }, unseenSwipes: 1 });
	});

	test('F37: of a flood so much is heard as a person could mean', async () => {
		const { counter, sockets } = await play('flooded');
		let before = -1;
		const isOver = (): boolean => {
			const is = before === counter.inputs.length && before > 0;
			before = counter.inputs.length;
			return is;
		};
		await expect.poll(isOver, { ...SOON, interval: 700 }).toBe(true);
		expect(counter.inputs.length).toBeLessThan(MESSAGES_MAX * 10);
		expect(sockets.get('one')!.connected).toBe(true);
	});

	test('F39: a page from elsewhere is refused, and the counter’s own goes on', async () => {
		const { heard } = await play('foreign');
		expect(heard('two')).toEqual(['refused']);
		expect(heard('one')).toContain('counter.state');
	});

	test('F40: a page of another version hears which version this is, and no more', async () => {
		const { heard } = await play('other-version');
		expect(heard('one')).toEqual(['bridge.hello']);
		expect(heard('two')).toContain('counter.state');
	});
});

describe('printers and the machine', () => {
	/** The machine of a counter with a printer, with what these scripts need of it. */
	async function machine() {
		const counter = new PrinterCounter();
		ends.push(() => counter.remove());
		await counter.settle();
		const disk = (statement: string): void => {
			const db = new DatabaseSync(counter.spoolPath);
			db.exec(statement);
			db.close();
		};
		let slips = 0;
		const hand: HouseHand = {
			endBridge: () => counter.stop(),
			startBridge: () => counter.start(),
			startSecond: () => undefined,
			setClock: () => undefined,
			fillDisk: () => disk(`CREATE TRIGGER full BEFORE INSERT ON job BEGIN SELECT RAISE(ABORT, 'disk full'); END`),
			freeDisk: () => disk('DROP TRIGGER full'),
			askForSlip: () => counter.printing.submit(visit(`slip ${++slips}`)),
			wait: (ms) => counter.clock.advance(ms),
		};
		return { counter, hand };
	}

	test.each(['occupied', 'slow-line', 'chinese-mode'] as const)(
		'F23, F28, F29: after "%s" the slip comes, once',
		async (script) => {
			const { counter, hand } = await machine();
			counter.paper.clock = counter.clock;
			await PRINTER_FAULTS[script].begin(counter.hand);
			await hand.askForSlip();
			await counter.clock.advance(30_000);
			await PRINTER_FAULTS[script].end(counter.hand);
			await counter.clock.advance(60_000);
			expect([counter.told.at(-1), counter.printed()]).toEqual(['slip 1 confirmed', 2]);
		},
	);

	test('F27: a slip that is asked for three times is printed once', async () => {
		const { counter } = await machine();
		const nothing = (): void => undefined;
		await playPages('asked-again', {
			...{ open: nothing, close: nothing, takeOver: nothing, flood: nothing, swipe: nothing },
			askForSlip: () => counter.printing.submit(visit('a')),
			wait: (ms) => counter.clock.advance(ms),
		});
		await counter.clock.advance(5_000);
		expect(counter.printed()).toBe(2);
	});

	test('F34: a bridge that is ended in a slip leaves one slip', async () => {
		const { counter, hand } = await machine();
		await playHouse('ended-in-a-slip', hand);
		await counter.clock.advance(10_000);
		expect(counter.printed()).toBe(2);
	});

	test('F36: a full disk refuses the slip, and takes the next one when it has room', async () => {
		const { counter, hand } = await machine();
		await playHouse('disk-full', hand);
		await counter.clock.advance(5_000);
		expect(counter.told).toContain('slip 1 unkept');
		expect(counter.told.at(-1)).toBe('slip 2 confirmed');
	});

	test('F35, F38: a clock that is set is noticed each time; a second bridge does not start', async () => {
		const { hand } = await machine();
		const clock = new VirtualClock(0);
		const stop = new AbortController();
		ends.push(() => stop.abort());
		let noticed = 0;
		void (async () => {
			while (!stop.signal.aborted) {
				await woken(clock, stop.signal);
				if (!stop.signal.aborted) noticed++;
			}
		})();
		await playHouse('clock-set', { ...hand, setClock: (byMs) => clock.jump(byMs), wait: (ms) => clock.pass(ms) });
		await clock.pass(2_000);
		expect(noticed).toBe(2);

		const folder = mkdtempSync(join(tmpdir(), 'retorno-second-'));
		ends.push(() => rmSync(folder, { recursive: true }), holdState(folder));
		let refusal = '';
		const startSecond = (): void => {
			try {
				holdState(folder);
			} catch (cause) {
				refusal = String(cause);
			}
		};
		await playHouse('second-bridge', { ...hand, startSecond });
		expect(refusal).toContain('This counter runs already');
	});
});
