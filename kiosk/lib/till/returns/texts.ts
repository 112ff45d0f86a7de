import type { Language } from '#shared/kernel/language.ts';
import type { TextKey } from '../../i18n/staff-texts.ts';
import { translatorOf, type Text, type TextValues } from '../../i18n/text.ts';
import { useWords } from '../../i18n/words.svelte.ts';
import type { Wording } from '../wording.ts';
import { bg } from './texts/bg.ts';
import { en } from './texts/en.ts';
import { es } from './texts/es.ts';
import { zh } from './texts/zh.ts';

export type ReturnKey = keyof typeof en;
export type ReturnTexts = Readonly<Record<ReturnKey, Text>>;

/** Of bills that come back: they are fetched with the screen that says them. */
export const RETURN_TEXTS: Readonly<Record<Language, ReturnTexts>> = { en, es, zh, bg };

/** What the till says anyway, and what it says of bills that come back. */
export type ReturnWording = Omit<Wording, 't'> & {
	readonly t: (key: TextKey | ReturnKey, values?: TextValues) => string;
};

export function withReturns(language: Language, { t, format, name }: Wording): ReturnWording {
	const own = translatorOf(language, RETURN_TEXTS[language]);
	return { t: (key, values) => (isOwn(key) ? own(key, values) : t(key, values)), format, name };
}

const isOwn = (key: TextKey | ReturnKey): key is ReturnKey => key in en;

/** In the language that the screen speaks now. */
export function useReturnWords(): () => ReturnWording {
	const words = useWords();
	return () => withReturns(words.language, words);
}
