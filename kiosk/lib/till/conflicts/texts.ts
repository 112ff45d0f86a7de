import type { Language } from '#shared/kernel/language.ts';
import { translatorOf, type Text, type TextValues } from '../../i18n/text.ts';
import { bg } from './texts/bg.ts';
import { en } from './texts/en.ts';
import { es } from './texts/es.ts';
import { zh } from './texts/zh.ts';

export type ConflictKey = keyof typeof en;
export type ConflictTexts = Readonly<Record<ConflictKey, Text>>;
export type ConflictWording = (key: ConflictKey, values?: TextValues) => string;

/** Of visits that somebody has to look at: they are fetched with the screen that says them. */
export const CONFLICT_TEXTS: Readonly<Record<Language, ConflictTexts>> = { en, es, zh, bg };

export const conflictWording = (language: Language): ConflictWording =>
	translatorOf(language, CONFLICT_TEXTS[language]);
