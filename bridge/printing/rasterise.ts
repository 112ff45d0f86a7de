import { createCanvas } from '@napi-rs/canvas';
import { columnsOfCharacter } from '#shared/receipt/columns.ts';
import type { Rasterise } from './encode.ts';
import { fontFor } from './fonts.ts';

const CELL_WIDTH_DOTS = 12;
const CELL_HEIGHT_DOTS = 24;
const BASELINE_DOTS = 19;
/** A letter of 20 dots is 12 wide: the printer's own column. */
const LETTER_DOTS = 20;

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
				const weight = line.bold ? 700 : 500;
				context.font = `${weight} ${LETTER_DOTS}px "${font}"`;
				context.fontVariationSettings = `"wght" ${weight}`;
				const spare = cells * CELL_WIDTH_DOTS - context.measureText(character).width;
				context.fillText(character, column * CELL_WIDTH_DOTS + Math.max(0, spare / 2), BASELINE_DOTS);
			}
			column += cells;
		}
		return { width, height, data: context.getImageData(0, 0, width, height).data };
	};
