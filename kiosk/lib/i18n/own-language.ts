import type { Language } from '#shared/kernel/language.ts';
import { isLanguage, LANGUAGE_TAGS } from './text.ts';

const KEY = 'retorno.language';

/** What was chosen at this screen, else what the machine speaks. */
export function ownLanguage(): Language {
	const kept = localStorage.getItem(KEY);
	return isLanguage(kept) ? kept : languageOfMachine();
}

function languageOfMachine(): Language {
	const wished = navigator.language.slice(0, 2);
	return isLanguage(wished) ? wished : 'en';
}

const HOUSE_KEY = 'retorno.house-language';

/** What the house spoke when this screen last met it: for the moment before it is met again. */
export function languageOfHouse(): Language {
	const kept = localStorage.getItem(HOUSE_KEY);
	return isLanguage(kept) ? kept : languageOfMachine();
}

export function keepLanguageOfHouse(language: Language): void {
	localStorage.setItem(HOUSE_KEY, language);
}

export function keepLanguage(language: Language): void {
	localStorage.setItem(KEY, language);
}

/** Fonts and speech of the whole page follow. */
export function speakLanguage(language: Language): void {
	document.documentElement.lang = LANGUAGE_TAGS[language];
}
