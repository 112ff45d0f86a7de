import { describe, expect, test } from 'vitest';
import { LANGUAGES } from '#shared/kernel/language.ts';
import { RECEIPT_TEXTS } from '#shared/receipt/texts/texts.ts';

/** Every text with its path; what takes figures is asked with figures. */
function textsIn(table: object, path = ''): [string, string][] {
	return Object.entries(table).flatMap(([key, value]: [string, unknown]): [string, string][] => {
		if (typeof value === 'function') {
			return [[`${path}${key}()`, String((value as (...figures: unknown[]) => unknown)('7', '8', '9'))]];
		}
		if (typeof value === 'object' && value !== null) return textsIn(value, `${path}${key}.`);
		return [[`${path}${key}`, String(value)]];
	});
}

describe.each(LANGUAGES)('the slips in %s', (language) => {
	const texts = textsIn(RECEIPT_TEXTS[language]);

	test('say everything', () => {
		expect(texts.map(([path]) => path).sort()).toEqual(
			textsIn(RECEIPT_TEXTS.en)
				.map(([path]) => path)
				.sort(),
		);
		expect(texts.filter(([, text]) => text.trim() === '' || /undefined|\[object/.test(text))).toEqual([]);
	});

	test('say it in that language', () => {
		const script = { en: /[a-z]/i, es: /[a-z]/i, zh: /\p{Script=Han}/u, bg: /\p{Script=Cyrillic}/u }[language];
		const wordless = ['percent()', 'stampsOf()'];
		expect(texts.filter(([path, text]) => !wordless.includes(path) && !script.test(text))).toEqual([]);
	});

	test('write every figure that they are given', () => {
		const { share, fromSpend, each, perStep, next, points, balance } = RECEIPT_TEXTS[language];
		for (const figure of ['A1', 'B2']) expect(share('A1', 'B2')).toContain(figure);
		for (const figure of ['A1', 'B2', 'C3']) expect(perStep('A1', 'B2', 'C3')).toContain(figure);
		for (const figure of ['A1', 'B2']) expect(next.step('A1', 2, 'B2')).toContain(figure);
		for (const figure of ['A1', 'B2']) expect(next.stamps(2, 'A1', 'B2')).toContain(figure);
		expect(points(5, 'A1')).toContain('A1');
		expect(fromSpend('A1')).toContain('A1');
		expect(each('A1')).toContain('A1');
		for (const figure of ['A1', 'B2']) expect(next.tier('A1', 'B2')).toContain(figure);
		for (const figure of ['A1', 'B2']) expect(next.expiring(2, 'A1', 'B2')).toContain(figure);
		for (const figure of ['A1', 'B2']) expect(balance.either('A1', 'B2')).toContain(figure);
		expect(balance.nightsOf(5, 'A1')).toContain('A1');
		expect(balance.toTier('A1')).toContain('A1');
	});
});

test.each([
	['en', 1, '1 point'],
	['en', 2, '2 points'],
	['es', 1, '1 punto'],
	['es', 0, '0 puntos'],
	['es', 1_000_000, '1000000 de puntos'],
	['bg', 1, '1 точка'],
	['bg', 21, '21 точки'],
	['zh', 1, '1 积分'],
] as const)('%s counts %i as a person does', (language, count, expected) => {
	expect(RECEIPT_TEXTS[language].points(count, String(count))).toBe(expected);
});
