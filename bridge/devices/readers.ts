import type { Logger } from 'pino';
import type { CardPattern } from '#shared/card/card.ts';
import type { SwipeMark } from '#shared/counter/reader-state.ts';
import type { Clock } from '../clock.ts';
import type { OpenPort } from './port.ts';
import { runReader, type ReaderCodec, type ReaderEvents } from './reader.ts';
import { DeskReader, readersTogether } from './reader-desk.ts';
import type { Runner } from '../counter/runner.ts';
import { woken } from './woken.ts';

/** One reader of a counter: a card reader, and perhaps a QR scanner beside it. */
export type CounterReader = {
	/** For the log. */
	readonly name: string;
	readonly open: OpenPort;
	readonly codec: (patterns: () => readonly CardPattern[]) => ReaderCodec;
};

type Around = {
	readonly runner: Pick<Runner, 'feed'>;
	readonly patterns: () => readonly CardPattern[];
	/** A card was told to the conversation. */
	readonly onSwipe?: (mark: SwipeMark) => void;
	readonly log: Pick<Logger, 'warn'>;
	readonly clock: Clock;
	readonly signal: AbortSignal;
	/** Numbers the swipes, also over several sets of readers. */
	readonly nextSeq?: () => number;
};

/**
 * Keeps all readers of a counter alive, and tells the conversation of cards and of what is amiss with readers: since the
 * first of those that are amiss now went. A counter without readers misses none; a reader that poses as a keyboard speaks
 * to the page. After the machine slept all are closed and opened again.
 */
export async function runReaders(readers: readonly CounterReader[], around: Around): Promise<void> {
	const { clock, signal, patterns, log } = around;
	const desk = new ReaderDesk(readers.length, around);
	desk.show();
	if (readers.length === 0) return;
	while (!signal.aborted) {
		const sleeping = new AbortController();
		const awake = AbortSignal.any([signal, sleeping.signal]);
		const running = Promise.all(
			readers.map((reader, index) =>
				runReader(reader.open, reader.codec(patterns), desk.eventsOf(index, reader.name), { signal: awake, clock }),
			),
		);
		await Promise.race([running, woken(clock, signal)]);
		sleeping.abort();
		await running;
		if (signal.aborted) return;
		log.warn({}, 'the machine slept: all readers are opened again');
		desk.recovering();
	}
}

/** The readers side by side, and what the conversation was told of them. */
class ReaderDesk {
	readonly #readers: readonly DeskReader[];
	readonly #around: Around;
	#seq = 0;
	#told = '';

	constructor(count: number, around: Around) {
		this.#around = around;
		this.#readers = Array.from({ length: count }, (_, index) => new DeskReader(index + 1, around.clock));
		// At first none is there, and the conversation knows that.
		if (count > 0) this.#told = JSON.stringify(readersTogether(this.#readers));
	}

	eventsOf(index: number, name: string): ReaderEvents {
		const reader = this.#readers[index]!;
		const { runner, onSwipe, log, nextSeq = () => ++this.#seq } = this.#around;
		return {
			ready: () => {
				reader.ready();
				this.show();
			},
			absent: (reason, retryInMs, kind) => {
				reader.absent(kind);
				this.show();
				log.warn({ reader: name, kind, reason, retryInMs }, 'reader absent');
			},
			noisy: (bytes) => {
				reader.noisy(bytes);
				this.show();
			},
			read: (outcome) => {
				const mark = reader.read(outcome, nextSeq());
				onSwipe?.(mark);
				runner.feed(
					outcome.ok
						? { kind: 'card-read', card: outcome.value, mark }
						: { kind: 'card-refused', refusal: outcome.error, mark },
				);
				this.show();
				runner.feed({ kind: 'readers-changed', readers: this.#readers.map(({ health }) => health) });
			},
		};
	}

	recovering(): void {
		for (const reader of this.#readers) reader.recovering();
		this.show();
	}

	/** Tells what has changed, once. */
	show(): void {
		const reader = readersTogether(this.#readers);
		const readers = this.#readers.map(({ health }) => health);
		const told = JSON.stringify(reader);
		if (told === this.#told) return;
		this.#told = told;
		this.#around.runner.feed({ kind: 'reader-changed', reader });
		this.#around.runner.feed({ kind: 'readers-changed', readers });
	}
}
