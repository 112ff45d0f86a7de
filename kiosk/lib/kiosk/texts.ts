import type { Language } from '#shared/kernel/language.ts';
import { GUEST_TEXTS, type GuestKey } from '../i18n/guest-texts.ts';
import { ENDONYMS, translatorOf, type Text, type TextValues } from '../i18n/text.ts';
import { bg } from './texts/bg.ts';
import { en } from './texts/en.ts';
import { es } from './texts/es.ts';
import { zh } from './texts/zh.ts';

export type OwnKey = keyof typeof en;
export type OwnTexts = Readonly<Record<OwnKey, Text>>;

/** All four in the page: whoever swipes next is spoken to at once, whether the bridge is there or not. */
export const OWN_TEXTS: Readonly<Record<Language, OwnTexts>> = { en, es, zh, bg };

/** The kiosk's own texts, and those that it shares with the till: what it says to a guest, the cashier says too. */
export type KioskKey = OwnKey | GuestKey;
export type KioskTranslate = (key: KioskKey, values?: TextValues) => string;

const tableOf = (language: Language): Readonly<Record<KioskKey, Text>> => ({
	...GUEST_TEXTS[language],
	...OWN_TEXTS[language],
});

export const kioskTranslator = (language: Language): KioskTranslate => translatorOf(language, tableOf(language));

/** Whatever the kiosk may say in this language, for its letters. */
export const kioskWords = (language: Language): string => JSON.stringify(tableOf(language));

/** What a kiosk says before somebody comes to it, by the beginnings of its keys. */
const FIRST = /^(kiosk|lease|attract)\.|^home\.see-better$/;

/** What a kiosk that rests in this language has to be able to write before it is drawn. */
export const firstKioskWords = (language: Language): string =>
	JSON.stringify(Object.entries(tableOf(language)).filter(([key]) => FIRST.test(key)));

/** What the resting screen says in all languages at once. */
export const restingWords = (): string =>
	JSON.stringify([
		ENDONYMS,
		...Object.values(OWN_TEXTS).map((texts) => [texts['attract.title'], texts['attract.touch']]),
	]);
