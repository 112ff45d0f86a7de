import { io, type Socket } from 'socket.io-client';
import { createContext } from 'svelte';
import type { KioskInput, KioskState } from '#shared/counter/kiosk-state.ts';
import type { SwipeMark } from '#shared/counter/reader-state.ts';
import type { CounterInput, CounterState } from '#shared/counter/state.ts';
import type { Language } from '#shared/kernel/language.ts';
import type { SimulatedAct, SimulatedView } from '#shared/protocol/simulate.ts';
import { WELL, type BridgeHealth } from '#shared/protocol/health.ts';
import {
	LINK_TIMINGS,
	PROTOCOL,
	type BridgeToPage,
	type PageHello,
	type PageToBridge,
} from '#shared/protocol/sockets.ts';
import type { CounterSetup, MemberView } from '#shared/protocol/views.ts';
import { mustReload } from './build.ts';
import { setSkew } from './moment.ts';
import { rareIn, Writing } from './fonts/writing.ts';

/** `silent`: no bridge runs there. `refused`: it runs, and does not take this page for its own. */
export type LinkFault = 'silent' | 'refused' | 'version';

export type Line = {
	readonly socket: Socket<BridgeToPage, PageToBridge>;
	/** Calls no more. */
	readonly close: () => void;
};

/** Calls the bridge that served this page, again and again, until closed. */
export function openLine(hello: PageHello): Line {
	const socket: Line['socket'] = io({
		transports: ['websocket'],
		auth: hello,
		reconnectionDelay: LINK_TIMINGS.reconnectMsMin,
		reconnectionDelayMax: LINK_TIMINGS.reconnectMsMax,
		randomizationFactor: 0,
		timeout: LINK_TIMINGS.pingTimeoutMs,
	});
	let retry: ReturnType<typeof setTimeout> | undefined;
	socket.on('disconnect', (reason) => {
		// A bridge that says goodbye is not called again by Socket.IO itself.
		if (reason === 'io server disconnect') retry = setTimeout(() => socket.connect(), LINK_TIMINGS.reconnectMsMax);
	});
	const close = (): void => {
		clearTimeout(retry);
		socket.close();
	};
	return { socket, close };
}

/** The page's one connection: to the bridge that served it. What it last heard stays on the screen when the bridge goes. */
export class Link {
	#connected = $state(false);
	#hasCounter = $state(true);
	#isSetUp = $state(false);
	#seen = 0;
	#fault = $state<LinkFault>();
	#health = $state.raw<BridgeHealth>(WELL);
	#setup = $state.raw<CounterSetup | null>();
	#counter = $state.raw<CounterState>();
	#kiosk = $state.raw<KioskState>();
	#simulated = $state.raw<SimulatedView>();
	readonly #line: Line;
	readonly #socket: Line['socket'];
	#listeners: readonly ((state: CounterState) => void)[] = [];
	readonly #kioskListeners: ((state: KioskState) => void)[] = [];
	readonly #writing = new Writing();

