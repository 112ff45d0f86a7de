import type { Language } from '#shared/kernel/language.ts';
import type { Named } from '#shared/protocol/views.ts';

/** What the hotel calls something; a code that it has not named stands for itself. */
export const nameOf = (named: readonly Named[], code: string, language: Language): string =>
	named.find((one) => one.code === code)?.names[language] ?? code;
