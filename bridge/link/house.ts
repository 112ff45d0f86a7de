import { join } from 'node:path';
import type { Logger } from 'pino';
import type { CardPattern } from '#shared/card/card.ts';
import { SKEW_MS_TOLD } from '#shared/protocol/health.ts';
import type { BridgeSetup } from '#shared/protocol/sockets.ts';
import type { CounterSetup } from '#shared/protocol/views.ts';
import type { BridgeConfig } from '../config.ts';
import type { Health } from '../health.ts';
import type { HouseClock } from './house-clock.ts';
import type { Recorder } from '../recorder/recorder.ts';
import { Following } from '../replica/following.ts';
import { Replica, REPLICA_DAYS_MAX } from '../replica/replica.ts';
import { Seal } from '../replica/seal.ts';
import { ServerLink, TROUBLES, type LinkEvents } from './server-link.ts';

type Parts = {
	readonly config: BridgeConfig;
	readonly build: string;
	readonly recorder: Recorder;
	readonly health: Health;
	readonly time: HouseClock;
	readonly log: Logger;
	/** The server is there. */
	readonly onOnline: () => void;
	readonly onOffline: () => void;
	/** @param counter `null` where nothing is known any more */
	readonly onSetup: (counter: CounterSetup | null) => void;
};

const STALE_LOOK_MS = 3_600_000;
/** A full disk has room again when somebody has made some. */
const RETRY_MS = 60_000;

/** The house as a counter knows it: by its line to the server, and by a copy while that one is away. */
export class House {
	readonly link: ServerLink;
	readonly replica: Replica;
	readonly #parts: Parts;
	readonly #following: Following;
	readonly #staleLook: ReturnType<typeof setInterval>;
	readonly #retry: ReturnType<typeof setInterval>;

	constructor(parts: Parts) {
		this.#parts = parts;
		const { config, build, recorder, time, log } = parts;
		const { stateFolder } = config;
		const seal = Seal.open(join(stateFolder, 'replica.key'));
		this.replica = Replica.open(join(stateFolder, 'replica.sqlite'), seal, this.#damaged);
		if (!this.replica.isKept) log.error('the disk takes no copy of the house: it is in memory until it does');
		this.link = new ServerLink(
			config.serverUrl,
			{ deviceKey: config.deviceKey, build, serverPin: config.serverPin ?? null },
			recorder.link(this.#events()),
		);
		this.#following = new Following({
			link: this.link,
			replica: this.replica,
			onComplete: () => log.info({ members: this.replica.count() }, 'all members are known here'),
			onFailed: this.#notKept,
			now: time.now,
		});
		this.#wipeStale();
		this.#staleLook = setInterval(() => {
			try {
				if (this.link.isOnline) this.replica.heard(time.now());
				else this.#wipeStale();
			} catch (cause) {
				this.#notKept(cause);
			}
		}, STALE_LOOK_MS);
		this.#retry = setInterval(() => {
			this.#moveToDisk();
			if (this.link.isOnline) void this.#following.retry();
		}, RETRY_MS);
	}

	/** `null` before the first contact with the server. */
	get counter(): CounterSetup | null {
		return this.replica.setup?.counter ?? null;
	}

	/** What its cards look like; none before the first contact. */
	patterns = (): readonly CardPattern[] => this.counter?.cardPatterns ?? [];

	/** How far the copy is, as long as the link is open. */
	get copy(): Following['copy'] {
		return this.#following.copy;
	}

	/** Asks the server for the house as it is now. */
	renew = async (): Promise<void> => {
		const setup = await this.link.setup();
		if (setup.ok) this.#keep(setup.value);
	};

	/** No question after this; the copy stays open for what still runs. */
	leave(): void {
		clearInterval(this.#staleLook);
		clearInterval(this.#retry);
		this.link.close();
	}

	#events(): LinkEvents {
		const { config, health, time, log, onOnline, onOffline } = this.#parts;
		return {
			online: (setup) => {
				this.#keep(setup);
				onOnline();
				void this.#following.online();
				health.server(null);
				log.info('server online');
				const { role } = setup.counter;
				if (role !== config.role) log.error({ known: role, here: config.role }, 'the roles differ');
			},
			offline() {
				onOffline();
				log.warn('server away');
			},
			news: () => void this.#following.news(),
			refused(code) {
				if (health.now.trouble !== code) log.error({ code }, TROUBLES[code]);
				health.server(code);
			},
			skewed(skewMs, server) {
				if (Math.abs(skewMs) >= SKEW_MS_TOLD) log.warn({ skewMs }, 'the clock of this machine is wrong');
				time.measured(server);
				health.measured(time.skewMs);
			},
		};
	}

	#keep(setup: BridgeSetup): void {
		try {
			this.replica.keepSetup(setup);
		} catch (cause) {
			this.#notKept(cause);
		}
		this.#parts.onSetup(setup.counter);
	}

	readonly #notKept = (cause: unknown): void =>
		this.#parts.log.error({ cause }, 'the copy of the house cannot be kept');

	readonly #damaged = (): void => {
		this.#parts.log.error('the copy of the house was damaged: it is fetched again');
		// Not in the middle of what found it.
		setImmediate(() => {
			if (this.link.isOnline) void this.#following.news();
		});
	};

	#moveToDisk(): void {
		try {
			if (!this.replica.moveToDisk()) return;
			this.#parts.log.warn('the copy of the house is on the disk');
			if (this.link.isOnline) void this.#following.online();
			else this.#wipeStale();
		} catch (cause) {
			this.#notKept(cause);
		}
	}

	#wipeStale(): void {
		const { time, log, onSetup } = this.#parts;
		if (!this.replica.wipeIfStale(time.now())) return;
		log.warn({ days: REPLICA_DAYS_MAX }, 'the server was away too long: the copy of the house is thrown away');
		onSetup(null);
	}
}
