import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { columnsOf, type LaidText } from '#shared/receipt/columns.ts';
import { encode } from '../../bridge/printing/encode.ts';
import { PROFILES } from '../../bridge/printing/profile.ts';
import { rasteriser } from '../../bridge/printing/rasterise.ts';
import type { Raster } from '../../bridge/simulate/printer/command.ts';
import { CommandParser } from '../../bridge/simulate/printer/parser.ts';
import { launchChromium } from '../support/browser.ts';
import { ALPHABET, GlyphReader } from './glyph-reader.ts';

let browser: Browser;
let reader: GlyphReader;
beforeAll(async () => {
	browser = await launchChromium();
	reader = await GlyphReader.open(browser);
});
afterAll(() => browser.close());

type Look = Omit<LaidText, 'kind' | 'text'>;
const PLAIN: Look = { size: 'normal', bold: false, inverted: false };

/** As it leaves for the printer. */
function printed(text: string, look = PLAIN): Raster {
	const { body } = encode([{ kind: 'text', text, ...look }], PROFILES.epson, rasteriser(PROFILES.epson.columns));
	const raster = new CommandParser().push(body).find((command) => command.kind === 'raster');
	if (!raster) throw new Error(`printed as text: ${text}`);
	return raster.raster;
}

/** Every character of the alphabet once, narrow ones among wide ones, in lines of so many columns. */
function linesOf(columns: number): readonly string[] {
	const [wide, narrow] = [
		ALPHABET.filter((one) => columnsOf(one) === 2),
		ALPHABET.filter((one) => columnsOf(one) === 1),
	];
	const lines = [''];
	for (const [index, character] of wide.entries()) {
		const piece = `${character}${narrow[index] ?? ' '}`;
		if (columnsOf(lines.at(-1)! + piece) > columns) lines.push('');
		lines[lines.length - 1] += piece;
	}
	return lines.map((line) => line.trimEnd());
}

describe('the reader of pictures', () => {
	test.each<[string, Look]>([
		['plain', PLAIN],
		['bold', { ...PLAIN, bold: true }],
		['of double size', { ...PLAIN, size: 'double' }],
		['white on black', { ...PLAIN, inverted: true }],
		['bold white on black', { ...PLAIN, bold: true, inverted: true }],
	])('knows every character of its alphabet, %s', async (_name, look) => {
		const lines = linesOf(look.size === 'double' ? 24 : 48);
		expect(new Set(lines.join('').replaceAll(' ', ''))).toEqual(new Set(ALPHABET));
		const read = [];
		for (const line of lines) read.push(await reader.read(printed(line, look)));
		expect(read).toEqual(lines.map((text) => ({ text, size: look.size, inverted: look.inverted })));
	});

	test.each<[string, (raster: Raster) => void]>([
		['that is missing', (raster) => fill(raster, () => false)],
		[
			'that is a box',
			(raster) => fill(raster, (x, y) => (x === 2 || x === 21 || y === 2 || y === 21) && isInside(x, y)),
		],
		['that is a black square', (raster) => fill(raster, isInside)],
	])('does not see a character %s', async (_name, spoil) => {
		const raster = printed('王小明 91 积分');
		expect((await reader.read(raster)).text).toBe('王小明 91 积分');
		spoil(raster);
		expect((await reader.read(raster)).text).toMatch(/^王[^小]+积分$/);
	});
});

const isInside = (x: number, y: number): boolean => x >= 2 && x <= 21 && y >= 2 && y <= 21;

/** Draws over the second character of a line. */
function fill({ bits, widthDots }: Raster, isBlack: (x: number, y: number) => boolean): void {
	for (let y = 0; y < 24; y++) {
		for (let x = 0; x < 24; x++) {
			const at = y * (widthDots / 8) + 3 + (x >> 3);
			const dot = 0x80 >> (x & 7);
			bits[at] = isBlack(x, y) ? bits[at]! | dot : bits[at]! & ~dot;
		}
	}
}
