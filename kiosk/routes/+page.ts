import { readyToWrite } from '#lib/fonts/writing.ts';
import { ownLanguage } from '#lib/i18n/own-language.ts';
import { START_TEXTS } from '#lib/start/texts.ts';

export const load = () => readyToWrite(JSON.stringify(START_TEXTS[ownLanguage()]));
