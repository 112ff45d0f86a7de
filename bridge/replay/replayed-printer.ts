import type { Clock } from '../clock.ts';
import type { LineEvents, PrinterLine, Transport } from '../printing/transport.ts';
import type { Command } from '../simulate/printer/command.ts';
import { CommandParser } from '../simulate/printer/parser.ts';
import type { PrinterMoment } from './printer-timeline.ts';

/** The clock of a run is not that of a record to the millisecond. */
const SLACK_MS = 400;
const ANSWER_MS_MAX = 2_000;
/** A printer that is there is asked each second, and answers. */
const HEARTBEAT_MS_MAX = 1_500;
const LINE: readonly PrinterMoment['is'][] = ['open', 'refused', 'closed'];
/** DLE EOT of a printer that is well; of an answer in a record only the bits that say something are kept. */
const REAL_TIME = 0x12;
const NAME = Uint8Array.of(0x5f, ...Buffer.from('replayed'), 0x00);
/** Source: Epson ESC/POS command reference, GS a. */
const BITS: Readonly<Record<string, readonly [byte: number, bits: number]>> = {
	offline: [0, 0x08],
	coverOpen: [0, 0x20],
	cutterStuck: [1, 0x08],
	broken: [1, 0x20],
	headHot: [1, 0x40],
	paperLow: [2, 0x03],
	paperOut: [2, 0x0c],
};

type Moment<Is extends PrinterMoment['is']> = Extract<PrinterMoment, { is: Is }>;

/**
 * A printer that answers, falls silent, comes and goes as one did in a record, each at its time. Nothing is printed: it
 * waits for a question before it answers it, and for an id before it gives it back.
 */
export class ReplayedPrinter implements Transport {
	readonly silence: Transport['silence'];
	readonly #moments: readonly PrinterMoment[];
	readonly #clock: Pick<Clock, 'sleep' | 'elapsedMs'>;
	readonly #beginsAtMs: number;
	#line: LineEvents | undefined;
	#parser = new CommandParser();
	#byAbout = new Map<number, number>();
	/** Ids that were not given back, the oldest first. */
	#ids: Uint8Array[] = [];
	/** What was said before somebody asked; a moment later it was for somebody else. */
	#early: (Moment<'in-order'> | Moment<'process-id'>)[] = [];
	/** Since when the condition is what it is. */
	#changedAtMs = -Infinity;
	#waitsInOrder = 0;
	readonly #used = new Set<PrinterMoment>();

	/** @param beginsAtMs the time of the record when the clock stands at 0 */
	constructor(
		moments: readonly PrinterMoment[],
		clock: Pick<Clock, 'sleep' | 'elapsedMs'>,
		beginsAtMs: number,
		silence: Transport['silence'],
	) {
		this.#moments = moments;
		this.#clock = clock;
		this.#beginsAtMs = beginsAtMs;
		this.silence = silence;
	}

