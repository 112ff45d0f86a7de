import { createContext } from 'svelte';
import type { Language, Localised } from '#shared/kernel/language.ts';
import type { Currency } from '#shared/kernel/money.ts';
import { formatOf, type Format } from './format.ts';
import { isLanguage, LANGUAGE_TAGS, translator, type TextKey, type TextValues, type Translate } from './text.ts';

/** The language that the staff of this counter reads, and how it writes numbers of this house. */
export class Words {
	#language = $state<Language>('en');
	#currency = $state.raw<Currency>({ code: 'EUR', exponent: 2 });
	#timeZone = $state('UTC');
	readonly #translate: Translate = $derived(translator(this.#language));
	readonly #format: Format = $derived(formatOf(this.#language, this.#currency, this.#timeZone));

	constructor() {
		const kept = localStorage.getItem(KEY);
		const wished = navigator.language.slice(0, 2);
		if (isLanguage(kept)) this.#language = kept;
		else if (isLanguage(wished)) this.#language = wished;
		this.#show();
	}

	get language(): Language {
		return this.#language;
	}

	get format(): Format {
		return this.#format;
	}

	t = (key: TextKey, values?: TextValues): string => this.#translate(key, values);

	/** What the hotel calls something, in the language of the staff. */
	name = (names: Localised): string => names[this.#language];

	choose(language: Language): void {
		this.#language = language;
		localStorage.setItem(KEY, language);
		this.#show();
	}

	/** The house is known: its sums and its hours. */
	settle(currency: Currency, timeZone: string): void {
		this.#currency = currency;
		this.#timeZone = timeZone;
	}

	#show(): void {
		document.documentElement.lang = LANGUAGE_TAGS[this.#language];
	}
}

const KEY = 'retorno.language';

export const [useWords, setWords] = createContext<Words>();
