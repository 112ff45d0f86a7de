import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What befalls a chunk of bytes on its way. */
export type LineFault = 'pass' | 'delay' | 'halve' | 'duplicate' | 'reorder' | 'cut' | 'cut-in-half' | 'half-open';

/** How often each comes, as shares; what is left out never does. */
export type LineFaults = Readonly<Partial<Record<LineFault, number>>>;

const DELAY_MS_MAX = 120;
/** What is held back for the next chunk goes by itself after this. */
const HELD_MS_MAX = 60;

type Options = {
	/** Whom the line leads to, on this machine. */
	readonly port: number;
	readonly faults: LineFaults;
	/** A whole number below a limit; the same seed, the same series of faults. */
	readonly below: (limit: number) => number;
};

/**
 * A TCP line between a counter and its server or printer on which things happen, each chunk by chance: late, in two
 * pieces, twice, after the next one, never, with the line; or the line stays open and swallows all.
 */
export class FaultyLine {
	/** How often each has come. */
	readonly counts: Record<LineFault, number>;
	readonly #options: Options;
	readonly #server: Server;
	readonly #sockets = new Set<Socket>();
	#isCalm = false;

	private constructor(options: Options) {
		this.#options = options;
		this.counts = { pass: 0, delay: 0, halve: 0, duplicate: 0, reorder: 0, cut: 0, 'cut-in-half': 0, 'half-open': 0 };
		this.#server = createServer((near) => this.#join(near, connect(options.port, '127.0.0.1')));
	}

	static async open(options: Options): Promise<FaultyLine> {
		const line = new FaultyLine(options);
		await new Promise<void>((resolve) => line.#server.listen(0, '127.0.0.1', resolve));
		return line;
	}

	get port(): number {
		return (this.#server.address() as AddressInfo).port;
	}

	/** From now on nothing happens any more; connections that are open are cut, because some of them may be half open. */
	calm(): void {
		this.#isCalm = true;
		this.cut();
	}

	/** Every connection that is open ends, without a word. */
	cut(): void {
		for (const socket of this.#sockets) socket.destroy();
	}

	async close(): Promise<void> {
		this.cut();
		await new Promise((resolve) => this.#server.close(resolve));
	}

	#join(near: Socket, far: Socket): void {
		const ends = [near, far] as const;
		const cut = (): void => ends.forEach((end) => end.destroy());
		const state = { isHalfOpen: false, cut };
		for (const end of ends) {
			this.#sockets.add(end);
			end.setNoDelay(true);
			end.on('error', cut);
			end.on('close', () => {
				this.#sockets.delete(end);
				if (!state.isHalfOpen) cut();
			});
		}
		this.#carry(near, far, state);
		this.#carry(far, near, state);
	}

	/** One way of a connection: chunk after chunk, so that a late one delays what follows it. */
	#carry(from: Socket, to: Socket, state: { isHalfOpen: boolean; readonly cut: () => void }): void {
		let turn: Promise<unknown> = Promise.resolve();
		let held: Buffer | undefined;
		const write = (bytes: Uint8Array): void => {
			if (to.writable) to.write(bytes);
		};
		const letGo = (): void => {
			if (held) write(held);
			held = undefined;
		};
		from.on('data', (chunk: Buffer) => {
			const fault = this.#next();
			turn = turn.then(async () => {
				if (state.isHalfOpen) return;
				switch (fault) {
					case 'pass':
						write(chunk);
						break;
					case 'delay':
						await sleep(this.#options.below(DELAY_MS_MAX));
						write(chunk);
						break;
					case 'halve':
						write(chunk.subarray(0, chunk.length >> 1));
						await sleep(this.#options.below(DELAY_MS_MAX));
						write(chunk.subarray(chunk.length >> 1));
						break;
					case 'duplicate':
						write(Buffer.concat([chunk, chunk]));
						break;
					case 'reorder':
						letGo();
						held = chunk;
						void sleep(HELD_MS_MAX).then(letGo);
						return;
					case 'cut-in-half':
						write(chunk.subarray(0, chunk.length >> 1));
						await sleep(1);
						return state.cut();
					case 'cut':
						return state.cut();
					case 'half-open':
						state.isHalfOpen = true;
						return;
				}
				letGo();
			});
		});
	}

	#next(): LineFault {
		const faults = Object.entries(this.#options.faults) as [LineFault, number][];
		let left = this.#isCalm ? 0 : this.#options.below(faults.reduce((sum, [, share]) => sum + share, 0));
		const [fault] = this.#isCalm ? (['pass'] as const) : faults.find(([, share]) => (left -= share) < 0)!;
		this.counts[fault]++;
		return fault;
	}
}
