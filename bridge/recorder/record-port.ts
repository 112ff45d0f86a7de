import type { CardPattern } from '#shared/card/card.ts';
import type { Redaction } from '#shared/card/redaction.ts';
import type { Clock } from '../clock.ts';
import { QUIET_MS } from '../devices/frames.ts';
import { absenceIn, type OpenPort, type Port } from '../devices/port.ts';
import type { CounterReader } from '../devices/readers.ts';
import type { Fakes } from './fakes.ts';
import type { Note } from './recorder.ts';

/** What is no whole frame by then is noted as it is: the longest code of a scanner is half of it. */
const HELD_BYTES_MAX = 4_096;

type Around = {
	readonly fakes: () => Fakes;
	readonly patterns: () => readonly CardPattern[];
	readonly clock: Clock;
	/** @param t when it came, where that was before now */
	readonly note: (entry: Note, t?: number) => void;
};

/** The same reader; what it sends is noted, after other cards took the place of those that were read. @param number from 1 */
export function recordedReader(reader: CounterReader, number: number, around: Around): CounterReader {
	const codec = reader.codec(around.patterns);
	const listen = (port: Port): Port => recorded(port, codec, codec.pauseMs ?? QUIET_MS, number, around);
	const open: OpenPort = async (signal, opening) => {
		try {
			const own = opening && { ...opening, hasCard: (port: Port) => opening.hasCard(listen(port)) };
			const port = await reader.open(signal, own);
			around.note({ what: 'reader', reader: number, is: 'open' });
			return watched(listen(port), number, around, signal);
		} catch (cause) {
			const reason = cause instanceof Error ? cause.message : String(cause);
			if (!signal.aborted) around.note({ what: 'reader', reader: number, is: 'lost', why: absenceIn(reason) });
			throw cause;
		}
	};
	return { ...reader, open };
}

/** Notes the end, however it comes; closing it ourselves is none. */
function watched(port: Port, reader: number, { note }: Around, signal: AbortSignal): Port {
	async function* chunks(): AsyncGenerator<Uint8Array, void, undefined> {
		let why: ReturnType<typeof absenceIn> = 'absent';
		let isEnded = false;
		try {
			yield* port;
			isEnded = true;
		} catch (cause) {
			isEnded = true;
			why = absenceIn(cause instanceof Error ? cause.message : '');
			throw cause;
		} finally {
			if (isEnded && !signal.aborted) note({ what: 'reader', reader, is: 'lost', why });
		}
	}
	return Object.assign(chunks(), port.write ? { write: port.write.bind(port) } : {});
}

function recorded(port: Port, redaction: Redaction, pauseMs: number, reader: number, around: Around): Port {
	const holder = new Held(redaction, reader, around);
	async function* chunks(): AsyncGenerator<Uint8Array, void, undefined> {
		let quiet = new AbortController();
		try {
			for await (const chunk of port) {
				quiet.abort();
				quiet = new AbortController();
				holder.take(chunk);
				const { signal } = quiet;
				if (holder.isHolding)
					void around.clock.sleep(pauseMs, signal).then(() => {
						if (!signal.aborted) holder.settle();
					});
				yield chunk;
			}
		} finally {
			quiet.abort();
			holder.settle();
		}
	}
	return Object.assign(chunks(), port.write ? { write: port.write.bind(port) } : {});
}

/** What has come of a frame that is not whole yet, in memory only; wiped as soon as it is told. */
class Held {
	readonly #redaction: Redaction;
	readonly #reader: number;
	readonly #around: Around;
	readonly #bytes = new Uint8Array(HELD_BYTES_MAX);
	#length = 0;
	/** How the line cut it. */
	#chunks: { readonly t: number; bytes: number }[] = [];

	constructor(redaction: Redaction, reader: number, around: Around) {
		this.#redaction = redaction;
		this.#reader = reader;
		this.#around = around;
	}

	get isHolding(): boolean {
		return this.#length > 0;
	}

	take(chunk: Uint8Array): void {
		for (let at = 0; at < chunk.length;) {
			const part = chunk.subarray(at, at + HELD_BYTES_MAX - this.#length);
			this.#bytes.set(part, this.#length);
			this.#length += part.length;
			this.#chunks.push({ t: this.#around.clock.elapsedMs(), bytes: part.length });
			at += part.length;
			this.#tellFrames();
			if (this.#length === HELD_BYTES_MAX) this.settle();
		}
	}

	/** The line is quiet, or has ended. */
	settle(): void {
		if (this.#length > 0) this.#tell(this.#length);
	}

	#tellFrames(): void {
		for (;;) {
			const bytes = this.#redaction.frameBytes(this.#bytes.subarray(0, this.#length));
			if (bytes === 0 || this.#length === 0) return;
			this.#tell(Math.min(bytes, this.#length));
		}
	}

	#tell(length: number): void {
		const { fakes, patterns, note } = this.#around;
		const frame = this.#bytes.slice(0, length);
		const fake = this.#redaction.redact(frame, fakes(), patterns());
		frame.fill(0);
		this.#bytes.copyWithin(0, length, this.#length);
		this.#bytes.fill(0, this.#length - length);
		this.#length -= length;
		for (let at = 0; at < length;) {
			const chunk = this.#chunks[0]!;
			const part = Math.min(chunk.bytes, length - at);
			const bytes = Buffer.from(fake.subarray(at, at + part)).toString('latin1');
			note({ what: 'read', reader: this.#reader, bytes }, chunk.t);
			chunk.bytes -= part;
			if (chunk.bytes === 0) this.#chunks.shift();
			at += part;
		}
	}
}