	/**
	 * @param build the page's own build
	 * @param looksOn works nothing, and leaves the counter to the page that does
	 * @param words what the page may say in this language, at rest and to a guest: nothing is shown before there are letters for it
	 */
	constructor(
		build: string,
		words: (language: Language, to: 'nobody' | 'guest') => string = () => '',
		{ looksOn = false }: { readonly looksOn?: boolean } = {},
	) {
		this.#line = openLine({ protocol: PROTOCOL, build, looksOn, window: windowName() });
		this.#socket = this.#line.socket;
		this.#socket.on('bridge.hello', (hello) => {
			if (mustReload(build, hello, sessionStorage)) location.reload();
			else if (hello.protocol !== PROTOCOL) this.#fault = 'version';
			else {
				this.#fault = undefined;
				this.#connected = this.#hasCounter = true;
				this.#isSetUp = false;
			}
			this.#seen = 0;
		});
		const textOf = ({ guest }: CounterState | KioskState): string =>
			guest.kind === 'shown' ? namesOf(guest.member) + words(guest.member.language, 'guest') : '';
		this.#socket.on('counter.setup', (setup) => {
			// A kiosk rests in the language of its house.
			const rests = setup?.role === 'kiosk' ? words(setup.property.language, 'nobody') : '';
			this.#writing.when(rareIn(JSON.stringify(setup)) + rests, () => (this.#setup = setup));
		});
		this.#socket.on('counter.state', (state) =>
			this.#writing.when(textOf(state), () => {
				this.#counter = state;
				if (!looksOn) this.#showSwipe(state.swipe);
				for (const listener of this.#listeners) listener(state);
			}),
		);
		this.#socket.on('kiosk.state', (state) =>
			this.#writing.when(textOf(state), () => {
				this.#kiosk = state;
				if (!looksOn) this.#showSwipe(state.swipe);
				for (const listener of this.#kioskListeners) listener(state);
			}),
		);
		this.#socket.on('lease.changed', (has) => (this.#hasCounter = has));
		this.#socket.on('setup.changed', (isOpen) => (this.#isSetUp = isOpen));
		this.#socket.on('simulate.view', (view) => (this.#simulated = view));
		this.#socket.on('bridge.health', (health) => {
			setSkew(health.skewMs);
			this.#health = health;
		});
		this.#socket.on('connect_error', () => void this.#look());
		this.#socket.on('disconnect', () => (this.#connected = false));
	}

	get connected(): boolean {
		return this.#connected;
	}

	/** Its devices are being set up: nobody has the counter meanwhile. */
	get isSetUp(): boolean {
		return this.#isSetUp;
	}

	/** `false`: the counter is open in another window. */
	get hasCounter(): boolean {
		return this.#hasCounter;
	}

	/** Somebody wants the counter here. */
	takeOver(): void {
		this.#socket.emit('lease.take-over');
	}

	/** Why there is no connection; `undefined` while there is one or nobody knows. */
	get fault(): LinkFault | undefined {
		return this.#fault;
	}

	get health(): BridgeHealth {
		return this.#health;
	}

	/** A browser does not say why a socket did not open: whether the bridge answers at all tells half of it. */
	async #look(): Promise<void> {
		const answers = await fetch('/healthz', { cache: 'no-store' }).then(
			({ ok }) => ok,
			() => false,
		);
		if (!this.#connected) this.#fault = answers ? 'refused' : 'silent';
	}

	/** `undefined`: the bridge has not spoken yet. `null`: it has never met its server. */
	get setup(): CounterSetup | null | undefined {
		return this.#setup;
	}

	get counter(): CounterState | undefined {
		return this.#counter;
	}

	get kiosk(): KioskState | undefined {
		return this.#kiosk;
	}

	/** `undefined` where the devices are real. */
	get simulated(): SimulatedView | undefined {
		return this.#simulated;
	}

	/** Hears every state, in order, as it comes. @returns ends it */
	onstate(listener: (state: CounterState) => void): () => unknown {
		this.#listeners = [...this.#listeners, listener];
		return () => (this.#listeners = this.#listeners.filter((other) => other !== listener));
	}

	onkiosk(listener: (state: KioskState) => void): void {
		this.#kioskListeners.push(listener);
	}

	/** Nothing waits here for a bridge that is away: an old key press must not come true later. */
	send(input: CounterInput): void {
		if (this.#connected && this.#hasCounter) this.#socket.emit('counter.input', input);
	}

	/** The same for a kiosk; `false` where nobody heard it. */
	ask(input: KioskInput): boolean {
		const isHeard = this.#connected && this.#hasCounter;
		if (isHeard) this.#socket.emit('kiosk.input', input);
		return isHeard;
	}

	act(act: SimulatedAct): void {
		if (this.#connected) this.#socket.emit('simulate.act', act);
	}

	/** The page keeps nothing of a guest who has gone, whether the bridge hears of it or not. */
	forgetGuest(): void {
		if (this.#kiosk) this.#kiosk = { ...this.#kiosk, guest: { kind: 'none' }, notice: null, slip: null };
	}

	/** The bridge hears when the swipe is really on the screen: a page that draws nothing has shown it to nobody. */
	#showSwipe(swipe: SwipeMark | null): void {
		if (!swipe || swipe.seq <= this.#seen) return;
		const { seq } = swipe;
		this.#seen = seq;
		requestAnimationFrame(() => this.#socket.emit('swipe.seen', seq));
	}

	close(): void {
		this.#line.close();
	}
}

const WINDOW = 'retorno.window';

/** The same for as long as the window is open, however often its page is loaded. */
function windowName(): string {
	const name = sessionStorage.getItem(WINDOW) ?? crypto.randomUUID();
	sessionStorage.setItem(WINDOW, name);
	return name;
}

const namesOf = ({ displayName, givenName }: MemberView): string => displayName + givenName;

export const [useLink, setLink] = createContext<Link>();
