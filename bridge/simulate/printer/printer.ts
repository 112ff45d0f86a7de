import { type Command, isRealTime, type PaperCommand, type QuestionCommand, type RealTimeCommand } from './command.ts';
import { type PrinterModel } from './model.ts';
import { type Paper } from './paper.ts';
import { CommandParser } from './parser.ts';
import { PaperRoll } from './roll.ts';
import {
	automaticStatus,
	type Condition,
	isOffline,
	isReported,
	READY,
	realTimeStatus,
	sensorStatus,
} from './status.ts';

/** `silent` and `without_process_id` are clones: one never says a word, one does not know `GS ( H`. */
export type Answers = 'all' | 'without_process_id' | 'silent';

export type PrinterEvents = {
	reply(bytes: Uint8Array): void;
	cut(): void;
	/** Its condition is another one. */
	changed?(): void;
};

type Waiting = Exclude<Command, RealTimeCommand>;

/** `GS I 1` to 3: an id no Epson has, "has an autocutter", version 1. */
const IDENTITY_BYTES = [0x21, 0x02, 0x01] as const;

/**
 * The printer behind its plug: bytes in, answers and paper out, at once and without a clock. While it is offline it
 * holds what it gets and goes on by itself when the cause is gone.
 *
 * Source: Epson ESC/POS command reference.
 */
export class SimulatedPrinter {
	readonly #model: PrinterModel;
	readonly #events: PrinterEvents;
	readonly #roll: PaperRoll;
	#parser = new CommandParser();
	#condition = READY;
	#answers: Answers = 'all';
	#automaticMask = 0;
	/** The receive buffer, and how many bytes it took to fill it since it was last empty. */
	#waiting: Waiting[] = [];
	#waitingBytes = 0;
	/** The latest id that the paper has passed and that was not sent. */
	#passedId: Uint8Array | undefined;
	#isBladeStuck = false;
	/** Whoever listens may touch the printer: it goes on where it is, it does not begin anew. */
	#isRunning = false;
	#paperEndsAtLine = Infinity;
	#coverOpensAtLine = Infinity;
	#names: PrinterModel['names'];
	#fallsSilent = false;

	constructor(model: PrinterModel, events: PrinterEvents) {
		this.#model = model;
		this.#names = model.names;
		this.#events = events;
		this.#roll = new PaperRoll(model);
	}

	get condition(): Condition {
		return this.#condition;
	}

	/** Its host must stop sending until this ends; then not even `DLE EOT` comes through. */
	get isFull(): boolean {
		return this.#waitingBytes >= this.#model.receiveBufferBytes;
	}

	paper(): Paper {
		return this.#roll.paper();
	}

	receive(bytes: Uint8Array): void {
		this.#waitingBytes += bytes.length;
		for (const command of this.#parser.push(bytes)) {
			if (!isRealTime(command)) {
				this.#waiting.push(command);
				continue;
			}
			this.#run();
			this.#obeyNow(command);
		}
		this.#run();
	}

	answer(answers: Answers): void {
		this.#answers = answers;
	}

	/** With the next cut it has said its last word. */
	fallSilentAtCut(): void {
		this.#fallsSilent = true;
	}

	paperOut(): void {
		this.#paperEndsAtLine = Infinity;
		this.#change({ paperOut: true, paperNearEnd: this.#model.hasNearEndSensor });
	}

	paperOutAfterLines(lines: number): void {
		this.#paperEndsAtLine = this.#roll.printedLines + lines;
	}

	paperNearEnd(): void {
		this.#change({ paperNearEnd: this.#model.hasNearEndSensor });
	}

	loadPaper(): void {
		this.#paperEndsAtLine = Infinity;
		this.#change({ paperOut: false, paperNearEnd: false });
	}

	openCover(): void {
		this.#change({ coverOpen: true });
	}

	/** In the middle of what is printed: after so many lines more. */
	openCoverAfterLines(lines: number): void {
		this.#coverOpensAtLine = this.#roll.printedLines + lines;
	}

	closeCover(): void {
		this.#coverOpensAtLine = Infinity;
		this.#change({ coverOpen: false });
	}

	/** Shows at the next cut. */
	jamCutter(): void {
		this.#isBladeStuck = true;
	}

	/** The error stays until the host sends `DLE ENQ 1` (go on) or `2` (throw away). */
	clearCutter(): void {
		this.#isBladeStuck = false;
	}

	heatHead(): void {
		this.#change({ error: 'head_hot' });
	}

