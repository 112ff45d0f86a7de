import type { Logger } from 'pino';
import type { BridgeSetup } from '#shared/protocol/sockets.ts';
import { momentAt } from '#shared/kernel/moment.ts';
import { invariant, ok } from '#shared/kernel/result.ts';
import { lotsExpirer } from './commands/expire-lots.ts';
import { lotsMaturer } from './commands/mature-lots.ts';
import { Batches } from './commands/run-batch.ts';
import { tierEvaluator } from './commands/evaluate-tiers.ts';
import { shownEndRecorder } from './commands/record-shown-end.ts';
import { conflictKeeper } from './commands/keep-conflicts.ts';
import { visitRecorder } from './commands/record-visit.ts';
import { visitReverser } from './commands/reverse-visit.ts';
import type { ServerConfig } from './config.ts';
import { readHouse, type House } from './house.ts';
import { startHoldClock } from './jobs/hold-clock.ts';
import { buildHttp } from './http/app.ts';
import { followCertificates, readCertificates } from './http/certificate-files.ts';
import { doorkeeper, isLoopbackAddress, NO_ENTRANCE, proxyList } from './http/entrance.ts';
import { secure } from './http/secure.ts';
import { API_LIMITS, type ApiLimits } from './http/limits/api-limits.ts';
import { registerCounter } from './identity/counters.ts';
import { Pairing } from './identity/pairing.ts';
import { forgetTickets } from './identity/pairing-tickets.ts';
import { openServerPin } from './identity/server-key.ts';
import { deviceKeyHashOf, openKeys, pinScryptOf, type Keys } from './identity/keys.ts';
import { pinSignIn } from './identity/sign-in.ts';
import { verifyInWorker, type VerifyOrder } from './jobs/verify-in-worker.ts';
import { LOOK_MS, NightRun } from './jobs/night-run.ts';
import { Sandbox, type Tend } from './sandbox.ts';
import { CounterWatch } from './live/counter-watch.ts';
import { serveBridges, type CounterService } from './live/bridges.ts';
import { findVisits, viewStandingBill } from './queries/find-visits.ts';
import { quoteReversal } from './queries/quote-reversal.ts';
import { changesPage, membersPage } from './queries/replica-pages.ts';
import { lookUpCard, viewMember } from './queries/view-member.ts';
import { loadDevice, loadGoodKeys, type DeviceRecord } from './store/device-store.ts';
import { loadSettled } from './store/conflict-store.ts';
import { loadErased } from './store/booking/erasure.ts';
import { loadPins, loadProperty } from './store/house-store.ts';
import { holdHouse } from './store/house-lock.ts';
import { isElsewhere, openStore } from './store/open-store.ts';
import { openSandboxStore } from './store/sandbox-store.ts';
import type { Store } from './store/store.ts';
import { ProgrammeShelf } from './store/loading/visit-loading.ts';

export type RunningServer = { readonly port: number; readonly close: () => Promise<void> };

export { booksPath } from './store/open-store.ts';

/** Opens the books and serves counters until closed. @param onFatal a commit failed: the process must end */
export async function startServer(
	config: ServerConfig,
	log: Logger,
	onFatal: (cause: unknown) => void,
	limits: ApiLimits = API_LIMITS,
): Promise<RunningServer> {
	const lock = isElsewhere(process.env) ? null : holdHouse(config.dataFolder);
	const store = await openStore(config.dataFolder, process.env, onFatal);
	const house = await readHouse(store);
	const keys = openKeys(config.dataFolder);
	const service = counterService(store, house, keys);
	const isReady = async () => (await store.read(loadProperty())) !== null;
	const now = (): string => new Date().toISOString();
	const tend: Tend = (books, of) => startHoldClock(books, of, now, log);
	const openSandbox = () => openSandboxStore(config.dataFolder, process.env, onFatal);
	const sandbox = new Sandbox(store, house, openSandbox, tend);
	const api = {
		...{ store, house, shelf: new ProgrammeShelf(house.id), keys, now },
		...{ sandbox, limits, nowMs: () => performance.now() },
	};
	const certificates = readCertificates(config, now());
	const { entrance = NO_ENTRANCE } = config;
	const pairing = new Pairing({
		...{ dataFolder: config.dataFolder, pin: openServerPin(config.dataFolder), now, nowMs: () => performance.now() },
		register: (counter, at) => registerCounter(store, house, counter, at),
	});
	forgetTickets(config.dataFolder, now());
	const app = await buildHttp({ isReady }, api, log, { entrance, pairing });
	const isProxy = proxyList(entrance.trustProxy);
	const tls = secure(app.server, certificates, (address) => isLoopbackAddress(address) || isProxy(address));
	const endCertificates = followCertificates(tls, config, certificates, log);
	const stopHolds = tend(store, house);
	const bridges = serveBridges(app.server, service, { build: config.build, notLetIn: doorkeeper(entrance) }, log);
	await app.listen({ host: config.host, port: config.port });
	const stopNights = startNights(store, house, config, log);
	const address = app.server.address();
	invariant(typeof address === 'object' && address !== null, 'a listening server has a port');

	return {
		port: address.port,
		async close() {
			stopNights();
			endCertificates();
			bridges.disconnectSockets(true);
			tls.close();
			await app.close();
			await stopHolds();
			await sandbox.close();
			await store.close();
			lock?.release();
		},
	};
}

