import { readyToWrite } from '#lib/fonts/writing.ts';
import { languageOfMachine } from '#lib/i18n/own-language.ts';
import { kioskWords, restingWords } from '#lib/kiosk/texts.ts';

/** The machine's language speaks until the house is known; all four stand on the resting screen. */
export const load = () => readyToWrite(kioskWords(languageOfMachine()) + restingWords());
