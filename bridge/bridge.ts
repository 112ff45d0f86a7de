import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { CardPattern } from '#shared/card/card.ts';
import { eventOfTyped } from '#shared/counter/typed-card.ts';
import { SKEW_MS_TOLD } from '#shared/protocol/health.ts';
import type { BridgeSetup } from '#shared/protocol/sockets.ts';
import { momentAt } from '#shared/kernel/moment.ts';
import type { CounterSetup, MemberView } from '#shared/protocol/views.ts';
import { oneAtATime } from './checks/one-at-a-time.ts';
import type { LiveCounter } from './checks/surroundings.ts';
import { systemClock } from './clock.ts';
import type { BridgeConfig } from './config.ts';
import { Counter } from './counter.ts';
import { Guests } from './guests.ts';
import { boundedRunner, FloodGate } from './flood.ts';
import { Health } from './health.ts';
import { Kiosk } from './kiosk.ts';
import { openOutbox } from './outbox.ts';
import { servePages, type Pages, type Screen, type SimulatedDesk } from './pages.ts';
import { HouseClock } from './house-clock.ts';
import { PrinterStand } from './printing/printer-stand.ts';
import type { Printing } from './printing/printing.ts';
import type { PrinterConfig } from './printing/printer-config.ts';
import { socketsPath } from './counters-readers.ts';
import type { CounterReader } from './readers.ts';
import { ReaderStand } from './reader-stand.ts';
import { standingOf, startReporting } from './reporting.ts';
import { keepRecords } from './recorder/record-files.ts';
import { Recorder } from './recorder/recorder.ts';
import { Following } from './replica/following.ts';
import { Replica, REPLICA_DAYS_MAX } from './replica/replica.ts';
import { Seal } from './replica/seal.ts';
import type { DeviceEvent, Runner } from './runner.ts';
import { ServerLink, TROUBLES } from './server-link.ts';
import { ShownEnds } from './shown-ends.ts';
import { holdState } from './state-lock.ts';
import { ownDevices } from './setup/own-devices.ts';
import { SetupDesk } from './setup/setup-desk.ts';
import { signInWith, type SignIn } from './sign-in.ts';
import type { Watch } from './watch.ts';
import { SwipeWatch } from './swipe-watch.ts';
import { composeSlip } from './slips.ts';

/** What stands on the counter. `null` where there is none. */
export type Devices = {
	readonly readers: readonly CounterReader[];
	readonly printer: PrinterConfig | null;
	/** Demo only. */
	readonly desk: SimulatedDesk | null;
};

export type RunningBridge = {
	readonly port: number;
	/** Writes down what the last minutes were: the bridge ends by this error. */
	readonly failed: (cause: unknown) => void;
	readonly close: () => Promise<void>;
};

/** Runs one counter: its devices, its conversation, its pages and its link to the server, until closed. */
export async function startBridge(
	config: BridgeConfig,
	devices: Devices,
	build: string,
	log: Logger,
	watch: Watch = {},
): Promise<RunningBridge> {
	const letGo = holdState(config.stateFolder);
	try {
		return await openBridge(config, devices, build, log, watch, letGo);
	} catch (cause) {
		letGo();
		throw cause;
	}
}

