import type { Language, Localised } from '#shared/kernel/language.ts';
import type { Programme } from '#shared/loyalty/programme/programme.schema.ts';
import type { Named } from '#shared/protocol/views.ts';
import type { CardPattern } from '#shared/card/card.ts';

/** The demo hotel: fixed, so that people and tests know it. Every name in it is invented. */

const texts = (en: string, es: string, zh: string, bg: string): Localised => ({ en, es, zh, bg });

const named = (code: string, ...names: Parameters<typeof texts>): Named => ({ code, names: texts(...names) });

const food = named('food', 'Food', 'Comida', '餐食', 'Храна');
const drinks = named('drinks', 'Drinks', 'Bebidas', '饮料', 'Напитки');
const tobacco = named('tobacco', 'Tobacco', 'Tabaco', '烟草', 'Тютюн');
const giftCard = named('gift-card', 'Gift card', 'Tarjeta regalo', '礼品卡', 'Подаръчна карта');
const thirdParty = named('third-party', 'Third party', 'Terceros', '第三方服务', 'Външна услуга');
const nights = named('night', 'Nights', 'Noches', '房晚', 'Нощувки');
const treatment = named('treatment', 'Treatment', 'Tratamiento', '护理', 'Процедура');
const products = named('products', 'Products', 'Productos', '产品', 'Продукти');
const clothing = named('clothing', 'Clothing', 'Ropa', '服装', 'Дрехи');
const gifts = named('gifts', 'Gifts', 'Regalos', '礼品', 'Подаръци');
const other = named('other', 'Other', 'Otros', '其他', 'Друго');

const FREE_TREATMENT = named(
	'free-treatment',
	'Free treatment',
	'Tratamiento gratis',
	'免费护理',
	'Безплатна процедура',
);

export const PROPERTY = {
	id: 'miramar',
	name: 'Hotel Miramar',
	language: 'bg',
	timeZone: 'Europe/Sofia',
	cutOverMinute: 300,
} as const;

export const OUTLETS: readonly (Named & { readonly categories: readonly Named[] })[] = [
	{ ...named('lobby', 'Lobby', 'Recepción', '大堂', 'Лоби'), categories: [nights, thirdParty, other] },
	{
		...named('restaurant', 'Restaurant', 'Restaurante', '餐厅', 'Ресторант'),
		categories: [food, drinks, tobacco, giftCard, other],
	},
	{ ...named('spa', 'Spa', 'Spa', '水疗', 'Спа'), categories: [treatment, products, giftCard, other] },
	{ ...named('boutique', 'Boutique', 'Boutique', '精品店', 'Бутик'), categories: [clothing, gifts, giftCard, other] },
];

export const CARD_PATTERNS: readonly CardPattern[] = [
	{ medium: 'magstripe', prefix: '970231', length: 16, check: 'luhn' },
	{ medium: 'code', prefix: '970231', length: 16, check: 'luhn' },
	{ medium: 'keyed', prefix: '970231', length: 16, check: 'luhn' },
];

