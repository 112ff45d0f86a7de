import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { LaidText } from '#shared/receipt/columns.ts';
import { RECEIPT_TEXTS } from '#shared/receipt/texts/texts.ts';
import { encode } from '../../../bridge/printing/encode.ts';
import { fontFor } from '../../../bridge/printing/fonts.ts';
import { PROFILES } from '../../../bridge/printing/profile.ts';
import { rasteriser } from '../../../bridge/printing/rasterise.ts';
import { CommandParser } from '../../../bridge/simulate/printer/parser.ts';
import { MEMBERS, OUTLETS, PROGRAMME } from '../../../server/demo/miramar.ts';
import { someNames } from '../../support/names.ts';

const line = (text: string, size: LaidText['size'] = 'normal', inverted = false): LaidText => ({
	kind: 'text',
	text,
	size,
	bold: false,
	inverted,
});

const missing = (text: string): string[] =>
	[...new Set(text)].filter((character) => character.trim() && fontFor(character) === undefined);

describe('the bundled fonts have', () => {
	test.each([
		['every character of the slip texts', () => JSON.stringify(RECEIPT_TEXTS) + sourceOf('shared/receipt/texts')],
		['every character of the screen texts', () => sourceOf('kiosk/lib/i18n')],
		['every character of the demo hotel', () => JSON.stringify([MEMBERS, OUTLETS, PROGRAMME])],
		['every character of a thousand names', () => someNames(1_000).join('')],
		['what Bulgarian receipts need and code pages lack', () => 'ѝЍ€„“–—№'],
	])('%s', (_what, textOf) => {
		expect(missing(textOf().normalize('NFC'))).toEqual([]);
	});

	test('no emoji: the search for what is missing can find something', () => {
		expect(missing('Elena 😀')).toEqual(['😀']);
	});
});

describe('a line that no code page has', () => {
	const draw = rasteriser(48);

	test('is drawn as wide as the paper, in dots that are black or white at its ends', () => {
		const image = draw(line('王小明'))!;
		expect([image.width, image.height]).toEqual([576, 32]);
		expect(inkIn(image, 0, 72)).toBeGreaterThan(100);
		expect(inkIn(image, 72, 576)).toBe(0);
	});

	test('keeps every character in its columns: a sum at the right edge stays there', () => {
		const image = draw(line(`餐食${' '.repeat(39)}62.00`))!;
		expect(inkIn(image, 48, 516)).toBe(0);
		expect(inkIn(image, 516, 576)).toBeGreaterThan(50);
	});

	test('of double size is twice as high, a reversed one is black to the edges', () => {
		expect(draw(line('谢谢您。', 'double'))!.height).toBe(64);
		expect(inkIn(draw(line('谢', 'normal', true))!, 300, 576)).toBe(276 * 32);
	});

	test('with a character that no bundled font has is left to the printer', () => {
		expect(draw(line('😀'))).toBeUndefined();
	});

	test('goes to paper as the picture it is, and nothing of it is replaced', () => {
		const text = line('王小明，谢谢您。');
		const encoded = encode([text], PROFILES.epson, draw);
		expect(encoded.replaced).toBe(0);
		const parser = new CommandParser();
		const rasters = parser.push(encoded.body).filter((command) => command.kind === 'raster');
		expect(rasters).toHaveLength(1);
	});

	test('of Bulgarian with a plain и goes as text: only ѝ needs the picture', () => {
		const kinds = (text: string) =>
			new CommandParser().push(encode([line(text)], PROFILES.epson, draw).body).map((command) => command.kind);
		expect(kinds('Благодарим ви')).not.toContain('raster');
		expect(kinds('Кажете ѝ')).toContain('raster');
	});
});

function inkIn(
	{ width, height, data }: { width: number; height: number; data: ArrayLike<number> },
	from: number,
	to: number,
) {
	let ink = 0;
	for (let y = 0; y < height; y++) for (let x = from; x < to; x++) if (data[(y * width + x) * 4]! < 128) ink++;
	return ink;
}

function sourceOf(folder: string): string {
	const root = new URL(`../../../${folder}/`, import.meta.url);
	return readdirSync(root)
		.filter((name) => /^(en|es|zh|bg)\.ts$/.test(name))
		.map((name) => readFileSync(new URL(name, root), 'utf8'))
		.join('');
}
