import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { uptime } from 'node:os';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { ServerTime } from './server-link.ts';

/** What the time of the house is made of here. */
export type Ground = {
	/** Wall time of this machine: somebody may set it. */
	readonly wallMs: () => number;
	/** Since this machine was switched on, also while it slept: nobody sets it. */
	readonly bootMs: () => number;
	/** Another one each time the machine is switched on. */
	readonly bootId: string;
};

/** Of so many measurements the one with the shortest way there and back is believed. */
const SAMPLES_MAX = 8;
/** Two clocks drift apart by less while so many are taken. */
const DRIFT_MS_MAX = 100;
/** Less than this is approached, step by step; more was another time. */
const STEP_MS_MIN = 1_000;
/** A drive is not written to for less. */
const KEEP_MS_MIN = 500;
const KEEP_EVERY_MS = 600_000;
/** Clocks are corrected little by little by less than this between two looks. */
const JUMP_MS_MIN = 500;
const LOOK_EVERY_MS = 1_000;

const keptSchema = z.strictObject({
	bootId: z.string(),
	/** House time less time since boot, of that boot. */
	offsetMs: z.number(),
	/** By how much the wall clock was ahead of the house. */
	skewMs: z.number(),
	/** House time when this was written: it is not earlier now. */
	atMs: z.number(),
});

type Sample = { readonly offsetMs: number; readonly roundTripMs: number };

/**
 * The time of the house at one counter: the server's, as last measured, going on by a clock that nobody can set. Before a
 * counter has ever measured it, the time of its machine.
 */
export class HouseClock {
	readonly #path: string;
	readonly #ground: Ground;
	#samples: readonly Sample[] = [];
	#offsetMs: number | null = null;
	#keptAtMs = -Infinity;
	#keptSkewMs = NaN;

	/** @param path what an earlier run has measured; a file that is missing or damaged says nothing */
	constructor(path: string, ground: Ground = systemGround()) {
		this.#path = path;
		this.#ground = ground;
		const kept = readKept(path);
		if (!kept) return;
		const { wallMs, bootMs, bootId } = ground;
		this.#offsetMs = kept.bootId === bootId ? kept.offsetMs : Math.max(wallMs() - kept.skewMs, kept.atMs) - bootMs();
	}

	/** Milliseconds since 1970. */
	readonly nowMs = (): number => {
		const { wallMs, bootMs } = this.#ground;
		return this.#offsetMs === null ? wallMs() : Math.round(bootMs() + this.#offsetMs);
	};

	/** RFC 3339, UTC. */
	readonly now = (): string => new Date(this.nowMs()).toISOString();

	/** By how much the machine's own clock is ahead; `null` where nobody has ever measured it. */
	get skewMs(): number | null {
		return this.#offsetMs === null ? null : this.#ground.wallMs() - this.nowMs();
	}

	/** @param serverMs the server's time at this moment, as right as half of `roundTripMs` */
	measured({ serverMs, roundTripMs }: ServerTime): void {
		const sample = { offsetMs: serverMs - this.#ground.bootMs(), roundTripMs };
		const isSameTime = this.#samples.every(
			({ offsetMs, roundTripMs: other }) =>
				Math.abs(offsetMs - sample.offsetMs) <= (roundTripMs + other) / 2 + DRIFT_MS_MAX,
		);
		this.#samples = [...(isSameTime ? this.#samples : []), sample].slice(-SAMPLES_MAX);
		const best = this.#samples.reduce((left, right) => (right.roundTripMs < left.roundTripMs ? right : left));
		const apartMs = best.offsetMs - (this.#offsetMs ?? Infinity);
		const isStep = !(Math.abs(apartMs) < STEP_MS_MIN);
		this.#offsetMs = isStep ? best.offsetMs : this.#offsetMs! + apartMs / 4;
		this.#keep();
	}

	/** Calls `jumped` when somebody has set the machine's clock, with by how much, until `signal` aborts. */
	async watch(jumped: (byMs: number) => void, { sleep }: Pick<Clock, 'sleep'>, signal: AbortSignal): Promise<void> {
		const { wallMs, bootMs } = this.#ground;
		let apartMs = wallMs() - bootMs();
		while (!signal.aborted) {
			await sleep(LOOK_EVERY_MS, signal);
			const nowApartMs = wallMs() - bootMs();
			const byMs = nowApartMs - apartMs;
			apartMs = nowApartMs;
			if (!signal.aborted && Math.abs(byMs) >= JUMP_MS_MIN) jumped(Math.round(byMs));
		}
	}

	/** A disk that does not take it costs the next start without a server its time, and nothing now. */
	#keep(): void {
		const [atMs, skewMs] = [this.nowMs(), this.skewMs!];
		const isNews = !(Math.abs(skewMs - this.#keptSkewMs) < KEEP_MS_MIN);
		if (!isNews && atMs - this.#keptAtMs < KEEP_EVERY_MS) return;
		const { bootId } = this.#ground;
		try {
			writeFileSync(`${this.#path}.new`, JSON.stringify({ bootId, offsetMs: this.#offsetMs, skewMs, atMs }));
			renameSync(`${this.#path}.new`, this.#path);
			[this.#keptAtMs, this.#keptSkewMs] = [atMs, skewMs];
		} catch {
			// Tried again with the next measurement.
		}
	}
}

function readKept(path: string): z.infer<typeof keptSchema> | undefined {
	try {
		return keptSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
	} catch {
		return undefined;
	}
}

/** Source: proc(5): `uptime` counts suspended time, `boot_id` is made at each boot. */
function systemGround(): Ground {
	let bootId: string;
	try {
		bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
	} catch {
		// Elsewhere every start is taken for one after a boot: what was kept then goes by the wall clock.
		bootId = crypto.randomUUID();
	}
	return { wallMs: () => Date.now(), bootMs: () => uptime() * 1_000, bootId };
}
