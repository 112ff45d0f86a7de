import type { Language } from '#shared/kernel/language.ts';
import type { en } from './en.ts';
import { GUEST_TEXTS, type GuestKey } from './guest-texts.ts';
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

export const staffTranslator = (language: Language, texts: StaffTexts): Translate =>
	translatorOf<TextKey>(language, { ...GUEST_TEXTS[language], ...texts });
