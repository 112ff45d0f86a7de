import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { VisitId } from '#shared/kernel/ids.ts';
import { composeVisitSlip } from '#shared/receipt/visit-slip.ts';
import type { PrinterConfig } from '../../bridge/printing/printer-config.ts';
import { startPrinting, type Printing, type PrintingOptions } from '../../bridge/printing/printing.ts';
import type { PrinterModel } from '../../bridge/simulate/printer/model.ts';
import type { SlipOrder } from '../../bridge/printing/spool.ts';
import { FakeClock } from '../fakes/fake-clock.ts';
import { FakePrinter } from '../fakes/fake-printer.ts';
import { SAMPLES } from '../shared/receipt/samples.ts';

const miguel = SAMPLES['Miguel has supper']!;

/** A visit's slip under a name of the test's own. */
export const visit = (visitId: string, payableMinor = miguel.answer.payableMinor): SlipOrder => ({
	kind: 'visit',
	answer: { ...miguel.answer, payableMinor, visitId: visitId as VisitId },
	copy: 0,
});

/** The printing of one counter on its own disk, with a simulated printer and a clock that the test moves. */
export class PrinterCounter {
	readonly clock = new FakeClock();
	readonly paper: FakePrinter;
	readonly hand: FakePrinter['hand'];
	readonly folder = mkdtempSync(join(tmpdir(), 'fault-'));
	/** What whoever stands there was told, in order. */
	told: string[] = [];
	/** What the log was told. */
	notKept: unknown[] = [];
	/** Whether the disk holds what waits, each time that this was told. */
	keeping: boolean[] = [];
	#printing: Printing | undefined;

	constructor(model?: PrinterModel) {
		this.paper = new FakePrinter(model);
		this.hand = this.paper.hand;
	}

	get printing(): Printing {
		if (!this.#printing) throw new Error('The counter was not started.');
		return this.#printing;
	}

	get spoolPath(): string {
		return join(this.folder, 'spool.sqlite');
	}

	start(config: Partial<PrinterConfig> = {}, more: Partial<PrintingOptions> = {}): void {
		this.told = [];
		this.#printing = startPrinting({
			spoolPath: this.spoolPath,
			memoryPath: join(this.folder, 'printer.json'),
			printer: { host: 'printer', port: 9100, profile: 'epson', ...config } as PrinterConfig,
			compose: ({ order }) =>
				Promise.resolve(order.kind === 'visit' ? composeVisitSlip({ ...miguel, ...order }) : undefined),
			onProgress: (order, progress) =>
				this.told.push(`${order.kind === 'visit' ? order.answer.visitId : order.kind} ${progress}`),
			onPrinter: (printer) => {
				const { kind } = printer;
				const { paperLow = false, drawerOpen = false } = kind === 'ready' ? printer : {};
				if (kind === 'ready')
					this.told.push(kind + (paperLow ? ', paper low' : '') + (drawerOpen ? ', drawer open' : ''));
				else this.told.push(printer.midSlip ? `${kind} in a slip` : kind);
			},
			onKeeping: (isKept) => this.keeping.push(isKept),
			onNotKept: (cause) => this.notKept.push(cause),
			clock: this.clock,
			...(!more.connect && { transport: this.paper }),
			...more,
		});
	}

	/** Prints one slip, so that the printer is known. */
	async settle(config?: Partial<PrinterConfig>): Promise<void> {
		this.start(config);
		this.printing.submit(visit('first'));
		await this.clock.advance(3_000);
		this.told = [];
	}

	/** How often a slip is on the paper. */
	printed(total = '76,00'): number {
		return this.paper.text().filter((line) => line.startsWith('TOTAL') && line.includes(total)).length;
	}

	/** Ends the bridge as it is told to, and waits for it. */
	async stop(): Promise<void> {
		const closing = this.#printing?.close();
		await this.clock.advance(20_000);
		await closing;
	}

	async remove(): Promise<void> {
		await this.stop();
		rmSync(this.folder, { recursive: true });
	}
}
