import type { Language } from '#shared/kernel/language.ts';
import { formatOf } from '#lib/i18n/format.ts';
import { loadStaffTexts, staffTranslator } from '#lib/i18n/staff-texts.ts';
import type { Wording } from '#lib/till/wording.ts';

export const EUR = { code: 'EUR', exponent: 2 };

/** The till's words and figures, as its page makes them. */
export const wordingIn = async (language: Language): Promise<Wording> => ({
	t: staffTranslator(language, await loadStaffTexts(language)),
	format: formatOf(language, EUR, 'Europe/Sofia'),
	name: (names) => names[language],
});
