import type { PrinterEmulator } from './emulator.ts';

/** What hands, cables and the mains do to a printer. */
export type PrinterHand = Pick<
	PrinterEmulator,
	| 'answer'
	| 'breakDown'
	| 'clearCutter'
	| 'closeCover'
	| 'coolHead'
	| 'cutterJam'
	| 'endStall'
	| 'exchange'
	| 'fallSilentAtCut'
	| 'heatHead'
	| 'leave'
	| 'loadPaper'
	| 'openCover'
	| 'openCoverAfterLines'
	| 'paperNearEnd'
	| 'paperOut'
	| 'paperOutAfterLines'
	| 'occupy'
	| 'release'
	| 'slowDown'
	| 'stall'
> & {
	powerCut(): void | Promise<void>;
	powerOn(): void | Promise<void>;
};

/** How a fault comes, and how somebody ends it. */
export type PrinterFault = {
	begin(printer: PrinterHand): void | Promise<void>;
	end(printer: PrinterHand): void | Promise<void>;
};

export type PrinterFaultName =
	| 'off'
	| 'no-paper'
	| 'paper-ends'
	| 'cover-opened'
	| 'paper-low'
	| 'cutter-stuck'
	| 'head-hot'
	| 'broken'
	| 'half-open'
	| 'exchanged'
	| 'cut-before-answer'
	| 'half-picture'
	| 'occupied'
	| 'slow-line'
	| 'chinese-mode';

/** In the middle of any slip. */
const LINES = 10;

/** 4,800 baud. */
const SLOW_BYTES_PER_SECOND = 480;

/** FS &: two bytes are one letter from now on. */
const CHINESE_MODE = Uint8Array.of(0x1c, 0x26);

/** GS v 0 over the whole paper, of which nothing follows. */
const HALF_PICTURE = Uint8Array.of(0x1d, 0x76, 0x30, 0, 72, 0, 100, 0);

/** Each fault of a printer by its name, to be played by a test or in the demo. */
export const PRINTER_FAULTS: Readonly<Record<PrinterFaultName, PrinterFault>> = {
	off: { begin: (printer) => printer.powerCut(), end: (printer) => printer.powerOn() },
	'no-paper': { begin: (printer) => printer.paperOut(), end: (printer) => printer.loadPaper() },
	'paper-ends': { begin: (printer) => printer.paperOutAfterLines(LINES), end: (printer) => printer.loadPaper() },
	'cover-opened': { begin: (printer) => printer.openCoverAfterLines(LINES), end: (printer) => printer.closeCover() },
	'paper-low': {
		begin: (printer) => printer.paperNearEnd(),
		end(printer) {
			printer.openCover();
			printer.loadPaper();
			printer.closeCover();
		},
	},
	'cutter-stuck': { begin: (printer) => printer.cutterJam(), end: (printer) => printer.clearCutter() },
	'head-hot': { begin: (printer) => printer.heatHead(), end: (printer) => printer.coolHead() },
	broken: {
		begin: (printer) => printer.breakDown(),
		async end(printer) {
			await printer.powerCut();
			await printer.powerOn();
		},
	},
	'half-open': { begin: (printer) => printer.stall(), end: (printer) => printer.endStall() },
	exchanged: { begin: (printer) => printer.exchange('OTHER00002'), end: (printer) => printer.exchange('DEMO000001') },
	/** It prints, and the power fails before it can say so. */
	'cut-before-answer': {
		begin: (printer) => printer.fallSilentAtCut(),
		async end(printer) {
			await printer.powerCut();
			printer.answer('all');
			await printer.powerOn();
		},
	},
	/** Another machine has its only session. */
	occupied: { begin: (printer) => printer.occupy(), end: (printer) => printer.release() },
	'slow-line': {
		begin: (printer) => printer.slowDown(SLOW_BYTES_PER_SECOND),
		end: (printer) => printer.slowDown(Infinity),
	},
	/** Whoever printed before, or its maker, left it in a mode that reads Cyrillic as Chinese. */
	'chinese-mode': { begin: (printer) => printer.leave(CHINESE_MODE), end: () => undefined },
	/** Whoever printed before was killed within a picture. */
	'half-picture': { begin: (printer) => printer.leave(HALF_PICTURE), end: () => undefined },
};
