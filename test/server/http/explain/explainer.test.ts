import { describe, expect, test } from 'vitest';
import { LANGUAGES, type Language } from '#shared/kernel/language.ts';
import type { Explanation } from '#shared/loyalty/explain.ts';
import type { RefusedOffer } from '#shared/loyalty/offers/offers.ts';
import type { Programme } from '#shared/loyalty/programme/programme.schema.ts';
import { CARD_PATTERNS, OUTLETS, PROGRAMME, PROPERTY } from '../../../../server/demo/miramar.ts';
import type { House } from '../../../../server/house.ts';
import { Explainer } from '../../../../server/http/api/explain/explainer.ts';

const HOUSE: House = {
	...PROPERTY,
	currency: PROGRAMME.currency,
	outlets: OUTLETS.map((outlet) => ({ ...outlet, categories: [...outlet.categories] })),
	cardPatterns: [...CARD_PATTERNS],
};
const NAMES = { en: 'Summer wine', es: 'Vino de verano', zh: '夏日美酒', bg: 'Лятно вино' };
const WITH_NAMES: Programme = {
	...PROGRAMME,
	offers: [
		{ kind: 'percent', id: 'wine', outlets: ['restaurant'], rateBps: 2_000, names: NAMES },
		{ kind: 'amount', id: 'ten', outlets: ['restaurant'], amountMinor: 1_000, coupon: true },
		{ kind: 'amount', id: 'plain', outlets: ['restaurant'], amountMinor: 1_000 },
	],
};
const discount = {
	...({ kind: 'discount', ruleId: 'wine', uses: 'nothing', points: 0 } as const),
	...{ baseMinor: 8_000, cutMinor: 0 },
};
const step = { kind: 'earn-step', ruleId: 's', baseMinor: 12_000, stepMinor: 5_000, pointsPerStep: 1 } as const;
const proportional = {
	kind: 'earn-proportional',
	ruleId: 'p',
	baseMinor: 7_200,
	rateBps: 550,
	exactHundredths: 396,
	rounding: 'floor',
	points: 3,
} as const;
const stamp = { kind: 'stamp', ruleId: 'spa', stamps: 1, before: 3, needed: 5, reward: 'free-treatment' } as const;

/** One of every kind, and of every way in which a kind is said. Whoever adds a kind adds one. */
const STEPS: Readonly<Record<Explanation['kind'], readonly Explanation[]>> = {
	discount: [
		{ ...discount, by: 'percent', rateBps: 1_250, amountMinor: 1_000 },
		{ ...discount, by: 'percent', rateBps: 1_250, cutMinor: 200, amountMinor: 800 },
		{ ...discount, by: 'amount', minSpendMinor: 0, amountMinor: 400 },
		{ ...discount, by: 'amount', minSpendMinor: 4_000, amountMinor: 400 },
		{ ...discount, by: 'fixed-price', priceMinor: 900, quantity: 2, amountMinor: 600 },
		{ ...discount, by: 'bundle', priceMinor: 900, quantity: 2, amountMinor: 600 },
		{ ...discount, by: 'amount', uses: 'points', points: 20, minSpendMinor: 0, amountMinor: 400 },
	],
	excluded: [{ kind: 'excluded', category: 'tobacco', amountMinor: 2_000 }],
	'paid-by-company': [
		{ kind: 'paid-by-company', amountMinor: 30_000, nights: 3 },
		{ kind: 'paid-by-company', amountMinor: 4_000, nights: 0 },
	],
	'paid-with-points': [{ kind: 'paid-with-points', points: 44, amountMinor: 2_200 }],
	'earn-step': [
		{ ...step, carriedMinor: 0, points: 2, missingMinor: 3_000 },
		{ ...step, carriedMinor: 3_000, points: 3, missingMinor: 5_000 },
	],
	'earn-proportional': [
		{ ...proportional, carriedHundredths: 0 },
		{ ...proportional, carriedHundredths: -40 },
	],
	'earn-per-unit': [
		{ kind: 'earn-per-unit', ruleId: 'n', category: 'night', quantity: 3, pointsPerUnit: 10, points: 30 },
	],
	'earn-per-visit': [{ kind: 'earn-per-visit', ruleId: 'v', points: 1 }],
	'visited-today': [{ kind: 'visited-today', ruleId: 'v' }],
	'spend-missing': [{ kind: 'spend-missing', ruleId: 'v', missingMinor: 500 }],
	'bonus-multiplied': [
		{ kind: 'bonus-multiplied', ruleId: 'b', basePoints: 3, factorBps: 12_345, points: 1 },
		{ kind: 'bonus-multiplied', ruleId: 'b', basePoints: 3, factorBps: 20_000, points: 3 },
	],
	'bonus-gift': [
		{ kind: 'bonus-gift', ruleId: 'b', occasion: 'birthday', points: 25 },
		{ kind: 'bonus-gift', ruleId: 'b', occasion: 'first-visit', points: 7 },
	],
	capped: [
		{ kind: 'capped', by: 'rule', ruleId: 'c', limit: 5, points: 2 },
		{ kind: 'capped', by: 'bill', ruleId: null, limit: 5, points: 2 },
		{ kind: 'capped', by: 'day', ruleId: null, limit: 5, points: 2 },
	],
	'tax-left-out': [{ kind: 'tax-left-out', amountMinor: 900 }],
	'service-left-out': [{ kind: 'service-left-out', amountMinor: 900 }],
	stamp: [
		{ ...stamp, after: 4, rewards: 0 },
		{ ...stamp, after: 0, rewards: 1 },
	],
	'stamped-recently': [{ kind: 'stamped-recently', ruleId: 'spa' }],
	'reward-visit': [{ kind: 'reward-visit', ruleId: 'spa', reward: 'free-treatment' }],
};
const REFUSALS: Readonly<Record<RefusedOffer['code'], readonly RefusedOffer[]>> = {
	not_now: [{ offerId: 'wine', code: 'not_now' }],
	not_asked: [{ offerId: 'wine', code: 'not_asked' }],
	server_needed: [{ offerId: 'wine', code: 'server_needed' }],
	reward_missing: [{ offerId: 'wine', code: 'reward_missing' }],
	points_missing: [{ offerId: 'wine', code: 'points_missing', missingPoints: 12 }],
	coupon_missing: [{ offerId: 'wine', code: 'coupon_missing' }],
	limit_reached: [
		{ offerId: 'wine', code: 'limit_reached', of: 'member' },
		{ offerId: 'wine', code: 'limit_reached', of: 'day' },
		{ offerId: 'wine', code: 'limit_reached', of: 'house' },
	],
	nothing_to_discount: [{ offerId: 'wine', code: 'nothing_to_discount' }],
	spend_missing: [{ offerId: 'wine', code: 'spend_missing', missingMinor: 1_000 }],
	budget_spent: [{ offerId: 'wine', code: 'budget_spent' }],
	group_taken: [{ offerId: 'wine', code: 'group_taken', by: 'ten' }],
	coupon_used: [{ offerId: 'wine', code: 'coupon_used', by: 'ten' }],
	bill_full: [{ offerId: 'wine', code: 'bill_full', limit: 2 }],
	less_for_guest: [{ offerId: 'wine', code: 'less_for_guest' }],
};

