import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NARROW_PRINTER, type PrinterModel, WIDE_PRINTER } from '../../../../bridge/simulate/printer/model.ts';
import { type Paper, type PaperItem, paperText, slips } from '../../../../bridge/simulate/printer/paper.ts';
import { SimulatedPrinter } from '../../../../bridge/simulate/printer/printer.ts';
import { CUT, hex, INIT, job, qr, raster } from './bytes.ts';
import { pieces } from './jobs.ts';

function printed(bytes: Uint8Array | readonly Uint8Array[], model: PrinterModel = WIDE_PRINTER): Paper {
	const printer = new SimulatedPrinter(model, { reply: () => undefined, cut: () => undefined });
	for (const chunk of bytes instanceof Uint8Array ? [bytes] : bytes) printer.receive(chunk);
	return printer.paper();
}

const itemsOf = <Kind extends PaperItem['kind']>(paper: Paper, kind: Kind) =>
	paper.items.filter((item): item is Extract<PaperItem, { kind: Kind }> => item.kind === kind);

const faultsOf = (paper: Paper) => itemsOf(paper, 'fault').map(({ fault }) => fault);

describe('what a guest can read', () => {
	test.each([
		['€ in 858', '1B 74 13', 'D5', '€'],
		['€ in 1252', '1B 74 10', '80', '€'],
		['€ in 8859-15', '1B 74 28', 'A4', '€'],
		['no € in 850: a small dotless i', '1B 74 02', 'D5', 'ı'],
		['Spanish in 437', '1B 74 00', 'A4 B5 82', 'ñ╡é'],
		['Central European in 852', '1B 74 12', '9F', 'č'],
		['Bulgarian in 866', '1B 74 11', '8F E0 A8 A2 A5 E2', 'Привет'],
		['Bulgarian in 1251', '1B 74 2E', 'CF F0 E8 E2 E5 F2', 'Привет'],
		['Chinese', '1C 26', 'C4 E3 BA C3', '你好'],
		['Chinese of four bytes', '1C 26', '81 39 EE 39', '㐀'],
		['a place that the table leaves empty', '1B 74 10', '81', '\ufffd'],
		['half a Chinese character', '1C 26', '41 C4', 'A\ufffd'],
		['Spanish ASCII', '1B 52 07', '5C', 'Ñ'],
	])('%s', (_name, select, text, expected) => {
		expect(paperText(printed(job(INIT, hex(select), hex(text), '\n')))).toEqual([expected]);
	});

	test('the wrong table prints the wrong letters and says nothing', () => {
		const paper = printed(job(hex('1B 74 11'), hex('CF F0 E8 E2 E5 F2'), '\n'));
		expect(paperText(paper)).toEqual(['╧ЁштхЄ']);
		expect(faultsOf(paper)).toEqual([]);
	});

	test('a table that the printer does not have shows no letters', () => {
		const paper = printed(job(hex('1B 74 63'), 'a', hex('D5'), '\n'));
		expect(paperText(paper)).toEqual(['a\ufffd']);
		expect(faultsOf(paper)).toEqual(['no_such_table']);
	});

	test('a printer for China reads Cyrillic as hanzi until it is told not to', () => {
		const chinese = { ...WIDE_PRINTER, startsInChinese: true };
		const hello = job(hex('1B 74 2E'), hex('CF F0 E8 E2 E5 F2'), '\n');
		expect(paperText(printed(job(INIT, hello), chinese))).not.toEqual(['Привет']);
		expect(paperText(printed(job(INIT, hex('1C 2E'), hello), chinese))).toEqual(['Привет']);
	});
});

describe('lines', () => {
	const digits = '0123456789'.repeat(6);

	test.each([
		['48 columns on 80 mm', WIDE_PRINTER, '', [48, 12]],
		['32 columns on 58 mm', NARROW_PRINTER, '', [32, 28]],
		['64 columns of font B', WIDE_PRINTER, '1B 4D 01', [60]],
		['half as many when twice as wide', WIDE_PRINTER, '1D 21 10', [24, 24, 12]],
		['42 columns on a 512 dot printer', { ...WIDE_PRINTER, widthDots: 512 }, '', [42, 18]],
		['as many as the printing area has', WIDE_PRINTER, '1D 57 68 01', [30, 30]],
		['fewer beside a margin', WIDE_PRINTER, '1D 4C D8 00', [30, 30]],
	])('%s', (_name, model, before, lengths) => {
		const lines = paperText(printed(job(hex(before), digits, '\n'), model));
		expect(lines.map((line) => line.length)).toEqual(lengths);
		expect(lines.join('')).toBe(digits);
	});

	test('a line that is exactly full is not followed by an empty one', () => {
		expect(paperText(printed(job('x'.repeat(48), '\n', 'next\n')))).toEqual(['x'.repeat(48), 'next']);
	});

	test('a Chinese character takes two columns', () => {
		const lines = paperText(printed(job(hex('1C 26'), hex('C4 E3 '.repeat(25)), '\n')));
		expect(lines.map((line) => [...line].length)).toEqual([24, 1]);
	});

	test('what stands left and right keeps its distance', () => {
		const line = 'Total'.padEnd(42) + '72.00';
		expect(paperText(printed(job(line, '\r\n')))).toEqual([line]);
	});

	test('a tab goes to the next eighth column', () => {
		expect(paperText(printed(job('ab\tc\n')))).toEqual(['ab      c']);
	});

	test('three lines of feed print one and leave two empty', () => {
		expect(paperText(printed(job('Gracias', hex('1B 64 03'), 'x\n')))).toEqual(['Gracias', '', '', 'x']);
	});

	test('styles stand with the words they belong to', () => {
		const bytes = job('a', hex('1B 45 01'), 'b', hex('1B 45 00 1D 21 11'), 'c', hex('1D 21 00 1D 42 01'), 'd\n');
		const plain = { bold: false, underlined: false, reversed: false, widthTimes: 1, heightTimes: 1, characterDots: 12 };
		expect(itemsOf(printed(bytes), 'line')).toEqual([
			{
				kind: 'line',
				runs: [
					{ ...plain, text: 'a' },
					{ ...plain, text: 'b', bold: true },
					{ ...plain, text: 'c', widthTimes: 2, heightTimes: 2, characterDots: 24 },
					{ ...plain, text: 'd', reversed: true },
				],
				place: { align: 'left', marginDots: 0, areaDots: 576 },
				advanceDots: 48,
			},
		]);
	});

	test('initialising takes back every style and the line that was not printed', () => {
		const bytes = job(hex('1B 61 01 1B 45 01 1B 74 2E 1B 33 50'), 'lost', INIT, hex('D5'), '\n');
		const [line] = itemsOf(printed(bytes), 'line');
		expect(line).toMatchObject({ runs: [{ text: '╒', bold: false }], place: { align: 'left' }, advanceDots: 30 });
	});
});

