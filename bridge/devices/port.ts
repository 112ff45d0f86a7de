import { on, type EventEmitter } from 'node:events';
import type { ReaderState } from '#shared/counter/reader-state.ts';

/** The bytes of a device as they come, until it goes away. */
export type Port = AsyncIterable<Uint8Array> & {
	/** For readers that speak only when they are asked; what cannot be sent is lost, and asked again. */
	readonly write?: (bytes: Uint8Array) => void;
	/** Resolves when the device is let go: who opens it before may share its bytes, or be told that it is busy. */
	readonly released?: Promise<void>;
};

/** What a port may need while it is being opened. */
export type Opening = {
	/** Several devices look alike: the next card says which is meant. */
	readonly alike: () => void;
	/** Reads until a member card comes (`true`), or the port ends. */
	readonly hasCard: (port: Port) => Promise<boolean>;
	readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
};

/** Opens a port, until the device goes away or `signal` aborts. */
export type OpenPort = (signal: AbortSignal, opening?: Opening) => Promise<Port>;

/** Why a reader cannot be read. */
export type Absence = Extract<ReaderState['kind'], 'absent' | 'held' | 'forbidden' | 'alike'>;

/** What the system says when it does not open a device, in the words of serialport 13, hidapi and the kernel. */
export function absenceIn(reason: string): Absence {
	if (/EACCES|EPERM|permission denied|access denied|not permitted/i.test(reason)) return 'forbidden';
	return /EBUSY|EAGAIN|EWOULDBLOCK|busy|cannot lock|temporarily unavailable|in use/i.test(reason) ? 'held' : 'absent';
}

/** Chunks that wait to be read; beyond that the stream is paused, and the device's own line holds the rest. */
const CHUNKS_MAX = 64;

/**
 * The bytes of an open stream, or of whatever else gives them by `data` events. Listens from now on, so that nothing is
 * missed before the first chunk is asked for.
 *
 * @param close ends the stream, and resolves when that is done; called once, however the reading ends
 */
export function chunksOf(
	stream: EventEmitter,
	signal: AbortSignal,
	close: () => Promise<void> | void,
): AsyncGenerator<Uint8Array, void, undefined> & { readonly released: Promise<void> } {
	const options = { close: ['close'], signal, highWaterMark: CHUNKS_MAX, lowWaterMark: 1 };
	const arrivals = on(stream, 'data', options) as AsyncIterable<readonly [Uint8Array]>;
	// What a stream still says after its end is for nobody, and must not end the process.
	stream.on('error', ignore);
	const { promise: released, resolve } = Promise.withResolvers<void>();
	const end = (): void => resolve(close());
	signal.addEventListener('abort', end, { once: true });

	async function* chunks(): AsyncGenerator<Uint8Array, void, undefined> {
		try {
			for await (const [chunk] of arrivals) yield chunk;
		} finally {
			signal.removeEventListener('abort', end);
			if (!signal.aborted) end();
		}
	}
	return Object.assign(chunks(), { released });
}

const ignore = (): void => undefined;
