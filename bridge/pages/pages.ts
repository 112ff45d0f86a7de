import { createServer, type IncomingMessage, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server, type Socket } from 'socket.io';
import { counterInputSchema } from '#shared/counter/input.schema.ts';
import { kioskInputSchema } from '#shared/counter/kiosk-input.schema.ts';
import type { KioskInput, KioskState } from '#shared/counter/kiosk-state.ts';
import type { CounterInput, CounterState } from '#shared/counter/state.ts';
import { err } from '#shared/kernel/result.ts';
import { WELL, type BridgeHealth } from '#shared/protocol/health.ts';
import { LINK_TIMINGS, PROTOCOL, type BridgeToPage, type PageToBridge } from '#shared/protocol/sockets.ts';
import type { Finding } from '#shared/self-check/finding.ts';
import type { SimulatedAct, SimulatedView } from '#shared/protocol/simulate.ts';
import { simulatedActSchema } from '#shared/protocol/simulate.schema.ts';
import type { CounterSetup } from '#shared/protocol/views.ts';
import { setupInputSchema } from '#shared/setup/input.schema.ts';
import type { SetupInput, SetupView } from '#shared/setup/state.ts';
import { z, type ZodType } from 'zod';
import { systemClock } from '../clock.ts';
import { FloodGate } from './flood.ts';
import { Lease, type LeaseChange } from './lease.ts';
import { screenFiles } from './screen-files.ts';
import { sayPort } from '../state-lock.ts';

/** What the pages need of simulated devices; who really has some never loads them. */
export type SimulatedDesk = {
	readonly view: SimulatedView;
	readonly onChange: (listener: (view: SimulatedView) => void) => void;
	readonly do: (act: SimulatedAct) => Promise<void>;
};

/** What the pages need of set-up. While it is open, the counter hears no page, because its devices are away. */
export type SetupOfDevices = {
	readonly isOpen: boolean;
	/** @param page names one connection */
	readonly viewOf: (page: string) => SetupView;
	readonly hear: (page: string, input: SetupInput) => void;
	readonly gone: (page: string) => void;
};

/** The one conversation that the pages of a counter take part in. */
export type Screen =
	| {
			readonly role: 'till';
			readonly state: () => CounterState;
			readonly onInput: (input: CounterInput) => void;
	  }
	| {
			readonly role: 'kiosk';
			readonly state: () => KioskState;
			readonly onInput: (input: KioskInput) => void;
	  };

export type Pages = {
	/** A page is open and has the counter. */
	readonly isWatched: () => boolean;
	readonly port: number;
	/** Shows how the conversation stands now. What follows itself within one turn is shown once: a page draws it once. */
	showState(): void;
	showSetup(setup: CounterSetup | null): void;
	showHealth(health: BridgeHealth): void;
	showSettingUp(): void;
	/** The devices are being set up from now on, or are not any more. */
	settingUpChanged(): void;
	close(): Promise<void>;
};

/** `foreign`: of another version. */
export type PageNews = 'opened' | 'foreign' | 'has' | 'waits' | 'closed';

type Options = {
	readonly port: number;
	/** The built screens. */
	readonly folder: string;
	readonly build: string;
	readonly screen: Screen;
	/** The page that has the counter has drawn this swipe; `null`: somebody is at work there. */
	readonly onSeen?: (seq: number | null) => void;
	/** What became of a page, the pages counted from 1. */
	readonly onPage?: (page: number, is: PageNews) => void;
	readonly setup: () => CounterSetup | null;
	readonly health?: () => BridgeHealth;
	/** `null` where the devices are simulated. */
	readonly settingUp?: () => SetupOfDevices | null;
	/** A page said more than anybody can. */
	readonly onDropped?: () => void;
	/** What the counter finds when it looks at itself. */
	readonly selfCheck?: () => Promise<readonly Finding[]>;
	/** Demo only: devices that are not there, and a hand at them. */
	readonly desk: SimulatedDesk | null;
};

const LOOPBACK = ['127.0.0.1', '::1'] as const;

/** Says whether any page is heard, for whoever keeps a browser before it. */
const PAGE_HEARD = '/healthz/page';

/** The pages of this version. */
const SPEAKING = 'speaking';

/** A confirmed visit of two hundred lines is some 30 kB. */
const MESSAGE_BYTES_MAX = 256_000;

/**
 * Serves the counter's screens on loopback, and nowhere else. Host and Origin are checked on every request and upgrade, so
 * a page from elsewhere that a browser on this machine shows can neither read nor speak here (DNS rebinding, CSRF).
 */
