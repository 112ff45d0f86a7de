import { readyToWrite } from '#lib/fonts/writing.ts';
import { ownLanguage } from '#lib/i18n/own-language.ts';
import { SETUP_TEXTS } from '#lib/setup/texts.ts';

export const load = () => readyToWrite(JSON.stringify(SETUP_TEXTS[ownLanguage()]));
