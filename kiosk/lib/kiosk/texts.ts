import type { Language } from '#shared/kernel/language.ts';
import { TEXTS, translatorOf, type Text, type TextKey, type TextValues } from '../i18n/text.ts';
import { bg } from './texts/bg.ts';
import { en } from './texts/en.ts';
import { es } from './texts/es.ts';
import { zh } from './texts/zh.ts';

export type OwnKey = keyof typeof en;
export type OwnTexts = Readonly<Record<OwnKey, Text>>;
export const OWN_TEXTS: Readonly<Record<Language, OwnTexts>> = { en, es, zh, bg };

/** The kiosk's own texts, and those that it shares with the till: what it says to a guest, the cashier says too. */
export type KioskKey = OwnKey | TextKey;
export type KioskTranslate = (key: KioskKey, values?: TextValues) => string;

export const kioskTranslator = (language: Language): KioskTranslate =>
	translatorOf<KioskKey>(language, { ...TEXTS[language], ...OWN_TEXTS[language] });
