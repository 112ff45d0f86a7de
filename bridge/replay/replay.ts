import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Speech } from '#shared/card/speech.ts';
import type { FrameEnd } from '#shared/card/drivers/swipe-framer.ts';
import type { MemberId } from '#shared/kernel/ids.ts';
import type { FlightRecord, RecordedEvent, RecordEntry } from '#shared/protocol/record.ts';
import { codecOf } from '../devices/codecs.ts';
import { startPrinting, type Printing } from '../printing/printing.ts';
import { summaryOf } from '../recorder/summary.ts';
import { runReaders } from '../devices/readers.ts';
import { MemoryPort } from '../simulate/memory-port.ts';
import { playSteps, type ReaderHand } from '../simulate/reader-scripts.ts';
import { VirtualClock } from '../simulate/virtual-clock.ts';
import { SwipeWatch } from '../pages/swipe-watch.ts';
import { printerMomentsOf } from './printer-timeline.ts';
import { isPluggedAtFirst, readerActsOf } from './reader-acts.ts';
import { ReplayedPrinter } from './replayed-printer.ts';

/** Who makes the conversation hear what. */
const KINDS = {
	readers: ['card-read', 'card-refused', 'reader-changed'],
	printer: ['printer-changed', 'slip'],
	pages: ['swipe-expired'],
	server: ['server-changed'],
} as const satisfies Record<string, readonly string[]>;

export type Part = keyof typeof KINDS;
export const PARTS = Object.keys(KINDS) as readonly Part[];

/** So long after its last entry a record may still have had an effect. */
const AFTER_MS = 20_000;

/** What came of one part, in order: recorded, and when the same is played again. */
export type Replayed = {
	readonly recorded: readonly string[];
	readonly replayed: readonly string[];
	readonly isSame: boolean;
};

export type Replay = Readonly<Record<Part, Replayed>> & {
	readonly isSame: boolean;
	/** A sentence for each thing that happened and that a record does not hold, so that it was not played. */
	readonly notPlayed: readonly string[];
};

type Act = { readonly t: number; readonly at: number; readonly play: () => void | Promise<void> };

/**
 * Plays the devices of a record again, each at its time, to a counter's code as it is now: what readers sent, what the
 * printer said and how its line came and went, what pages have drawn, when the server was there. Time is virtual: a quarter of
 * an hour takes a moment. A record that begins in the middle begins with readers that are plugged in.
 */
export async function replay({ header, entries }: FlightRecord): Promise<Replay> {
	const begins = entries[0]?.t ?? header.t;
	const clock = new VirtualClock(Date.parse(header.at) - (header.t - begins));
	const stop = new AbortController();
	const events: RecordedEvent[] = [];
	const feed = (event: object): void => void events.push(summaryOf(event));
	const swipes = new SwipeWatch({ clock, expired: (seq) => feed({ kind: 'swipe-expired', seq }) });

	const ports = header.readers.map(() => new MemoryPort());
	const plugged = header.readers.map((_speech, index) => isPluggedAtFirst(entries, index + 1));
	ports.forEach((port, index) => plugged[index] || port.unplug());
	let seq = firstSeqIn(entries) - 1;
	const running = runReaders(
		header.readers.map((spoken, index) => ({
			name: String(index + 1),
			open: ports[index]!.open,
			codec: (patterns: () => typeof header.cards) =>
				codecOf(spoken.speech as Speech, patterns, {
					end: spoken.end as FrameEnd,
					...(spoken.pauseMs === undefined ? {} : { pauseMs: spoken.pauseMs }),
				}),
		})),
		{
			...{ runner: { feed }, patterns: () => header.cards, log: { warn: () => undefined }, clock, signal: stop.signal },
			nextSeq: () => ++seq,
			onSwipe: (mark) => {
				if (hasPages(entries)) swipes.presented(mark);
			},
		},
	);

	const moments = printerMomentsOf(entries);
	const printer = new ReplayedPrinter(moments, clock, begins, wasBusy(entries) ? 'busy' : 'absent');
	const folder = mkdtempSync(join(tmpdir(), 'retorno-replay-'));
	const printing = moments.length === 0 ? undefined : startReplayedPrinting(folder, printer, clock, feed);
	const acts: Act[] = [
		...readerActsOf(entries).map(({ t, at, reader, step }) => ({
			...{ t, at },
			play: async () => {
				const port = ports[reader - 1];
				if (port) await playSteps([step], handOf(port, clock));
			},
		})),
		...moments.map((moment) => ({ t: moment.t, at: moment.at, play: () => printer.play(moment) })),
		...slipsIn(entries).map(({ t, at, jobId }) => ({ t, at, play: () => printing?.submit(standIn(jobId, header.at)) })),
		...entries.flatMap((entry, at) => actOf(entry, swipes, feed).map((play) => ({ t: entry.t, at, play }))),
	];
	await clock.pass(0);
	for (const { t, play } of acts.toSorted((one, other) => one.t - other.t || one.at - other.at)) {
		if (t - begins > clock.elapsedMs()) await clock.pass(t - begins - clock.elapsedMs());
		await play();
		await clock.pass(0);
	}
	await clock.pass(AFTER_MS);
	stop.abort();
	swipes.close();
	const closing = printing?.close();
	await clock.pass(AFTER_MS);
	await Promise.all([running, closing]);
	rmSync(folder, { recursive: true, force: true });

	const parts = Object.fromEntries(
		PARTS.map((part) => [part, compare(toldOf(part, eventsIn(entries)), toldOf(part, events))]),
	) as Record<Part, Replayed>;
	return { ...parts, isSame: PARTS.every((part) => parts[part].isSame), notPlayed: notPlayedIn(entries) };
}

