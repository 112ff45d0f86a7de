import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import { columnsOfCharacter } from '#shared/receipt/columns.ts';
import type { Rasterise } from './encode.ts';
import { fontFor } from './fonts.ts';

const CELL_WIDTH_DOTS = 12;
/** A line of text and the feed behind it, about the printer's own spacing; the encoder takes multiples of eight. */
const CELL_HEIGHT_DOTS = 32;
const BASELINE_DOTS = 24;

/** Letters and figures are as tall as the printer's own, whose zeros cannot be taken for eights; Chinese fills its square. */
const DRAWN = {
	letter: { dots: 21, normal: 600, bold: 800 },
	square: { dots: 22, normal: 500, bold: 700 },
} as const;

/**
 * Draws a line of text that no code page of the printer has, in the printer's own columns, so that it stands among its
 * neighbours as if it were one of them. `undefined` where a bundled font lacks a character.
 *
 * @param columns of the paper: a reversed line is black over all of them
 */
export const rasteriser =
	(columns: number): Rasterise =>
	(line) => {
		const characters = [...line.text];
		const fonts = characters.map((character) => (character.trim() ? fontFor(character) : ''));
		if (fonts.includes(undefined)) return undefined;

		const times = line.size === 'double' ? 2 : 1;
		const width = columns * CELL_WIDTH_DOTS;
		const height = CELL_HEIGHT_DOTS * times;
		const canvas = createCanvas(width, height);
		const context = canvas.getContext('2d');
		context.fillStyle = line.inverted ? 'black' : 'white';
		context.fillRect(0, 0, width, height);
		context.fillStyle = line.inverted ? 'white' : 'black';
		context.scale(times, times);

		let column = 0;
		for (const [index, character] of characters.entries()) {
			const font = fonts[index];
			const cells = columnsOfCharacter(character);
			if (font) {
				const { dots, ...weights } = cells === 2 ? DRAWN.square : DRAWN.letter;
				const weight = line.bold ? weights.bold : weights.normal;
				context.font = `${weight} ${dots}px "${font}"`;
				context.fontVariationSettings = `"wght" ${weight}`;
				drawInCell(context, character, column * CELL_WIDTH_DOTS, cells * CELL_WIDTH_DOTS);
			}
			column += cells;
		}
		return { width, height, data: context.getImageData(0, 0, width, height).data };
	};

/** In the middle of its cell; what is wider is made narrower. */
function drawInCell(context: SKRSContext2D, character: string, left: number, cellWidth: number): void {
	const { width } = context.measureText(character);
	const narrowing = Math.min(1, cellWidth / width);
	context.save();
	context.translate(left + (cellWidth - width * narrowing) / 2, BASELINE_DOTS);
	context.scale(narrowing, 1);
	context.fillText(character, 0, 0);
	context.restore();
}
