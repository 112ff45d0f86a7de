import type { Framer } from '#shared/card/drivers/framer.ts';
import type { Clock } from '../clock.ts';

/** Readers that end no frame leave a pause instead; at 9,600 baud a byte takes one millisecond. */
export const QUIET_MS = 150;

/**
 * The frames of a port. What the port leaves unfinished when it goes away is wiped, not read: half a swipe is no card.
 */
export async function* framesOf(
	chunks: AsyncIterable<Uint8Array>,
	framer: Framer,
	{ sleep }: Clock,
	pauseMs = QUIET_MS,
): AsyncGenerator<Uint8Array, void, undefined> {
	const port = chunks[Symbol.asyncIterator]();
	let arriving = port.next();
	let isQuiet = true;
	try {
		for (;;) {
			const arrival: Arrival | undefined = isQuiet ? await arriving : await arrivalBefore(pauseMs, arriving, sleep);
			if (arrival?.done) return;
			isQuiet = arrival === undefined;
			if (arrival) arriving = port.next();
			yield* arrival ? cut(framer, arrival.value) : framer.flush();
		}
	} finally {
		for (const frame of framer.flush()) frame.fill(0);
		// Not awaited: a port that is silent answers only when it is closed, and that may be with a fault. What still comes
		// is nobody's.
		void arriving.then(({ value }) => (value as Uint8Array | undefined)?.fill(0), ignore);
		port.return?.().catch(ignore);
	}
}

const ignore = (): void => undefined;

type Arrival = IteratorResult<Uint8Array, unknown>;

function cut(framer: Framer, chunk: Uint8Array): Uint8Array[] {
	try {
		return framer.push(chunk);
	} finally {
		chunk.fill(0);
	}
}

/** `undefined`: the line has been quiet for so long. */
async function arrivalBefore(
	ms: number,
	arriving: Promise<Arrival>,
	sleep: Clock['sleep'],
): Promise<Arrival | undefined> {
	const wait = new AbortController();
	try {
		return await Promise.race([arriving, sleep(ms, wait.signal).then(() => undefined)]);
	} finally {
		wait.abort();
	}
}
