import { join } from 'node:path';
import type { Logger } from 'pino';
import type { CardPattern } from '#shared/card/card.ts';
import { oneAtATime } from './checks/one-at-a-time.ts';
import type { LiveCounter } from './checks/surroundings.ts';
import { systemClock } from './clock.ts';
import type { BridgeConfig } from './config.ts';
import { boundedRunner, FloodGate } from './pages/flood.ts';
import { Health } from './health.ts';
import { servePages, type Pages, type SimulatedDesk } from './pages/pages.ts';
import { House } from './link/house.ts';
import { HouseClock } from './link/house-clock.ts';
import { PrinterStand } from './printing/printer-stand.ts';
import type { Printing } from './printing/printing.ts';
import type { PrinterConfig } from './printing/printer-config.ts';
import { socketsPath } from './devices/counters-readers.ts';
import type { CounterReader } from './devices/readers.ts';
import { ReaderStand } from './devices/reader-stand.ts';
import { standingOf, startReporting } from './link/reporting.ts';
import { keepRecords } from './recorder/record-files.ts';
import { Recorder } from './recorder/recorder.ts';
import { openKiosk } from './roles/kiosk.ts';
import { openTill } from './roles/till.ts';
import type { DeviceEvent } from './counter/runner.ts';
import { holdState } from './state-lock.ts';
import { ownDevices } from './setup/own-devices.ts';
import { SetupDesk } from './setup/setup-desk.ts';
import type { Watch } from './watch.ts';
import { SwipeWatch } from './pages/swipe-watch.ts';
import { composeSlip } from './counter/slips.ts';

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
	const { stateFolder } = config;
	const ending = new AbortController();
	const health = new Health((now) => pages?.showHealth(now), systemClock, ending.signal);
	const time = new HouseClock(join(stateFolder, 'clock.json'));
	const clock = { ...systemClock, nowMs: time.nowMs };
	let printing: () => Printing | null = () => null;
	let pages: Pages | null = null;
	health.measured(time.skewMs);
	let setup: SetupDesk | null = null;
	const recorder = new Recorder({
		...{ role: config.role, build, clock: systemClock },
		patterns: (): readonly CardPattern[] => house.patterns(),
	});
	const records = keepRecords({ stateFolder, recorder, clock: systemClock, signal: ending.signal, log });
	const house = new House({
		...{ config, build, recorder, health, time, log },
		onOnline() {
			runner.online();
			reporting.begin();
		},
		onOffline: () => runner.offline(),
		onSetup: (counter) => pages?.showSetup(counter),
	});
	const open = config.role === 'till' ? openTill : openKiosk;
	const { runner, guests, screen, close, ...desk } = open({
		...{ config, house, health, time, log },
		printing: () => printing(),
		pages: () => pages,
		heard: recorder.event,
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
		return { readers, printer, isOnline: house.link.isOnline, health: health.now };
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
		setup: () => house.counter,
		health: () => health.now,
		settingUp: () => setup,
		onDropped: health.dropped,
		selfCheck: () => checkSelf(),
		desk: devices.desk,
	});
	pages = served;

	const printerStand = new PrinterStand({
		...{ stateFolder, recorder, runner, log, clock },
		compose: ({ order }) => composeSlip(order, guests, house.counter),
		onKeeping: (isKept) => health.slips(isKept),
	});
	printing = () => printerStand.printing;
	await printerStand.putUp(devices.printer);
	const heard = boundedRunner<DeviceEvent>(runner, new FloodGate(systemClock.elapsedMs, health.dropped));
	const stand = new ReaderStand({
		...{ log, clock, patterns: () => [...house.patterns(), ...(setup?.patterns ?? [])] },
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
			...{ ...ground, ...desk, patterns: house.patterns, log, clock: systemClock },
			...{ socketsPath: socketsPath(stateFolder), memoryPath: printerStand.memoryPath },
			house: () => house.counter?.property.name ?? 'Retorno',
			own: ownDevices({ file: ground.file, stateFolder, readerStand: stand, printerStand, recorder }),
			show: () => pages?.showSettingUp(),
			onOpen: () => pages?.settingUpChanged(),
		});
	const reporting = startReporting({
		...{ link: house.link, clock: systemClock, findings: checkSelf, log: () => watch.log?.() ?? [] },
		standing: () => ({ build, ...standingOf(screen.state()), copy: house.copy }),
		trouble: () => [live().printer, health.now.trouble],
		...{ logger: log, signal: ending.signal },
	});
	function clockSet(byMs: number): void {
		log.warn({ byMs }, 'somebody has set the clock of this machine');
		health.measured(time.skewMs);
	}
	void time.watch(clockSet, systemClock, ending.signal);
	house.link.open();

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
			house.leave();
			await served.close();
			await printerStand.putAway();
			close();
			house.replica.close();
			letGo();
		},
	};
}