/** What a page or the line to the server did. */
function actOf(entry: RecordEntry, swipes: SwipeWatch, feed: (event: object) => void): Act['play'][] {
	if (entry.what === 'page' && entry.is === 'drew') {
		const { seq } = entry;
		return [() => (seq === null ? swipes.seenAll() : swipes.seen(seq))];
	}
	if (entry.what === 'event' && isAct(String(entry.event['kind']))) return [() => swipes.seenAll()];
	if (entry.what !== 'link' || (entry.is !== 'online' && entry.is !== 'offline')) return [];
	const { is } = entry;
	return [() => feed({ kind: 'server-changed', server: { kind: is } })];
}

/** Somebody at a page did it; all else is told by devices, by the server and by the counter itself. */
const isAct = (kind: string): boolean => !/-(changed|answered|moved|expired|settled|told)$|^card-/.test(kind);

/** What stands for a slip: of what it said a record holds nothing. */
const standIn = (jobId: string, at: string) => ({ kind: 'balance', jobId, memberId: jobId as MemberId, at }) as const;

function startReplayedPrinting(
	folder: string,
	transport: ReplayedPrinter,
	clock: VirtualClock,
	feed: (event: object) => void,
): Printing {
	return startPrinting({
		...{ spoolPath: join(folder, 'spool.sqlite'), memoryPath: join(folder, 'printer.json'), transport, clock },
		printer: { kind: 'device', path: 'replayed', profile: 'epson' },
		compose: () => Promise.resolve({ language: 'en', lines: [{ kind: 'rule' }] }),
		onProgress: (_order, slip) => feed({ kind: 'slip', slip }),
		onPrinter: (state) => feed({ kind: 'printer-changed', printer: state }),
	});
}

/** When slips were asked for, each under a name of its own; those whose beginning is not in the record left out. */
function slipsIn(entries: readonly RecordEntry[]): readonly (Omit<Act, 'play'> & { readonly jobId: string })[] {
	return entries.flatMap((entry, at) => {
		const isFirst = entry.what === 'slip' && isWhole(entry, entries) && entry.slip['slip'] === 'waiting';
		return isFirst ? [{ t: entry.t, at, jobId: `replayed-${at}` }] : [];
	});
}

type SlipEntry = Extract<RecordEntry, { what: 'slip' }>;

const nameOf = ({ slip: { slip: _progress, ...name } }: SlipEntry): string => JSON.stringify(name);

/** The record has seen the slip from its beginning. */
function isWhole(entry: SlipEntry, entries: readonly RecordEntry[]): boolean {
	const first = entries.find((one) => one.what === 'slip' && nameOf(one) === nameOf(entry));
	return first?.what === 'slip' && first.slip['slip'] === 'waiting';
}

/** The conversation's events in a record, with the progress of slips as one of them. */
const eventsIn = (entries: readonly RecordEntry[]): readonly RecordedEvent[] =>
	entries.flatMap((entry): RecordedEvent[] => {
		if (entry.what === 'slip') return isWhole(entry, entries) ? [{ kind: 'slip', slip: entry.slip['slip'] ?? '' }] : [];
		// A card that was typed into the page comes from no reader.
		const isTyped =
			entry.what === 'event' && String(entry.event['kind']).startsWith('card-') && !('mark.seq' in entry.event);
		return entry.what === 'event' && !isTyped ? [entry.event] : [];
	});

