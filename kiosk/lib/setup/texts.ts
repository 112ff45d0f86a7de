import type { Language } from '#shared/kernel/language.ts';
import { translatorOf } from '../i18n/text.ts';
import { bg } from './texts/bg.ts';
import { en, type SetupTexts } from './texts/en.ts';
import { es } from './texts/es.ts';
import { zh } from './texts/zh.ts';

export type { SetupKey } from './texts/en.ts';

export const SETUP_TEXTS: Readonly<Record<Language, SetupTexts>> = { en, es, zh, bg };

export const setupTranslator = (language: Language) => translatorOf(language, SETUP_TEXTS[language]);
export type SetupTranslator = ReturnType<typeof setupTranslator>;