async function openBridge(
	config: BridgeConfig,
	devices: Devices,
	build: string,
	log: Logger,
	watch: Watch,
	letGo: () => void,
): Promise<RunningBridge> {
	const ending = new AbortController();
	const health = new Health((now) => pages?.showHealth(now), systemClock, ending.signal);
	const time = new HouseClock(join(config.stateFolder, 'clock.json'));
	const { now } = time;
	const clock = { ...systemClock, nowMs: time.nowMs };
	const replica = openReplica(config.stateFolder);
	const house = (): CounterSetup | null => replica.setup?.counter ?? null;
	let printing: () => Printing | null = () => null;
	let pages: Pages | null = null;
	health.measured(time.skewMs);
	let setup: SetupDesk | null = null;
	const patterns = (): readonly CardPattern[] => house()?.cardPatterns ?? [];
	const recorder = new Recorder({ role: config.role, build, clock: systemClock, patterns });
	const { stateFolder } = config;
	const records = keepRecords({ stateFolder, recorder, clock: systemClock, signal: ending.signal, log });

	const link: ServerLink = new ServerLink(
		config.serverUrl,
		{ deviceKey: config.deviceKey, build, serverPin: config.serverPin ?? null },
		recorder.link({
			online(setup) {
				keepSetup(setup);
				runner.online();
				void following.online();
				reporting.begin();
				health.server(null);
				log.info('server online');
				const { role } = setup.counter;
				if (role !== config.role) log.error({ known: role, here: config.role }, 'the roles differ');
			},
			offline() {
				runner.offline();
				log.warn('server away');
			},
			news: () => void following.news(),
			refused(code) {
				if (health.now.trouble !== code) log.error({ code }, TROUBLES[code]);
				health.server(code);
			},
			skewed(skewMs, server) {
				if (Math.abs(skewMs) >= SKEW_MS_TOLD) log.warn({ skewMs }, 'the clock of this machine is wrong');
				time.measured(server);
				health.measured(time.skewMs);
			},
		}),
	);
	const notKept = (cause: unknown): void => log.error({ cause }, 'the copy of the house cannot be kept');
	const following = new Following({
		link,
		replica,
		onComplete: () => log.info({ members: replica.count() }, 'all members are known here'),
		onFailed: notKept,
		now,
	});
	function wipeStale(): void {
		if (!replica.wipeIfStale(now())) return;
		log.warn({ days: REPLICA_DAYS_MAX }, 'the server was away too long: the copy of the house is thrown away');
		pages?.showSetup(null);
	}
	wipeStale();
	const wiping = setInterval(() => (link.isOnline ? replica.heard(now()) : wipeStale()), 3_600_000);
	function keepSetup(setup: BridgeSetup): void {
		try {
			replica.keepSetup(setup);
		} catch (cause) {
			notKept(cause);
		}
		pages?.showSetup(setup.counter);
	}
	async function renewSetup(): Promise<void> {
		const setup = await link.setup();
		if (setup.ok) keepSetup(setup.value);
	}
	const open = config.role === 'till' ? openTill : openKiosk;
	const { runner, guests, screen, close, ...desk } = open({
		config,
		link,
		replica,
		renewSetup,
		patterns,
		time,
		printing: () => printing(),
		pages: () => pages,
		heard: recorder.event,
		log,
	});
	const swipes = new SwipeWatch({
		clock: systemClock,
		expired(seq) {
			log.warn({ seq }, 'no page has shown a swipe');
			runner.feed({ kind: 'swipe-expired', seq });
		},
	});
	const live = (): LiveCounter => {
		const { readers, printer } = screen.state();
		return { readers, printer, isOnline: link.isOnline, health: health.now };
	};
	const checkSelf = oneAtATime(() => watch.selfCheck?.({ live, port: served.port }) ?? Promise.resolve([]));
	const served = await servePages({
		port: config.port,
		folder: config.screensFolder,
		build,
		screen,
		onSeen(seq) {
			if (seq !== null) recorder.note({ what: 'page', page: 0, is: 'drew', seq });
			if (seq === null) swipes.seenAll();
			else swipes.seen(seq);
		},
		onPage: (page, is) => recorder.note({ what: 'page', page, is }),
		setup: house,
		health: () => health.now,
		settingUp: () => setup,
		onDropped: health.dropped,
		selfCheck: () => checkSelf(),
		desk: devices.desk,
	});
	pages = served;

	const printerStand = new PrinterStand({
		...{ stateFolder: config.stateFolder, recorder, runner, log, clock },
		compose: ({ order }) => composeSlip(order, guests, house()),
	});
	printing = () => printerStand.printing;
	await printerStand.putUp(devices.printer);
	const heard = boundedRunner<DeviceEvent>(runner, new FloodGate(systemClock.elapsedMs, health.dropped));
	const stand = new ReaderStand({
		...{ log, clock, patterns: () => [...patterns(), ...(setup?.patterns ?? [])] },
		runner: {
			feed(event) {
				// What is swiped while the devices are set up is nobody's.
				if (setup?.isOpen && (event.kind === 'card-read' || event.kind === 'card-refused')) setup.scanned(event);
				else heard.feed(event);
			},
		},
		onSwipe(mark) {
			if (!setup?.isOpen) swipes.presented(mark);
		},
	});
	stand.putUp(recorder.readers(devices.readers));
	const { ground = null } = watch;
	setup =
		ground &&
		new SetupDesk({
			...{ ...ground, ...desk, patterns, log, clock: systemClock },
			...{ socketsPath: socketsPath(config.stateFolder), memoryPath: printerStand.memoryPath },
			house: () => house()?.property.name ?? 'Retorno',
			own: ownDevices({ file: ground.file, stateFolder, readerStand: stand, printerStand, recorder }),
			show: () => pages?.showSettingUp(),
			onOpen: () => pages?.settingUpChanged(),
		});
	const reporting = startReporting({
		...{ link, clock: systemClock, findings: checkSelf, log: () => watch.log?.() ?? [] },
		standing: () => ({ build, ...standingOf(screen.state()), copy: following.copy }),
		trouble: () => [live().printer, health.now.trouble],
		...{ logger: log, signal: ending.signal },
	});
	function clockSet(byMs: number): void {
		log.warn({ byMs }, 'somebody has set the clock of this machine');
		health.measured(time.skewMs);
	}
	void time.watch(clockSet, systemClock, ending.signal);
	link.open();

	return {
		port: served.port,
		failed(cause) {
			recorder.fault(cause);
			records.keep();
		},
		async close() {
			ending.abort();
			await setup?.close();
			await stand.putAway();
			swipes.close();
			clearInterval(wiping);
			link.close();
			await served.close();
			await printerStand.putAway();
			close();
			replica.close();
			letGo();
		},
	};
}

