import type { CardRead, CardRefusal } from '#shared/card/card.ts';
import type { Framer } from '#shared/card/framer.ts';
import type { Result } from '#shared/kernel/result.ts';
import { DELAY_MS_MAX, delayMsAfter } from '../backoff.ts';
import type { Clock } from '../clock.ts';
import { framesOf } from './frames.ts';
import type { OpenPort, Port } from './port.ts';

/** How one kind of reader speaks. */
export type ReaderCodec = {
	readonly createFramer: () => Framer;
	readonly decode: (frame: Uint8Array) => Result<CardRead, CardRefusal>;
	/** Such a reader says nothing of itself. */
	readonly question?: { readonly bytes: Uint8Array; readonly everyMs: number };
	/** So long a silence ends a frame. */
	readonly pauseMs?: number | undefined;
};

export type ReaderEvents = {
	readonly ready: () => void;
	readonly absent: (reason: string, retryInMs: number) => void;
	readonly read: (outcome: Result<CardRead, CardRefusal>) => void;
};

/** A stripe that is read twice, a tag that stays on the reader: one swipe, until the card has been away that long. */
const REPEAT_MS = 1_500;

/**
 * Keeps one reader alive: opens it, reads it, and after a loss waits and opens it again, until `signal` aborts. A frame
 * that does not decode is news for the guest, and the port stays open.
 */
export async function runReader(
	open: OpenPort,
	codec: ReaderCodec,
	events: ReaderEvents,
	{ signal, clock }: { readonly signal: AbortSignal; readonly clock: Clock },
): Promise<void> {
	const isRepeat = repeatsWithin(REPEAT_MS, clock);
	for (let losses = 0; !signal.aborted; losses++) {
		let reason = 'unplugged';
		let readyAt = Infinity;
		const asking = new AbortController();
		const chunks = chunksUntilLost(open, signal, {
			ready: (port) => {
				void ask(codec, port, AbortSignal.any([signal, asking.signal]), clock);
				readyAt = clock.elapsedMs();
				events.ready();
			},
			lost: (cause) => (reason = cause),
		});
		for await (const frame of framesOf(chunks, codec.createFramer(), clock, codec.pauseMs)) {
			losses = 0;
			const outcome = codec.decode(frame);
			if (!outcome.ok || !isRepeat(outcome.value.number)) events.read(outcome);
		}
		asking.abort();
		if (signal.aborted) return;

		// A reader that stood for a while is not one that cannot be opened.
		if (clock.elapsedMs() - readyAt >= DELAY_MS_MAX) losses = 0;
		events.absent(reason, delayMsAfter(losses));
		await clock.sleep(delayMsAfter(losses), signal);
	}
}

/** Until `signal` aborts; the bytes of the question are no secret and are sent again and again. */
async function ask({ question }: ReaderCodec, port: Port, signal: AbortSignal, clock: Clock): Promise<void> {
	while (question && port.write && !signal.aborted) {
		port.write(question.bytes);
		await clock.sleep(question.everyMs, signal);
	}
}

/** Takes the port's faults, and only those: what the reader of the chunks throws is a bug and goes its way. */
async function* chunksUntilLost(
	open: OpenPort,
	signal: AbortSignal,
	{ ready, lost }: { readonly ready: (port: Port) => void; readonly lost: (reason: string) => void },
): AsyncGenerator<Uint8Array, void, undefined> {
	try {
		const port = await open(signal);
		ready(port);
		yield* port;
	} catch (cause) {
		lost(cause instanceof Error ? cause.message : String(cause));
	}
}

function repeatsWithin(ms: number, { elapsedMs }: Clock): (number: string) => boolean {
	let last: string | undefined;
	let lastAt = -Infinity;
	return (number) => {
		const isRepeat = number === last && elapsedMs() - lastAt < ms;
		last = number;
		lastAt = elapsedMs();
		return isRepeat;
	};
}
