import { MEMBERS, type DemoMember } from '../../server/demo/miramar.ts';

export const GUEST_NAMES = ['Elena', 'Miguel', '王小明', 'Alice'] as const;
export type GuestName = (typeof GUEST_NAMES)[number];

export const guestNamed = (name: GuestName): DemoMember =>
	MEMBERS.find(({ displayName }) => displayName.startsWith(name))!;

/** One visit to the demo hotel by a guest who stands there as on its first day, and what must come of it. */
export type Fixture = {
	readonly guest: GuestName;
	readonly outlet: 'restaurant' | 'spa' | 'lobby';
	/** Minor units by category; nights are counted. */
	readonly bill: Readonly<Record<string, number>>;
	readonly discountMinor: number;
	readonly payableMinor: number;
	readonly earned: number;
	/** Points that pay. */
	readonly spent: number;
	readonly balance: number;
	readonly stamps: readonly { readonly rewards: number; readonly balance: number }[];
	/** What an English till writes large. */
	readonly screen: string;
	/** On the slip, in the guest's language: what the visit came to. */
	readonly paper: readonly string[];
	/** On the slip: what the guest had and has. */
	readonly account: readonly string[];
};

const DINNER = { food: 6_200, drinks: 1_800 } as const;
const PLAIN = { spent: 0, stamps: [] } as const;

/**
 * Every visit that the design of the demo hotel fixes. Nobody comes twice in a row to one outlet: a card that is read again at
 * once counts as one swipe.
 */
export const FIXTURES: Readonly<Record<string, Fixture>> = {
	'Elena has dinner': {
		...PLAIN,
		guest: 'Elena',
		outlet: 'restaurant',
		bill: DINNER,
		discountMinor: 800,
		payableMinor: 7_200,
		earned: 3,
		balance: 1_253,
		screen: '€72.00',
		paper: [
			'ТОВА НЕ Е ФИСКАЛЕН БОН',
			'Ресторант',
			'Благодарим ви, Елена.',
			'Храна 62,00',
			'Напитки 18,00',
			'Отстъпка Злато, 10 % от 80,00 -8,00',
			'ОБЩО 72,00 EUR',
			'MIRAMAR CLUB Злато Карта ........ 0013',
			'Спечелени, 5 % от 72,00 = 3,60 +3',
		],
		account: ['Предишен баланс 1250', 'Нов баланс 1253 точки', 'на стойност 626,50 EUR'],
	},
	'Miguel has dinner': {
		...PLAIN,
		guest: 'Miguel',
		outlet: 'restaurant',
		bill: DINNER,
		discountMinor: 400,
		payableMinor: 7_600,
		earned: 2,
		balance: 482,
		screen: '€76.00',
		paper: [
			'NO ES UN RECIBO FISCAL',
			'Restaurante',
			'Gracias, Miguel Ángel.',
			'Comida 62,00',
			'Bebidas 18,00',
			'Descuento Plata, 5 % de 80,00 -4,00',
			'TOTAL 76,00 EUR',
			'MIRAMAR CLUB Plata Tarjeta ........ 0021',
			'Esta visita, 3 % de 76,00 = 2,28 +2',
		],
		account: ['Saldo anterior 480', 'Saldo nuevo 482 puntos', 'valen 241,00 EUR'],
	},
	'Elena buys tobacco with her food': {
		...PLAIN,
		guest: 'Elena',
		outlet: 'restaurant',
		bill: { food: 12_000, tobacco: 2_000 },
		discountMinor: 1_200,
		payableMinor: 12_800,
		earned: 5,
		balance: 1_255,
		screen: '€128.00',
		paper: [
			'Храна 120,00',
			'Тютюн, без отстъпка и точки 20,00',
			'Отстъпка Злато, 10 % от 120,00 -12,00',
			'ОБЩО 128,00 EUR',
			'Спечелени, 5 % от 108,00 = 5,40 +5',
		],
		account: ['Предишен баланс 1250', 'Нов баланс 1255 точки', 'на стойност 627,50 EUR'],
	},
	'王小明 has dinner': {
		...PLAIN,
		guest: '王小明',
		outlet: 'restaurant',
		bill: DINNER,
		discountMinor: 0,
		payableMinor: 8_000,
		earned: 1,
		balance: 91,
		screen: '€80.00',
		paper: [
			'本小票不是税务发票',
			'餐厅',
			'谢谢您，小明。',
			'餐食 62.00',
			'饮料 18.00',
			'合计 80.00 EUR',
			'MIRAMAR CLUB 普卡 卡号 ........ 0039',
			'本次积分, 80.00 中每满 50.00 积 1 分 +1',
			'单笔再消费 20.00 EUR，可多得 1 积分。',
		],
		account: ['原有积分 90', '积分余额 91 积分', '价值 45.50 EUR'],
	},
	'Elena pays her dinner wholly with points': {
		...PLAIN,
		guest: 'Elena',
		outlet: 'restaurant',
		bill: DINNER,
		discountMinor: 800,
		payableMinor: 7_200,
		earned: 0,
		spent: 144,
		balance: 1_106,
		screen: '€0.00',
		paper: [
			'ОБЩО 72,00 EUR',
			'144 точки -72,00',
			'За плащане 0,00 EUR',
			'Използвани -144',
			'Спечелени, 5 % от 0,00 = 0,00 +0',
		],
		account: ['Предишен баланс 1250', 'Нов баланс 1106 точки', 'на стойност 553,00 EUR'],
	},
	'Alice has dinner': {
		...PLAIN,
		guest: 'Alice',
		outlet: 'restaurant',
		bill: DINNER,
		discountMinor: 800,
		payableMinor: 7_200,
		earned: 3,
		balance: 43,
		screen: '€72.00',
		paper: [
			'NOT A FISCAL RECEIPT',
			'Restaurant',
			'Thank you, Alice.',
			'Food 62.00',
			'Drinks 18.00',
			'Gold discount, 10% of 80.00 -8.00',
			'TOTAL 72.00 EUR',
			'MIRAMAR CLUB Gold Card ........ 0047',
			'Earned, 5% of 72.00 = 3.60 +3',
		],
		account: ['Balance before 40', 'New balance 43 points', 'worth 21.50 EUR'],
	},
	'Alice completes her stamps': {
		guest: 'Alice',
		outlet: 'spa',
		bill: { treatment: 6_000 },
		discountMinor: 900,
		payableMinor: 5_100,
		earned: 0,
		spent: 0,
		balance: 40,
		stamps: [{ rewards: 1, balance: 0 }],
		screen: '€51.00',
		paper: [
			'Spa',
			'Treatment 60.00',
			'Gold discount, 15% of 60.00 -9.00',
			'TOTAL 51.00 EUR',
			'Stamps, 4 + 1 = 5 0 of 5',
			'Free treatment +1',
			'Waiting for you: Free treatment.',
		],
		account: ['Balance before 40', 'New balance 40 points', 'worth 20.00 EUR'],
	},
	'Elena stays three nights': {
		...PLAIN,
		guest: 'Elena',
		outlet: 'lobby',
		bill: { night: 3 },
		discountMinor: 0,
		payableMinor: 0,
		earned: 30,
		balance: 1_280,
		screen: '3 nights',
		paper: ['Лоби', 'Благодарим ви, Елена.', 'Спечелени, Нощувки 3 x 10 +30'],
		account: ['Предишен баланс 1250', 'Нов баланс 1280 точки', 'на стойност 640,00 EUR'],
	},
};
