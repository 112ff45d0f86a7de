import type { Language } from '#shared/kernel/language.ts';
import type { EntryKind } from '#shared/ledger/entry.ts';

type EntryTexts = {
	/** A bill with all that came of it. */
	readonly visit: string;
	/** What happened, without its figure. */
	readonly kinds: Readonly<Record<EntryKind, string>>;
	readonly stamps: (count: string) => string;
	readonly coupon: (count: string, offer: string) => string;
};

/** One entry of an account, as the house explains it to a guest. */
export const ENTRY_TEXTS: Readonly<Record<Language, EntryTexts>> = {
	en: {
		visit: 'Bill',
		kinds: {
			opening: 'Brought along',
			earn: 'Earned with the bill',
			bonus: 'On top of what the bill earned',
			redeem: 'Spent on the bill',
			stamp: 'Stamped for the visit',
			reward: 'The card was full and became a reward',
			coupon: 'Used on the bill',
			uncoupon: 'Given back, because nothing of the bill stands',
			reverse: 'Taken back with what was returned of the bill',
			restore: 'Given back with what was returned of the bill',
			hold: 'Set aside for a bill that comes later',
			capture: 'Spent on the bill, out of what was set aside',
			release: 'Set aside no longer',
			unstamp: 'Stamp taken back, because nothing of the bill stands',
			unreward: 'Reward turned back into its stamps',
			mature: 'Usable from now on',
			expire: 'Run out, their last day was over',
			adjust: 'Corrected by the house',
			erase: 'Forfeited, because the guest was forgotten',
		},
		stamps: (count) => `stamps: ${count}`,
		coupon: (count, offer) => `${count} × ${offer}`,
	},
	es: {
		visit: 'Cuenta',
		kinds: {
			opening: 'Traídos al empezar',
			earn: 'Ganados con la cuenta',
			bonus: 'Además de lo que ganó la cuenta',
			redeem: 'Usados en la cuenta',
			stamp: 'Sello por la visita',
			reward: 'La tarjeta se llenó y dio un premio',
			coupon: 'Usado en la cuenta',
			uncoupon: 'Devuelto, porque no queda nada de la cuenta',
			reverse: 'Retirados con lo que se devolvió de la cuenta',
			restore: 'Devueltos con lo que se devolvió de la cuenta',
			hold: 'Apartados para una cuenta posterior',
			capture: 'Usados en la cuenta, de lo que estaba apartado',
			release: 'Ya no están apartados',
			unstamp: 'Sello retirado, porque no queda nada de la cuenta',
			unreward: 'El premio volvió a ser sellos',
			mature: 'Ya se pueden usar',
			expire: 'Caducados, pasó su último día',
			adjust: 'Corregidos por la casa',
			erase: 'Perdidos, porque se olvidó al huésped',
		},
		stamps: (count) => `sellos: ${count}`,
		coupon: (count, offer) => `${count} × ${offer}`,
	},
	zh: {
		visit: '账单',
		kinds: {
			opening: '期初带入',
			earn: '本单所得',
			bonus: '本单额外所得',
			redeem: '用于本单',
			stamp: '本次到访盖章',
			reward: '集满印章，换成奖励',
			coupon: '已用于本单',
			uncoupon: '本单已全部退回，予以归还',
			reverse: '随退回的部分收回',
			restore: '随退回的部分归还',
			hold: '为以后的账单预留',
			capture: '用于本单，来自预留',
			release: '不再预留',
			unstamp: '本单已全部退回，收回印章',
			unreward: '奖励退回为印章',
			mature: '从现在起可用',
			expire: '有效期已过',
			adjust: '由酒店更正',
			erase: '客人资料已删除，予以作废',
		},
		stamps: (count) => `印章：${count}`,
		coupon: (count, offer) => `${count} × ${offer}`,
	},
	bg: {
		visit: 'Сметка',
		kinds: {
			opening: 'Донесени в началото',
			earn: 'Спечелени със сметката',
			bonus: 'В добавка към спечеленото',
			redeem: 'Използвани за сметката',
			stamp: 'Печат за посещението',
			reward: 'Картата се запълни и даде награда',
			coupon: 'Използван за сметката',
			uncoupon: 'Върнат, защото от сметката не остана нищо',
			reverse: 'Отнети с върнатото от сметката',
			restore: 'Възстановени с върнатото от сметката',
			hold: 'Заделени за по-късна сметка',
			capture: 'Използвани за сметката от заделените',
			release: 'Вече не са заделени',
			unstamp: 'Печатът е отнет, защото от сметката не остана нищо',
			unreward: 'Наградата отново стана печати',
			mature: 'Вече могат да се използват',
			expire: 'Изтекли, последният им ден мина',
			adjust: 'Поправени от хотела',
			erase: 'Отпаднали, защото гостът беше забравен',
		},
		stamps: (count) => `печати: ${count}`,
		coupon: (count, offer) => `${count} × ${offer}`,
	},
};
