import type { Speech } from '#shared/card/speech.ts';
import type { FrameEnd } from '#shared/card/swipe-framer.ts';
import type { FlightRecord, RecordedEvent, RecordEntry } from '#shared/protocol/record.ts';
import { codecOf } from '../devices/codecs.ts';
import { summaryOf } from '../recorder/summary.ts';
import { runReaders } from '../readers.ts';
import { MemoryPort } from './memory-port.ts';
import { playSteps, type ReaderHand, type Step } from './reader-scripts.ts';
import { VirtualClock } from './virtual-clock.ts';

/** What readers make the conversation hear. */
const OF_READERS = ['card-read', 'card-refused', 'reader-changed'];
/** So long after its last entry a record may still have had an effect. */
const AFTER_MS = 20_000;

/** What the system says where a reader cannot be opened. */
const REASONS: Readonly<Record<string, string>> = {
	held: 'Resource temporarily unavailable, cannot lock port',
	forbidden: 'Permission denied',
};

/** What came of the readers, in order: recorded, and when the same is played again. */
export type Replay = {
	readonly recorded: readonly string[];
	readonly replayed: readonly string[];
	readonly isSame: boolean;
};

/**
 * Plays the readers of a record again, each frame at its time, to readers' code as it is now; printer, pages and server
 * are not played. Time is virtual: a quarter of an hour takes a moment. A record that begins in the middle begins with
 * readers that are plugged in.
 */
export async function replay({ header, entries }: FlightRecord): Promise<Replay> {
	const clock = new VirtualClock(Date.parse(header.at) - (header.t - (entries[0]?.t ?? header.t)));
	const stop = new AbortController();
	const ports = header.readers.map(() => new MemoryPort());
	const replayed: string[] = [];
	const plugged = header.readers.map((_speech, index) => isPluggedAtFirst(entries, index + 1));
	ports.forEach((port, index) => plugged[index] || port.unplug());
	const readers = header.readers.map((spoken, index) => ({
		name: String(index + 1),
		open: ports[index]!.open,
		codec: (patterns: () => typeof header.cards) =>
			codecOf((spoken?.speech ?? 'swipe') as Speech, patterns, {
				end: (spoken?.end ?? 'line') as FrameEnd,
				...(spoken?.pauseMs === undefined ? {} : { pauseMs: spoken.pauseMs }),
			}),
	}));
	const running = runReaders(readers, {
		runner: { feed: (event) => void replayed.push(...told(summaryOf(event))) },
		patterns: () => header.cards,
		log: { warn: () => undefined },
		clock,
		signal: stop.signal,
	});
	await clock.pass(0);
	// One hand a reader, one clock for all: each step waits for its time.
	for (const { reader, step } of stepsOf(entries)) {
		const port = ports[reader - 1];
		if (port) await playSteps([step], handOf(port, clock));
	}
	await clock.pass(AFTER_MS);
	stop.abort();
	await running;

	const recorded = changesIn(entries.flatMap((entry) => (entry.what === 'event' ? told(entry.event) : [])));
	// What is told at the beginning hangs on how far back the record reaches.
	const begun = changesIn(replayed);
	const pairs = [recorded, without(recorded, ABSENT)].flatMap((then) =>
		[without(begun, ABSENT), without(without(begun, ABSENT), READY)].map((now) => ({ then, now })),
	);
	// What came last may not have been written down any more.
	const same = pairs.find(({ then, now }) => then.join('\n') === now.slice(0, Math.max(then.length, 1)).join('\n'));
	const { then, now } = same ?? pairs[0]!;
	return { recorded: then, replayed: now, isSame: same !== undefined };
}

const without = (events: readonly string[], first: string): readonly string[] =>
	events[0] === first ? events.slice(1) : events;

const READY = 'reader-changed ready';
/** As every conversation begins. */
const ABSENT = 'reader-changed absent';

/** Without what says that a reader is as it was. */
function changesIn(events: readonly string[]): readonly string[] {
	let state = '';
	return events.filter((event) => {
		if (!event.startsWith('reader-changed')) return true;
		const isNews = event !== state;
		state = event;
		return isNews;
	});
}

/** A sentence for each event of readers; none for others. */
function told(event: RecordedEvent): string[] {
	const kind = String(event['kind']);
	if (!OF_READERS.includes(kind)) return [];
	return [`${kind} ${String(event['refusal.code'] ?? event['reader.kind'] ?? event['card.medium'] ?? '')}`];
}

const handOf = (port: MemoryPort, clock: VirtualClock): ReaderHand => ({
	plug: () => port.plug(),
	unplug: () => port.unplug(),
	send: (bytes) => port.send(bytes),
	refuse: (reason) => port.refuse(reason),
	wait: (ms) => clock.pass(ms),
	sleep: (ms) => clock.jump(ms),
});

type ReaderStep = { readonly reader: number; readonly step: Step };

const readerEntries = (entries: readonly RecordEntry[], reader: number) =>
	entries.filter((entry) => entry.what === 'reader' && entry.reader === reader);

/** Where the first word of a reader is that it could not be opened, it was not there. */
function isPluggedAtFirst(entries: readonly RecordEntry[], reader: number): boolean {
	const first = entries.find((entry) => (entry.what === 'reader' || entry.what === 'read') && entry.reader === reader);
	const isMissing = first?.what === 'reader' && first.is === 'lost' && first.why === 'absent';
	// A reader that had stood before the record began is lost by being pulled: then nothing follows for 250 ms.
	const next = readerEntries(entries, reader)[1];
	return !isMissing || next === undefined;
}

/** The steps of all readers, in order. A reader is plugged in again right after the last try that failed. */
export function stepsOf(entries: readonly RecordEntry[]): readonly ReaderStep[] {
	const steps: ReaderStep[] = [];
	const state = new Map<number, 'open' | 'lost'>();
	let atMs = entries[0]?.t ?? 0;
	const wait = (t: number): void => {
		if (t > atMs) steps.push({ reader: 1, step: { do: 'wait', ms: t - atMs } });
		atMs = Math.max(atMs, t);
	};
	for (const [index, entry] of entries.entries()) {
		if (entry.what === 'clock') {
			// It is noticed some time later.
			steps.push({ reader: 1, step: { do: 'sleep', ms: entry.jumpMs } });
			continue;
		}
		if (entry.what === 'read') {
			wait(entry.t);
			steps.push({ reader: entry.reader, step: { do: 'send', bytes: Buffer.from(entry.bytes, 'latin1') } });
			continue;
		}
		if (entry.what !== 'reader') continue;
		const { reader } = entry;
		if (entry.is === 'lost') {
			wait(entry.t);
			if (state.get(reader) !== 'lost') steps.push({ reader, step: { do: 'unplug' } });
			const later = entries.slice(index + 1).find((one) => one.what === 'reader' && one.reader === reader);
			if (later?.what === 'reader' && later.is === 'open') {
				steps.push({ reader, step: { do: 'refuse', reason: null } }, { reader, step: { do: 'plug' } });
			} else if (later?.what === 'reader' && later.is === 'lost') {
				const reason = REASONS[later.why] ?? null;
				steps.push({ reader, step: { do: 'refuse', reason } }, { reader, step: { do: reason ? 'plug' : 'unplug' } });
			}
		}
		state.set(reader, entry.is);
	}
	return steps;
}
