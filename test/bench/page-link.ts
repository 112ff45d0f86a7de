import { io, type Socket } from 'socket.io-client';
import type { CounterInput, CounterState } from '#shared/counter/state.ts';
import type { BridgeToPage, PageToBridge } from '#shared/protocol/sockets.ts';

const STATE_MS_MAX = 10_000;

/** What the till's page holds: one socket to its bridge. */
export class PageLink {
	readonly #socket: Socket<BridgeToPage, PageToBridge>;
	readonly #listeners = new Set<(state: CounterState) => void>();
	state: CounterState | undefined;

	/** @param looksOn hears everything and says nothing: another page has the counter */
	constructor(bridgePort: number, { looksOn = false } = {}) {
		const origin = `http://localhost:${bridgePort}`;
		this.#socket = io(origin, { transports: ['websocket'], extraHeaders: { origin }, auth: { looksOn } });
		this.#socket.on('counter.state', (state) => {
			this.state = state;
			for (const listener of this.#listeners) listener(state);
		});
	}

	send(input: CounterInput): void {
		this.#socket.emit('counter.input', input);
	}

	/** The first state, the present one included, of which something holds. */
	until(holds: (state: CounterState) => boolean): Promise<CounterState> {
		if (this.state && holds(this.state)) return Promise.resolve(this.state);
		return new Promise((resolve, reject) => {
			const end = () => {
				clearTimeout(timer);
				this.#listeners.delete(heard);
			};
			const heard = (state: CounterState) => {
				if (!holds(state)) return;
				end();
				resolve(state);
			};
			const timer = setTimeout(() => {
				end();
				const { visit, guest, notice, reader, printer, server, staff } = this.state ?? {};
				const told = { visit, guest: guest?.kind, notice, reader, printer, server, staff: staff?.id };
				reject(new Error(`the counter stays at ${JSON.stringify(told)}`));
			}, STATE_MS_MAX);
			this.#listeners.add(heard);
		});
	}

	close(): void {
		this.#socket.close();
	}
}
