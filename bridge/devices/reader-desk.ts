import type { CardRead, CardRefusal } from '#shared/card/card.ts';
import {
	healthOf,
	SWIPE_MS_MAX,
	withRead,
	type ReaderHealth,
	type ReaderState,
	type Reads,
	type SwipeMark,
} from '#shared/counter/reader-state.ts';
import type { Result } from '#shared/kernel/result.ts';
import type { Clock } from '../clock.ts';
import type { Absence } from './port.ts';

/** So much of what no reader sends, in so short a time, with no card in it: the line is set up wrongly. */
const NOISE_BYTES_MAX = 32;
const NOISE_MS = 10_000;
/** After a sleep a device may need that long; until then nobody is told to plug it in. */
const RECOVERING_MS = 3_000;
/** Who swipes again after a try that failed does it within that time. */
const AGAIN_MS = 10_000;

/** One reader of a counter: how it stands and how well it reads. */
export class DeskReader {
	readonly #number: number;
	readonly #clock: Clock;
	#state: ReaderState;
	#sinceMs = 0;
	#reads: Reads = [];
	#badAtMs = -Infinity;
	#noise: { readonly atMs: number; readonly bytes: number }[] = [];

	/** @param number from 1 */
	constructor(number: number, clock: Clock) {
		this.#number = number;
		this.#clock = clock;
		this.#state = { kind: 'absent', since: isoNow(clock) };
	}

	get state(): ReaderState {
		return this.#state;
	}

	get health(): ReaderHealth {
		return healthOf(this.#number, this.#state.kind, this.#reads);
	}

	ready(): void {
		this.#noise = [];
		this.#state = { kind: 'ready' };
	}

	/** Every further try that fails is the same absence, though its reason may be another one. */
	absent(kind: Absence): void {
		const isRecovering = this.#state.kind === 'recovering' && kind !== 'alike';
		if (isRecovering && this.#clock.elapsedMs() - this.#sinceMs < RECOVERING_MS) return;
		const since = 'since' in this.#state && !isRecovering ? this.#state.since : isoNow(this.#clock);
		this.#state = { kind, since };
	}

	/** The machine slept, and the device is opened anew. */
	recovering(): void {
		this.#sinceMs = this.#clock.elapsedMs();
		this.#state = { kind: 'recovering', since: isoNow(this.#clock) };
	}

	noisy(bytes: number): void {
		const nowMs = this.#clock.elapsedMs();
		this.#noise = [...this.#noise, { atMs: nowMs, bytes }].filter(({ atMs }) => nowMs - atMs < NOISE_MS);
		const isTooMuch = this.#noise.reduce((sum, { bytes }) => sum + bytes, 0) >= NOISE_BYTES_MAX;
		if (isTooMuch && this.#state.kind === 'ready') this.#state = { kind: 'misconfigured', since: isoNow(this.#clock) };
	}

	/** @param seq what the counter calls this card */
	read(outcome: Result<CardRead, CardRefusal>, seq: number): SwipeMark {
		const { nowMs, elapsedMs } = this.#clock;
		const isGood = outcome.ok || outcome.error.code !== 'card_unreadable';
		const quality = !isGood ? 'bad' : elapsedMs() - this.#badAtMs < AGAIN_MS ? 'again' : 'good';
		this.#badAtMs = isGood ? -Infinity : elapsedMs();
		this.#reads = withRead(this.#reads, isGood);
		// What it says is understood, so its line is set up well.
		if (isGood) this.ready();
		const at = nowMs();
		return {
			...{ seq, reader: this.#number, quality },
			at: new Date(at).toISOString(),
			expires: new Date(at + SWIPE_MS_MAX).toISOString(),
		};
	}
}

const isoNow = ({ nowMs }: Clock): string => new Date(nowMs()).toISOString();

/** The readers of a counter taken together: what has been amiss for longest is shown. */
export function readersTogether(readers: readonly DeskReader[]): ReaderState {
	const amiss = readers.map(({ state }) => state).filter((state) => state.kind !== 'ready');
	return amiss.toSorted((left, right) => (left.since < right.since ? -1 : 1))[0] ?? { kind: 'ready' };
}
