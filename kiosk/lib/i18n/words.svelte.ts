import { createContext } from 'svelte';
import type { Language, Localised } from '#shared/kernel/language.ts';
import type { Currency } from '#shared/kernel/money.ts';
import { readyToWrite } from '../fonts/writing.ts';
import { formatOf, type Format } from './format.ts';
import { keepLanguage, ownLanguage, speakLanguage } from './own-language.ts';
import {
	firstWords,
	loadStaffTexts,
	staffTranslator,
	type StaffTexts,
	type TextKey,
	type Translate,
} from './staff-texts.ts';
import type { TextValues } from './text.ts';

/** One language with its texts. */
export type Spoken = { readonly language: Language; readonly texts: StaffTexts };

/** Fetches what a screen in this language needs before it can be drawn: its texts, and the letters for the first of them. */
async function firstIn(language: Language): Promise<Spoken> {
	const texts = await loadStaffTexts(language);
	await readyToWrite(firstWords(language, texts));
	return { language, texts };
}

/** Fetches all that a screen in this language may need. */
export async function spokenIn(language: Language): Promise<Spoken> {
	const spoken = await firstIn(language);
	await readyToWrite(JSON.stringify(spoken.texts));
	return spoken;
}

/** The language that the staff of this counter reads, and how it writes numbers of this house. */
export class Words {
	#spoken = $state.raw<Spoken>()!;
	#wished: Language;
	#hasLetters = false;
	#currency = $state.raw<Currency>({ code: 'EUR', exponent: 2 });
	#timeZone = $state('UTC');
	readonly #translate: Translate = $derived(staffTranslator(this.#spoken.language, this.#spoken.texts));
	readonly #format: Format = $derived(formatOf(this.#spoken.language, this.#currency, this.#timeZone));

	constructor(spoken: Spoken) {
		this.#spoken = spoken;
		this.#wished = spoken.language;
		speakLanguage(spoken.language);
	}

	static readonly open = (): Promise<Spoken> => firstIn(ownLanguage());

	get language(): Language {
		return this.#spoken.language;
	}

	get format(): Format {
		return this.#format;
	}

	t = (key: TextKey, values?: TextValues): string => this.#translate(key, values);

	/** What this page may still have no letters for; nothing, once they have been fetched. */
	get toCome(): string {
		return this.#hasLetters ? '' : JSON.stringify(this.#spoken.texts);
	}

	/** Fetches the letters behind the first ones. */
	async complete(): Promise<void> {
		await spokenIn(this.#spoken.language);
		this.#hasLetters = true;
	}

	/** What the hotel calls something, in the language of the staff. */
	name = (names: Localised): string => names[this.#spoken.language];

	/** At once where the texts have been fetched already; a bridge that is away leaves the language as it is. */
	async choose(language: Language): Promise<void> {
		this.#wished = language;
		const spoken = await spokenIn(language).catch(() => undefined);
		if (!spoken || this.#wished !== language) return;
		this.#spoken = spoken;
		keepLanguage(language);
		speakLanguage(language);
	}

	/** The house is known: its sums and its hours. */
	settle(currency: Currency, timeZone: string): void {
		this.#currency = currency;
		this.#timeZone = timeZone;
	}
}

export const [useWords, setWords] = createContext<Words>();
