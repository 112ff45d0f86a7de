import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Speech } from '#shared/card/speech.ts';
import { codecOf } from '../../../bridge/devices/codecs.ts';
import { runReaders, type CounterReader } from '../../../bridge/devices/readers.ts';
import type { DeviceEvent } from '../../../bridge/counter/runner.ts';
import { CARD_PATTERNS } from '../../../server/demo/miramar.ts';
import { ManualClock, settled } from '../../fakes/manual-clock.ts';
import { ScriptedPort } from '../../fakes/scripted-port.ts';

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

/** Cards and what was wrong with them, with the number of the reader. */
const cards = () =>
	events.flatMap((event) => {
		if (event.kind === 'card-read') return [`${event.mark?.reader} ${event.card.medium} ${event.card.number}`];
		return event.kind === 'card-refused' ? [`${event.mark?.reader} ${event.refusal.code}`] : [];
	});
const marks = () =>
	events.flatMap((event) => (event.kind === 'card-read' || event.kind === 'card-refused' ? [event.mark] : []));
const health = () => events.flatMap((event) => (event.kind === 'readers-changed' ? [event.readers] : [])).at(-1);
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
	expect(states()).toEqual([{ kind: 'ready' }]);
	expect(cards()).toEqual([`1 magstripe ${ELENA}`, `2 code ${MIGUEL}`]);
});

test('a bank card at either is refused', async () => {
	card.plug();
	scanner.plug();
	await runBoth();
	card.send(';4111111111111111=30121010000000000000?\r');
	scanner.send('4111 1111 1111 1111\r');
	await settled();
	expect(cards()).toEqual(['1 card_payment', '2 card_payment']);
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
	expect(warnings).toContainEqual({ reader: 'scanner', kind: 'absent', reason: 'no such device', retryInMs: 250 });
});

test('a counter whose only reader poses as a keyboard misses none', async () => {
	await run();
	expect(states()).toEqual([{ kind: 'ready' }]);
});

test('each card has a number, its reader, how well it was read, and an end', async () => {
	card.plug();
	scanner.plug();
	await runBoth();
	card.send('%E?;E?\r');
	await clock.pass(2_000);
	card.send(`;${ELENA}?\r`);
	await clock.pass(2_000);
	scanner.send(`${MIGUEL}\r`);
	await settled();
	const at = (ms: number) => new Date(Date.UTC(2026, 10, 21, 17, 42) + ms).toISOString();
	expect(marks()).toEqual([
		{ seq: 1, reader: 1, quality: 'bad', at: at(0), expires: at(30_000) },
		{ seq: 2, reader: 1, quality: 'again', at: at(2_000), expires: at(32_000) },
		{ seq: 3, reader: 2, quality: 'good', at: at(4_000), expires: at(34_000) },
	]);
});

test('how well each reader reads is counted over its last hundred cards', async () => {
	card.plug();
	scanner.plug();
	await runBoth();
	async function swipe(text: string): Promise<void> {
		card.send(text);
		await clock.pass(2_000);
	}
	for (let swipes = 0; swipes < 2; swipes++) await swipe('%E?\r');
	for (let swipes = 0; swipes < 17; swipes++) await swipe(`;${ELENA}?\r`);
	expect(health()?.[0]).toEqual({ reader: 1, kind: 'ready', good: 17, bad: 2, badPercent: 11, isDirty: false });
	await swipe(`;${ELENA}?\r`);
	expect(health()?.[0]).toMatchObject({ good: 18, bad: 2, badPercent: 10, isDirty: true });
	expect(health()?.[1]).toEqual({ reader: 2, kind: 'ready', good: 0, bad: 0, badPercent: 0, isDirty: false });
	for (let swipes = 0; swipes < 100; swipes++) await swipe(`;${ELENA}?\r`);
	expect(health()?.[0]).toMatchObject({ good: 100, bad: 0, badPercent: 0, isDirty: false });
});

test('a clock that is put right by a second is no sleep', async () => {
	card.plug();
	await run(readerAt('card', card, 'swipe'));
	for (let seconds = 0; seconds < 5; seconds++) {
		clock.jump(1_900);
		await clock.pass(1_000);
	}
	expect(card.openings).toBe(1);
});
