import { type Align, type Command, type Raster } from './command.ts';

/** Characters that were printed alike. */
export type TextRun = {
	readonly text: string;
	/** How far each of its characters moves the print position, enlarged as it is: 12 for one of font A. */
	readonly characterDots: number;
	readonly bold: boolean;
	readonly underlined: boolean;
	readonly reversed: boolean;
	readonly widthTimes: number;
	readonly heightTimes: number;
};

/** Where something stands across the paper. */
export type Place = { readonly align: Align; readonly marginDots: number; readonly areaDots: number };

export type PaperItem =
	| {
			readonly kind: 'line';
			readonly runs: readonly TextRun[];
			readonly place: Place;
			/** From this line's top to the next one's. */
			readonly advanceDots: number;
	  }
	/** Feed in dots, without a line of text. */
	| { readonly kind: 'feed'; readonly advanceDots: number }
	| { readonly kind: 'image'; readonly raster: Raster; readonly place: Place }
	| {
			readonly kind: 'qr';
			readonly data: string;
			readonly modulePx: number;
			readonly correction: 'L' | 'M' | 'Q' | 'H';
			readonly place: Place;
	  }
	| {
			readonly kind: 'barcode';
			readonly system: BarcodeSystem;
			readonly data: string;
			readonly heightPx: number;
			readonly place: Place;
	  }
	| { readonly kind: 'cut'; readonly partial: boolean }
	| { readonly kind: 'drawer'; readonly pin: 2 | 5; readonly onMs: number }
	/** Not on the paper, but what a reader of the paper must hear of: a command that came to nothing. */
	| { readonly kind: 'fault'; readonly fault: PaperFault; readonly command: Command };

export type PaperFault =
	| 'unknown_command'
	/** A command for the beginning of a line came after text that was not printed yet. */
	| 'line_begun'
	/** Print, where nothing was stored. */
	| 'nothing_stored'
	/** `ESC t` or `ESC R` with a number that this printer does not have. */
	| 'no_such_table';

export const BARCODE_SYSTEMS = [
	'upc_a',
	'upc_e',
	'ean_13',
	'ean_8',
	'code_39',
	'itf',
	'codabar',
	'code_93',
	'code_128',
] as const;
export type BarcodeSystem = (typeof BARCODE_SYSTEMS)[number] | 'other';

/** Everything that left the printer, oldest first. */
export type Paper = { readonly widthDots: number; readonly items: readonly PaperItem[] };

/** A piece of paper, and what happened while it was printed. */
export type Slip = Paper & { readonly isCut: boolean };

/**
 * The lines of text, as they were sent: the spaces between left and right are kept, those that alignment or the end of
 * the paper adds are not. Images and codes are no lines.
 */
export const paperText = (paper: Paper): string[] =>
	paper.items.flatMap((item) => (item.kind === 'line' ? [lineText(item.runs)] : []));

const lineText = (runs: readonly TextRun[]): string =>
	runs
		.map((run) => run.text)
		.join('')
		.trimEnd();

/** The paper in pieces. What hangs in the printer comes last, once something can be seen on it. */
export function slips(paper: Paper): Slip[] {
	const pieces: Slip[] = [];
	let items: PaperItem[] = [];
	for (const item of paper.items) {
		items.push(item);
		if (item.kind !== 'cut') continue;
		pieces.push({ widthDots: paper.widthDots, items, isCut: true });
		items = [];
	}
	if (items.some(isVisible)) pieces.push({ widthDots: paper.widthDots, items, isCut: false });
	return pieces;
}

function isVisible(item: PaperItem): boolean {
	switch (item.kind) {
		case 'line':
			return lineText(item.runs) !== '';
		case 'image':
		case 'qr':
		case 'barcode':
			return true;
		case 'feed':
		case 'cut':
		case 'drawer':
		case 'fault':
			return false;
	}
}

/** Where something `widthDots` wide begins, counted from the left edge of the paper. */
export function leftDots({ align, marginDots, areaDots }: Place, widthDots: number): number {
	const spareDots = Math.max(0, areaDots - widthDots);
	switch (align) {
		case 'left':
			return marginDots;
		case 'center':
			return marginDots + Math.floor(spareDots / 2);
		case 'right':
			return marginDots + spareDots;
	}
}
