import type { CardPattern } from '#shared/card/card.ts';
import { twn4Question } from '#shared/card/drivers/twn4.ts';
import type { SetupEvent } from '#shared/setup/state.ts';
import type { Clock } from '../clock.ts';
import { absenceIn, type OpenPort, type Port } from '../devices/port.ts';
import { QUIET_MS } from '../devices/frames.ts';
import { Ears, type EarKind } from './ears.ts';

/** A line that another program has, or that is not there, is tried again so often. */
const RETRY_MS = 1_000;
/** Who holds a card in the hand has swiped it long before. */
const SILENCE_MS = 20_000;
/** A swipe is over after this, also where the reader goes on and on, as one for tags does. */
const SWIPE_MS_MAX = 700;
/** How often to look whether a pause has come. */
const LOOK_MS = 50;
const ASK_EVERY_MS = 100;
/** Each dialect is asked for so long; a reader answers within two questions. */
const DIALECT_MS = 1_000;

type Listening = {
	readonly open: OpenPort;
	readonly kind: EarKind;
	readonly patterns: () => readonly CardPattern[];
	readonly tell: (event: SetupEvent) => void;
	readonly clock: Clock;
	readonly signal: AbortSignal;
};

/** Listens to one device in all ways at once and tells of each swipe, until `signal` aborts. */
export async function listenTo(listening: Listening): Promise<void> {
	const { open, tell, clock, signal } = listening;
	let told = '';
	while (!signal.aborted) {
		try {
			const port = await open(signal);
			told = '';
			if (signal.aborted) return;
			tell({ kind: 'reader-opened' });
			await hear(port, listening);
		} catch (cause) {
			const absence = absenceIn(cause instanceof Error ? cause.message : String(cause));
			const why = `reader_${absence === 'alike' ? 'absent' : absence}` as const;
			if (!signal.aborted && told !== why) tell({ kind: 'reader-lost', why });
			told = why;
		}
		await clock.sleep(RETRY_MS, signal);
	}
}

/** Until the port ends. */
async function hear(port: Port, { kind, patterns, tell, clock, signal }: Listening): Promise<void> {
	const ears = new Ears(kind, patterns);
	const ended = new AbortController();
	const until = AbortSignal.any([signal, ended.signal]);
	let lastByteMs: number | undefined;
	let firstHeardMs: number | undefined;
	let paused = true;
	async function watch(): Promise<void> {
		let waitedSinceMs = clock.elapsedMs();
		while (!until.aborted) {
			await clock.sleep(LOOK_MS, until);
			const nowMs = clock.elapsedMs();
			if (nowMs - waitedSinceMs >= SILENCE_MS) {
				waitedSinceMs = nowMs;
				if (!until.aborted) tell({ kind: 'silence' });
			}
			if (lastByteMs === undefined) continue;
			const quietMs = nowMs - lastByteMs;
			if (quietMs >= QUIET_MS && !paused) {
				paused = true;
				ears.pause();
			}
			if (ears.hasHeard) firstHeardMs ??= nowMs;
			const isLong = firstHeardMs !== undefined && nowMs - firstHeardMs >= SWIPE_MS_MAX;
			if (quietMs < 2 * QUIET_MS && !isLong) continue;
			lastByteMs = firstHeardMs = undefined;
			const swipe = ears.settle();
			if (!swipe) continue;
			waitedSinceMs = nowMs;
			if (!until.aborted) tell({ kind: 'swipe-heard', swipe });
		}
	}
	const watching = watch();
	if (kind === 'asked') void ask(port, clock, until);
	try {
		for await (const chunk of port) {
			lastByteMs = clock.elapsedMs();
			paused = false;
			ears.push(chunk);
		}
	} finally {
		ended.abort();
		await watching;
		ears.settle();
	}
}

/** In turns, because one set to the other dialect does not understand. */
async function ask(port: Port, clock: Clock, signal: AbortSignal): Promise<void> {
	for (let dialect: 'ascii' | 'binary' = 'ascii'; !signal.aborted && port.write;) {
		for (let ms = 0; ms < DIALECT_MS && !signal.aborted; ms += ASK_EVERY_MS) {
			port.write(twn4Question(dialect));
			await clock.sleep(ASK_EVERY_MS, signal);
		}
		dialect = dialect === 'ascii' ? 'binary' : 'ascii';
	}
}