/** A record without pages does not say whether one has drawn anything. */
const hasPages = (entries: readonly RecordEntry[]): boolean =>
	entries.some((entry) => entry.what === 'page' || (entry.what === 'event' && entry.event['kind'] === 'swipe-expired'));

const firstSeqIn = (entries: readonly RecordEntry[]): number =>
	Number(eventsIn(entries).find((event) => 'mark.seq' in event)?.['mark.seq'] ?? 1);

const wasBusy = (entries: readonly RecordEntry[]): boolean =>
	eventsIn(entries).some((event) => event['printer.kind'] === 'busy');

/** What a device can be when nobody has heard of it yet, or before it is asked. */
const AT_FIRST = ['reader-changed absent', 'reader-changed ready', 'printer-changed absent', 'printer-changed ready'];

/** So many states are told before a device is known. */
const STATES_MAX = 2;

/** What is told at the beginning hangs on how far back the record reaches, and what came last may not be in it any more. */
function compare(then: readonly string[], now: readonly string[]): Replayed {
	const beginnings = (events: readonly string[], mayGo: (event: string) => boolean): (readonly string[])[] => {
		const all = [events];
		while (all.length <= STATES_MAX && mayGo(all.at(-1)![0] ?? '')) all.push(all.at(-1)!.slice(1));
		return all;
	};
	const begun = beginnings(now, (event) => event.includes('-changed '));
	const pairs = beginnings(then, (event) => AT_FIRST.includes(event)).flatMap((recorded) =>
		begun.map((replayed) => ({ recorded, replayed })),
	);
	const isSame = ({ recorded, replayed }: (typeof pairs)[number]): boolean =>
		recorded.join('\n') === replayed.slice(0, Math.max(recorded.length, 1)).join('\n');
	const same = pairs.find(isSame);
	return { ...(same ?? { recorded: then, replayed: now }), isSame: same !== undefined };
}

/** A sentence for each event of this part, without those that say that a state is as it was. */
function toldOf(part: Part, events: readonly RecordedEvent[]): readonly string[] {
	const states = new Map<string, string>();
	return events.flatMap((event) => {
		const kind = String(event['kind']);
		if (!KINDS[part].some((one) => one === kind)) return [];
		const what = DETAILS.map((key) => event[key]).find((value) => value !== undefined);
		const sentence = `${kind} ${String(what ?? '')}`.trim();
		if (kind.endsWith('-changed') && states.get(kind) === sentence) return [];
		states.set(kind, sentence);
		return [sentence];
	});
}

const DETAILS = ['refusal.code', 'reader.kind', 'card.medium', 'printer.kind', 'server.kind', 'slip', 'seq'];

/** What a record does not hold, by what shows that it happened. */
const NOT_HELD: readonly {
	readonly says: string;
	readonly shows: (entry: RecordEntry, entries: readonly RecordEntry[]) => boolean;
}[] = [
	{
		says: 'What was keyed in is not in a record: visits, guests and PINs were not played.',
		shows: (entry) => entry.what === 'event' && isAct(String(entry.event['kind'])),
	},
	{
		says: 'What the server answered is not in a record: only when it was there.',
		shows: (entry) => entry.what === 'asked',
	},
	{
		says: 'A slip that had begun before the record was not played.',
		shows: (entry, entries) => entry.what === 'slip' && !isWhole(entry, entries),
	},
	{
		says: 'What a slip said is not in a record: one short slip stood for each.',
		shows: (entry) => entry.what === 'slip',
	},
	{
		says: 'Which printer it was is not in a record: another one at its place was not played.',
		shows: (entry) => entry.what === 'event' && entry.event['printer.kind'] === 'stranger',
	},
	{
		says: 'What the disk did not keep was not played.',
		shows: (entry) => entry.what === 'slip' && entry.slip['slip'] === 'unkept',
	},
];

const notPlayedIn = (entries: readonly RecordEntry[]): readonly string[] =>
	NOT_HELD.filter(({ shows }) => entries.some((entry) => shows(entry, entries))).map(({ says }) => says);

const handOf = (port: MemoryPort, clock: VirtualClock): ReaderHand => ({
	plug: () => port.plug(),
	unplug: () => port.unplug(),
	send: (bytes) => port.send(bytes),
	refuse: (reason) => port.refuse(reason),
	wait: (ms) => clock.pass(ms),
	sleep: (ms) => clock.jump(ms),
});
