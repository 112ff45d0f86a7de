import { describe, expect, test } from 'vitest';
import { formatOf } from '#lib/i18n/format.ts';

const EUR = { code: 'EUR', exponent: 2 };
const JPY = { code: 'JPY', exponent: 0 };
/** Spaces that do not break are drawn like spaces. */
const plain = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ');

describe('numbers as each language writes them', () => {
	test.each([
		['en', '€89.30', '1,250', '10%', '19:42', '11\u00a0December', '11\u00a0December\u00a02026'],
		[
			'es',
			'89,30 €',
			'1250',
			'10 %',
			'19:42',
			'11\u00a0de\u00a0diciembre',
			'11\u00a0de\u00a0diciembre\u00a0de\u00a02026',
		],
		['zh', '€89.30', '1,250', '10%', '19:42', '12月11日', '2026年12月11日'],
		['bg', '89,30 €', '1250', '10%', '19:42', '11\u00a0декември', '11\u00a0декември\u00a02026\u00a0г.'],
	] as const)('%s', (language, money, count, rate, time, day, fullDay) => {
		const format = formatOf(language, EUR, 'Europe/Sofia');
		expect(plain(format.money(8_930))).toBe(money);
		expect(format.count(1_250)).toBe(count);
		expect(plain(format.rate(1_000))).toBe(rate);
		expect(format.time('2026-11-21T17:42:00.000Z')).toBe(time);
		expect(format.day('2026-12-11')).toBe(day);
		expect(format.fullDay('2026-12-11')).toBe(fullDay);
	});

	test('a minus is as wide as a digit', () => {
		const format = formatOf('en', EUR, 'UTC');
		expect(format.amount(-920)).toBe('\u22129.20');
		expect(format.signed(-144)).toBe('\u2212144');
		expect(format.signed(0)).toBe('+0');
	});

	test('a currency without parts shows none', () => {
		const format = formatOf('en', JPY, 'Asia/Tokyo');
		expect(format.amount(1_500)).toBe('1,500');
	});
});
