import type { GuestName } from './fixtures.ts';

type Words = readonly (string | RegExp)[];

export type GuestAtKiosk = {
	/** As the page calls it. */
	readonly language: string;
	/** After the swipe: greeting, tier, balance and what it is worth. */
	readonly screen: Words;
	readonly keys: { readonly print: string; readonly leave: string };
	readonly paper: Words;
	/** With the slip in hand. */
	readonly thanks: Words;
};

/** What the screen says when nobody is there. */
export const RESTING = { language: 'bg', title: 'Радваме се да ви видим отново' } as const;

/** The guests of the demo hotel on its first day, each in their own language. */
export const GUESTS_AT_KIOSK: Readonly<Record<GuestName, GuestAtKiosk>> = {
	Elena: {
		language: 'bg',
		screen: [
			/(Добро утро|Добър ден|Добър вечер), Елена\./,
			'Злато',
			'1250 точки',
			'на стойност 625,00 €',
			/200 точки изтичат на \d/,
			'Имате най-високото ни ниво.',
		],
		keys: { print: 'Отпечатайте точките', leave: 'Готово' },
		paper: [
			/^ТОВА НЕ Е ФИСКАЛЕН БОН .* ТОВА НЕ Е ФИСКАЛЕН БОН$/,
			'Вашите точки, Елена.',
			'MIRAMAR CLUB Злато Карта ........ 0013',
			'Баланс 1250 точки на стойност 625,00 EUR',
			/Изтичат на [\d. г]+ 200/,
			/Използвайте 200 точки до \d/,
		],
		thanks: ['Благодарим, Елена.', 'Вземете бележката отдолу.', 'Напечатана и отрязана. Принтерът потвърди.'],
	},
	Miguel: {
		language: 'es',
		screen: [
			/(Buenos días|Buenas tardes|Buenas noches), Miguel Ángel\./,
			'Plata',
			'480 puntos',
			'valen 240,00 €',
			'Le faltan 25 noches o 3000,00 € para el nivel Oro.',
		],
		keys: { print: 'Imprimir mis puntos', leave: 'Terminar' },
		paper: [
			/^NO ES UN RECIBO FISCAL .* NO ES UN RECIBO FISCAL$/,
			'Sus puntos, Miguel Ángel.',
			'MIRAMAR CLUB Plata Tarjeta ........ 0021',
			'Saldo 480 puntos valen 240,00 EUR',
			'Hasta Oro 25 noches o bien 3000,00 EUR',
		],
		thanks: ['Gracias, Miguel Ángel.', 'Recoja su recibo abajo.', 'Impreso y cortado. La impresora lo confirma.'],
	},
	王小明: {
		language: 'zh-Hans',
		screen: [
			/小明，(早上好|下午好|晚上好)！/,
			'普卡',
			'90 积分',
			'价值 €45.00',
			'再住 10 晚或消费 €1,000.00，即可升级为银卡会员。',
		],
		keys: { print: '打印我的积分', leave: '完成' },
		paper: [
			/^本小票不是税务发票 .* 本小票不是税务发票$/,
			'小明，您的积分如下。',
			'MIRAMAR CLUB 普卡 卡号 ........ 0039',
			'积分余额 90 积分 价值 45.00 EUR',
			/\d{4}年\d{1,2}月\d{1,2}日到期 90/,
			'距银卡还需 10 晚或 1,000.00 EUR',
		],
		thanks: ['小明，谢谢您！', '请在下方取小票。', '已打印并切纸，打印机已确认。'],
	},
	Alice: {
		language: 'en',
		screen: [
			/Good (morning|afternoon|evening), Alice\./,
			'Gold',
			'40 points',
			'worth €20.00',
			/10 points expire on \d/,
			'1 more stamp, then it is yours.',
		],
		keys: { print: 'Print my points', leave: 'Done' },
		paper: [
			/^NOT A FISCAL RECEIPT .* NOT A FISCAL RECEIPT$/,
			'Your points, Alice.',
			'MIRAMAR CLUB Gold Card ........ 0047',
			'Balance 40 points worth 20.00 EUR',
			/Expire on .+ 10 /,
			'Stamps, Free treatment 4 of 5',
			'1 more stamp: Free treatment.',
		],
		thanks: ['Thank you, Alice.', 'Take your slip below.', 'Printed and cut. The printer has confirmed it.'],
	},
};
