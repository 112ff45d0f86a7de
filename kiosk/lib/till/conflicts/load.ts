import '#lib/fonts/han/conflicts.css';
import type { Language } from '#shared/kernel/language.ts';
import { readyToWrite } from '../../fonts/writing.ts';
import ConflictScreen from './ConflictScreen.svelte';
import { CONFLICT_TEXTS } from './texts.ts';
// Whoever comes here has the till already: see the screen of returns.
import '../TillScreen.svelte';

/** The screen, once there are letters for it. */
export async function openConflicts(language: Language): Promise<typeof ConflictScreen> {
	await readyToWrite(JSON.stringify(CONFLICT_TEXTS[language]));
	return ConflictScreen;
}
