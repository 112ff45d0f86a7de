import { afterEach, beforeEach, expect, test } from 'vitest';
import { initialState, next, type CounterMachine } from '#shared/counter/machine.ts';
import type { CounterState } from '#shared/counter/state.ts';
import { ok } from '#shared/kernel/result.ts';
import { codecOf, type Speech } from '../../bridge/devices/codecs.ts';
import { runReaders } from '../../bridge/readers.ts';
import type { DeviceEvent } from '../../bridge/runner.ts';
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

async function run(speech: Speech = 'swipe'): Promise<void> {
	running = runReaders([{ name: 'card', open: port.open, codec: (patterns) => codecOf(speech, patterns) }], {
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
