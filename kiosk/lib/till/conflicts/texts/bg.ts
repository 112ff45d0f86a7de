import type { ConflictTexts } from '../texts.ts';

export const bg: ConflictTexts = {
	'conflict.unbooked': 'Платено и незаписано',
	'conflict.debt': 'Платено с точки, които ги няма',
	'conflict.number': 'Бележка {number}',
	'conflict.check': 'сметка {number}',
	'conflict.nobody': 'без гост',
	'conflict.unknown': 'гост, непознат тук',
	'conflict.why': 'Защо и какво да се направи',
	'conflict.why-check_duplicate': 'За тази сметка стои друго посещение.',
	'conflict.why-cashier_unknown': 'Сървърът вече не познава касиера.',
	'conflict.why-outlet_unknown': 'Сървърът вече не познава този обект.',
	'conflict.why-member_not_found': 'Сървърът вече не познава госта.',
	'conflict.why-time_in_future': 'Часовникът на касата беше напред.',
	'conflict.why-other': 'Сървърът го отказа: {code}.',
	'conflict.do-unbooked': 'Парите са взети. Дайте номера на бележката на офиса: той го записва или го прибира.',
	'conflict.why-debt': {
		one: 'Записано е. Гостът дължи {count}\u00a0точка; следващите посещения я връщат.',
		other: 'Записано е. Гостът дължи {count}\u00a0точки; следващите посещения ги връщат.',
	},
	'conflict.do-debt': 'Кажете на госта, когато дойде пак.',
	'conflict.list': 'За преглед',
	'conflict.back': 'Назад',
	'conflict.pin': 'PIN на супервайзор',
	'conflict.signs': 'прегледа го',
	'conflict.forbidden': 'Този PIN не може. Повикайте супервайзор.',
	'conflict.not-saved': 'Касата не може да запази. Повикайте управителя.',
};
