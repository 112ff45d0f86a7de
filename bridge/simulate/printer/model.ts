import { type CodeTables, EPSON_CODE_TABLES } from './code-tables.ts';

/** What differs from one printer on the shelf to the next. */
export type PrinterModel = {
	/** 12 dots make a column of font A: 576 is 48 columns, 384 is 32. */
	readonly widthDots: number;
	readonly codeTables: CodeTables;
	/** Printers for the Chinese market power up with two-byte characters on; `FS .` ends that. */
	readonly startsInChinese: boolean;
	readonly hasNearEndSensor: boolean;
	/** How much waits inside while the printer cannot print, before it stops reading from the network. */
	readonly receiveBufferBytes: number;
	/** `GS I` 65 to 69. */
	readonly names: {
		readonly firmware: string;
		readonly maker: string;
		readonly model: string;
		readonly serial: string;
		readonly font: string;
	};
};

/** 80 mm at 203 dpi. */
export const WIDE_PRINTER: PrinterModel = {
	widthDots: 576,
	codeTables: EPSON_CODE_TABLES,
	startsInChinese: false,
	hasNearEndSensor: true,
	receiveBufferBytes: 64 * 1024,
	names: { firmware: '1.00 Demo', maker: 'Retorno', model: 'Paper-80', serial: 'DEMO000001', font: '' },
};

/** 58 mm at 203 dpi. */
export const NARROW_PRINTER: PrinterModel = {
	...WIDE_PRINTER,
	widthDots: 384,
	names: { ...WIDE_PRINTER.names, model: 'Paper-58' },
};
