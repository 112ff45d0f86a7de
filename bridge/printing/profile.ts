import type { Codepage } from '@point-of-sale/codepage-encoder';

/** What a printer can do, as far as a slip needs it. */
export type PrinterProfile = {
	/** Font A over the width of the paper. */
	readonly columns: 32 | 42 | 48;
	/** The code pages to choose from, the first that fits, each with its `n` of ESC t on this brand. */
	readonly codePages: Readonly<Partial<Record<Codepage, number>>>;
	/** Nobody knows how it numbers its code pages: what is no ASCII is drawn. */
	readonly asciiOnly?: true;
	/** `null`: the paper is torn by hand. */
	readonly cut: 'partial' | null;
	/** Lines between the last one printed and the blade or the tearing edge. */
	readonly linesBeforeCut: number;
	/** Whether to ask by GS ( H for a word when the paper is printed. A printer that does not know it may print the question. */
	readonly processId: boolean;
	/** Whether it draws a QR code by itself, by GS ( k. */
	readonly qr: boolean;
};

const WIDE = { columns: 48, cut: 'partial', linesBeforeCut: 4, processId: false, qr: true } as const;
/** 58 mm: 384 dots. */
const NARROW = { ...WIDE, columns: 32, cut: null } as const;

const BIXOLON = { cp437: 0, cp858: 19, windows1252: 16, windows1251: 28, cp852: 18 } as const;

/**
 * Brands differ in the numbers of their code pages, and a wrong number prints silent garbage: a printer of unknown make
 * gets pictures for everything but ASCII, so that nothing depends on it.
 *
 * Source: escpos-printer-db; Epson ESC/POS command reference, ESC t, GS ( H and GS ( k.
 */
export const PROFILES = {
	/** TM-T20II/III, TM-T88V and later, TM-m30: 203 dpi. */
	epson: {
		...WIDE,
		codePages: { cp437: 0, cp858: 19, windows1252: 16, cp866: 17, windows1251: 46, cp852: 18 },
		processId: true,
	},
	/** The same paper at 180 dpi: TM-T88IV and V with 512 dots. */
	'epson-180dpi': {
		...WIDE,
		columns: 42,
		codePages: { cp437: 0, cp858: 19, windows1252: 16, cp866: 17, cp852: 18 },
		processId: true,
	},
	/** TM-T88III, TM-U220: they do not know GS ( H. */
	'epson-old': {
		...WIDE,
		columns: 42,
		codePages: { cp437: 0, cp858: 19, windows1252: 16, cp866: 17, cp852: 18 },
		qr: false,
	},
	bixolon: {
		...WIDE,
		codePages: BIXOLON,
	},
	'bixolon-180dpi': { ...WIDE, columns: 42, codePages: BIXOLON },
	citizen: { ...WIDE, codePages: { cp437: 0, cp858: 2, windows1252: 16, cp866: 7, cp852: 6 } },
	/** Set to ESC/POS. */
	star: { ...WIDE, codePages: { cp437: 0, cp858: 19, windows1252: 16, cp866: 17, cp852: 18 } },
	/** Xprinter, POS-8360 and their like. */
	'clone-80': {
		...WIDE,
		codePages: { cp437: 0, cp858: 19, windows1252: 16, cp866: 17, windows1251: 23, cp852: 18 },
	},
	/** POS-5890 and its like. */
	'clone-58': {
		...NARROW,
		codePages: { cp437: 0, cp858: 19, windows1252: 16, cp866: 17, windows1251: 23, cp852: 18 },
	},
	/** Portable printers of 58 mm. */
	mpt: { ...NARROW, codePages: { cp437: 0, cp850: 2, cp866: 7, windows1251: 6 } },
	/** A make that numbers the common pages as most do. */
	'generic-80': { ...WIDE, codePages: { cp437: 0, cp858: 19, windows1252: 16, cp866: 17 } },
	'generic-58': { ...NARROW, codePages: { cp437: 0, cp850: 2, cp866: 17 } },
	/** Of no make that anybody knows, so no wider than the narrowest of 80 mm. */
	'unknown-80': { ...WIDE, columns: 42, codePages: { cp437: 0 }, asciiOnly: true, qr: false },
	'unknown-58': { ...NARROW, codePages: { cp437: 0 }, asciiOnly: true, qr: false },
} as const satisfies Readonly<Record<string, PrinterProfile>>;

export type ProfileName = keyof typeof PROFILES;
export const PROFILE_NAMES = Object.keys(PROFILES) as [ProfileName, ...ProfileName[]];

/** Of a printer that neither somebody nor its make has told: right on every paper, narrow on a wide one. */
export const CAUTIOUS: ProfileName = 'unknown-58';
