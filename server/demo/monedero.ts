import type { Localised } from '#shared/kernel/language.ts';
import type { Programme } from '#shared/loyalty/programme/programme.schema.ts';
import { PROGRAMME } from './miramar.ts';

/**
 * Another programme for the demo hotel: a wallet as hotels in Mexico run it, in pesos. Points come by the amount, by the
 * night, by the visit or as a percentage by tier, and pay, buy vouchers, discounts and nights. The tiers, their guests, the
 * stamp card and its reward are those of the hotel.
 */
export const MONEDERO: Programme = {
	id: 'miramar-monedero',
	version: 1,
	name: 'Monedero Miramar',
	validFrom: '2020-01-01',
	currency: { code: 'MXN', exponent: 2 },
	pointValue: { num: 50, den: 1 },
	tiers: PROGRAMME.tiers.map((tier, index) => ({
		...tier,
		from: [{}, { nights: 10, spendMinor: 2_000_000 }, { nights: 25, spendMinor: 6_000_000 }][index]!,
	})),
	excludedCategories: ['tobacco', 'gift-card', 'third-party'],
	offers: [
		{ kind: 'percent', id: 'spa-silver', outlets: ['spa'], tiers: ['silver'], rateBps: 500 },
		{ kind: 'percent', id: 'spa-gold', outlets: ['spa'], tiers: ['gold'], rateBps: 1_500 },
		{ kind: 'percent', id: 'boutique-gold', outlets: ['boutique'], tiers: ['gold'], rateBps: 500 },
		{
			...{ kind: 'bundle', id: 'free-treatment', outlets: ['spa'], names: PROGRAMME.rewards[0]!.names, group: 'saved' },
			...{ items: [{ categories: ['treatment'], quantity: 1 }], priceMinor: 0, reward: 'free-treatment' },
		},
		{
			...{ kind: 'amount', id: 'boutique-voucher', outlets: ['boutique'], group: 'saved' },
			...{ names: texts('Voucher $150', 'Vale de $150', '$150 优惠券', 'Ваучер $150') },
			...{ amountMinor: 15_000, minSpendMinor: 30_000, price: { points: 200 } },
		},
		{
			...{ kind: 'percent', id: 'drinks-points', outlets: ['restaurant'], categories: ['drinks'], group: 'saved' },
			...{ names: texts('15 % off drinks', '15 % en bebidas', '饮料优惠 15%', '15 % от напитките') },
			...{ rateBps: 1_500, price: { points: 100 } },
		},
		{
			...{ kind: 'bundle', id: 'free-night', outlets: ['lobby'], group: 'saved', priceMinor: 0 },
			...{ names: texts('Free night', 'Noche gratis', '免费房晚', 'Безплатна нощувка') },
			...{ items: [{ categories: ['night'], quantity: 1 }], price: { points: 1_000 } },
		},
	],
	earn: [
		{ kind: 'per-unit', id: 'nights', outlets: ['lobby'], categories: ['night'], points: 50 },
		{ kind: 'step', id: 'per-thousand', outlets: ['boutique'], stepMinor: 100_000, points: 100 },
		{ kind: 'proportional', id: 'table-classic', outlets: ['restaurant'], tiers: ['classic'], rateBps: 100 },
		{ kind: 'proportional', id: 'table-silver', outlets: ['restaurant'], tiers: ['silver'], rateBps: 300 },
		{ kind: 'proportional', id: 'table-gold', outlets: ['restaurant'], tiers: ['gold'], rateBps: 500 },
		{ kind: 'per-visit', id: 'visit', outlets: ['spa'], points: 5 },
	],
	bonuses: [
		{
			...{ kind: 'multiplier', id: 'double-gold', outlets: ['boutique'], tiers: ['gold'] },
			...{ factorBps: 20_000, rules: ['per-thousand'] },
		},
	],
	stampCards: PROGRAMME.stampCards,
	rewards: PROGRAMME.rewards,
	expiry: { kind: 'month-end', months: 12 },
};

function texts(en: string, es: string, zh: string, bg: string): Localised {
	return { en, es, zh, bg };
}
