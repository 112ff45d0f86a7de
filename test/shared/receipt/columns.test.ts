import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { columnsOf, layOut, type LaidLine } from '#shared/receipt/columns.ts';
import type { Receipt, ReceiptLine } from '#shared/receipt/receipt.ts';
import { composeVisitSlip } from '#shared/receipt/visit-slip.ts';
import { hostileSlip, hostileText } from './hostile.ts';
import { SAMPLES } from './samples.ts';

const receiptOf = (...lines: ReceiptLine[]): Receipt => ({ language: 'en', lines });
const textsOf = (lines: readonly LaidLine[]): string[] =>
	lines.flatMap((line) => (line.kind === 'text' ? [line.text] : []));
const widthsOf = (lines: readonly LaidLine[]): number[] =>
	lines.map((line) => (line.kind === 'text' ? columnsOf(line.text) * (line.size === 'double' ? 2 : 1) : 0));

const text = (words: string, size: 'normal' | 'double' = 'normal'): ReceiptLine => ({
	kind: 'text',
	text: words,
	align: 'left',
	size,
	bold: false,
});
const pair = (left: string, right: string, note?: string, size: 'normal' | 'double' = 'normal'): ReceiptLine => ({
	kind: 'pair',
	left,
	right,
	...(note !== undefined && { note }),
	size,
	bold: false,
});

test.each([
	['', 0],
	['Total', 5],
	['Отстъпка', 8],
	['您的积分余额 1,250', 18],
	['谢谢您，小明。', 14],
	['e\u0301', 1],
	['a\u200bb', 2],
	['soft\u00adly', 6],
	['\u{1f600}𠮷', 4],
])('%j takes %i columns', (words, columns) => {
	expect(columnsOf(words)).toBe(columns);
	expect(columnsOf(words)).toBe(columns);
});

describe('a line on the paper', () => {
	test.each<[string, ReceiptLine, number, string[]]>([
		['a pair fills the width', pair('Food', '62.00'), 16, ['Food       62.00']],
		['the arithmetic stands beside it', pair('Earned', '+3', '5% of 72.00'), 24, ['Earned, 5% of 72.00   +3']],
		['the arithmetic goes below', pair('Earned', '+3', '5% of 72.00'), 20, ['Earned            +3', '  5% of 72.00']],
		['a long name goes before its amount', pair('A very long name', '1.00'), 12, ['A very long', 'name    1.00']],
		[
			'an amount that has no room beside gets its own line',
			pair('Treatments', '1.00'),
			12,
			['Treatments', '        1.00'],
		],
		['words wrap', text('one two three'), 8, ['one two', 'three']],
		[
			'no word stands alone below a full line',
			text('Keep this slip for refunds.'),
			22,
			['Keep this slip', 'for refunds.'],
		],
		[
			'a sentence keeps to its line',
			text('Slip 7Q4M-2K. Keep it for refunds.'),
			22,
			['Slip 7Q4M-2K.', 'Keep it for refunds.'],
		],
		['dots are no sentence', text('Gold   Card ........ 0047'), 20, ['Gold   Card', '........ 0047']],
		['nor does a sign', text('您的积分如下。'), 12, ['您的积分', '如下。']],
		['a word that no line holds is broken', text('abcdefghij'), 4, ['abcd', 'efgh', 'ij']],
		['Chinese wraps between characters', text('再集四枚印章。'), 8, ['再集四枚', '印章。']],
		['a sentence does not end on the next line', text('再集四枚。'), 8, ['再集四', '枚。']],
		['what belongs together stays together', text('only 12\u00a0345,00\u00a0EUR'), 14, ['only', '12 345,00 EUR']],
	])('%s', (_name, line, columns, expected) => {
		expect(textsOf(layOut(receiptOf(line), columns))).toEqual(expected);
	});

	test('is large only where all of it fits', () => {
		const [large] = layOut(receiptOf(pair('TOTAL', '72.00\u00a0EUR', undefined, 'double')), 32);
		const [small] = layOut(receiptOf(pair('TOTAL', '1,234,567,890.00\u00a0EUR', undefined, 'double')), 32);
		expect([large, small]).toMatchObject([
			{ size: 'double', text: 'TOTAL  72.00 EUR' },
			{ size: 'normal', text: 'TOTAL       1,234,567,890.00 EUR' },
		]);
	});

	test('never cuts an amount', () => {
		const amount = fc.nat(10_000_000_000).map((minor) => `${(minor / 100).toFixed(2)}\u00a0EUR`);
		fc.assert(
			fc.property(
				fc.string({ maxLength: 60 }),
				amount,
				amount,
				fc.constantFrom<'normal' | 'double'>('normal', 'double'),
				fc.constantFrom(32, 42, 48),
				(left, right, note, size, columns) => {
					const laid = textsOf(layOut(receiptOf(pair(left, right, `of ${note}`, size)), columns));
					expect(laid.some((line) => line.endsWith(right.replace('\u00a0', ' ')))).toBe(true);
					expect(laid.some((line) => line.includes(note.replace('\u00a0', ' ')))).toBe(true);
				},
			),
		);
	});

	test('loses nothing, whatever is written', () => {
		const solid = (words: string): string => words.replace(/\s/g, '');
		fc.assert(
			fc.property(hostileText, fc.constantFrom(32, 42, 48), (words, columns) => {
				expect(solid(textsOf(layOut(receiptOf(text(words, 'double')), columns)).join(''))).toBe(solid(words));
			}),
		);
	});
});

describe.each([48, 42, 32])('on paper of %i columns', (columns) => {
	test.each(Object.entries(SAMPLES))('%s fits', (_name, slip) => {
		expect(Math.max(...widthsOf(layOut(composeVisitSlip(slip), columns)))).toBe(columns);
	});

	test('any slip fits', () => {
		fc.assert(
			fc.property(hostileSlip, (slip) => {
				expect(Math.max(...widthsOf(layOut(composeVisitSlip(slip), columns)))).toBeLessThanOrEqual(columns);
			}),
			{ numRuns: 50 },
		);
	});
});

test('nothing on paper is a space that only looks like one', () => {
	for (const slip of Object.values(SAMPLES)) {
		for (const line of textsOf(layOut(composeVisitSlip(slip), 48))) expect(line).not.toMatch(/[^\S ]/);
	}
});