const said = (language: Language): readonly string[] => {
	const explainer = new Explainer(HOUSE, WITH_NAMES, language);
	return [
		...explainer.steps(Object.values(STEPS).flat()).map(({ text }) => text),
		...explainer.refusals(Object.values(REFUSALS).flat()).map(({ text }) => text),
	].map((text) => text.replaceAll('\u00a0', ' '));
};
/** Codes of currencies and of what has no name are the same in every language. */
const wordsOf = (text: string): string => text.replaceAll(/EUR|\bten\b|[„“\d\s.,:%/×−-]/g, '');

describe('what an answer says in words', () => {
	test.each(LANGUAGES)('is a whole sentence of its own for each kind in %s', (language) => {
		const texts = said(language);
		expect(new Set(texts).size).toBe(texts.length);
		for (const text of texts) {
			expect(text).toMatch(/[.。]$/);
			expect(text).not.toMatch(/undefined|NaN|null|\{|\}| {2}/);
		}
	});

	test.each([
		['bg', /^\p{Script=Cyrillic}+$/u],
		['zh', /^[\p{Script=Han}：，。]+$/u],
		['en', /^\p{Script=Latin}+$/u],
		['es', /^\p{Script=Latin}+$/u],
	] as const)('is in %s and in no other writing', (language, writing) => {
		for (const text of said(language)) expect(wordsOf(text)).toMatch(writing);
	});

	test('is another sentence in each language', () => {
		const all = LANGUAGES.map(said);
		for (const index of all[0]!.keys()) expect(new Set(all.map((texts) => texts[index])).size).toBe(LANGUAGES.length);
	});

	test('names things as the hotel names them, and figures as the language writes them', () => {
		expect(said('en').slice(0, 7)).toEqual([
			'Summer wine: 12.5% off 80.00 EUR, that is 10.00 EUR.',
			'Summer wine: 12.5% off 80.00 EUR, that is 8.00 EUR. A limit kept it from 2.00 EUR more.',
			'Summer wine: 4.00 EUR off.',
			'Summer wine: 4.00 EUR off, from 40.00 EUR on.',
			'Summer wine: 2 at 9.00 EUR each, 6.00 EUR off.',
			'Summer wine: 2 for 9.00 EUR together, 6.00 EUR off.',
			'Summer wine: 4.00 EUR off. It costs 20 points.',
		]);
		expect(said('es')).toContain(
			'El 5,5 % de 72,00 EUR es 3,96: 3 puntos. -0,40 de cuentas anteriores cuenta también.',
		);
		expect(said('bg')).toContain('Тютюн: 20,00 EUR не носят точки.');
		expect(said('zh')).toContain('第 4/5 个印章：免费护理。');
		expect(said('en')).toContain('3 points times 1.2345: 1 point on top.');
		expect(said('en')).toContain('Summer wine: not together with Coupon ten.');
		const plain = { ...discount, ruleId: 'plain', by: 'amount', minSpendMinor: 0, amountMinor: 400 } as const;
		expect(new Explainer(HOUSE, WITH_NAMES, 'en').steps([plain])[0]!.text).toContain('plain: 4.00');
	});
});
