import { DEMO_STRIPES, type DeskFault, type FaultNumber, type NotPlayed } from '#shared/protocol/simulate.ts';
import type { Clock } from '../clock.ts';
import { FAULTS, type FaultScript } from './faults.ts';
import { PRINTER_FAULTS, type PrinterHand } from './printer/faults.ts';
import { playReader, type ReaderHand, type ReaderScript } from './reader-scripts.ts';

/** The devices of a desk, as hands reach them. */
export type DeskHands = {
	readonly reader: Pick<ReaderHand, 'plug' | 'unplug' | 'send' | 'refuse'> & { readonly isPlugged: () => boolean };
	readonly printer: PrinterHand;
};

const CARDS = { one: DEMO_STRIPES.elena, other: DEMO_STRIPES.miguel, ...DEMO_STRIPES };
/** After a reader was plugged in, whoever reads it has found it. */
const FOUND_MS = 10_000;

const NOT_PLAYED: Readonly<Record<FaultScript['on'], NotPlayed | null>> = {
	reader: null,
	'two-readers': 'one-reader',
	keyboard: 'keyboard',
	printer: null,
	pages: 'browser',
	machine: 'machine',
};

const whyNotPlayed = ({ on, script }: FaultScript): NotPlayed | null => (script === 'slept' ? 'sleep' : NOT_PLAYED[on]);

/** Every fault of the table, and whether a desk with one reader and one printer can play it. */
export const DESK_FAULTS: readonly DeskFault[] = Object.entries<FaultScript>(FAULTS).map(([fault, script]) => ({
	fault: fault as FaultNumber,
	notPlayed: whyNotPlayed(script),
}));

/** Plays one fault at a time on the devices of a desk. A reader's ends by itself, a printer's when somebody ends it. */
export class FaultPlayer {
	readonly #hands: DeskHands;
	readonly #clock: Pick<Clock, 'sleep'>;
	readonly #onChange: () => void;
	#playing: FaultNumber | null = null;
	#end: () => Promise<void> = () => Promise.resolve();
	/** What is asked for while something ends waits for that. */
	#turn: Promise<void> = Promise.resolve();

	/** @param onChange called when another fault, or none, is being played */
	constructor(hands: DeskHands, clock: Pick<Clock, 'sleep'>, onChange: () => void) {
		this.#hands = hands;
		this.#clock = clock;
		this.#onChange = onChange;
	}

	/** `null`: none. */
	get playing(): FaultNumber | null {
		return this.#playing;
	}

	/** Ends what is being played, and begins this one; of one that the desk cannot play nothing follows. */
	play(fault: FaultNumber): Promise<void> {
		return this.#next(async () => {
			const script = (FAULTS as Readonly<Record<FaultNumber, FaultScript>>)[fault];
			if (!script || whyNotPlayed(script)) return;
			await this.#stop();
			if (script.on === 'printer') {
				const { printer } = this.#hands;
				const it = PRINTER_FAULTS[script.script];
				await it.begin(printer);
				this.#begin(fault, async () => it.end(printer));
			} else if (script.on === 'reader') {
				const stop = new AbortController();
				const played = this.#playReader(script.script, stop.signal).finally(() => this.#over(fault));
				this.#begin(fault, () => {
					stop.abort();
					return played;
				});
			}
		});
	}

	/** Leaves the devices as they are when nothing is amiss. */
	stop(): Promise<void> {
		return this.#next(() => this.#stop());
	}

	#next(act: () => Promise<void>): Promise<void> {
		this.#turn = this.#turn.then(act);
		return this.#turn;
	}

	async #stop(): Promise<void> {
		const fault = this.#playing;
		if (fault === null) return;
		await this.#end();
		this.#over(fault);
	}

	#begin(fault: FaultNumber, end: () => Promise<void>): void {
		this.#playing = fault;
		this.#end = end;
		this.#onChange();
	}

	#over(fault: FaultNumber): void {
		if (this.#playing !== fault) return;
		this.#playing = null;
		this.#onChange();
	}

	async #playReader(script: ReaderScript, signal: AbortSignal): Promise<void> {
		const { reader } = this.#hands;
		const wait = async (ms: number): Promise<void> => {
			await this.#clock.sleep(ms, signal);
			signal.throwIfAborted();
		};
		try {
			if (!reader.isPlugged()) {
				await reader.plug();
				await wait(FOUND_MS);
			}
			await playReader(script, { ...reader, wait, sleep: () => undefined }, CARDS);
		} catch (cause) {
			if (!signal.aborted) throw cause;
		} finally {
			reader.refuse(null);
			if (!reader.isPlugged()) await reader.plug();
		}
	}
}
