import type { CardRead, CardRefusal } from '#shared/card/card.ts';
import type { Framer } from '#shared/card/drivers/framer.ts';
import { NOBODY, seeCard } from '#shared/card/presence.ts';
import type { Redaction } from '#shared/card/redaction.ts';
import { fingerprint } from '#shared/kernel/fingerprint.ts';
import { err, type Result } from '#shared/kernel/result.ts';
import { DELAY_MS_MAX, delayMsAfter } from './backoff.ts';
import type { Clock } from '../clock.ts';
import type { Spoken } from './codecs.ts';
import { framesOf } from './frames.ts';
import { absenceIn, type Absence, type OpenPort, type Port } from './port.ts';

/** How one kind of reader is read. */
export type Decoding = {
	readonly createFramer: () => Framer;
	readonly decode: (frame: Uint8Array) => Result<CardRead, CardRefusal>;
	/** Such a reader says nothing of itself. */
	readonly question?: { readonly bytes: Uint8Array; readonly everyMs: number };
	/** So long a silence ends a frame. */
	readonly pauseMs?: number | undefined;
};

/** How one kind of reader speaks, and how that is recorded. */
export type ReaderCodec = Decoding & Redaction & { readonly spoken: Spoken };

export type ReaderEvents = {
	readonly ready: () => void;
	readonly absent: (reason: string, retryInMs: number, kind: Absence) => void;
	/** A card once, however often the reader speaks of it. */
	readonly read: (outcome: Result<CardRead, CardRefusal>) => void;
	/** So many bytes came that no reader of this kind sends. */
	readonly noisy?: (bytes: number) => void;
};

/**
 * Keeps one reader alive: opens it, reads it, and after a loss waits and opens it again, until `signal` aborts. A frame
 * that does not decode is news for the guest, and the port stays open.
 */
export async function runReader(
	open: OpenPort,
	codec: Decoding,
	events: ReaderEvents,
	{ signal, clock }: { readonly signal: AbortSignal; readonly clock: Clock },
): Promise<void> {
	const once = cardsOnce(clock);
	for (let losses = 0; !signal.aborted; losses++) {
		let reason = 'unplugged';
		let readyAt = Infinity;
		const asking = new AbortController();
		const opening = {
			alike: () => events.absent('several readers look alike', 0, 'alike'),
			hasCard: (port: Port) => hasCard(port, codec, clock),
			wait: clock.sleep,
		};
		const chunks = chunksUntilLost((until) => open(until, opening), signal, {
			ready: (port) => {
				void ask(codec, port, AbortSignal.any([signal, asking.signal]), clock);
				readyAt = clock.elapsedMs();
				events.ready();
			},
			lost: (cause) => (reason = cause),
		});
		const framer = heard(codec.createFramer(), (bytes) => events.noisy?.(bytes));
		for await (const frame of framesOf(chunks, framer, clock, codec.pauseMs)) {
			losses = 0;
			const outcome = once(codec.decode(frame));
			if (outcome) events.read(outcome);
		}
		asking.abort();
		if (signal.aborted) return;

		// A reader that stood for a while is not one that cannot be opened.
		if (clock.elapsedMs() - readyAt >= DELAY_MS_MAX) losses = 0;
		events.absent(reason, delayMsAfter(losses), absenceIn(reason));
		await clock.sleep(delayMsAfter(losses), signal);
	}
}

/** Reads a port until a member card comes, or the port ends. Whose card it was is nobody's business. */
async function hasCard(port: Port, codec: Decoding, clock: Clock): Promise<boolean> {
	const asking = new AbortController();
	void ask(codec, port, asking.signal, clock);
	try {
		for await (const frame of framesOf(port, codec.createFramer(), clock, codec.pauseMs)) {
			if (codec.decode(frame).ok) return true;
		}
	} catch {
		// It went away.
	} finally {
		asking.abort();
	}
	return false;
}

/** Until `signal` aborts; the bytes of the question are no secret and are sent again and again. */
async function ask({ question }: Decoding, port: Port, signal: AbortSignal, clock: Clock): Promise<void> {
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

/** Tells of noise when it comes, also where it completes no frame. */
function heard(framer: Framer, noisy: (bytes: number) => void): Framer {
	let told = 0;
	function tell(frames: Uint8Array[]): Uint8Array[] {
		const bytes = framer.noiseBytes - told;
		told = framer.noiseBytes;
		if (bytes > 0) noisy(bytes);
		return frames;
	}
	return {
		push: (bytes) => tell(framer.push(bytes)),
		flush: () => tell(framer.flush()),
		get noiseBytes() {
			return framer.noiseBytes;
		},
	};
}

type Outcome = Result<CardRead, CardRefusal>;

/** What of a reader's outcomes is news; `undefined`: the card that was told already. */
function cardsOnce({ elapsedMs }: Clock): (outcome: Outcome) => Outcome | undefined {
	let presence = NOBODY;
	return (outcome) => {
		if (!outcome.ok) return outcome;
		const { number, medium } = outcome.value;
		const after = seeCard(presence, fingerprint(number), medium === 'rfid' ? 'tag' : 'swiped', elapsedMs());
		presence = after.presence;
		switch (after.seen) {
			case 'new':
				return outcome;
			case 'same':
				return undefined;
			case 'ambiguous':
				return err({ code: 'card_ambiguous' });
		}
	};
}
