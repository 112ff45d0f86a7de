import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { printable } from '#shared/kernel/text.ts';

describe('printable text', () => {
	test.each([
		['a name that would open the drawer', 'Eve\u001bp\u0000\u0019', 'Evep'],
		['a name with a line end', 'Eve\r\nAdam', 'EveAdam'],
		['an 8-bit control', 'Eve\u009b2J', 'Eve2J'],
		['a name that would run backwards', '\u202eeve\u061c\u200f', 'eve'],
		['letters and marks apart', 'Nu\u0301n\u0303ez', 'Núñez'],
		['a control between a letter and its mark', 'e\u0000\u0301', 'é'],
		['names as guests have them', 'Елена 王小明 Ángel 👩‍🍳', 'Елена 王小明 Ángel 👩‍🍳'],
	])('%s', (_name, text, printed) => {
		expect(printable(text)).toBe(printed);
	});

	test('once printable, text stays as it is', () => {
		const part = fc.oneof(
			fc.string({ unit: 'binary' }),
			fc.constantFrom('e\u0000\u0301', '\u001b', '\u061c', '\u2028'),
		);
		fc.assert(
			fc.property(fc.array(part), (parts) => {
				const text = printable(parts.join(''));
				expect(printable(text)).toBe(text);
				expect(text).not.toMatch(/\p{Cc}|\p{Bidi_Control}/u);
			}),
			{ numRuns: 2_000 },
		);
	});
});
