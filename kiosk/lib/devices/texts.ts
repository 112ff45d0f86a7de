import type { Language } from '#shared/kernel/language.ts';
import { translatorOf, type Text, type TextValues } from '../i18n/text.ts';
import { bg } from './texts/bg.ts';
import { en } from './texts/en.ts';
import { es } from './texts/es.ts';
import { zh } from './texts/zh.ts';

export type DeviceKey = keyof typeof en;
export type DeviceTexts = Readonly<Record<DeviceKey, Text>>;

export const DEVICE_TEXTS: Readonly<Record<Language, DeviceTexts>> = { en, es, zh, bg };

export type DeviceTranslate = (key: DeviceKey, values?: TextValues) => string;

export const deviceTranslator = (language: Language): DeviceTranslate => translatorOf(language, DEVICE_TEXTS[language]);
