import { describe, expect, test } from 'vitest';
import type { Language } from '#shared/kernel/language.ts';
import type { TierRisk } from '#shared/protocol/views.ts';
import { formatOf } from '../../kiosk/lib/i18n/format.ts';
import { riskText } from '../../kiosk/lib/risk/risk-text.ts';

const RISK: TierRisk = {
	...{ tier: 'gold', on: '2026-12-31', all: false, told: false },
	missing: { nights: 3, spendMinor: 50_000 },
};
const said = (language: Language, change: Partial<TierRisk> = {}, today = '2026-11-21') =>
	riskText({ ...RISK, ...change }, 'Gold', today, {
		language,
		format: formatOf(language, { code: 'EUR', exponent: 2 }, 'Europe/Sofia'),
	}).replaceAll('\u00a0', ' ');

describe('a tier at risk is said with what is missing and until when', () => {
	test.each([
		['en', 'To keep Gold: 3 nights or €500.00 more by 31 December.'],
		['es', 'Para seguir en Gold: 3 noches o 500,00 € más hasta el 31 de diciembre.'],
		['zh', '保住Gold：12月31日前还要3 晚或€500.00。'],
		['bg', 'За да остане Gold: още 3 нощувки или 500,00 € до 31 декември.'],
	] as const)('in %s', (language, text) => {
		expect(said(language)).toBe(text);
	});

	test('of several that are all needed, and of one', () => {
		expect(said('en', { all: true })).toContain('3 nights and €500.00');
		expect(said('en', { missing: { nights: 1 } })).toBe('To keep Gold: 1 night more by 31 December.');
		expect(said('en', { missing: { visits: 2, points: 1 } })).toContain('2 visits or 1 point more');
	});

	test('with the year where it is another one', () => {
		expect(said('en', { on: '2027-01-30' })).toContain('30 January 2027');
	});
});
