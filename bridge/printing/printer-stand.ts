import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { Recorder } from '../recorder/recorder.ts';
import type { Runner } from '../counter/runner.ts';
import { logoOf } from './logo.ts';
import type { PrinterConfig } from './printer-config.ts';
import { startPrinting, type Printing } from './printing.ts';
import { rasteriser } from './rasterise.ts';
import type { Compose } from './run-printer.ts';

type Parts = {
	readonly stateFolder: string;
	readonly compose: Compose;
	/** Whether the disk holds the slips that wait. */
	readonly onKeeping: (isKept: boolean) => void;
	readonly recorder: Recorder;
	readonly runner: Runner;
	readonly log: Logger;
	readonly clock: Clock;
};

/** The printer of a counter, which can be put away and put up again, also another one, while the counter runs. What waits for paper waits on. */
export class PrinterStand {
	readonly #parts: Parts;
	#printing: Printing | null = null;

	constructor(parts: Parts) {
		this.#parts = parts;
	}

	/** `null` where none stands. */
	get printing(): Printing | null {
		return this.#printing;
	}

	/** What is kept of the printer. */
	get memoryPath(): string {
		return join(this.#parts.stateFolder, 'printer.json');
	}

	/** Whatever stood there before was put away. */
	async putUp(printer: PrinterConfig | null): Promise<void> {
		if (!printer) return;
		const { stateFolder, compose, onKeeping, recorder, runner, log, clock } = this.#parts;
		this.#printing = startPrinting({
			spoolPath: join(stateFolder, 'spool.sqlite'),
			...{ memoryPath: this.memoryPath, printer, compose, onKeeping, clock },
			rasteriser,
			logo: await logoOf(printer.logo, log),
			recorded: (transport) => recorder.printer(transport),
			onMoved: (move) => log.warn(move, 'the printer has another address'),
			onProgress(order, slip) {
				recorder.slip(order, slip);
				runner.slipMoved(order, slip);
			},
			onPrinter: (state) => runner.feed({ kind: 'printer-changed', printer: state }),
			onReplaced: ({ id }, characters) =>
				log.warn({ slip: id, characters }, 'a slip was printed with other characters'),
			onFailed: ({ id }, cause) => log.error({ slip: id, cause }, 'a slip could not be made'),
			onNotKept: (cause) => log.error({ cause }, 'the disk did not keep something of the printer'),
		});
	}

	/** Lets the slip that is being printed end. */
	async putAway(): Promise<void> {
		const printing = this.#printing;
		this.#printing = null;
		await printing?.close();
	}
}
