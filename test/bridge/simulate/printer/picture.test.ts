import { describe, expect, test } from 'vitest';
import { WIDE_PRINTER } from '../../../../bridge/simulate/printer/model.ts';
import { slips } from '../../../../bridge/simulate/printer/paper.ts';
import { drawSlip } from '../../../../bridge/simulate/printer/picture.ts';
import { SimulatedPrinter } from '../../../../bridge/simulate/printer/printer.ts';
import { hex, job, qr, raster } from './bytes.ts';

const CHECKERED = [
	[true, false],
	[false, true],
];

function drawn(...parts: readonly (Uint8Array | string)[]): string {
	const printer = new SimulatedPrinter(WIDE_PRINTER, { reply: () => undefined, cut: () => undefined });
	printer.receive(job(...parts));
	const [slip] = slips(printer.paper());
	return slip ? drawSlip(slip, () => CHECKERED) : '';
}

describe('the picture of a slip', () => {
	test('is as wide as the paper and as long as what is on it', () => {
		expect(drawn('a\n', 'b\n')).toContain('viewBox="0 0 576 108"');
	});

	test.each([
		['a word takes its columns', ['abc\n'], 'translate(0 43) scale(1 1)" textLength="36"'],
		['a centred word stands in the middle', [hex('1B 61 01'), 'abcd\n'], 'translate(264 43)'],
		['a word on the right ends at the edge', [hex('1B 61 02'), 'abcd\n'], 'translate(528 43)'],
		['double size is drawn twice as large', [hex('1D 21 11'), 'ab\n'], 'translate(0 62) scale(2 2)" textLength="24"'],
		['small and large share a line', ['a', hex('1D 21 11'), 'b\n'], 'translate(0 67) scale(1 1)" textLength="12"'],
		['bold is bold', [hex('1B 45 01'), 'a\n'], 'font-weight="700"'],
		['a bar lies behind white words', [hex('1D 42 01'), 'ab\n'], '<rect x="0" y="24" width="24" height="24"/>'],
		['a bar of spaces is a bar', ['x', hex('1D 42 01'), '  \n'], '<rect x="12" y="24" width="24" height="24"/>'],
		['an underline', [hex('1B 2D 01'), 'ab\n'], '<rect x="0" y="46" width="24" height="2"'],
		['the dots of an image', [raster(1, 2, hex('C1 01'))], 'd="M0 0h2v1h-2zM7 0h1v1h-1zM7 1h1v1h-1z"'],
		['the modules of a QR code', [hex('1D 28 6B 03 00 31 43 06'), qr('x')], 'scale(6 6)'],
		['where they are dark', [qr('x')], 'd="M0 0h1v1h-1zM1 1h1v1h-1z"'],
		['what a barcode says', [hex('1D 6B 04 31 32 33 00')], '>123</text>'],
	])('%s', (_name, parts, expected) => {
		expect(drawn(...parts)).toContain(expected);
	});

	test('text on a slip is text in the picture, never markup', () => {
		const svg = drawn('<script>"&"</script>\n', hex('1D 6B 49 03 3C 00 3E'));
		expect(svg).toContain('>&lt;script&gt;&quot;&amp;&quot;&lt;/script&gt;</text>');
		expect(svg).toContain('aria-label="&lt;script&gt;');
		expect(svg).toContain('>&lt;\ufffd&gt;</text>');
		expect(svg).not.toContain('<script');
	});

	test('a QR code that is wider than the paper does not come out', () => {
		const printer = new SimulatedPrinter(WIDE_PRINTER, { reply: () => undefined, cut: () => undefined });
		printer.receive(job(hex('1D 28 6B 03 00 31 43 10'), qr('x')));
		const [slip] = slips(printer.paper());
		const wide = Array.from({ length: 37 }, () => Array.from({ length: 37 }, () => true));
		expect(slip && drawSlip(slip, () => wide)).not.toContain('<path');
	});
});
