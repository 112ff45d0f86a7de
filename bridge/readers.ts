import type { Logger } from 'pino';
import type { CardPattern } from '#shared/card/card.ts';
import type { Clock } from './clock.ts';
import type { OpenPort } from './devices/port.ts';
import { runReader, type ReaderCodec } from './devices/reader.ts';
import type { Runner } from './runner.ts';

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
	readonly log: Pick<Logger, 'warn'>;
	readonly clock: Clock;
	readonly signal: AbortSignal;
};

/**
 * Keeps all readers of a counter alive, and tells the conversation of cards and of readers that are missing: absent since
 * the first of those that are absent now went. A counter without readers misses none; a reader that poses as a keyboard
 * speaks to the page.
 */
export async function runReaders(
	readers: readonly CounterReader[],
	{ runner, patterns, log, clock, signal }: Around,
): Promise<void> {
	const now = (): string => new Date(clock.nowMs()).toISOString();
	const absentSince = new Map(readers.map((reader) => [reader, now()]));
	/** `undefined`: all are there. At first none is, and the conversation knows that. */
	let shown: string | undefined = now();
	function show(): void {
		const [since] = [...absentSince.values()].sort();
		if (since === shown) return;
		shown = since;
		runner.feed({
			kind: 'reader-changed',
			reader: since === undefined ? { kind: 'ready' } : { kind: 'absent', since },
		});
	}

	show();
	await Promise.all(
		readers.map((reader) =>
			runReader(
				reader.open,
				reader.codec(patterns),
				{
					ready() {
						absentSince.delete(reader);
						show();
					},
					absent(reason, retryInMs) {
						// Every further try that fails is the same absence.
						if (!absentSince.has(reader)) absentSince.set(reader, now());
						show();
						log.warn({ reader: reader.name, reason, retryInMs }, 'reader absent');
					},
					read: (outcome) =>
						runner.feed(
							outcome.ok
								? { kind: 'card-read', card: outcome.value }
								: { kind: 'card-refused', refusal: outcome.error },
						),
				},
				{ signal, clock },
			),
		),
	);
}
