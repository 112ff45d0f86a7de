import type { OpenPort } from '../../bridge/devices/port.ts';

/** A port that a test plugs in, feeds and pulls. While it is not plugged in, it cannot be opened. */
export class ScriptedPort {
	/** Every chunk that was handed out, to look at afterwards. */
	readonly handedOut: Uint8Array[] = [];
	openings = 0;
	#isPlugged = false;
	#refusal: string | null = null;
	#onasked: (question: Uint8Array) => void = () => undefined;
	#feed: ReadableStreamDefaultController<Uint8Array> | undefined;

	readonly open: OpenPort = (signal) => {
		this.openings++;
		if (this.#refusal !== null) return Promise.reject(new Error(this.#refusal));
		if (!this.#isPlugged) return Promise.reject(new Error('no such device'));
		const stream = new ReadableStream<Uint8Array>({ start: (feed) => void (this.#feed = feed) });
		signal.addEventListener('abort', () => this.#end(), { once: true });
		const write = (bytes: Uint8Array): void => void this.#onasked(Uint8Array.from(bytes));
		return Promise.resolve(Object.assign(stream, { write }));
	};

	/** What the reader does when it is asked. */
	onasked(answer: (question: Uint8Array) => void): void {
		this.#onasked = answer;
	}

	/** The system does not open it, and says why; `null`: it does again. */
	refuse(reason: string | null): void {
		this.#refusal = reason;
	}

	plug(): void {
		this.#isPlugged = true;
	}

	unplug(fault?: Error): void {
		this.#isPlugged = false;
		if (fault) this.#feed?.error(fault);
		else this.#end();
		this.#feed = undefined;
	}

	send(said: string | Uint8Array): void {
		const chunk = typeof said === 'string' ? new TextEncoder().encode(said) : Uint8Array.from(said);
		this.handedOut.push(chunk);
		this.#feed?.enqueue(chunk);
	}

	#end(): void {
		this.#feed?.close();
		this.#feed = undefined;
	}
}
