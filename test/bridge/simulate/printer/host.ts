import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { asHex } from './bytes.ts';

/** The other end of the cable: sends bytes made by hand and collects what comes back. */
export class Host {
	readonly #socket: Socket;
	#received = Buffer.alloc(0);
	readonly closed: Promise<void>;

	private constructor(socket: Socket) {
		this.#socket = socket;
		socket.on('error', () => undefined);
		this.closed = new Promise((resolve) => socket.on('close', () => resolve()));
		socket.on('data', (chunk: Buffer) => (this.#received = Buffer.concat([this.#received, chunk])));
	}

	static async connectTo(port: number): Promise<Host> {
		const socket = connect(port, '127.0.0.1');
		const host = new Host(socket);
		await once(socket, 'connect');
		return host;
	}

	send(bytes: Uint8Array): void {
		this.#socket.write(bytes);
	}

	/** The next `count` bytes of answer. */
	async answer(count: number): Promise<string> {
		while (this.#received.length < count) {
			await Promise.race([once(this.#socket, 'data'), this.closed]);
			if (this.#socket.destroyed) throw new Error('the printer hung up');
		}
		const answer = this.#received.subarray(0, count);
		this.#received = this.#received.subarray(count);
		return asHex(answer);
	}

	async ask(bytes: Uint8Array, count = 1): Promise<string> {
		this.send(bytes);
		return this.answer(count);
	}

	async leave(): Promise<void> {
		this.#socket.end();
		await this.closed;
	}
}
