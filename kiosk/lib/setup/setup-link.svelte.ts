import { PROTOCOL } from '#shared/protocol/sockets.ts';
import type { CounterSetup } from '#shared/protocol/views.ts';
import type { Finding } from '#shared/self-check/finding.ts';
import type { SetupInput, SetupView } from '#shared/setup/state.ts';
import { mustReload } from '../build.ts';
import { openLine, type Line } from '../link.svelte.ts';

/** The connection of the page that sets the devices up: of the counter's conversation it hears nothing. */
export class SetupLink {
	#connected = $state(false);
	#view = $state.raw<SetupView>();
	#findings = $state.raw<readonly Finding[]>();
	#house = $state.raw<CounterSetup | null>();
	readonly #line: Line;
	readonly #socket: Line['socket'];

	/** @param build the page's own build */
	constructor(build: string) {
		this.#line = openLine({ protocol: PROTOCOL, build, setsUp: true });
		this.#socket = this.#line.socket;
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
		this.#socket.on('disconnect', () => (this.#connected = false));
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
		this.#line.close();
	}
}

const isHome = (view: SetupView | undefined): boolean => view?.kind === 'open' && view.step.kind === 'home';
