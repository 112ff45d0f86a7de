import '#lib/fonts/han/returns.css';
import { LANGUAGES, type Language } from '#shared/kernel/language.ts';
import { afterRest } from '../../idle.ts';
import { readyToWrite } from '../../fonts/writing.ts';
import ReturnScreen from './ReturnScreen.svelte';
import { RETURN_TEXTS } from './texts.ts';
// Whoever comes here has the till already. Named here too, it stays in one file with the parts that both draw with: cut in
// two, it costs every first load a kilobyte.
import '../TillScreen.svelte';

/** The screen, once there are letters for it; those of the other languages come when nothing else is to be done. */
export async function openReturns(language: Language): Promise<typeof ReturnScreen> {
	await readyToReturn(language);
	afterRest(() => Promise.allSettled(LANGUAGES.map(readyToReturn)));
	return ReturnScreen;
}

const readyToReturn = (language: Language): Promise<void> => readyToWrite(JSON.stringify(RETURN_TEXTS[language]));