/** Each night's work, from now on. @returns ends it */
function startNights(store: Store, house: House, { dataFolder }: ServerConfig, log: Logger): () => void {
	const now = (): string => new Date().toISOString();
	const today = (): string => momentAt(now(), house).businessDate;
	const shelf = new ProgrammeShelf(house.id);
	const matureLots = lotsMaturer(store, house, shelf, now);
	const expireLots = lotsExpirer(store, house, shelf, now);
	const evaluateTiers = tierEvaluator(store, house, shelf, now);
	const batches = new Batches(store, house, shelf, now);
	const night = new NightRun(today, async () => {
		log.info(await matureLots(), 'what waited for its day can be used');
		log.info(await expireLots(), 'what has run out has expired');
		log.info(await evaluateTiers(), 'tiers whose term is over were judged');
		log.info({ batches: await batches.resume() }, 'batches that were broken off went on');
	});
	const ending = new AbortController();
	const databaseUrl = process.env['DATABASE_URL'] || null;
	const check = new NightRun(today, () => reportBooks({ dataFolder, databaseUrl, now: now() }, log, ending.signal));
	const look = (job: NightRun, failed: string): void => {
		job.look().catch((cause: unknown) => {
			if (!ending.signal.aborted) log.error({ cause }, failed);
		});
	};
	look(night, 'the night was not run');
	// A hotel that opens has better to do than to read all its books.
	const beat = setInterval(() => {
		look(night, 'the night was not run');
		look(check, 'the books were not checked');
	}, LOOK_MS);
	return () => {
		clearInterval(beat);
		ending.abort();
	};
}

/** Whatever does not add up stands in the log, and what it means is said by `retorno verify`. */
async function reportBooks(order: VerifyOrder, log: Logger, signal: AbortSignal): Promise<void> {
	const { positions, faults } = await verifyInWorker(order, signal);
	if (faults.length === 0) log.info({ positions }, 'the books are as they were booked');
	else log.error({ positions, faults }, 'the books do not add up: run retorno verify');
}

function counterService(store: Store, house: House, keys: Keys): CounterService {
	const now = (): string => new Date().toISOString();
	const shelf = new ProgrammeShelf(house.id);
	const watch = new CounterWatch({ store, propertyId: house.id, now, nowMs: () => performance.now() });
	const reverse = visitReverser(store, house, shelf, now);
	return {
		keysKnown: () => store.read(loadGoodKeys(house.id)),
		deviceOf: (key) => store.find(loadDevice(deviceKeyHashOf(key))),
		setupFor: (device) => setupFor(store, house, shelf, keys, device, now()),
		hearReport: (counter, report) => watch.hear(counter, report),
		lookUp: (cardToken) => store.read(lookUpCard(house, shelf, cardToken, now())),
		viewMember: (id) => store.read(viewMember(house, shelf, id, null, now())),
		membersPage: (after) => store.read(membersPage(house, after, now())),
		changesPage: (since) => store.read(changesPage(house, since, now())),
		erased: () => store.read(loadErased()),
		onCommit: (listener) => store.onCommit(listener),
		signIn: pinSignIn(store, house.id, keys, () => performance.now()),
		recordVisit: visitRecorder(store, house, shelf, now),
		keepConflicts: conflictKeeper(store, house, now),
		settledConflicts: (visitIds) => store.read(loadSettled(house.id, visitIds)),
		noticeShown: shownEndRecorder(store, house, shelf, now),
		findVisits: (outlet, number) => store.read(findVisits(house, outlet, number, now())),
		viewStandingBill: (outlet, id) => store.read(viewStandingBill(house, shelf, outlet, id, now())),
		quoteReversal: (command) => store.read(quoteReversal(house, shelf, command, now())),
		reverseVisit: async (command) => {
			const reversed = await reverse(command, 'counter');
			return reversed.ok ? ok(reversed.value.answer) : reversed;
		},
	};
}

async function setupFor(
	store: Store,
	house: House,
	shelf: ProgrammeShelf,
	keys: Keys,
	device: DeviceRecord,
	instant: string,
): Promise<BridgeSetup> {
	const programme = await store.read(shelf.loadInForce(momentAt(instant, house).businessDate));
	const outlet = house.outlets.find(({ code }) => code === device.outlet);
	invariant(programme !== null, 'a programme is in force');
	invariant(outlet !== undefined, 'a counter stands in an outlet of the house');
	const { id, name, language, timeZone, cutOverMinute, currency, cardPatterns } = house;
	return {
		cardKey: keys.cardKey,
		pins: { scrypt: pinScryptOf(keys), staff: device.role === 'till' ? await store.read(loadPins(house.id)) : [] },
		counter: {
			property: { id, name, language, timeZone, cutOverMinute },
			currency,
			outlet,
			terminal: device.terminal,
			role: device.role,
			cardPatterns,
			programme,
		},
	};
}
