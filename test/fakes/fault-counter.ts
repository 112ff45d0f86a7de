import { io, type Socket } from 'socket.io-client';
import { initialState, next, type CounterMachine } from '#shared/counter/machine.ts';
import type { CounterEvent, CounterState } from '#shared/counter/state.ts';
import { ok } from '#shared/kernel/result.ts';
import type { BridgeToPage, PageToBridge } from '#shared/protocol/sockets.ts';
import type { CounterSetup } from '#shared/protocol/views.ts';
import { codecOf } from '../../bridge/devices/codecs.ts';
import { servePages, type Pages } from '../../bridge/pages/pages.ts';
import { runReaders } from '../../bridge/devices/readers.ts';
import { SwipeWatch } from '../../bridge/pages/swipe-watch.ts';
import { CARD_PATTERNS } from '../../server/demo/miramar.ts';
import { ANA, ELENA } from '../shared/counter/samples.ts';
import { ManualClock, settled } from './manual-clock.ts';
import { ScriptedPort } from './scripted-port.ts';

/** A till with one reader and real pages, where every member card is Elena's and time stands until it is told to go on. */
export class FaultCounter {
	readonly clock = new ManualClock();
	readonly port = new ScriptedPort();
	/** What the pages asked for. */
	readonly inputs: string[] = [];
	lookUps = 0;
	readonly #stop = new AbortController();
	readonly #swipes: SwipeWatch;
	#machine: CounterMachine = initialState('2026-11-21T17:00:00.000Z');
	#pages: Pages | undefined;

	private constructor() {
		this.#swipes = new SwipeWatch({
			clock: this.clock,
			expired: (seq) => this.#feed({ kind: 'swipe-expired', seq }),
		});
	}

	static async open(folder = '.', setup: CounterSetup | null = null): Promise<FaultCounter> {
		const counter = new FaultCounter();
		counter.#pages = await servePages({
			...{ port: 0, folder, build: 'b1', desk: null },
			setup: () => setup,
			onSeen: (seq) => (seq === null ? counter.#swipes.seenAll() : counter.#swipes.seen(seq)),
			screen: {
				role: 'till',
				state: () => counter.state,
				onInput(input) {
					counter.inputs.push(input.kind);
					if (input.kind !== 'card-typed') counter.#feed(input);
				},
			},
		});
		counter.#feed({ kind: 'pin-entered', pin: '1111' });
		counter.#feed({ kind: 'sign-in-answered', answer: ok(ANA) });
		counter.port.plug();
		void runReaders([{ name: 'card', open: counter.port.open, codec: (patterns) => codecOf('swipe', patterns) }], {
			runner: { feed: (event) => counter.#feed(event) },
			patterns: () => CARD_PATTERNS,
			onSwipe: (mark) => counter.#swipes.presented(mark),
			log: { warn: () => undefined },
			clock: counter.clock,
			signal: counter.#stop.signal,
		});
		await settled();
		return counter;
	}

	get state(): CounterState {
		return this.#machine.view;
	}

	get url(): string {
		return `http://localhost:${this.#pages!.port}`;
	}

	async swipe(number: string): Promise<void> {
		this.port.send(`;${number}?\r`);
		await settled();
	}

	async close(): Promise<void> {
		this.#stop.abort();
		this.#swipes.close();
		await this.#pages?.close();
	}

	#feed(event: CounterEvent): void {
		const { state, effects } = next(this.#machine, event);
		this.#machine = state;
		this.#pages?.showState();
		for (const effect of effects) {
			if (effect.kind !== 'look-up') continue;
			this.lookUps++;
			this.#feed({ kind: 'member-answered', swipe: effect.swipe, freshness: 'live', answer: ok(ELENA) });
		}
	}
}

/** A page of such a till, with a hand on it. */
export class FaultPage {
	/** How the conversation stood each time that the page was told. */
	readonly states: CounterState[] = [];
	/** It has the counter. */
	has = false;
	readonly #socket: Socket<BridgeToPage, PageToBridge>;

	/** @param draws `false`: it is frozen, and says nothing of what it hears */
	constructor(url: string, { window = 'w', draws = true, looksOn = false } = {}) {
		this.#socket = io(url, {
			...{ transports: ['websocket'], reconnection: false, forceNew: true },
			...{ extraHeaders: { origin: url }, auth: { protocol: 1, build: 'b1', window, looksOn } },
		});
		this.#socket.on('lease.changed', (has) => (this.has = has));
		this.#socket.on('counter.state', (state) => {
			this.has = true;
			this.states.push(state);
			if (draws && state.swipe) this.#socket.emit('swipe.seen', state.swipe.seq);
		});
	}

	get state(): CounterState | undefined {
		return this.states.at(-1);
	}

	/** The bridge has let it in. */
	get isOpen(): boolean {
		return this.#socket.connected;
	}

	locks(): void {
		this.#socket.emit('counter.input', { kind: 'lock' });
	}

	dropsGuest(): void {
		this.#socket.emit('counter.input', { kind: 'guest-dropped' });
	}

	takesOver(): void {
		this.#socket.emit('lease.take-over');
	}

	close(): void {
		this.#socket.close();
	}
}
