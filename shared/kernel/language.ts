/** What guests and cashiers read, from day one. */
export const LANGUAGES = ['en', 'es', 'zh', 'bg'] as const;
export type Language = (typeof LANGUAGES)[number];

/** A name that the hotel gives something, in every language. */
export type Localised = Readonly<Record<Language, string>>;
