import { expect, test } from 'vitest';
import { parseRecord } from '#shared/protocol/record.ts';
import { codecOf } from '../../../bridge/devices/codecs.ts';
import { runReaders } from '../../../bridge/devices/readers.ts';
import { Recorder } from '../../../bridge/recorder/recorder.ts';
import { MemoryPort } from '../../../bridge/simulate/memory-port.ts';
import { playReader, READER_SCRIPTS, type ReaderScript } from '../../../bridge/simulate/reader-scripts.ts';
import { replay } from '../../../bridge/replay/replay.ts';
import { VirtualClock } from '../../../bridge/simulate/virtual-clock.ts';
import { CARD_PATTERNS } from '../../../server/demo/miramar.ts';

const CARDS = {
	one: ';9702310000000013?',
	other: ';9702310000000021?',
	bank: ';4111111111111111=30121010000000000000?',
	identity: ';6360001234567890?',
};

/** A counter with one reader, at which this script is played; what it recorded, as text. */
async function recordOf(scripts: readonly ReaderScript[]): Promise<string> {
	const clock = new VirtualClock(Date.UTC(2026, 10, 21, 17));
	const recorder = new Recorder({ role: 'till', build: 'b', clock, patterns: () => CARD_PATTERNS });
	const port = new MemoryPort();
	const stop = new AbortController();
	const reader = {
		name: 'card',
		open: port.open,
		codec: (patterns: () => typeof CARD_PATTERNS) => codecOf('swipe', patterns),
	};
	const running = runReaders(recorder.readers([reader]), {
		runner: { feed: recorder.event },
		patterns: () => CARD_PATTERNS,
		log: { warn: () => undefined },
		clock,
		signal: stop.signal,
	});
	const hand = {
		plug: () => port.plug(),
		unplug: () => port.unplug(),
		send: (bytes: Uint8Array) => port.send(bytes),
		refuse: (reason: string | null) => port.refuse(reason),
		wait: (ms: number) => clock.pass(ms),
		sleep: (ms: number) => clock.jump(ms),
	};
	await clock.pass(0);
	for (const script of scripts) {
		await playReader(script, hand, CARDS);
		await clock.pass(20_000);
	}
	stop.abort();
	await running;
	return recorder.lines().join('\n');
}

test.each(READER_SCRIPTS)('a record of "%s" played again has the same states in the same order', async (script) => {
	const text = await recordOf([script]);
	expect(text).not.toMatch(/0000000013|0000000021|411111|12345678/);
	const { recorded, replayed, isSame } = (await replay(parseRecord(text)!)).readers;
	expect(replayed).toEqual(recorded);
	expect([isSame, recorded.length > 1]).toEqual([true, true]);
});

test('a whole day’s worth of faults in one record, too', async () => {
	const text = await recordOf([
		'unplugged',
		'garbage',
		'slept',
		'held',
		'two-cards',
		'bank-and-identity-card',
		'forbidden',
	]);
	const { recorded, replayed, isSame } = (await replay(parseRecord(text)!)).readers;
	expect(replayed).toEqual(recorded);
	expect([isSame, recorded.length]).toEqual([true, 26]);
});

test('a record that begins in the middle, and one that broke off, are played as far as they go', async () => {
	const [header, ...lines] = (await recordOf(['unplugged', 'bad-stripe'])).split('\n');
	const middle = lines.slice(lines.findIndex((line) => line.includes('card-read')) - 1);
	expect((await replay(parseRecord([header, ...middle].join('\n'))!)).isSame).toBe(true);
	const broken = parseRecord([header, ...lines].join('\n').slice(0, -180))!;
	expect(broken.isWhole).toBe(false);
	expect((await replay(broken)).isSame).toBe(true);
});

test('another behaviour than the recorded one is told', async () => {
	const text = (await recordOf(['bad-stripe'])).replace('card_unreadable', 'card_foreign');
	const { readers, isSame } = await replay(parseRecord(text)!);
	const { recorded, replayed } = readers;
	expect(isSame).toBe(false);
	expect(recorded[1]).toBe('card-refused card_foreign');
	expect(replayed[1]).toBe('card-refused card_unreadable');
});