	readonly open = async (events: LineEvents, signal: AbortSignal): Promise<PrinterLine> => {
		const next = this.#next((one): one is Moment<'open' | 'refused'> => one.is === 'open' || one.is === 'refused');
		const before = this.#moments.findLast(({ t, is }) => t < this.#now - SLACK_MS && is !== 'answer');
		const isOpen = next ? next.is === 'open' : before?.is !== 'refused' && before?.is !== 'closed';
		const hasStood = this.#moments[0]?.is !== 'open' && this.#moments[0]?.is !== 'refused' && before === undefined;
		if (next && !hasStood) await this.#until(next.t, signal);
		if ((!isOpen && !hasStood) || signal.aborted) throw new Error('connection refused');
		this.#line = events;
		this.#parser = new CommandParser();
		this.#forget();
		const end = (): void => {
			if (this.#line !== events) return;
			this.#line = undefined;
			events.closed();
		};
		return {
			write: async (bytes) => {
				await Promise.resolve();
				if (this.#line !== events) throw new Error('line is gone');
				for (const command of this.#parser.push(bytes)) this.#hear(command, events);
			},
			close: end,
		};
	};

	/** What comes without a question, when its time has come. */
	play(moment: PrinterMoment): void {
		switch (moment.is) {
			case 'closed': {
				const line = this.#line;
				this.#line = undefined;
				this.#changedAtMs = moment.t;
				this.#byAbout.clear();
				return line?.closed();
			}
			case 'automatic':
				this.#changedAtMs = moment.t;
				this.#byAbout = answersOf(moment.condition);
				return this.#say(automaticStatus(moment.condition));
			case 'in-order':
			case 'process-id':
				this.#early.push(moment);
				return this.#giveBack();
			case 'answer':
				this.#byAbout.set(moment.about, moment.byte);
				return;
			case 'open':
			case 'refused':
			case 'name':
				return;
		}
	}

	#hear(command: Command, line: LineEvents): void {
		switch (command.kind) {
			case 'real_time_status':
				void this.#answer(command.about, line);
				return;
			case 'process_id':
				this.#ids.push(command.id);
				return this.#giveBack();
			case 'sensor_status':
				this.#waitsInOrder++;
				return this.#giveBack();
			case 'identify':
				if (this.#next((one): one is Moment<'name'> => one.is === 'name')) this.#say(NAME);
				return;
			default:
				return;
		}
	}

	async #answer(about: number, line: LineEvents): Promise<void> {
		const next = this.#next((one): one is Moment<'answer'> => one.is === 'answer' && one.about === about);
		if (next) await this.#until(next.t);
		else if (!this.#isAlive()) return;
		const byte = next?.byte ?? this.#byAbout.get(about) ?? 0;
		if (this.#line === line) this.#say(Uint8Array.of(byte | REAL_TIME));
	}

	/** What was asked in order is answered when the record's printer did, and not before it was asked. */
	#giveBack(): void {
		this.#early = this.#early.filter((moment) => {
			const isStale = moment.t < this.#now - SLACK_MS;
			return !isStale && !(moment.is === 'in-order' ? this.#giveByte(moment) : this.#giveId(moment));
		});
	}

	#giveByte({ byte }: Moment<'in-order'>): boolean {
		if (this.#waitsInOrder === 0) return false;
		this.#waitsInOrder--;
		this.#say(Uint8Array.of(byte));
		return true;
	}

	/** The last one stands for those before it. */
	#giveId({ last }: Moment<'process-id'>): boolean {
		const id = last ? this.#ids.splice(0).at(-1) : this.#ids.shift();
		if (id) this.#say(Uint8Array.of(0x37, 0x22, ...id, 0x00));
		return id !== undefined;
	}

	#forget(): void {
		this.#ids = [];
		this.#early = [];
		this.#waitsInOrder = 0;
	}

	#say(bytes: Uint8Array): void {
		this.#line?.data(bytes);
	}

	get #now(): number {
		return this.#beginsAtMs + this.#clock.elapsedMs();
	}

	/** The next of this kind that an answer could be, once; `undefined` where the record has none. */
	#next<One extends PrinterMoment>(fits: (one: PrinterMoment) => one is One): One | undefined {
		const now = this.#now;
		const from = Math.max(now - SLACK_MS, this.#changedAtMs);
		const isNow = (one: One): boolean => one.t >= from && one.t <= now + ANSWER_MS_MAX;
		const next = this.#moments.filter(fits).find((one) => !this.#used.has(one) && isNow(one));
		if (next) this.#used.add(next);
		return next;
	}

	/** It says something soon, or the record ends here. */
	#isAlive(): boolean {
		const now = this.#now;
		const speaks = ({ t, is }: PrinterMoment): boolean => !LINE.includes(is) && t >= now && t <= now + HEARTBEAT_MS_MAX;
		return now >= (this.#moments.at(-1)?.t ?? 0) || this.#moments.some(speaks);
	}

	#until(t: number, signal?: AbortSignal): Promise<void> {
		return t > this.#now ? this.#clock.sleep(t - this.#now, signal) : Promise.resolve();
	}
}

function automaticStatus(condition: readonly string[]): Uint8Array {
	const bytes = Uint8Array.of(0x10, 0, 0, 0);
	for (const name of condition) {
		const [at, bits] = BITS[name] ?? [0, 0];
		bytes[at]! |= bits;
	}
	return bytes;
}

/** The same as answers to DLE EOT 1 to 4. Source: Epson ESC/POS command reference, DLE EOT. */
function answersOf(condition: readonly string[]): Map<number, number> {
	const bits = (...named: readonly (readonly [string, number])[]): number =>
		named.reduce((byte, [name, its]) => byte | (condition.includes(name) ? its : 0), 0);
	const error = ['cutterStuck', 'broken', 'headHot'].map((name) => [name, 0x40] as const);
	return new Map([
		[1, bits(['offline', 0x08])],
		[2, bits(['coverOpen', 0x04], ['paperOut', 0x20], ...error)],
		[3, bits(['cutterStuck', 0x08], ['broken', 0x20], ['headHot', 0x40])],
		[4, bits(['paperLow', 0x0c], ['paperOut', 0x60])],
	]);
}
