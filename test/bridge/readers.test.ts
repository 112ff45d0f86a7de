import { afterEach, beforeEach, expect, test } from 'vitest';
import { codecOf, type Speech } from '../../bridge/devices/codecs.ts';
import { runReaders, type CounterReader } from '../../bridge/readers.ts';
import type { DeviceEvent } from '../../bridge/runner.ts';
import { CARD_PATTERNS } from '../../server/demo/miramar.ts';
import { ManualClock, settled } from '../fakes/manual-clock.ts';
import { ScriptedPort } from '../fakes/scripted-port.ts';

const ELENA = '9702310000000013';
const MIGUEL = '9702310000000021';

let clock: ManualClock;
let stop: AbortController;
let events: DeviceEvent[];
let warnings: unknown[];
let card: ScriptedPort;
let scanner: ScriptedPort;
let running: Promise<void>;

beforeEach(() => {
	clock = new ManualClock();
	stop = new AbortController();
	events = [];
	warnings = [];
	card = new ScriptedPort();
	scanner = new ScriptedPort();
});
afterEach(async () => {
	stop.abort();
	await running;
});

const readerAt = (name: string, { open }: ScriptedPort, speech: Speech): CounterReader => ({
	name,
	open,
	codec: (patterns) => codecOf(speech, patterns),
});

async function run(...readers: readonly CounterReader[]): Promise<void> {
	running = runReaders(readers, {
		runner: { feed: (event) => void events.push(event) },
		patterns: () => CARD_PATTERNS,
		log: { warn: (said: unknown) => void warnings.push(said) },
		clock,
		signal: stop.signal,
	});
	await settled();
}
const runBoth = (): Promise<void> => run(readerAt('card', card, 'swipe'), readerAt('scanner', scanner, 'code'));

const states = () => events.flatMap((event) => (event.kind === 'reader-changed' ? [event.reader] : []));
const since = (ms: number) => ({
	kind: 'absent',
	since: new Date(Date.UTC(2026, 10, 21, 17, 42) + ms).toISOString(),
});

test('a card reader and a scanner side by side serve one counter', async () => {
	card.plug();
	scanner.plug();
	await runBoth();
	card.send(`;${ELENA}?\r`);
	scanner.send(`${MIGUEL}\r`);
	await settled();
	expect(events).toEqual([
		{ kind: 'reader-changed', reader: { kind: 'ready' } },
		{ kind: 'card-read', card: { kind: 'member-card', medium: 'magstripe', number: ELENA } },
		{ kind: 'card-read', card: { kind: 'member-card', medium: 'code', number: MIGUEL } },
	]);
});

test('a bank card at either is refused', async () => {
	card.plug();
	scanner.plug();
	await runBoth();
	card.send(';4111111111111111=30121010000000000000?\r');
	scanner.send('4111 1111 1111 1111\r');
	await settled();
	expect(events.slice(1)).toEqual([
		{ kind: 'card-refused', refusal: { code: 'card_payment' } },
		{ kind: 'card-refused', refusal: { code: 'card_payment' } },
	]);
});

test('the counter is ready when all are, and says from when on the first of them is missing', async () => {
	card.plug();
	scanner.plug();
	await runBoth();
	expect(states()).toEqual([{ kind: 'ready' }]);

	await clock.pass(1_000);
	scanner.unplug();
	await settled();
	await clock.pass(100);
	card.unplug();
	await settled();
	expect(states().slice(1)).toEqual([since(1_000)]);

	scanner.plug();
	await clock.pass(10_000);
	expect(states().slice(2)).toEqual([since(1_100)]);
	card.plug();
	await clock.pass(10_000);
	expect(states().slice(3)).toEqual([{ kind: 'ready' }]);
});

test('readers that were never there are one absence, told once, however often they are looked for', async () => {
	await runBoth();
	for (let seconds = 0; seconds < 60; seconds += 10) await clock.pass(10_000);
	expect(events).toEqual([]);
	expect(warnings.length).toBeGreaterThan(6);
	expect(warnings).toContainEqual({ reader: 'scanner', reason: 'no such device', retryInMs: 250 });
});

test('a counter whose only reader poses as a keyboard misses none', async () => {
	await run();
	expect(events).toEqual([{ kind: 'reader-changed', reader: { kind: 'ready' } }]);
});
