import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { Server } from 'socket.io';
import type { KioskInput, KioskState } from '#shared/counter/kiosk-state.ts';
import type { CounterInput, CounterState } from '#shared/counter/state.ts';
import type { SimulatedAct, SimulatedView } from '#shared/protocol/simulate.ts';
import { invariant } from '#shared/kernel/result.ts';
import { WELL, type BridgeHealth } from '#shared/protocol/health.ts';
import { PROTOCOL, type BridgeToPage, type PageToBridge } from '#shared/protocol/sockets.ts';
import type { CounterSetup } from '#shared/protocol/views.ts';
import type { Finding } from '#shared/self-check/finding.ts';
import type { SetupInput, SetupView } from '#shared/setup/state.ts';
import { screenFiles } from '../../bridge/pages/screen-files.ts';

const PAGE = join(import.meta.dirname, '../../build/kiosk');

/** A bridge without devices or server: serves the built page and says what the test tells it to say. */
export class FakeBridge {
	/** What the page asked for, in order. */
	readonly inputs: CounterInput[] = [];
	readonly kioskInputs: KioskInput[] = [];
	readonly acts: SimulatedAct[] = [];
	/** Builds that the page has said it is, one a connection. */
	readonly hellos: unknown[] = [];
	state: CounterState;
	/** Only the one of the two speaks: a bridge with this is a kiosk's. */
	kiosk: KioskState | undefined;
	/** What a page that sets devices up is shown, and what it said. */
	settingUp: SetupView = { kind: 'none' };
	/** What it finds when it looks at itself. */
	findings: readonly Finding[] = [];
	readonly setupInputs: SetupInput[] = [];
	/** The devices of a demo. */
	simulated: SimulatedView | undefined;
	setup: CounterSetup | null;
	/** Another one than the page's own makes the page load itself again. */
	build: string | undefined;
	/** Another one than the page's own is of another version. */
	protocol = PROTOCOL;
	/** What is amiss beside the conversation. */
	health: BridgeHealth = { ...WELL, skewMs: 0 };
	/** Nobody is let in: the bridge is away. */
	refuse = false;
	/** What the bridge does with an input besides noting it. */
	oninput: (input: CounterInput) => void = () => {};
	onkioskinput: (input: KioskInput) => void = () => {};
	readonly #http: HttpServer;
	readonly #io: Server<PageToBridge, BridgeToPage>;
	readonly #lines = new Set<Socket>();

	private constructor(setup: CounterSetup | null, state: CounterState) {
		this.setup = setup;
		this.state = state;
		this.#http = createServer(screenFiles(PAGE));
		this.#http.on('connection', (line: Socket) => {
			this.#lines.add(line);
			line.once('close', () => this.#lines.delete(line));
		});
		this.#io = new Server(this.#http, {
			serveClient: false,
			allowRequest: (_request, answer) => answer(null, !this.refuse),
		});
		this.#io.on('connection', (socket) => {
			const hello = socket.handshake.auth as { readonly build: string };
			this.hellos.push(hello);
			socket.emit('bridge.hello', { protocol: this.protocol, build: this.build ?? hello.build });
			socket.emit('bridge.health', this.health);
			socket.emit('counter.setup', this.setup);
			if (this.kiosk) socket.emit('kiosk.state', this.kiosk);
			else socket.emit('counter.state', this.state);
			if (this.simulated) socket.emit('simulate.view', this.simulated);
			socket.on('counter.input', (input) => {
				this.inputs.push(input);
				this.oninput(input);
			});
			socket.on('kiosk.input', (input) => {
				this.kioskInputs.push(input);
				this.onkioskinput(input);
			});
			socket.emit('setup.state', this.settingUp);
			socket.on('self-check.run', (answer) => answer(this.findings));
			socket.on('setup.input', (input) => void this.setupInputs.push(input));
			socket.on('simulate.act', (act) => void this.acts.push(act));
		});
	}

	static async start(setup: CounterSetup | null, state: CounterState): Promise<FakeBridge> {
		const bridge = new FakeBridge(setup, state);
		await new Promise<void>((resolve) => bridge.#http.listen(0, '127.0.0.1', resolve));
		return bridge;
	}

	get url(): string {
		return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
	}

	/** Tells every page what has changed. */
	say(changes: Partial<CounterState>): void {
		this.state = { ...this.state, ...changes };
		this.#io.emit('counter.state', this.state);
	}

	sayKiosk(changes: Partial<KioskState>): void {
		invariant(this.kiosk !== undefined, 'this bridge is a kiosk');
		this.kiosk = { ...this.kiosk, ...changes };
		this.#io.emit('kiosk.state', this.kiosk);
	}

	saySetup(view: SetupView): void {
		this.settingUp = view;
		this.#io.emit('setup.state', view);
	}

	saySimulated(view: SimulatedView): void {
		this.simulated = view;
		this.#io.emit('simulate.view', view);
	}

	/** The link breaks; the page calls again by itself. */
	drop(): void {
		this.#io.disconnectSockets(true);
	}

	async stop(): Promise<void> {
		// A browser holds lines that it has not used yet, and one that is busy answers no goodbye; they would be waited for.
		for (const line of this.#lines) line.destroy();
		await this.#io.close();
	}
}
