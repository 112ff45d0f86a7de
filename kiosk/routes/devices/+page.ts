import { readyToWrite } from '#lib/fonts/writing.ts';
import { DEVICE_TEXTS } from '#lib/devices/texts.ts';
import { ownLanguage } from '#lib/i18n/own-language.ts';

export const load = () => readyToWrite(JSON.stringify(DEVICE_TEXTS[ownLanguage()]));
