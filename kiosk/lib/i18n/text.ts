import { LANGUAGES, type Language, type Localised } from '#shared/kernel/language.ts';

/**
 * One text of the screen. `{name}` stands for a value. Where a count decides the form, one text for each plural
 * category of the language; a category without a text uses `other`.
 */
export type Text = string | ({ readonly other: string } & Partial<Readonly<Record<Intl.LDMLPluralRule, string>>>);
export type TextValues = Readonly<Record<string, string | number>>;

/** What each language calls itself; a guest looks for this word, not for a flag. */
export const ENDONYMS: Localised = { en: 'English', es: 'Español', zh: '中文', bg: 'Български' };

/** BCP 47, for `lang`: fonts and speech choose their forms by it. */
export const LANGUAGE_TAGS: Localised = { en: 'en', es: 'es', zh: 'zh-Hans', bg: 'bg' };

export const isLanguage = (text: unknown): text is Language => LANGUAGES.some((language) => language === text);

/** Texts of one language. A number is written as the language writes it; `count` also chooses the plural. */
export function translatorOf<Key extends string>(
	language: Language,
	texts: Readonly<Record<Key, Text>>,
): (key: Key, values?: TextValues) => string {
	const plural = new Intl.PluralRules(language);
	const number = new Intl.NumberFormat(language);
	return (key, values = {}) => {
		const text: Text = texts[key];
		const { count } = values;
		const form =
			typeof text === 'string' ? text : (typeof count === 'number' && text[plural.select(count)]) || text.other;
		return form.replace(PLACEHOLDER, (whole, name: string) => {
			const value = values[name];
			return value === undefined ? whole : typeof value === 'number' ? number.format(value) : value;
		});
	};
}

const PLACEHOLDER = /\{(\w+)\}/g;
