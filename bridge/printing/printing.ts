import type { PrinterState, SlipProgress } from '#shared/counter/state.ts';
import { Bell } from './bell.ts';
import type { Clock } from '../clock.ts';
import { encode, type Rasterise } from './encode.ts';
import type { RasterImage } from './mark.ts';
import type { PrinterShown } from './face.ts';
import { idleMsMaxOf, placeOf, profileOf, transportOf, wholeConfig, type PrinterConfig } from './printer-config.ts';
import { FollowedPrinter, type Move } from './followed-printer.ts';
import { systemNeighbours, type Neighbours } from './neighbours.ts';
import { keepPrinter, recallPrinter } from './printer-memory.ts';
import { PROFILES, type PrinterProfile } from './profile.ts';
import { runPrinter, type Compose } from './run-printer.ts';
import { openSpool, type Job, type SlipOrder, type Spool } from './spool.ts';
import { tcpPrinter } from './tcp-printer.ts';
import type { Transport } from './transport.ts';

export type PrintingOptions = {
	readonly spoolPath: string;
	/** Where to keep what the printer has told of itself. */
	readonly memoryPath: string;
	readonly printer: PrinterConfig;
	readonly compose: Compose;
	/** For paper of so many columns. */
	readonly rasteriser?: (columns: number) => Rasterise;
	/** The house's own mark at the head of each slip. */
	readonly logo?: RasterImage | undefined;
	readonly onProgress: (order: SlipOrder, progress: SlipProgress) => void;
	readonly onPrinter: (state: PrinterState) => void;
	/** For the log: `characters` of a slip are not on the paper as they were written. */
	readonly onReplaced?: (job: Job, characters: number) => void;
	/** For the log: a slip that could not be made. It waits. */
	readonly onFailed?: (job: Job, cause: unknown) => void;
	/** For the log: the disk did not take a slip, which is not printed, or what the printer told of itself. */
	readonly onNotKept?: (cause: unknown) => void;
	/** Whether the disk holds what waits; else it is lost when the bridge ends. Once at the start, and when it has changed. */
	readonly onKeeping?: (isKept: boolean) => void;
	readonly clock: Clock;
	/** Where a network printer has been found again. */
	readonly onMoved?: (move: Move) => void;
	/** Has each line of the printer noted. */
	readonly recorded?: (transport: Transport) => Transport;
	/** A test has its own line, and its own network. */
	readonly transport?: Transport;
	readonly connect?: typeof tcpPrinter;
	readonly neighbours?: Neighbours;
};

export type Printing = {
	/** Durable when it returns. A slip that is known already is not printed again. */
	readonly submit: (order: SlipOrder) => void;
	/** Prints a slip that is owed no more by itself: as it is where it never began, else a copy. */
	readonly again: (order: SlipOrder) => void;
	/** Takes a slip back that has not begun. */
	readonly withdraw: (id: string) => void;
	/** Lets the slip that is being printed end, within `DRAIN_MS_MAX`. */
	readonly close: () => Promise<void>;
};

