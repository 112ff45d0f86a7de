import type { SlipProgress } from '#shared/counter/state.ts';
import { layOut } from '#shared/receipt/columns.ts';
import type { Receipt } from '#shared/receipt/receipt.ts';
import { delayMsAfter } from '../devices/backoff.ts';
import type { Bell } from './bell.ts';
import type { Clock } from '../clock.ts';
import { openConversation, type Conversation } from './conversation.ts';
import { encode, type CounterParts, type EncodedSlip, type Rasterise } from './encode.ts';
import type { DrawerLevel, PrinterShown } from './face.ts';
import type { Meeting } from './introduction.ts';
import type { PrinterProfile } from './profile.ts';
import { KEPT_MS, type Job, type Spool } from './spool.ts';
import type { Transport } from './transport.ts';

/** Makes the slip with the guest's name as it is now; `undefined` where it is not known at the moment. */
export type Compose = (job: Job) => Promise<Receipt | undefined>;

export type PrinterEvents = {
	readonly printer: (shown: PrinterShown) => void;
	/** What is known of the printer has changed. */
	readonly learned: () => void;
	/** It is the one that is meant. */
	readonly met?: (() => void) | undefined;
	/** It could not be reached, or it is not the one that is meant. */
	readonly lost?: (() => void) | undefined;
	readonly slip: (job: Job, progress: SlipProgress) => void;
	/** So many characters of a slip are not on the paper as they were written. */
	readonly replaced: (job: Job, characters: number) => void;
	/** A slip that could not be made. It waits, and is tried again. */
	readonly failed: (job: Job, cause: unknown) => void;
};

export type PrinterRun = Meeting & {
	/** As far as it is known now. */
	readonly profile: () => PrinterProfile;
	/** For paper of so many columns. */
	readonly rasteriser?: ((columns: number) => Rasterise) | undefined;
	readonly parts?: CounterParts;
	/** The level of the drawer's contact that means open; `null` where it has none. */
	readonly drawerOpenIs?: DrawerLevel | null;
	/** A line without a slip for so long is closed, for whoever else wants the printer. */
	readonly idleMsMax: number;
	/** A slip that waited for so long is printed only when somebody says so. */
	readonly staleAfterMs: number;
	/** Rings when a job was submitted. */
	readonly bell: Bell;
	readonly clock: Clock;
	readonly signal: AbortSignal;
};

/** How long a slip waits that could not be made: for a name to be known, for a disk to have room. */
const RETRY_MS = 2_000;
/** Some printers refuse a line that comes right after the last one. */
const REOPEN_MS_MIN = 250;
/** How often a closed line looks up without a ring, for what has grown old in the spool. */
const CLOSED_LOOK_MS = 60_000;

/** Keeps one printer alive and prints what waits, one slip after the other, until `signal` aborts. */
export async function runPrinter(
	spool: Spool,
	transport: Transport,
	compose: Compose,
	events: PrinterEvents,
	run: PrinterRun,
): Promise<void> {
	const { signal, clock } = run;
	let last: PrinterShown = { kind: 'absent' };
	for (let losses = 0; !signal.aborted; losses++) {
		tidy(spool, events, run);
		const conversation = await openConversation(transport, {
			...run,
			onLearned: events.learned,
			...(events.met && { onMet: events.met }),
			onState: (shown) => {
				losses = 0;
				last = shown;
				events.printer(shown);
			},
		}).catch(() => undefined);
		const ended = conversation && (await serve(conversation, spool, compose, events, run));
		if (signal.aborted) return;
		if (ended === 'idle') {
			events.printer(unwatched(last));
			await rest(spool, run);
			continue;
		}
		events.printer({ kind: conversation?.lost ?? 'absent' });
		events.lost?.();
		await clock.sleep(delayMsAfter(losses), signal);
	}
}

/** What is known of a printer whose line is closed: whoever closes its drawer is not seen. */
const unwatched = (shown: PrinterShown): PrinterShown =>
	shown.kind === 'ready' ? { kind: 'ready', ...(shown.paperLow && { paperLow: true }) } : shown;

/** With the line closed, until there is something to print. */
async function rest(spool: Spool, { bell, clock, signal }: PrinterRun): Promise<void> {
	const wake = (): void => bell.ring();
	signal.addEventListener('abort', wake);
	await clock.sleep(REOPEN_MS_MIN, signal);
	while (!signal.aborted && spool.waiting().length === 0) await bell.wait(CLOSED_LOOK_MS);
	signal.removeEventListener('abort', wake);
}

function tidy(spool: Spool, events: PrinterEvents, { clock, staleAfterMs }: PrinterRun): void {
	spool.forgetBefore(clock.nowMs() - KEPT_MS);
	for (const job of spool.expire(clock.nowMs() - staleAfterMs)) events.slip(job, 'expired');
}

async function serve(
	conversation: Conversation,
	spool: Spool,
	compose: Compose,
	events: PrinterEvents,
	run: PrinterRun,
): Promise<'idle' | 'gone'> {
	const { bell, clock, signal, idleMsMax } = run;
	let busyAtMs = clock.elapsedMs();
	const wake = (): void => bell.ring();
	conversation.gone.addEventListener('abort', wake);
	signal.addEventListener('abort', wake);
	try {
		while (!conversation.gone.aborted && !signal.aborted) {
			const isWanted = (): boolean => {
				tidy(spool, events, run);
				return spool.waiting().length > 0;
			};
			// The names last: paper may take hours to come, and a guest may be forgotten meanwhile.
			const made =
				isWanted() && (await conversation.ready(isWanted))
					? await firstMade(spool.waiting(), compose, events, run)
					: undefined;
			const printed = made && (await printOne(conversation, made, spool, events));
			if (spool.waiting().length > 0 || printed) busyAtMs = clock.elapsedMs();
			if (clock.elapsedMs() - busyAtMs >= idleMsMax) return 'idle';
			if (!printed) await bell.wait(RETRY_MS);
		}
		return 'gone';
	} finally {
		conversation.gone.removeEventListener('abort', wake);
		signal.removeEventListener('abort', wake);
		conversation.close();
	}
}

type Made = { readonly job: Job; readonly slip: EncodedSlip };

/** A slip whose guest is not known now does not hold up the next one. */
async function firstMade(
	jobs: readonly Job[],
	compose: Compose,
	events: PrinterEvents,
	{ rasteriser, parts, ...run }: PrinterRun,
): Promise<Made | undefined> {
	for (const job of jobs) {
		try {
			const receipt = await compose(job);
			const profile = run.profile();
			const { columns } = profile;
			if (receipt) return { job, slip: encode(layOut(receipt, columns), profile, rasteriser?.(columns), parts) };
		} catch (cause) {
			events.failed(job, cause);
		}
	}
	return undefined;
}

/** What the disk does not take does not leave either: the job stays where it was. @returns whether it has left */
async function printOne(
	conversation: Conversation,
	{ job, slip }: Made,
	spool: Spool,
	events: PrinterEvents,
): Promise<boolean> {
	const move = (progress: SlipProgress): void => {
		spool.move(job, progress);
		events.slip(job, progress);
	};
	try {
		const outcome = await conversation.print(slip, {
			begin() {
				move('sending');
				if (slip.replaced > 0) events.replaced(job, slip.replaced);
			},
			uncut: () => move('uncut'),
		});
		if (outcome === 'waiting') return false;
		move(outcome);
		return true;
	} catch (cause) {
		events.failed(job, cause);
		return false;
	}
}
