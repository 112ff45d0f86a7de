import { exitCodeOf, sentenceOf } from '../backup/refusal.ts';
import { restoreBackup, type RestoreOrder } from '../backup/restore-backup.ts';

const KEYS = {
	there: 'keys.json is the one that belongs to it.',
	restored: 'keys.json was in it and is back as well.',
	missing: 'keys.json is not here and was not in it: put your copy there before the hotel opens, or no card is known.',
} as const;

/** Puts a backup into its place and says what it did, or why not. @returns the exit code */
export async function runRestore(order: RestoreOrder, say: (line: string) => void): Promise<number> {
	const restored = await restoreBackup(order);
	if (!restored.ok) {
		say(sentenceOf(restored.error));
		say('Nothing was changed.');
		return exitCodeOf(restored.error);
	}
	const { manifest, positions, erasedAgain, movedTo, keys } = restored.value;
	const at = order.databaseUrl === null ? order.dataFolder : 'the database';
	say(`${manifest.property.name}: the books of ${manifest.madeAt} are in ${at}.`);
	say(`${positions} positions of the feed were walked, and everything is as it was booked.`);
	if (erasedAgain > 0) say(`Guests who were erased after that and were forgotten again: ${erasedAgain}.`);
	if (movedTo !== null) say(`The books that were here are in ${movedTo}.`);
	say(KEYS[keys]);
	return 0;
}
