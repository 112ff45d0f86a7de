import type { Language } from '#shared/kernel/language.ts';
import { ENDONYMS, translatorOf, type Text } from './text.ts';

const en = {
	'greeting.morning': 'Good morning, {name}.',
	'greeting.afternoon': 'Good afternoon, {name}.',
	'greeting.evening': 'Good evening, {name}.',
	'greeting.morning-all': 'Good morning.',
	'greeting.afternoon-all': 'Good afternoon.',
	'greeting.evening-all': 'Good evening.',
	'greeting.thanks': 'Thank you, {name}.',
	'greeting.quoted': '“{sentence}”',
	'guest.held': 'Held until {date}: {count}',
	'guest.expiring': { one: '{count}\u00a0point expires on {date}', other: '{count}\u00a0points expire on {date}' },
	'guest.pending': {
		one: '{count}\u00a0point to come, from {date}',
		other: '{count}\u00a0points to come, from {date}',
	},
} as const satisfies Readonly<Record<string, Text>>;

export type GuestKey = keyof typeof en;
export type GuestTexts = Readonly<Record<GuestKey, Text>>;

const es: GuestTexts = {
	'greeting.morning': 'Buenos días, {name}.',
	'greeting.afternoon': 'Buenas tardes, {name}.',
	'greeting.evening': 'Buenas noches, {name}.',
	'greeting.morning-all': 'Buenos días.',
	'greeting.afternoon-all': 'Buenas tardes.',
	'greeting.evening-all': 'Buenas noches.',
	'greeting.thanks': 'Gracias, {name}.',
	'greeting.quoted': '«{sentence}»',
	'guest.held': 'Retenidos hasta el {date}: {count}',
	'guest.expiring': { one: '{count}\u00a0punto caduca el {date}', other: '{count}\u00a0puntos caducan el {date}' },
	'guest.pending': {
		one: '{count}\u00a0punto por llegar, desde el {date}',
		other: '{count}\u00a0puntos por llegar, desde el {date}',
	},
};

const zh: GuestTexts = {
	'greeting.morning': '{name}，早上好！',
	'greeting.afternoon': '{name}，下午好！',
	'greeting.evening': '{name}，晚上好！',
	'greeting.morning-all': '早上好！',
	'greeting.afternoon-all': '下午好！',
	'greeting.evening-all': '晚上好！',
	'greeting.thanks': '{name}，谢谢您！',
	'greeting.quoted': '“{sentence}”',
	'guest.held': '冻结至{date}：{count}',
	'guest.expiring': { other: '{count}\u00a0积分将于{date}到期' },
	'guest.pending': { other: '{count}\u00a0积分{date}起可用' },
};

const bg: GuestTexts = {
	'greeting.morning': 'Добро утро, {name}.',
	'greeting.afternoon': 'Добър ден, {name}.',
	'greeting.evening': 'Добър вечер, {name}.',
	'greeting.morning-all': 'Добро утро.',
	'greeting.afternoon-all': 'Добър ден.',
	'greeting.evening-all': 'Добър вечер.',
	'greeting.thanks': 'Благодарим ви, {name}.',
	'greeting.quoted': '„{sentence}“',
	'guest.held': 'Задържани до {date}: {count}',
	'guest.expiring': { one: '{count}\u00a0точка изтича на {date}', other: '{count}\u00a0точки изтичат на {date}' },
	'guest.pending': { one: '{count}\u00a0точка предстои, от {date}', other: '{count}\u00a0точки предстоят, от {date}' },
};

/** What a guest hears at the till and reads at the kiosk. In all languages at once: the next card may speak any of them. */
export const GUEST_TEXTS: Readonly<Record<Language, GuestTexts>> = { en, es, zh, bg };

export const guestTranslator = (language: Language) => translatorOf(language, GUEST_TEXTS[language]);

/** Whatever may be said to a guest of this language, for its letters. */
export const guestWords = (language: Language): string => JSON.stringify([ENDONYMS[language], GUEST_TEXTS[language]]);