const openReplica = (folder: string): Replica =>
	Replica.open(join(folder, 'replica.sqlite'), Seal.open(join(folder, 'replica.key')));

type Around = {
	readonly config: BridgeConfig;
	readonly link: ServerLink;
	readonly replica: Replica;
	readonly renewSetup: () => Promise<void>;
	readonly time: HouseClock;
	/** What the house's cards look like; none before the first contact with the server. */
	readonly patterns: () => readonly CardPattern[];
	/** `null` where there is none, or not yet. */
	readonly printing: () => Printing | null;
	readonly pages: () => Pages | null;
	/** An event of the conversation. */
	readonly heard: (event: object) => void;
	readonly log: Logger;
};

type Opened = {
	readonly runner: Runner;
	readonly guests: Guests;
	readonly screen: Screen;
	readonly close: () => void;
	/** `null` where nobody signs in. */
	readonly signIn: SignIn | null;
	/** Nobody works here, so that no bill can be open. */
	readonly isFree: () => boolean;
};

/** What the server has answered stays so long on the counter, for whoever asks what happened. */
const KEPT_MS = 48 * 3_600_000;

function openTill({ config, link, replica, renewSetup, patterns, time, printing, pages, heard, log }: Around): Opened {
	const { now } = time;
	const outbox = openOutbox(join(config.stateFolder, 'outbox.sqlite'));
	if (!outbox.verify().ok) log.error('the outbox was changed from outside');
	const guests = new Guests({ link, replica, outbox, now });
	const forgetting = setInterval(() => outbox.forget(new Date(time.nowMs() - KEPT_MS).toISOString()), 3_600_000);
	const signIn = signInWith({ link, pins: () => replica.setup?.pins ?? null, nowMs: () => performance.now() });
	const counter = new Counter({
		link,
		signIn,
		guests,
		house: () => replica.setup?.counter ?? null,
		renewHouse: renewSetup,
		outbox,
		nameOf: (memberId) => replica.byId(memberId)?.person.displayName ?? null,
		saw: sawIn('till', { link, replica, time, pages }),
		now,
		clock: systemClock,
		print: (answer) => printing()?.submit({ kind: 'visit', answer, copy: 0 }),
		printReversal: (answer) => printing()?.submit({ kind: 'reversal', answer, copy: 0 }),
		printAgain: (slip) => printing()?.again({ ...slip, copy: 0 }),
		show: () => pages()?.showState(),
		heard,
		onUnbooked: (visitId, { code }) => log.error({ visitId, code }, 'a paid visit could not be booked'),
	});
	return {
		runner: counter,
		guests,
		signIn,
		isFree: () => counter.state.staff === null && counter.state.signIn.kind !== 'checking',
		screen: {
			role: 'till',
			state: () => counter.state,
			onInput: (input) => counter.feed(input.kind === 'card-typed' ? eventOfTyped(input, patterns()) : input),
		},
		close() {
			clearInterval(forgetting);
			counter.close();
			outbox.close();
		},
	};
}

/** Tells the server what guests read here. */
function sawIn(
	role: 'till' | 'kiosk',
	{ link, replica, time, pages }: Pick<Around, 'link' | 'replica' | 'time' | 'pages'>,
) {
	const shownEnds = new ShownEnds({
		...{ link, role },
		isWatched: () => pages()?.isWatched() ?? false,
		today() {
			const property = replica.setup?.counter.property;
			return property ? momentAt(time.now(), property).localDate : null;
		},
	});
	return (member: MemberView): void => void shownEnds.saw(member);
}

/** A kiosk books nothing, so it has no outbox. */
const NOTHING_WAITS = { pendingOf: () => [], awayOf: () => [], delivered: () => Promise.resolve() };

function openKiosk({ link, replica, patterns, time, printing, pages, heard }: Around): Opened {
	const { now } = time;
	const guests = new Guests({ link, replica, outbox: NOTHING_WAITS, now });
	const kiosk = new Kiosk({
		guests,
		printing,
		show: () => pages()?.showState(),
		heard,
		saw: sawIn('kiosk', { link, replica, time, pages }),
		now,
		session: randomUUID(),
	});
	return {
		runner: kiosk,
		guests,
		screen: {
			role: 'kiosk',
			state: () => kiosk.state,
			onInput: (input) => kiosk.feed(input.kind === 'card-typed' ? eventOfTyped(input, patterns()) : input),
		},
		signIn: null,
		isFree: () => kiosk.state.guest.kind === 'none',
		close: () => undefined,
	};
}
