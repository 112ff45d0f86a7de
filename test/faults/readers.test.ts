import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { initialState, next, type CounterMachine } from '#shared/counter/machine.ts';
import type { CounterState } from '#shared/counter/state.ts';
import { ok } from '#shared/kernel/result.ts';
import type { Speech } from '#shared/card/speech.ts';
import { codecOf } from '../../bridge/devices/codecs.ts';
import { Claims, foundPort, isNamed, type FoundDevice } from '../../bridge/devices/fingerprint.ts';
import type { OpenPort } from '../../bridge/devices/port.ts';
import { runReaders } from '../../bridge/devices/readers.ts';
import type { DeviceEvent } from '../../bridge/counter/runner.ts';
import { playReader, type ReaderScript } from '../../bridge/simulate/reader-scripts.ts';
import { CARD_PATTERNS } from '../../server/demo/miramar.ts';
import { rdm6300Frame } from '../arbitraries/reader-frames.ts';
import { ManualClock, settled } from '../fakes/manual-clock.ts';
import { ScriptedPort } from '../fakes/scripted-port.ts';
import { isAllZero } from '../support/ascii.ts';
import { ANA } from '../shared/counter/samples.ts';

const ELENA = '9702310000000013';
const MIGUEL = '9702310000000021';
const TAG = '100086F444';
const CARDS = {
	one: `;${ELENA}?`,
	other: `;${MIGUEL}?`,
	bank: ';4111111111111111=30121010000000000000?',
	identity: ';6360001234567890?',
};
const PATTERNS = [...CARD_PATTERNS, { medium: 'rfid', prefix: '1000', length: 10, check: 'none' } as const];

let clock: ManualClock;
let stop: AbortController;
let port: ScriptedPort;
let machine: CounterMachine;
/** What the person at the till was told, in order: how the reader is, and what became of each card. */
let told: string[];
let said: string;
let running: Promise<void>;

beforeEach(() => {
	clock = new ManualClock();
	stop = new AbortController();
	port = new ScriptedPort();
	port.plug();
	machine = initialState('2026-11-21T17:00:00.000Z');
	told = [];
	said = '';
	for (const event of [
		{ kind: 'pin-entered', pin: '1111' },
		{ kind: 'sign-in-answered', answer: ok(ANA) },
	] as const)
		machine = next(machine, event).state;
});
afterEach(async () => {
	stop.abort();
	await running;
});

const view = (): CounterState => machine.view;

function feed(event: DeviceEvent): void {
	const before = view();
	machine = next(machine, event).state;
	said += JSON.stringify(event);
	if (event.kind === 'card-read') told.push(event.card.number);
	if (view().reader !== before.reader) told.push(view().reader.kind);
	if (view().notice && view().notice !== before.notice) told.push(view().notice!.code);
}

async function run(speech: Speech = 'swipe', open: OpenPort = port.open): Promise<void> {
	running = runReaders([{ name: 'card', open, codec: (patterns) => codecOf(speech, patterns) }], {
		runner: { feed },
		patterns: () => PATTERNS,
		log: { warn: (...words: unknown[]) => void (said += JSON.stringify(words)) },
		clock,
		signal: stop.signal,
	});
	await settled();
}

async function play(script: ReaderScript): Promise<readonly string[]> {
	await run();
	const hand = {
		plug: () => port.plug(),
		unplug: () => {
			port.unplug();
			return settled();
		},
		send: (bytes: Uint8Array) => {
			port.send(bytes);
			return settled();
		},
		refuse: (reason: string | null) => port.refuse(reason),
		wait: (ms: number) => clock.pass(ms),
		sleep: (ms: number) => clock.jump(ms),
	};
	await playReader(script, hand, CARDS);
	return told;
}

test('F1: a reader that is unplugged is absent at once, and reads again by itself when it is back', async () => {
	expect(await play('unplugged')).toEqual(['ready', ELENA, 'absent', 'ready', ELENA]);
});

test('F2: half a swipe of a reader that was unplugged is nobody, then and later', async () => {
	const news = await play('unplugged-in-a-swipe');
	expect(news).toEqual(['ready', 'absent', 'ready', 'card_unreadable', MIGUEL]);
});

