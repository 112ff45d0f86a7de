import { type Align, type Raster, type Style } from './command.ts';
import { type PrinterModel } from './model.ts';
import { LINE_SPACING_DOTS } from './read-command.ts';

/** All that `ESC @` sets back. */
export type Mode = {
	style: Style;
	align: Align;
	codeTable: number;
	internationalSet: number;
	chinese: boolean;
	marginDots: number;
	areaDots: number;
	lineSpacingDots: number;
	qr: { moduleDots: number; correction: 'L' | 'M' | 'Q' | 'H'; data?: Uint8Array };
	graphics?: Raster;
	barcodeHeightDots: number;
};

/** How far one character moves the print position. */
export const FONT_DOTS = { A: 12, B: 9 } as const;

export function initialMode(model: PrinterModel): Mode {
	return {
		style: { font: 'A', bold: false, underlineDots: 0, reversed: false, widthTimes: 1, heightTimes: 1 },
		align: 'left',
		codeTable: 0,
		internationalSet: 0,
		chinese: model.startsInChinese,
		marginDots: 0,
		areaDots: model.widthDots,
		lineSpacingDots: LINE_SPACING_DOTS,
		qr: { moduleDots: 3, correction: 'L' },
		barcodeHeightDots: 162,
	};
}