describe('codes and images', () => {
	test('a QR code carries what a phone would read', () => {
		const settings = hex('1B 61 01 1D 28 6B 04 00 31 41 32 00 1D 28 6B 03 00 31 43 06 1D 28 6B 03 00 31 45 31');
		expect(itemsOf(printed(job(settings, qr('https://h.example/m/7Q2'))), 'qr')).toEqual([
			{
				kind: 'qr',
				data: 'https://h.example/m/7Q2',
				modulePx: 6,
				correction: 'M',
				place: { align: 'center', marginDots: 0, areaDots: 576 },
			},
		]);
	});

	test('printing a code that was never stored is a fault', () => {
		expect(faultsOf(printed(job(qr('x'), INIT, hex('1D 28 6B 03 00 31 51 30'))))).toEqual(['nothing_stored']);
	});

	test('an image that is too wide loses its right side', () => {
		const [image] = itemsOf(printed(raster(50, 2, new Uint8Array(100).fill(0xaa)), NARROW_PRINTER), 'image');
		expect(image?.raster).toMatchObject({ widthDots: 384, rows: 2, bits: new Uint8Array(96).fill(0xaa) });
	});

	test('a barcode is named', () => {
		expect(itemsOf(printed(hex('1D 68 50 1D 6B 49 03 7B 42 41')), 'barcode')).toMatchObject([
			{ system: 'code_128', data: '{BA', heightPx: 80 },
		]);
	});
});

describe('faults', () => {
	test.each([
		['an unknown command', job(hex('1B 7E'), '\n'), ['unknown_command']],
		['a cut within a line', job('Total', CUT, '\n'), ['line_begun']],
		['an alignment within a line', job('Total', hex('1B 61 01'), '\n'), ['line_begun']],
		['an image within a line', job('Total', raster(1, 1, hex('FF')), '\n'), ['line_begun']],
		['a slip without any', job(INIT, 'Total\n', hex('00 00 00'), CUT), []],
	])('%s', (_name, bytes, faults) => {
		expect(faultsOf(printed(bytes))).toEqual(faults);
	});
});

describe('slips', () => {
	test('every cut ends one; what hangs in the printer comes last', () => {
		const paper = printed(job('one\n', CUT, 'two\n', CUT, 'three\n'));
		expect(slips(paper).map((slip) => [paperText(slip), slip.isCut])).toEqual([
			[['one'], true],
			[['two'], true],
			[['three'], false],
		]);
	});

	test('empty paper behind the last cut is no slip', () => {
		expect(slips(printed(job('one\n', CUT, '\n\n', hex('1B 70 00 19 19'))))).toHaveLength(1);
	});

	test('the roll is not kept for ever', () => {
		const lines = Array.from({ length: 9_000 }, (_, line) => `${line}\n`).join('');
		const kept = paperText(printed(job(lines)));
		expect(kept.length).toBeLessThan(5_000);
		expect(kept.at(-1)).toBe('8999');
	});
});

test('however the bytes are cut in pieces, the paper is the same', () => {
	fc.assert(
		fc.property(pieces(), fc.boolean(), ({ bytes, chunks }, startsInChinese) => {
			const model = { ...WIDE_PRINTER, startsInChinese };
			expect(printed(chunks, model)).toEqual(printed(bytes, model));
		}),
	);
});

test('no text is wider than the paper', () => {
	fc.assert(
		fc.property(pieces(), ({ bytes }) => {
			for (const { runs, place } of itemsOf(printed(bytes), 'line')) {
				const widthDots = runs.reduce((sum, run) => sum + [...run.text].length * run.characterDots, 0);
				expect(widthDots).toBeLessThanOrEqual(place.areaDots);
			}
		}),
	);
});