test('F2: half a swipe is not silence, and the next one is whole', async () => {
	expect(await play('half-a-swipe')).toEqual(['ready', 'card_unreadable', MIGUEL]);
});

test('F3: garbage says that the speed is wrong, until a card is read', async () => {
	const news = await play('garbage');
	expect(news).toEqual(['ready', 'misconfigured', 'card_unreadable', ELENA, 'ready']);
});

test('F4: a stripe that cannot be read asks for another swipe, and is counted against the reader', async () => {
	expect(await play('bad-stripe')).toEqual(['ready', 'card_unreadable', ELENA]);
	expect(view().readers).toMatchObject([{ reader: 1, good: 1, bad: 1, badPercent: 50 }]);
	expect(view().swipe).toMatchObject({ seq: 2, quality: 'again' });
});

test('F5: a card swiped twice is one swipe, and later it is another', async () => {
	expect(await play('swiped-twice')).toEqual(['ready', ELENA, ELENA]);
});

test('F5: a tag that lies on its reader is one guest for as long as it lies there', async () => {
	await run('rdm6300');
	for (let frames = 0; frames < 40; frames++) {
		port.send(rdm6300Frame(TAG));
		await clock.pass(50);
	}
	expect(told).toEqual(['ready', TAG]);
	await clock.pass(400);
	port.send(rdm6300Frame(TAG));
	await settled();
	expect(told).toEqual(['ready', TAG, TAG]);
});

test('F6: two cards at once are neither of them, and one alone is read again', async () => {
	expect(await play('two-cards')).toEqual(['ready', ELENA, 'card_ambiguous', MIGUEL]);
	expect(view().guest.kind).toBe('seeking');
});

test('F6: two tags in the field show nobody, however long they lie there', async () => {
	await run('rdm6300');
	for (let frames = 0; frames < 20; frames++) {
		port.send(rdm6300Frame(frames % 2 ? TAG : '1000000001'));
		await clock.pass(50);
	}
	expect(told).toEqual(['ready', '1000000001', 'card_ambiguous']);
	expect(view().guest.kind).toBe('none');
});

/** Two readers of one make without serial numbers, each on a place of its own. */
class Pair {
	readonly left = new ScriptedPort();
	readonly right = new ScriptedPort();
	remembered: string | undefined;
	/** Where the system puts them now. */
	devices: readonly FoundDevice[] = [device('/dev/ttyUSB0', '1-1'), device('/dev/ttyUSB1', '1-2')];
	readonly opened: string[] = [];
	/** When the system has let go of one that is closed. */
	released = Promise.resolve();

	constructor() {
		this.left.plug();
		this.right.plug();
	}

	readonly open: OpenPort = foundPort({
		list: () => Promise.resolve(this.devices),
		isMeant: isNamed({ vendorId: 0x067b, productId: 0x2303 }),
		openPath: (path) => async (signal) => {
			const { socket } = this.devices.find((found) => found.path === path)!;
			this.opened.push(`${socket} ${path}`);
			const port = await (socket === '1-1' ? this.left : this.right).open(signal);
			return Object.assign(port, { released: this.released });
		},
		memory: { get: () => this.remembered, set: (socket) => void (this.remembered = socket) },
	});
}
const device = (path: string, socket: string): FoundDevice => ({ path, socket, vendorId: 0x067b, productId: 0x2303 });

test('F7: of two readers that look alike the one on which a member card is swiped is this desk’s, and stays it', async () => {
	const pair = new Pair();
	await run('swipe', pair.open);
	expect(told).toEqual(['alike']);
	pair.left.send(`${CARDS.bank}\r`);
	await clock.pass(1_000);
	expect([told, pair.remembered]).toEqual([['alike'], undefined]);
	pair.right.send(`${CARDS.one}\r`);
	await clock.pass(1_000);
	expect([told, pair.remembered]).toEqual([['alike', 'ready'], '1-2']);

	pair.left.send(`${CARDS.one}\r`);
	pair.right.send(`${CARDS.other}\r`);
	await settled();
	expect(told).toEqual(['alike', 'ready', MIGUEL]);

	// After a start of the machine the paths are swapped.
	pair.devices = [device('/dev/ttyUSB0', '1-2'), device('/dev/ttyUSB1', '1-1')];
	pair.right.unplug();
	await settled();
	pair.right.plug();
	await clock.pass(2_000);
	expect([told.at(-1), pair.opened.at(-1)]).toEqual(['ready', '1-2 /dev/ttyUSB0']);
});