export async function servePages(options: Options): Promise<Pages> {
	const files = screenFiles(options.folder);
	const isHeard = (): boolean => io.of('/').sockets.size > 0;
	const servers = LOOPBACK.map(() =>
		createServer((request, response) => {
			const refusal = isOwnHost(request, port) ? isForeign(request, port) && 403 : 421;
			if (refusal) return void response.writeHead(refusal, PLAIN_TEXT).end(elsewhere(port));
			for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
			if (request.url === '/healthz') return void response.writeHead(200).end('ok');
			if (request.url === PAGE_HEARD) return void response.writeHead(isHeard() ? 200 : 503).end();
			files(request, response);
		}),
	);
	const [v4, v6] = servers as [HttpServer, HttpServer];
	const port = await listen(v4, LOOPBACK[0], options.port).catch((cause: unknown) => {
		throw sayPort(cause, options.port);
	});
	// A machine without IPv6 has no ::1; then there is nothing to close there either.
	await listen(v6, LOOPBACK[1], port).catch(() => undefined);

	const io = new Server<PageToBridge, BridgeToPage>({
		serveClient: false,
		transports: ['websocket'],
		pingInterval: LINK_TIMINGS.pingIntervalMs,
		pingTimeout: LINK_TIMINGS.pingTimeoutMs,
		maxHttpBufferSize: MESSAGE_BYTES_MAX,
		allowRequest: (request, answer) => answer(null, isOwnPage(request, port)),
	});
	for (const server of servers) io.attach(server);

	const settingUp = (): SetupOfDevices | null => options.settingUp?.() ?? null;
	const isSettingUp = (): boolean => settingUp()?.isOpen ?? false;
	const lease = new Lease<PageSocket>();
	const numbers = new WeakMap<PageSocket, number>();
	let opened = 0;
	/** @param arriving a page that has the counter from its hello on need not be told */
	function tell(changes: readonly LeaseChange<PageSocket>[], arriving?: PageSocket): void {
		for (const change of changes) {
			const { page } = change;
			const has = change.has && !isSettingUp();
			void (has ? page.join(SHOWN) : page.leave(SHOWN));
			options.onPage?.(numbers.get(page) ?? 0, has ? 'has' : 'waits');
			if (!has || page !== arriving) page.emit('lease.changed', has);
			if (has) sendState(page, options.screen);
		}
	}
	const speaking = () => io.to(SPEAKING);
	const setups = new Set<PageSocket>();
	const sendSettingUp = (page: PageSocket): unknown =>
		page.emit('setup.state', settingUp()?.viewOf(page.id) ?? { kind: 'none' });
	io.on('connection', (socket) => {
		socket.emit('bridge.hello', { protocol: PROTOCOL, build: options.build });
		// A page of another version loads itself again; until then it would not understand what it hears.
		const { protocol = PROTOCOL } = socket.handshake.auth as { readonly protocol?: unknown };
		const page = ++opened;
		numbers.set(socket, page);
		options.onPage?.(page, protocol === PROTOCOL ? 'opened' : 'foreign');
		socket.on('disconnect', () => options.onPage?.(page, 'closed'));
		if (protocol !== PROTOCOL) return;
		void socket.join(SPEAKING);
		const gate = new FloodGate(systemClock.elapsedMs, () => options.onDropped?.());
		socket.use((_event, next) => {
			if (gate.pass()) next();
		});
		socket.emit('bridge.health', options.health?.() ?? WELL);
		socket.emit('counter.setup', options.setup());
		if (isSettingUp()) socket.emit('setup.changed', true);
		const { window = null, looksOn = false, setsUp = false } = helloSchema.safeParse(socket.handshake.auth).data ?? {};
		socket.on('setup.input', (input, answer) =>
			hear(setupInputSchema, input, answer, (known) => {
				if (setsUp) settingUp()?.hear(socket.id, known);
			}),
		);
		if (setsUp) {
			setups.add(socket);
			sendSettingUp(socket);
			socket.on('disconnect', () => {
				setups.delete(socket);
				settingUp()?.gone(socket.id);
			});
		} else if (looksOn) {
			void socket.join(SHOWN);
			sendState(socket, options.screen);
		} else {
			tell(lease.open(socket, window), socket);
			socket.on('lease.take-over', () => {
				if (!isSettingUp()) tell(lease.takeOver(socket));
			});
			socket.on('disconnect', () => tell(lease.close(socket)));
			serveScreen(socket, options, () => lease.holder === socket && !isSettingUp());
		}
		if (options.selfCheck) serveSelfCheck(socket, options.selfCheck);
		if (options.desk) serveDesk(socket, options.desk);
	});
	options.desk?.onChange((view) => void speaking().emit('simulate.view', view));

	let due: NodeJS.Immediate | undefined;
	return {
		port,
		showState() {
			due ??= setImmediate(() => {
				due = undefined;
				sendState(io.to(SHOWN), options.screen);
			});
		},
		isWatched: () => lease.holder !== null && !isSettingUp(),
		showHealth: (health) => void speaking().emit('bridge.health', health),
		showSetup: (setup) => void speaking().emit('counter.setup', setup),
		showSettingUp() {
			for (const page of setups) sendSettingUp(page);
		},
		settingUpChanged() {
			speaking().emit('setup.changed', isSettingUp());
			if (lease.holder) tell([{ page: lease.holder, has: true }]);
		},
		async close() {
			clearImmediate(due);
			io.disconnectSockets(true);
			// A browser holds lines that it has not used yet: none is let in any more, then all are cut.
			const ended = servers.map((server) => new Promise((resolve) => server.close(resolve)));
			for (const server of servers) server.closeAllConnections();
			await io.close();
			await Promise.all(ended);
		},
	};
}

