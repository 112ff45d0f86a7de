import { describe, expect, test } from 'vitest';
import { LANGUAGES, type Language } from '#shared/kernel/language.ts';
import { figuresOf, type Figures } from '#shared/receipt/figures.ts';

const EUR = { code: 'EUR', exponent: 2 };
const inSofia = (language: Language): Figures => figuresOf(language, EUR, 'Europe/Sofia');
/** As it stands on paper. */
const plain = (text: string): string => text.replace(/\s/g, ' ');

describe('figures on a slip', () => {
	test.each([
		['en', '1,253', '1,234,567.50 EUR', '-8.00', '3.60', '5.5', '21 Nov 2026, 19:42', '31 Dec 2026'],
		['es', '1253', '1.234.567,50 EUR', '-8,00', '3,60', '5,5', '21 nov 2026, 19:42', '31 dic 2026'],
		['zh', '1,253', '1,234,567.50 EUR', '-8.00', '3.60', '5.5', '2026年11月21日 19:42', '2026年12月31日'],
		['bg', '1253', '1 234 567,50 EUR', '-8,00', '3,60', '5,5', '21.11.2026 г., 19:42', '31.12.2026 г.'],
	] as const)('are written as one does in %s', (language, ...expected) => {
		const figures = inSofia(language);
		const written = [
			figures.count(1253),
			figures.money(123_456_750),
			figures.amount(-800),
			figures.hundredths(360),
			figures.rate(550),
			figures.instant('2026-11-21T17:42:00.000Z'),
			figures.day('2026-12-31'),
		];
		expect(written.map(plain)).toEqual(expected);
	});

	test('follow the currency', () => {
		expect(plain(figuresOf('en', { code: 'JPY', exponent: 0 }, 'Asia/Tokyo').money(1_000))).toBe('1,000 JPY');
		expect(plain(figuresOf('en', { code: 'KWD', exponent: 3 }, 'Asia/Kuwait').money(1_005))).toBe('1.005 KWD');
	});

	test('stay exact beyond what a float holds in cents', () => {
		expect(inSofia('en').amount(Number.MAX_SAFE_INTEGER)).toBe('90,071,992,547,409.91');
		expect(inSofia('en').amount(7)).toBe('0.07');
	});

	test('hold together: no plain space is inside an amount', () => {
		for (const language of LANGUAGES) {
			const { money, amount, day } = inSofia(language);
			for (const text of [money(1_234_567_890), amount(1_234_567_890), day('2026-12-31')])
				expect(text).not.toContain(' ');
		}
	});
});