test('F7: the other desk’s reader is not taken while this one’s is out', async () => {
	const pair = new Pair();
	pair.remembered = '1-2';
	pair.devices = [device('/dev/ttyUSB0', '1-1')];
	await run('swipe', pair.open);
	expect(told).toEqual(['alike']);
	pair.devices = [device('/dev/ttyUSB0', '1-1'), device('/dev/ttyUSB1', '1-2')];
	await clock.pass(1_000);
	pair.right.send(`${CARDS.one}\r`);
	await settled();
	expect(told).toEqual(['alike', 'ready', ELENA]);
});

test.for(['No such file or directory', 'Permission denied'])(
	'F7: a reader that says “%s” in its first moment is heard in its second',
	async (reason) => {
		const pair = new Pair();
		pair.right.refuse(reason);
		await run('swipe', pair.open);
		await clock.pass(1_000);
		pair.right.refuse(null);
		await clock.pass(1_000);
		pair.right.send(`${CARDS.one}\r`);
		await clock.pass(1_000);
		expect([told, pair.remembered]).toEqual([['alike', 'ready'], '1-2']);
	},
);

test('F7: it is opened again only when it has been released, or the system would say that it is in use', async () => {
	const pair = new Pair();
	const { promise, resolve } = Promise.withResolvers<void>();
	pair.released = promise;
	await run('swipe', pair.open);
	pair.right.send(`${CARDS.one}\r`);
	await clock.pass(1_000);
	expect([told, pair.opened.length]).toEqual([['alike'], 2]);
	resolve();
	await settled();
	expect([told, pair.opened.length]).toEqual([['alike', 'ready'], 3]);
});

/** A device that several programs may have open, as the system lets them: each hears all of it. */
class OpenDevice {
	readonly #hearing = new Set<ReadableStreamDefaultController<Uint8Array>>();

	get listeners(): number {
		return this.#hearing.size;
	}

