import { readyToWrite } from '#lib/fonts/writing.ts';
import { languageOfHouse } from '#lib/i18n/own-language.ts';
import { firstKioskWords, restingWords } from '#lib/kiosk/texts.ts';

/** The language of the house, as far as it is known; all four stand on the resting screen. */
export const load = () => readyToWrite(firstKioskWords(languageOfHouse()) + restingWords());
