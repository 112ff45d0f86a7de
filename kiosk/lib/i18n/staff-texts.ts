import type { Language } from '#shared/kernel/language.ts';
import type { en } from './en.ts';
import { GUEST_TEXTS, guestWords, type GuestKey } from './guest-texts.ts';
import { translatorOf, type Text, type TextValues } from './text.ts';

export type StaffKey = keyof typeof en;
export type StaffTexts = Readonly<Record<StaffKey, Text>>;

/** What the staff reads, and what it says to guests. */
export type TextKey = StaffKey | GuestKey;
export type Translate = (key: TextKey, values?: TextValues) => string;

const LOADS: Readonly<Record<Language, () => Promise<StaffTexts>>> = {
	en: () => import('./en.ts').then(({ en }) => en),
	es: () => import('./es.ts').then(({ es }) => es),
	zh: () => import('./zh.ts').then(({ zh }) => zh),
	bg: () => import('./bg.ts').then(({ bg }) => bg),
};

/** A counter's staff reads one language; the others are fetched when nothing else is to be done. */
export const loadStaffTexts = (language: Language): Promise<StaffTexts> => LOADS[language]();

/** What a till says before somebody does something at it, by the beginnings of its keys. */
const FIRST = /^(app|terminal|status|lease|theme|ready|sign-in|pin|key|tool|bill|guest|visits)\./;

/** What a page has to be able to write before it is drawn; the other letters come behind it. */
export const firstWords = (language: Language, texts: StaffTexts): string =>
	guestWords(language) + JSON.stringify(Object.entries(texts).filter(([key]) => FIRST.test(key)));

export const staffTranslator = (language: Language, texts: StaffTexts): Translate =>
	translatorOf<TextKey>(language, { ...GUEST_TEXTS[language], ...texts });
