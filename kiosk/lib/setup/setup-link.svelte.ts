import { io, type Socket } from 'socket.io-client';
import {
	LINK_TIMINGS,
	PROTOCOL,
	type BridgeToPage,
	type PageHello,
	type PageToBridge,
} from '#shared/protocol/sockets.ts';
import type { CounterSetup } from '#shared/protocol/views.ts';
import type { Finding } from '#shared/self-check/finding.ts';
import type { SetupInput, SetupView } from '#shared/setup/state.ts';
import { mustReload } from '../build.ts';

/** The connection of the page that sets the devices up: of the counter's conversation it hears nothing. */
export class SetupLink {
	#connected = $state(false);
	#view = $state.raw<SetupView>();
	#findings = $state.raw<readonly Finding[]>();
	#house = $state.raw<CounterSetup | null>();
	readonly #socket: Socket<BridgeToPage, PageToBridge>;
	#retry: ReturnType<typeof setTimeout> | undefined;

	/** @param build the page's own build */
	constructor(build: string) {
		this.#socket = io({
			transports: ['websocket'],
			auth: { protocol: PROTOCOL, build, setsUp: true } satisfies PageHello,
			reconnectionDelay: LINK_TIMINGS.reconnectMsMin,
			reconnectionDelayMax: LINK_TIMINGS.reconnectMsMax,
			randomizationFactor: 0,
			timeout: LINK_TIMINGS.pingTimeoutMs,
		});
		this.#socket.on('bridge.hello', (hello) => {
			if (mustReload(build, hello, sessionStorage)) location.reload();
			else this.#connected = true;
		});
		this.#socket.on('counter.setup', (house) => (this.#house = house));
		this.#socket.on('setup.state', (view) => {
			const wasHome = isHome(this.#view);
			this.#view = view;
			// A check opens what nobody else holds, so it waits until the counter has its devices again.
			if (isHome(view) && !wasHome) this.#check();
		});
		this.#socket.on('disconnect', (reason) => {
			this.#connected = false;
			// A bridge that says goodbye is not called again by Socket.IO itself.
			if (reason === 'io server disconnect') {
				this.#retry = setTimeout(() => this.#socket.connect(), LINK_TIMINGS.reconnectMsMax);
			}
		});
	}

	get connected(): boolean {
		return this.#connected;
	}

	/** `undefined`: the bridge has not spoken yet. */
	get view(): SetupView | undefined {
		return this.#view;
	}

	get house(): CounterSetup | null | undefined {
		return this.#house;
	}

	/** What is amiss; `undefined` until the counter has looked. */
	get findings(): readonly Finding[] | undefined {
		return this.#findings;
	}

	#check(): void {
		this.#socket.emit('self-check.run', (findings) => (this.#findings = findings));
	}

	/** Nothing waits here for a bridge that is away. */
	say(input: SetupInput): void {
		if (this.#connected) this.#socket.emit('setup.input', input);
	}

	close(): void {
		clearTimeout(this.#retry);
		this.#socket.close();
	}
}

const isHome = (view: SetupView | undefined): boolean => view?.kind === 'open' && view.step.kind === 'home';
