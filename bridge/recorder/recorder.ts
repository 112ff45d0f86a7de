import type { CardPattern } from '#shared/card/card.ts';
import { RECORD_VERSION, type RecordEntry, type RecordHeader, type RecordedSpeech } from '#shared/protocol/record.ts';
import type { Clock } from '../clock.ts';
import { splitReplies, type PartReply } from '../printing/status.ts';
import type { Transport } from '../printing/transport.ts';
import type { CounterReader } from '../devices/readers.ts';
import type { LinkEvents } from '../link/server-link.ts';
import { Fakes } from './fakes.ts';
import { commandsIn, replyOf } from './printer-structure.ts';
import { recordedReader } from './record-port.ts';
import { faultOf, summaryOf } from './summary.ts';

type DistributiveOmit<Union, Key extends PropertyKey> = Union extends unknown ? Omit<Union, Key> : never;

/** An entry without its time. */
export type Note = DistributiveOmit<RecordEntry, 't'>;

const ENTRIES_MAX = 10_000;
const MINUTES_MAX = 15;
const BYTES_MAX = 2_000_000;
/** Clocks are corrected by less than this. */
const JUMP_MS_MIN = 2_000;

type Options = {
	readonly role: 'till' | 'kiosk';
	readonly build: string;
	readonly clock: Clock;
	readonly patterns: () => readonly CardPattern[];
	/** A test has its own. */
	readonly key?: Uint8Array;
};

/**
 * What the last minutes of a counter were, in memory: frames of readers with other cards in the place of those that were
 * read, the structure of what was printed, and what happened by its kind. Nothing of a card, a name, a PIN or a key gets
 * here: it is taken out before anything is kept. Noting never throws.
 */
export class Recorder {
	readonly #options: Options;
	#fakes: Fakes;
	#lines: { readonly t: number; readonly line: string }[] = [];
	#bytes = 0;
	#spoken: readonly RecordedSpeech[] = [];
	#apartMs: number;

	constructor(options: Options) {
		this.#options = options;
		this.#fakes = new Fakes(options.key);
		this.#apartMs = this.#apart();
	}

	note = (entry: Note, t = this.#options.clock.elapsedMs()): void => {
		this.#watchClock();
		this.#keep({ ...entry, t: Math.round(t) });
	};

	/** An event of the conversation. */
	event = (event: object): void => this.note({ what: 'event', event: summaryOf(event) });

	/** How far a slip is. */
	slip = (order: { readonly kind: string }, slip: string): void =>
		this.note({ what: 'slip', slip: summaryOf({ ...order, slip }) });

	/** An error that ends the bridge. */
	fault = (cause: unknown): void => this.note({ what: 'fault', ...faultOf(cause) });

	readers(readers: readonly CounterReader[]): readonly CounterReader[] {
		const { clock, patterns } = this.#options;
		this.#spoken = readers.map((reader) => {
			const { spoken, pauseMs } = reader.codec(patterns);
			return { ...spoken, ...(pauseMs === undefined ? {} : { pauseMs }) };
		});
		const around = { fakes: () => this.#fakes, patterns, clock, note: this.note };
		return readers.map((reader, index) => recordedReader(reader, index + 1, around));
	}

	link(events: LinkEvents): LinkEvents {
		return {
			...events,
			online: (setup) => {
				this.note({ what: 'link', is: 'online' });
				events.online(setup);
			},
			offline: () => {
				this.note({ what: 'link', is: 'offline' });
				events.offline();
			},
			refused: (code) => {
				this.note({ what: 'link', is: 'refused', code });
				events.refused(code);
			},
			skewed: (skewMs, time) => {
				this.note({ what: 'link', is: 'skewed', skewMs });
				events.skewed?.(skewMs, time);
			},
			spoke: (what, name) => this.note({ what, name }),
		};
	}

	printer(transport: Transport): Transport {
		const said = (what: 'to-printer' | 'from-printer', bytes: number, says: readonly string[]): void =>
			this.note({ what, bytes, says });
		return {
			silence: transport.silence,
			open: async (events, signal) => {
				let part: PartReply = [];
				const data = (bytes: Uint8Array): void => {
					const cut = splitReplies(part, bytes);
					part = cut.part;
					said('from-printer', bytes.length, cut.replies.map(replyOf));
					events.data(bytes);
				};
				const closed = (): void => {
					this.note({ what: 'printer', is: 'closed' });
					events.closed();
				};
				const line = await transport.open({ data, closed }, signal).catch((cause: unknown) => {
					this.note({ what: 'printer', is: 'refused' });
					throw cause;
				});
				this.note({ what: 'printer', is: 'open' });
				const write = (bytes: Uint8Array): Promise<void> => {
					said('to-printer', bytes.length, commandsIn(bytes));
					return line.write(bytes);
				};
				return { write, close: line.close };
			},
		};
	}

	/** Drops what is too old also while nothing happens. */
	tidy(): void {
		this.#watchClock();
		const oldest = this.#options.clock.elapsedMs() - MINUTES_MAX * 60_000;
		let [dropped, bytes] = [0, 0];
		for (const { t, line } of this.#lines) {
			const isTooMuch = this.#lines.length - dropped > ENTRIES_MAX || this.#bytes - bytes > BYTES_MAX;
			if (t >= oldest && !isTooMuch) break;
			dropped++;
			bytes += line.length;
		}
		this.#lines.splice(0, dropped);
		this.#bytes -= bytes;
	}

	/** The record as lines. */
	lines(): readonly string[] {
		this.tidy();
		const { role, build, clock, patterns } = this.#options;
		const header: RecordHeader = {
			...{ record: RECORD_VERSION, role, build },
			...{ at: new Date(clock.nowMs()).toISOString(), t: Math.round(clock.elapsedMs()) },
			...{ cards: patterns(), readers: this.#spoken },
		};
		const lines = this.#lines.sort((left, right) => left.t - right.t).map(({ line }) => line);
		return [JSON.stringify(header), ...lines, JSON.stringify({ end: lines.length })];
	}

	/** Begins another record: with another key, so that no two of them are about the same card. */
	begin(): void {
		this.#lines = [];
		this.#bytes = 0;
		this.#fakes = new Fakes();
	}

	#keep(entry: RecordEntry): void {
		const line = JSON.stringify(entry);
		this.#lines.push({ t: entry.t, line });
		this.#bytes += line.length;
		if (this.#lines.length > ENTRIES_MAX + SPARE || this.#bytes > BYTES_MAX) this.tidy();
	}

	#watchClock(): void {
		const apartMs = this.#apart();
		const jumpMs = Math.round(apartMs - this.#apartMs);
		this.#apartMs = apartMs;
		if (Math.abs(jumpMs) >= JUMP_MS_MIN)
			this.#keep({ what: 'clock', jumpMs, t: Math.round(this.#options.clock.elapsedMs()) });
	}

	#apart(): number {
		const { nowMs, elapsedMs } = this.#options.clock;
		return nowMs() - elapsedMs();
	}
}

/** So many are dropped at once: dropping one at a time would move all of them each time. */
const SPARE = 500;