/** The printing of one counter: what was submitted comes out, once, and the screen knows how far it has come. */
export function startPrinting(options: PrintingOptions): Printing {
	const { spoolPath, memoryPath, compose, rasteriser, onProgress, onPrinter, onReplaced, onFailed, onNotKept, clock } =
		options;
	const printer = wholeConfig(options.printer);
	const place = placeOf(printer);
	const answersProcessId = printer.profile !== null && PROFILES[printer.profile].processId;
	const memory = recallPrinter(memoryPath, place, answersProcessId);
	const profile = (): PrinterProfile => PROFILES[profileOf(printer, memory)];
	const spool = openSpool(spoolPath);
	if (spool.wasDamaged) onNotKept?.(new Error('The spool was damaged and is begun anew.'));
	if (spool.unkept !== null)
		onNotKept?.(
			new Error('The disk holds no spool: slips that wait are lost when the bridge ends.', { cause: spool.unkept }),
		);
	options.onKeeping?.(spool.unkept === null);
	memory.brokeOff = spool.brokenOff.length > 0;
	const bell = new Bell(clock);
	const ending = new AbortController();
	let told = '';
	let trouble: { readonly kind: PrinterShown['kind']; readonly since: string } | undefined;
	const show = (shown: PrinterShown): void => {
		if (JSON.stringify(shown) === told) return;
		told = JSON.stringify(shown);
		if (shown.kind === 'ready') {
			trouble = undefined;
			return onPrinter(shown);
		}
		const since = trouble?.kind === shown.kind ? trouble.since : new Date(clock.nowMs()).toISOString();
		trouble = { kind: shown.kind, since };
		onPrinter({ ...shown, since });
	};

	const keep = (): void => {
		try {
			keepPrinter(memoryPath, place, memory);
		} catch (cause) {
			onNotKept?.(cause);
		}
	};

	function submitted(order: SlipOrder): SlipProgress {
		try {
			const kept = spool.submit(order, clock.nowMs());
			if (kept.ok) return kept.value;
			onNotKept?.(kept.error);
		} catch (cause) {
			onNotKept?.(cause);
		}
		return 'unkept';
	}

	// Builds the tables of the code pages, so that the first guest does not wait for them.
	encode([], profile());
	show({ kind: 'absent' });
	for (const order of spool.brokenOff) onProgress(order, 'unknown');
	const keeping = keepTrying(spool, { ...options, signal: ending.signal });
	const followed =
		printer.kind === 'tcp'
			? new FollowedPrinter({
					...{ config: printer, memory, clock, signal: ending.signal, onLearned: keep },
					...{ connect: options.connect ?? tcpPrinter, neighbours: options.neighbours ?? systemNeighbours },
					onMoved: (move) => options.onMoved?.(move),
				})
			: undefined;
	const transport = options.transport ?? followed ?? transportOf(printer);
	const run = runPrinter(
		spool,
		options.recorded?.(transport) ?? transport,
		compose,
		{
			printer: show,
			learned: keep,
			met: () => void followed?.met(),
			lost: () => void followed?.lost(),
			slip: (job, progress) => onProgress(job.order, progress),
			replaced: (job, characters) => onReplaced?.(job, characters),
			failed: (job, cause) => onFailed?.(job, cause),
		},
		{
			profile,
			...{ rasteriser, answersProcessId },
			asksMake: printer.profile === null,
			parts: { logo: options.logo, drawer: printer.drawer },
			memory,
			// What stands at a cable was put there by somebody; an address may be given to another one over night.
			refusesStrangers: printer.kind === 'tcp',
			serial: printer.serial,
			drawerOpenIs: printer.drawer?.openIs ?? null,
			idleMsMax: idleMsMaxOf(printer),
			staleAfterMs: printer.slipMinutes * 60_000,
			bell,
			clock,
			signal: ending.signal,
		},
	);
	return {
		submit: (order) => {
			onProgress(order, submitted(order));
			bell.ring();
		},
		again: (order) => {
			try {
				const waits = spool.again(order, clock.nowMs());
				if (waits) onProgress(waits, 'waiting');
			} catch (cause) {
				onNotKept?.(cause);
				onProgress(order, 'unkept');
			}
			bell.ring();
		},
		withdraw: (id) => spool.withdraw(id),
		close: async () => {
			ending.abort();
			await Promise.all([run, keeping]);
			spool.close();
		},
	};
}

/** How often a disk that did not take the spool is tried again. */
const DISK_RETRY_MS = 30_000;

async function keepTrying(
	spool: Spool,
	{ clock, onProgress, onKeeping, signal }: PrintingOptions & { readonly signal: AbortSignal },
): Promise<void> {
	while (spool.unkept !== null) {
		await clock.sleep(DISK_RETRY_MS, signal);
		if (signal.aborted) return;
		const brokenOff = spool.moveToDisk();
		for (const order of brokenOff ?? []) onProgress(order, 'unknown');
		if (brokenOff) onKeeping?.(true);
	}
}
