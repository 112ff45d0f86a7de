import { LANGUAGES, type Language } from '#shared/kernel/language.ts';

/** Who integrates reads English; whoever wants another language says so. */
const OTHERWISE: Language = 'en';

/** What a call says of the language of its answer. */
type Asking = {
	/** As it was parsed from the address; anything may stand in it. */
	readonly query: unknown;
	readonly headers: { readonly 'accept-language'?: string | undefined };
};

/** The language that a call is answered in: the one that its address names, else the one that its header likes best. */
export function languageOf({ query, headers }: Asking): Language {
	const named = typeof query === 'object' && query !== null && 'language' in query ? query.language : undefined;
	return LANGUAGES.find((language) => language === named) ?? askedLanguage(headers['accept-language']);
}

/** The language that a caller likes best of those we speak. Source: RFC 9110, 12.5.4. */
function askedLanguage(header: string | undefined): Language {
	if (header === undefined) return OTHERWISE;
	const wanted = header
		.split(',')
		.map((range) => {
			const [tag = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
			const weight = parameters.find((parameter) => parameter.startsWith('q='));
			return { primary: tag.split('-')[0], weight: weight === undefined ? 1 : Number(weight.slice(2)) || 0 };
		})
		.filter(({ weight }) => weight > 0)
		.sort((a, b) => b.weight - a.weight);
	for (const { primary } of wanted) {
		const spoken = LANGUAGES.find((language) => language === primary);
		if (spoken) return spoken;
	}
	return OTHERWISE;
}
