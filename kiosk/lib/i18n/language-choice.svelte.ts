import type { Language } from '#shared/kernel/language.ts';
import { keepLanguage, ownLanguage, speakLanguage } from './own-language.ts';

/** The language of a page that has all its texts with it. */
export class LanguageChoice {
	#language = $state(ownLanguage());

	constructor() {
		speakLanguage(this.#language);
	}

	get language(): Language {
		return this.#language;
	}

	choose(language: Language): void {
		this.#language = language;
		keepLanguage(language);
		speakLanguage(language);
	}
}
