import type { PrinterState, SlipProgress } from '#shared/counter/state.ts';
import { Bell } from './bell.ts';
import type { Clock } from '../clock.ts';
import { encode, type Rasterise } from './encode.ts';
import { PROFILES, type ProfileName } from './profile.ts';
import { runPrinter, type Compose } from './run-printer.ts';
import { openSpool, type Job, type SlipOrder } from './spool.ts';
import { tcpPrinter } from './tcp-printer.ts';

export type PrintingOptions = {
	readonly spoolPath: string;
	readonly printer: { readonly host: string; readonly port: number; readonly profile: ProfileName };
	readonly compose: Compose;
	readonly rasterise?: Rasterise;
	readonly onProgress: (order: SlipOrder, progress: SlipProgress) => void;
	readonly onPrinter: (state: PrinterState) => void;
	/** For the log: `characters` of a slip are not on the paper as they were written. */
	readonly onReplaced?: (job: Job, characters: number) => void;
	/** For the log: a slip that could not be made. It waits. */
	readonly onFailed?: (job: Job, cause: unknown) => void;
	readonly clock: Clock;
};

export type Printing = {
	/** Durable when it returns. A slip that is known already is not printed again. */
	readonly submit: (order: SlipOrder) => void;
	/** Takes a slip back that has not begun. */
	readonly withdraw: (id: string) => void;
	/** Lets the slip that is being printed end, within `DRAIN_MS_MAX`. */
	readonly close: () => Promise<void>;
};

/** The printing of one counter: what was submitted comes out, once, and the screen knows how far it has come. */
export function startPrinting(options: PrintingOptions): Printing {
	const { spoolPath, printer, compose, rasterise, onProgress, onPrinter, onReplaced, onFailed, clock } = options;
	const profile = PROFILES[printer.profile];
	const spool = openSpool(spoolPath);
	const bell = new Bell(clock);
	const ending = new AbortController();
	let shown: PrinterState['kind'] | undefined;
	const show = (kind: PrinterState['kind']): void => {
		if (kind === shown) return;
		shown = kind;
		onPrinter(kind === 'ready' ? { kind } : { kind, since: new Date(clock.nowMs()).toISOString() });
	};

	// Builds the tables of the code pages, so that the first guest does not wait for them.
	encode([], profile);
	show('absent');
	for (const order of spool.brokenOff) onProgress(order, 'unknown');
	const run = runPrinter(
		spool,
		tcpPrinter(printer),
		compose,
		{
			printer: show,
			slip: (job, progress) => onProgress(job.order, progress),
			replaced: (job, characters) => onReplaced?.(job, characters),
			failed: (job, cause) => onFailed?.(job, cause),
		},
		{
			profile,
			rasterise,
			memory: {
				answersStatus: false,
				answersProcessId: profile.processId,
				brokeOff: spool.brokenOff.length > 0,
			},
			bell,
			clock,
			signal: ending.signal,
		},
	);
	return {
		submit: (order) => {
			onProgress(order, spool.submit(order, clock.nowMs()));
			bell.ring();
		},
		withdraw: (id) => spool.withdraw(id),
		close: async () => {
			ending.abort();
			await run;
			spool.close();
		},
	};
}
