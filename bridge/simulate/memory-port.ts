import type { OpenPort } from '../devices/port.ts';

/** A reader without a wire: it is plugged in, fed and pulled in this process. */
export class MemoryPort {
	#refusal: string | null = null;
	#isPlugged = true;
	#feed: ReadableStreamDefaultController<Uint8Array> | undefined;

	readonly open: OpenPort = (signal) => {
		if (!this.#isPlugged || this.#refusal !== null)
			return Promise.reject(new Error(this.#isPlugged ? this.#refusal! : 'no such device'));
		const stream = new ReadableStream<Uint8Array>({ start: (feed) => void (this.#feed = feed) });
		signal.addEventListener('abort', () => this.#end(), { once: true });
		return Promise.resolve(stream);
	};

	plug(): void {
		this.#isPlugged = true;
	}

	unplug(): void {
		this.#isPlugged = false;
		this.#end();
	}

	/** The system does not open it, and says why; `null`: it does again. */
	refuse(reason: string | null): void {
		this.#refusal = reason;
	}

	send(bytes: Uint8Array): void {
		this.#feed?.enqueue(Uint8Array.from(bytes));
	}

	#end(): void {
		this.#feed?.close();
		this.#feed = undefined;
	}
}
