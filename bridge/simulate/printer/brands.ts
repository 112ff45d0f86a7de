import { EPSON_CODE_TABLES, type CodeTables } from './code-tables.ts';
import { NARROW_PRINTER, WIDE_PRINTER, type PrinterModel } from './model.ts';

/** Source: the makers' own command manuals; escpos-printer-db for the clones. */
const OLD_EPSON: CodeTables = {
	...{ 0: 'cp437', 2: 'cp850', 16: 'win1252' },
	...{ 17: 'cp866', 18: 'cp852', 19: 'cp858' },
};
const BIXOLON = { 0: 'cp437', 2: 'cp850', 16: 'win1252', 18: 'cp852', 19: 'cp858', 28: 'win1251' };

const model = (
	base: PrinterModel,
	[maker, name]: readonly [maker: string, name: string],
	codeTables: CodeTables,
	widthDots = base.widthDots,
): PrinterModel => ({ ...base, codeTables, widthDots, names: { ...base.names, maker, model: name } });

/** One printer of each make on the shelf. */
export const BRANDS = {
	epson: model(WIDE_PRINTER, ['EPSON', 'TM-T20III'], EPSON_CODE_TABLES),
	'epson-180dpi': model(WIDE_PRINTER, ['EPSON', 'TM-T88V'], OLD_EPSON, 512),
	'epson-old': model(WIDE_PRINTER, ['EPSON', 'TM-T88III'], OLD_EPSON, 512),
	bixolon: model(WIDE_PRINTER, ['BIXOLON', 'SRP-352plusIII'], BIXOLON),
	'bixolon-180dpi': model(WIDE_PRINTER, ['BIXOLON', 'SRP-350plusIII'], BIXOLON, 512),
	citizen: model(WIDE_PRINTER, ['CITIZEN', 'CT-S310II'], {
		0: 'cp437',
		2: 'cp858',
		6: 'cp852',
		7: 'cp866',
		16: 'win1252',
	}),
	star: model(WIDE_PRINTER, ['Star', 'TSP654II'], OLD_EPSON),
	'clone-80': model(WIDE_PRINTER, ['Xprinter', 'XP-N160II'], { ...OLD_EPSON, 23: 'win1251' }),
	'clone-58': model(NARROW_PRINTER, ['', 'POS-5890'], { ...OLD_EPSON, 23: 'win1251' }),
	mpt: model(NARROW_PRINTER, ['', 'MPT-II'], { 0: 'cp437', 2: 'cp850', 6: 'win1251', 7: 'cp866' }),
} as const satisfies Readonly<Record<string, PrinterModel>>;
