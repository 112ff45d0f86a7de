import { describe, expect, test } from 'vitest';
import type { LaidLine } from '#shared/receipt/columns.ts';
import { encode, type CounterParts } from '../../../bridge/printing/encode.ts';
import { PADDING } from '../../../bridge/printing/questions.ts';
import { PROFILES, type ProfileName } from '../../../bridge/printing/profile.ts';
import { rasteriser } from '../../../bridge/printing/rasterise.ts';
import { BRANDS } from '../../../bridge/simulate/printer/brands.ts';
import type { PrinterModel } from '../../../bridge/simulate/printer/model.ts';
import { paperText, type Paper } from '../../../bridge/simulate/printer/paper.ts';
import { SimulatedPrinter } from '../../../bridge/simulate/printer/printer.ts';
import { MARK } from '../../../bridge/printing/mark.ts';

const line = (text: string): LaidLine => ({ kind: 'text', text, size: 'normal', bold: false, inverted: false });

function print(lines: readonly LaidLine[], profile: ProfileName, model: PrinterModel, parts?: CounterParts): Paper {
	const printer = new SimulatedPrinter({ ...model, startsInChinese: true }, { reply: () => {}, cut: () => {} });
	const draw = rasteriser(PROFILES[profile].columns);
	printer.receive(encode(lines, PROFILES[profile], draw, parts).body);
	return printer.paper();
}
const textOf = (paper: Paper): string[] => paperText(paper).filter((one) => one.trim() !== '');
const imagesOf = (paper: Paper) => paper.items.flatMap((item) => (item.kind === 'image' ? [item.raster] : []));
const faultsOf = (paper: Paper) => paper.items.filter(({ kind }) => kind === 'fault');

/** What a counter in Europe may have to print, and one sign that no code page has. */
const LINES = ['Total 5,00 €', 'Я благодаря', 'Grüße, señor Núñez', 'Łódź', '你好'];

describe.each(Object.keys(BRANDS) as (keyof typeof BRANDS)[])('a printer of the make %s', (brand) => {
	test('prints each line as text that is right, or draws it', () => {
		const paper = print(LINES.map(line), brand, BRANDS[brand]);
		const text = textOf(paper);
		expect(text.filter((one) => !LINES.includes(one))).toEqual([]);
		expect(text.length + imagesOf(paper).length).toBe(LINES.length);
		expect([text.length > 0, imagesOf(paper).length > 0, faultsOf(paper)]).toEqual([true, true, []]);
	});

	test('is right with the profile of an unknown make too, which has nothing but ASCII as text', () => {
		const profile = BRANDS[brand].widthDots === 384 ? 'unknown-58' : 'unknown-80';
		const paper = print([line('Total 5.00 EUR'), ...LINES.map(line)], profile, BRANDS[brand]);
		expect([textOf(paper), imagesOf(paper).length, faultsOf(paper)]).toEqual([['Total 5.00 EUR'], LINES.length, []]);
	});
});

test('a profile of another make is seen to print garbage', () => {
	expect(textOf(print([line('Total 5,00 €')], 'epson', BRANDS.citizen))).not.toContain('Total 5,00 €');
	expect(textOf(print([line('Ѣ Ж “да”')], 'clone-80', BRANDS.bixolon))).not.toContain('Ѣ Ж “да”');
});

describe('a code to scan', () => {
	const qr: LaidLine = { kind: 'qr', data: 'retorno:visit:0193a1f0-7b1c-7def-8a55-0123456789ab' };

	test('is the printer’s own where it has one, and a picture where it has none', () => {
		expect(print([qr], 'epson', BRANDS.epson).items.map(({ kind }) => kind)).toEqual(['qr']);
		expect(print([qr], 'epson-old', BRANDS['epson-old']).items.map(({ kind }) => kind)).toEqual(['image']);
	});

	test('as a picture is whole, quiet around it, and no longer than the padding', () => {
		const [raster] = imagesOf(print([qr], 'unknown-58', BRANDS.mpt));
		const dot = (x: number, y: number): number =>
			(raster!.bits[y * (raster!.widthDots / 8) + (x >> 3)]! >> (7 - (x & 7))) & 1;
		const module = (x: number, y: number): number => dot((x + 4) * 5 + 2, (y + 4) * 5 + 2);
		// A finder: black, white, three black, white, black, through its middle.
		expect(Array.from({ length: 8 }, (_, x) => module(x, 3))).toEqual([1, 0, 1, 1, 1, 0, 1, 0]);
		expect(Array.from({ length: 8 }, (_, y) => module(3, y))).toEqual([1, 0, 1, 1, 1, 0, 1, 0]);
		expect(Array.from({ length: 4 }, (_, x) => module(x - 4, 3))).toEqual([0, 0, 0, 0]);
		expect(raster!.bits.length).toBeLessThan(PADDING.length);
	});
});

describe('what a counter has of its own', () => {
	const kicks = (paper: Paper) => paper.items.filter(({ kind }) => kind === 'drawer');

	test('the drawer opens by the line of the slip that says so, on its own pin, and nowhere without one', () => {
		const drawer = { pin: 5, onMs: 120, offMs: 240 } as const;
		const lines: LaidLine[] = [{ kind: 'drawer' }, line('Total')];
		expect(kicks(print(lines, 'epson', BRANDS.epson, { drawer }))).toMatchObject([{ pin: 5, onMs: 120 }]);
		expect(kicks(print(lines, 'epson', BRANDS.epson))).toEqual([]);
		expect(kicks(print([line('Total')], 'epson', BRANDS.epson, { drawer }))).toEqual([]);
	});

	test('a mark of the house stands in place of ours', () => {
		const black = { width: 16, height: 8, data: new Uint8ClampedArray(16 * 8 * 4) };
		for (let at = 3; at < black.data.length; at += 4) black.data[at] = 255;
		const mark: LaidLine[] = [{ kind: 'mark' }];
		const [own] = imagesOf(print(mark, 'epson', BRANDS.epson, { logo: black }));
		expect([own?.widthDots, own?.rows, new Set(own?.bits)]).toEqual([16, 8, new Set([0xff])]);
		expect(imagesOf(print(mark, 'epson', BRANDS.epson))[0]?.widthDots).toBe(MARK.width);
	});
});