export const PROGRAMME: Programme = {
	id: 'miramar-club',
	version: 1,
	name: 'Miramar Club',
	validFrom: '2020-01-01',
	currency: { code: 'EUR', exponent: 2 },
	pointValue: { num: 50, den: 1 },
	payment: { awayMax: 100 },
	tiers: [
		{ ...named('classic', 'Classic', 'Clásico', '普卡', 'Класик'), from: {} },
		{ ...named('silver', 'Silver', 'Plata', '银卡', 'Сребро'), from: { nights: 10, spendMinor: 100_000 } },
		{ ...named('gold', 'Gold', 'Oro', '金卡', 'Злато'), from: { nights: 25, spendMinor: 300_000 } },
	],
	excludedCategories: ['tobacco', 'gift-card', 'third-party'],
	offers: [
		{ kind: 'percent', id: 'restaurant-silver', outlets: ['restaurant'], tiers: ['silver'], rateBps: 500 },
		{ kind: 'percent', id: 'restaurant-gold', outlets: ['restaurant'], tiers: ['gold'], rateBps: 1_000 },
		{ kind: 'percent', id: 'spa-silver', outlets: ['spa'], tiers: ['silver'], rateBps: 500 },
		{ kind: 'percent', id: 'spa-gold', outlets: ['spa'], tiers: ['gold'], rateBps: 1_500 },
		{ kind: 'percent', id: 'boutique-gold', outlets: ['boutique'], tiers: ['gold'], rateBps: 500 },
		{
			...{ kind: 'bundle', id: 'free-treatment', outlets: ['spa'], names: FREE_TREATMENT.names, group: 'saved' },
			...{ items: [{ categories: ['treatment'], quantity: 1 }], priceMinor: 0, reward: FREE_TREATMENT.code },
		},
		{
			...{ kind: 'percent', id: 'treatment-points', outlets: ['spa'], categories: ['treatment'], group: 'saved' },
			...{ names: texts('20 % off a treatment', '20 % en un tratamiento', '护理优惠 20%', '20 % от процедура') },
			...{ rateBps: 2_000, price: { points: 20 } },
		},
		{
			...{ kind: 'amount', id: 'boutique-voucher', outlets: ['boutique'], group: 'saved' },
			...{ names: texts('Voucher €20', 'Vale de 20 €', '€20 优惠券', 'Ваучер 20 €') },
			...{ amountMinor: 2_000, minSpendMinor: 4_000, price: { points: 30 } },
		},
		{
			...{ kind: 'amount', id: 'spa-voucher', outlets: ['spa'], group: 'saved', coupon: true, partial: true },
			...{ names: texts('Spa voucher €50', 'Vale de spa de 50 €', '€50 水疗优惠券', 'Ваучер за спа 50 €') },
			...{ amountMinor: 5_000, price: { points: 80, validDays: 365 } },
		},
	],
	earn: [
		{ kind: 'per-unit', id: 'nights', outlets: ['lobby'], categories: ['night'], points: 10 },
		{
			kind: 'step',
			id: 'spend-classic',
			outlets: ['restaurant', 'boutique'],
			tiers: ['classic'],
			stepMinor: 5_000,
			points: 1,
		},
		{
			kind: 'proportional',
			id: 'spend-silver',
			outlets: ['restaurant', 'boutique'],
			tiers: ['silver'],
			rateBps: 300,
		},
		{ kind: 'proportional', id: 'spend-gold', outlets: ['restaurant', 'boutique'], tiers: ['gold'], rateBps: 500 },
	],
	stampCards: [{ id: 'spa', outlets: ['spa'], stamps: 1, needed: 5, reward: 'free-treatment' }],
	rewards: [FREE_TREATMENT],
	expiry: { kind: 'month-end', months: 24 },
};

export type DemoMember = {
	readonly memberId: string;
	readonly card: string;
	readonly displayName: string;
	readonly givenName: string;
	readonly language: Language;
	/** Month and day. */
	readonly birthday: string;
	readonly tier: string;
	readonly points: number;
	/** Of `points`, how many expire 20 days after the demo's first start. */
	readonly expiringPoints: number;
	readonly spaStamps: number;
	readonly lostCard?: string;
};

export const MEMBERS: readonly DemoMember[] = [
	{
		memberId: '3f6c1a52-0b7e-4c8a-9d11-5a2e8f40c101',
		card: '9702310000000013',
		displayName: 'Elena Petrova',
		givenName: 'Елена',
		language: 'bg',
		birthday: '05-24',
		tier: 'gold',
		points: 1250,
		expiringPoints: 200,
		spaStamps: 0,
	},
	{
		memberId: '3f6c1a52-0b7e-4c8a-9d11-5a2e8f40c102',
		card: '9702310000000021',
		displayName: 'Miguel Ángel Núñez',
		givenName: 'Miguel Ángel',
		language: 'es',
		birthday: '09-29',
		tier: 'silver',
		points: 480,
		expiringPoints: 0,
		spaStamps: 0,
	},
	{
		memberId: '3f6c1a52-0b7e-4c8a-9d11-5a2e8f40c103',
		card: '9702310000000039',
		displayName: '王小明',
		givenName: '小明',
		language: 'zh',
		birthday: '02-29',
		tier: 'classic',
		points: 90,
		expiringPoints: 0,
		spaStamps: 0,
	},
	{
		memberId: '3f6c1a52-0b7e-4c8a-9d11-5a2e8f40c104',
		card: '9702310000000047',
		displayName: 'Alice Brown',
		givenName: 'Alice',
		language: 'en',
		birthday: '11-25',
		tier: 'gold',
		points: 40,
		expiringPoints: 10,
		spaStamps: 4,
		lostCard: '9702310000000054',
	},
];

export type DemoStaff = {
	readonly id: string;
	readonly name: string;
	readonly role: 'cashier' | 'supervisor' | 'manager';
	/** A manager signs in to the office with a password, made at each start. */
	readonly pin?: string;
};

export const STAFF: readonly DemoStaff[] = [
	{ id: 'ana', name: 'Ana', role: 'cashier', pin: '1111' },
	{ id: 'boris', name: 'Boris', role: 'supervisor', pin: '2222' },
	{ id: 'carmen', name: 'Carmen', role: 'manager' },
];

/** Everybody knows it: it opens the demo hotel and nothing else. No test key, so that the till shows what it books. */
export const API_KEY = {
	id: 'demo',
	text: 'demo',
	name: 'Demo',
	scopes: ['pos', 'events', 'manage'],
	outlets: null,
	test: false,
} as const;