	coolHead(): void {
		if (this.#condition.error === 'head_hot') this.#change({ error: undefined });
	}

	breakDown(): void {
		this.#change({ error: 'unrecoverable' });
	}

	setDrawerHigh(drawerHigh: boolean): void {
		this.#change({ drawerHigh });
	}

	/** Another printer stands in its place, by its number and its other names; its paper and its tables stay. */
	exchange(serial: string, names: Partial<PrinterModel['names']> = {}): void {
		this.#names = { ...this.#names, ...names, serial };
		this.restart();
	}

	/** All that was in memory is gone; what the sensors see is not. */
	restart(): void {
		this.#clearBuffers();
		this.#parser = new CommandParser();
		this.#automaticMask = 0;
		this.#roll.reset();
		this.#condition = { ...this.#condition, error: undefined };
	}

	#run(): void {
		if (this.#isRunning) return;
		this.#isRunning = true;
		let done = 0;
		while (done < this.#waiting.length && !isOffline(this.#condition)) {
			const rest = this.#obey(this.#waiting[done] as Waiting);
			if (rest) this.#waiting[done] = rest;
			else done++;
		}
		this.#waiting.splice(0, done);
		if (this.#waiting.length === 0) this.#waitingBytes = 0;
		this.#isRunning = false;
		this.#sendPassedId();
	}

	/** @returns what is left of the command where the printer had to stop within it */
	#obey(command: Waiting): Waiting | undefined {
		switch (command.kind) {
			case 'process_id':
			case 'sensor_status':
			case 'automatic_status':
			case 'identify':
				this.#answer(command);
				return undefined;
			case 'unknown':
				this.#roll.unknown(command);
				return undefined;
			case 'text':
				return this.#printText(command);
			case 'cut':
				return this.#cut(command);
			case 'initialise':
				// Epson's manual says nothing of it here, Bixolon's does: a host that asks again is right with both.
				this.#automaticMask = 0;
				this.#print(command);
				return undefined;
			default:
				this.#print(command);
				return undefined;
		}
	}

	/** Byte by byte, since one long text may print several lines and the paper may end between them. */
	#printText({ bytes }: Extract<PaperCommand, { kind: 'text' }>): Waiting | undefined {
		for (let at = 0; at < bytes.length; at++) {
			if (isOffline(this.#condition)) return { kind: 'text', bytes: bytes.subarray(at) };
			this.#print({ kind: 'text', bytes: bytes.subarray(at, at + 1) });
		}
		return undefined;
	}

	#cut(command: Extract<PaperCommand, { kind: 'cut' }>): Waiting | undefined {
		if (this.#isBladeStuck) {
			this.#change({ error: 'cutter' });
			return command;
		}
		const cutsBefore = this.#roll.cuts;
		this.#print(command);
		if (this.#fallsSilent) this.#answers = 'silent';
		this.#fallsSilent = false;
		if (this.#roll.cuts > cutsBefore) this.#events.cut();
		return undefined;
	}

	#print(command: PaperCommand): void {
		this.#roll.print(command);
		if (this.#roll.printedLines >= this.#paperEndsAtLine) this.paperOut();
		if (this.#roll.printedLines >= this.#coverOpensAtLine) {
			this.#coverOpensAtLine = Infinity;
			this.openCover();
		}
	}

	#answer(command: QuestionCommand): void {
		switch (command.kind) {
			case 'process_id':
				if (this.#answers !== 'without_process_id') this.#passedId = command.id;
				return;
			case 'sensor_status':
				return this.#reply(Uint8Array.of(sensorStatus(this.#condition, command.about)));
			case 'automatic_status':
				this.#automaticMask = command.mask;
				if (command.mask !== 0) this.#reply(automaticStatus(this.#condition));
				return;
			case 'identify':
				return this.#identify(command.number);
		}
	}

	#identify(number: number): void {
		const { firmware, maker, model, serial, font } = this.#names;
		const name = [firmware, maker, model, serial, font][number - 65];
		const byte = IDENTITY_BYTES[(number >= 49 ? number - 48 : number) - 1];
		if (name !== undefined) this.#reply(Uint8Array.of(0x5f, ...new TextEncoder().encode(name), 0x00));
		else if (byte !== undefined) this.#reply(Uint8Array.of(byte));
	}

	#obeyNow(command: RealTimeCommand): void {
		switch (command.kind) {
			case 'real_time_status':
				return this.#reply(Uint8Array.of(realTimeStatus(this.#condition, command.about)));
			case 'recover':
				return this.#recover(command.how);
			case 'real_time_drawer':
				return this.#roll.print({ kind: 'drawer', pin: command.pin, onMs: command.onMs, offMs: command.onMs });
			case 'clear_buffers':
				return this.#clearBuffers();
		}
	}

	/** Only an error that can be recovered hears of it; paper and cover recover by themselves. */
	#recover(how: 'resume' | 'clear'): void {
		if (this.#condition.error !== 'cutter') return;
		if (how === 'clear') this.#clearBuffers();
		else if (this.#isBladeStuck) return;
		this.#change({ error: undefined });
	}

	/** Ids that waited are never sent: their data never came to paper. */
	#clearBuffers(): void {
		this.#waiting = [];
		this.#waitingBytes = 0;
		this.#roll.clearPrintBuffer();
	}

	#change(change: Partial<Condition>): void {
		const before = this.#condition;
		this.#condition = { ...before, ...change };
		if (isReported(before, this.#condition, this.#automaticMask)) this.#reply(automaticStatus(this.#condition));
		this.#events.changed?.();
		if (!isOffline(this.#condition)) this.#run();
	}

	/** Of several ids that wait only the latest is sent: it stands for those before it. */
	#sendPassedId(): void {
		if (this.#passedId) this.#reply(Uint8Array.of(0x37, 0x22, ...this.#passedId, 0x00));
		this.#passedId = undefined;
	}

	#reply(bytes: Uint8Array): void {
		if (this.#answers !== 'silent') this.#events.reply(bytes);
	}
}
