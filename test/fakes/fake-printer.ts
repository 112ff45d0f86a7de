import type { Clock } from '../../bridge/clock.ts';
import { WIDE_PRINTER, type PrinterModel } from '../../bridge/simulate/printer/model.ts';
import type { PrinterHand } from '../../bridge/simulate/printer/faults.ts';
import { paperText, slips } from '../../bridge/simulate/printer/paper.ts';
import { SimulatedPrinter } from '../../bridge/simulate/printer/printer.ts';
import type { LineEvents, PrinterLine, Transport } from '../../bridge/printing/transport.ts';

/** A simulated printer at the end of a line that a test can cut, block and refuse; no socket, no time. */
export class FakePrinter implements Transport {
	readonly printer: SimulatedPrinter;
	/** What the line is asked to open: nobody there. */
	refuses = false;
	/** The line takes nothing more, as behind a full buffer. */
	blocks = false;
	/** The line takes everything and brings nothing there or back, as with a cable pulled at the far end. */
	swallows = false;
	/** Answers that are still on their way, until `bringAnswer`. */
	holdsBack: (answer: Uint8Array) => boolean = () => false;
	readonly silence = 'busy' as const;
	/** Bytes that the line takes in a second. */
	bytesPerSecond = Infinity;
	clock: Clock | undefined;
	sessions = 0;
	/** All that has arrived, over all sessions. */
	readonly received: number[] = [];
	readonly #heldBack: Uint8Array[] = [];
	#cutAfterBytes = Infinity;
	#line: LineEvents | undefined;

	constructor(model: PrinterModel = WIDE_PRINTER) {
		this.printer = new SimulatedPrinter(model, {
			reply: (bytes) => {
				if (this.holdsBack(bytes)) this.#heldBack.push(bytes);
				else this.#bring(bytes);
			},
			cut: () => undefined,
		});
	}

	readonly open = async (events: LineEvents): Promise<PrinterLine> => {
		if (this.refuses) throw new Error('connection refused');
		await Promise.resolve();
		this.sessions++;
		this.#line = events;
		return { write: (bytes) => this.#take(bytes), close: () => this.hangUp() };
	};

	/** For the scripts of faults. */
	get hand(): PrinterHand {
		const { printer } = this;
		return {
			answer: (answers) => printer.answer(answers),
			breakDown: () => printer.breakDown(),
			clearCutter: () => printer.clearCutter(),
			closeCover: () => printer.closeCover(),
			coolHead: () => printer.coolHead(),
			cutterJam: () => printer.jamCutter(),
			endStall: () => void (this.swallows = false),
			exchange: (serial) => {
				printer.exchange(serial);
				this.hangUp();
			},
			fallSilentAtCut: () => printer.fallSilentAtCut(),
			heatHead: () => printer.heatHead(),
			leave: (bytes) => printer.receive(bytes),
			loadPaper: () => printer.loadPaper(),
			openCover: () => printer.openCover(),
			openCoverAfterLines: (lines) => printer.openCoverAfterLines(lines),
			paperNearEnd: () => printer.paperNearEnd(),
			paperOut: () => printer.paperOut(),
			paperOutAfterLines: (lines) => printer.paperOutAfterLines(lines),
			occupy: () => {
				this.swallows = true;
				this.hangUp();
			},
			release: () => void (this.swallows = false),
			slowDown: (bytesPerSecond) => void (this.bytesPerSecond = bytesPerSecond),
			stall: () => void (this.swallows = true),
			powerCut: () => {
				this.refuses = true;
				printer.restart();
				this.hangUp();
			},
			powerOn: () => void (this.refuses = false),
		};
	}

	hangUp(): void {
		const line = this.#line;
		this.#line = undefined;
		line?.closed();
	}

	/** The line breaks in the middle of what comes next. */
	hangUpAfterBytes(bytes: number): void {
		this.#cutAfterBytes = bytes;
	}

	/** The oldest of the answers that were held back. */
	bringAnswer(): void {
		const answer = this.#heldBack.shift();
		if (answer) this.#bring(answer);
	}

	/** Lines of text on the paper, without empty ones. */
	text(): string[] {
		return paperText(this.printer.paper()).filter((line) => line.trim() !== '');
	}

	/** Slips that were cut off. */
	get cuts(): number {
		return slips(this.printer.paper()).filter(({ isCut }) => isCut).length;
	}

	#bring(bytes: Uint8Array): void {
		const line = this.#line;
		if (!this.swallows) queueMicrotask(() => line?.data(bytes));
	}

	async #take(bytes: Uint8Array): Promise<void> {
		await Promise.resolve();
		if (this.blocks) return new Promise(() => undefined);
		await this.clock?.sleep((bytes.length / this.bytesPerSecond) * 1_000);
		if (!this.#line) throw new Error('line is gone');
		const taken = bytes.subarray(0, this.#cutAfterBytes);
		this.#cutAfterBytes -= taken.length;
		if (!this.swallows) {
			this.received.push(...taken);
			this.printer.receive(taken);
		}
		if (taken.length === bytes.length) return;
		this.#cutAfterBytes = Infinity;
		this.hangUp();
		throw new Error('line broke');
	}
}
