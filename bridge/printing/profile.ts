import type { Codepage } from '@point-of-sale/codepage-encoder';

/** What a printer can do, as far as a slip needs it. */
export type PrinterProfile = {
	/** Font A over the width of the paper. */
	readonly columns: 32 | 42 | 48;
	/** The code pages to choose from, the first that fits, each with its `n` of ESC t on this brand. */
	readonly codePages: Readonly<Partial<Record<Codepage, number>>>;
	/** `null`: the paper is torn by hand. */
	readonly cut: 'partial' | null;
	/** Lines between the last one printed and the blade or the tearing edge. */
	readonly linesBeforeCut: number;
	/** Whether to ask by GS ( H for a word when the paper is printed. A printer that does not know it may print the question. */
	readonly processId: boolean;
};

/**
 * Brands differ in the numbers of their code pages, and a wrong number prints silent garbage: a printer of unknown make
 * gets only the pages that nearly all number alike.
 *
 * Source: escpos-printer-db; Epson ESC/POS command reference, ESC t and GS ( H.
 */
export const PROFILES = {
	/** TM-T20II/III, TM-T88V and later, TM-m30: 203 dpi. */
	epson: {
		columns: 48,
		codePages: { cp437: 0, cp858: 19, windows1252: 16, cp866: 17, windows1251: 46 },
		cut: 'partial',
		linesBeforeCut: 4,
		processId: true,
	},
	/** The same paper at 180 dpi: TM-T88III to V with 512 dots. */
	'epson-180dpi': {
		columns: 42,
		codePages: { cp437: 0, cp858: 19, windows1252: 16, cp866: 17 },
		cut: 'partial',
		linesBeforeCut: 4,
		processId: true,
	},
	'generic-80': {
		columns: 48,
		codePages: { cp437: 0, cp858: 19, windows1252: 16, cp866: 17 },
		cut: 'partial',
		linesBeforeCut: 4,
		processId: false,
	},
	'generic-58': {
		columns: 32,
		codePages: { cp437: 0, cp850: 2, cp866: 17 },
		cut: null,
		linesBeforeCut: 4,
		processId: false,
	},
} as const satisfies Readonly<Record<string, PrinterProfile>>;

export type ProfileName = keyof typeof PROFILES;