	readonly open: OpenPort = (signal) => {
		const stream = new ReadableStream<Uint8Array>({
			start: (feed) => {
				this.#hearing.add(feed);
				signal.addEventListener('abort', () => this.#hearing.delete(feed) && feed.close(), { once: true });
			},
			cancel: () => undefined,
		});
		return Promise.resolve(stream);
	};

	send(text: string): void {
		for (const feed of this.#hearing) feed.enqueue(new TextEncoder().encode(text));
	}

	pull(): void {
		for (const feed of this.#hearing) feed.close();
		this.#hearing.clear();
	}
}

describe('two readers of one make at one desk, set up alike', () => {
	let devices: Record<'1-1' | '1-2', OpenDevice>;
	let plugged: readonly FoundDevice[];
	let remembered: (string | undefined)[];
	let readersTold: string[];

	beforeEach(() => {
		devices = { '1-1': new OpenDevice(), '1-2': new OpenDevice() };
		plugged = [device('/dev/hidraw0', '1-1'), device('/dev/hidraw1', '1-2')];
		remembered = [undefined, undefined];
		readersTold = [];
	});

	async function runTwins(): Promise<void> {
		const claims = new Claims();
		const twins = [0, 1].map((index) => ({
			name: `card ${index + 1}`,
			open: foundPort({
				list: () => Promise.resolve(plugged),
				isMeant: isNamed({ vendorId: 0x067b, productId: 0x2303 }),
				openPath: (path) => (signal) => devices[plugged.find((one) => one.path === path)!.socket as '1-1'].open(signal),
				memory: { get: () => remembered[index], set: (socket) => void (remembered[index] = socket) },
				claims,
			}),
			codec: (patterns: () => typeof PATTERNS) => codecOf('swipe', patterns),
		}));
		running = runReaders(twins as never, {
			runner: {
				feed(event) {
					if (event.kind === 'card-read') readersTold.push(`${event.mark?.reader} ${event.card.number}`);
					feed(event);
				},
			},
			patterns: () => PATTERNS,
			log: { warn: () => undefined },
			clock,
			signal: stop.signal,
		});
		await settled();
	}

	async function swipesApart(): Promise<void> {
		await clock.pass(2_000);
		devices['1-1'].send(`${CARDS.one}\r`);
		await clock.pass(2_000);
		devices['1-2'].send(`${CARDS.other}\r`);
		await clock.pass(2_000);
	}

	test('F7: one swipe gives each its own: both read, and each card is told once', async () => {
		await runTwins();
		devices['1-2'].send(`${CARDS.one}\r`);
		await clock.pass(2_000);
		expect(view().reader.kind).toBe('ready');
		await swipesApart();
		expect(readersTold.map((told) => told.slice(2))).toEqual([ELENA, MIGUEL]);
		expect(new Set(readersTold.map((told) => told[0]))).toEqual(new Set(['1', '2']));
		expect([devices['1-1'].listeners, devices['1-2'].listeners]).toEqual([1, 1]);
		expect(remembered.filter((socket) => socket === '1-2')).toHaveLength(1);
	});

	test('F7: both took one place for theirs before: the second asks again, and they part', async () => {
		remembered = ['1-2', '1-2'];
		await runTwins();
		expect(view().reader.kind).toBe('alike');
		devices['1-1'].send(`${CARDS.one}\r`);
		await clock.pass(2_000);
		expect(view().reader.kind).toBe('ready');
		await swipesApart();
		expect(readersTold.map((told) => told.slice(2))).toEqual([ELENA, MIGUEL]);
		expect(new Set(remembered)).toEqual(new Set(['1-1', '1-2']));
	});

	test('F7: with one of them pulled the other reads once, and the one that comes back is the missing one’s', async () => {
		plugged = [device('/dev/hidraw0', '1-1')];
		await runTwins();
		expect(devices['1-1'].listeners).toBe(1);
		expect(view().reader.kind).toBe('absent');
		plugged = [device('/dev/hidraw0', '1-1'), device('/dev/hidraw1', '1-2')];
		await clock.pass(10_000);
		expect(view().reader.kind).toBe('ready');
		await swipesApart();
		expect(readersTold.map((told) => told.slice(2))).toEqual([ELENA, MIGUEL]);
	});
});

test('F8: a reader that comes back under another path is found by what it is', async () => {
	const pair = new Pair();
	pair.devices = [device('/dev/ttyUSB0', '1-2')];
	await run('swipe', pair.open);
	pair.right.unplug();
	pair.devices = [device('/dev/ttyUSB7', '1-2'), { ...device('/dev/ttyUSB0', '1-3'), productId: 1 }];
	await settled();
	pair.right.plug();
	await clock.pass(2_000);
	pair.right.send(`${CARDS.one}\r`);
	await settled();
	expect(told).toEqual(['ready', 'absent', 'ready', ELENA]);
	expect(pair.opened).toEqual(['1-2 /dev/ttyUSB0', '1-2 /dev/ttyUSB7']);
});

test('F9: a reader that another program holds is named as held, and works when it is let go', async () => {
	expect(await play('held')).toEqual(['ready', 'absent', 'held', 'ready', ELENA]);
});

test('F10: a reader that may not be opened says so, and works when it may', async () => {
	expect(await play('forbidden')).toEqual(['ready', 'absent', 'forbidden', 'ready', ELENA]);
});

test('F11: a bank card and an identity card are refused, and nothing of them is said or kept', async () => {
	expect(await play('bank-and-identity-card')).toEqual(['ready', 'card_payment', 'card_identity', ELENA]);
	expect(said).not.toMatch(/411111|636000|123456/);
	expect(port.handedOut.every(isAllZero)).toBe(true);
	expect(JSON.stringify(view())).not.toMatch(/411111|636000|123456/);
});

test('F33: after a sleep the reader is opened again, and says so until it is', async () => {
	const before = port.openings;
	expect(await play('slept')).toEqual(['ready', 'recovering', 'ready', ELENA]);
	expect(port.openings).toBe(before + 2);
});