type PageSocket = Socket<PageToBridge, BridgeToPage>;

/** The room of those who hear how the conversation stands. */
const SHOWN = 'shown';

const helloSchema = z.object({
	window: z.string().max(100).optional(),
	looksOn: z.boolean().optional(),
	setsUp: z.boolean().optional(),
});
const seqSchema = z.int().min(0);

type ToPages = Pick<ReturnType<Server<PageToBridge, BridgeToPage>['to']>, 'emit'> | Pick<PageSocket, 'emit'>;

function sendState(to: ToPages, screen: Screen): void {
	if (screen.role === 'till') to.emit('counter.state', screen.state());
	else to.emit('kiosk.state', screen.state());
}

/** @param has whether the counter is this page's; what others say is not heard */
function serveScreen(socket: PageSocket, { screen, onSeen }: Options, has: () => boolean): void {
	socket.on('swipe.seen', (seq) => {
		const parsed = seqSchema.safeParse(seq);
		if (parsed.success && has()) onSeen?.(parsed.data);
	});
	switch (screen.role) {
		case 'till':
			socket.on('counter.input', (input, answer) => {
				hear(counterInputSchema, input, answer, (known) => {
					if (!has()) return;
					onSeen?.(null);
					screen.onInput(known);
				});
			});
			return;
		case 'kiosk':
			socket.on('kiosk.input', (input, answer) => {
				hear(kioskInputSchema, input, answer, (known) => {
					if (!has()) return;
					onSeen?.(null);
					screen.onInput(known);
				});
			});
			return;
	}
}

function serveDesk(socket: PageSocket, desk: SimulatedDesk): void {
	socket.emit('simulate.view', desk.view);
	socket.on('simulate.act', (act, answer) => hear(simulatedActSchema, act, answer, (known) => void desk.do(known)));
}

function serveSelfCheck(socket: PageSocket, selfCheck: () => Promise<readonly Finding[]>): void {
	socket.on('self-check.run', (answer: unknown) => {
		if (typeof answer === 'function') void selfCheck().then(answer as (findings: readonly Finding[]) => void);
	});
}

/** Takes what was agreed; whoever says something else is told so where they ask. */
function hear<Said>(schema: ZodType<Said>, said: unknown, answer: unknown, take: (known: Said) => void): void {
	const known = schema.safeParse(said);
	if (known.success) take(known.data);
	else if (typeof answer === 'function') (answer as (refusal: unknown) => void)(err({ code: 'request_malformed' }));
}

const SECURITY_HEADERS = {
	'x-content-type-options': 'nosniff',
	'x-frame-options': 'DENY',
	'referrer-policy': 'no-referrer',
	'cross-origin-resource-policy': 'same-origin',
	'cross-origin-opener-policy': 'same-origin',
};

const hostsOf = (port: number): readonly string[] => [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`];

const isOwnHost = ({ headers }: IncomingMessage, port: number): boolean => hostsOf(port).includes(headers.host ?? '');

/** A browser says so of a page from elsewhere, and of its own page only where it asks for more than to read. */
const isForeign = ({ headers }: IncomingMessage, port: number): boolean =>
	headers.origin !== undefined && !hostsOf(port).some((host) => headers.origin === `http://${host}`);

const isOwnPage = (request: IncomingMessage, port: number): boolean =>
	isOwnHost(request, port) && request.headers.origin !== undefined && !isForeign(request, port);

const PLAIN_TEXT = { 'content-type': 'text/plain; charset=utf-8' };

/** Read by whoever set the machine up. */
const elsewhere = (port: number): string => `The screens of this counter are at http://localhost:${port}\n`;

const listen = (server: HttpServer, host: string, port: number): Promise<number> =>
	new Promise((resolve, reject) => {
		server.once('error', reject);
		server.listen({ host, port }, () => resolve((server.address() as AddressInfo).port));
	});
