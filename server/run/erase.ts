import { existsSync } from 'node:fs';
import { isUuid, type MemberId } from '#shared/kernel/ids.ts';
import { addToErasedList } from '../backup/erased-list.ts';
import { erase } from '../commands/erase-member.ts';
import { readHouse } from '../house.ts';
import { loadMember } from '../store/loading/member-loading.ts';
import { booksPath, isElsewhere, openStore } from '../store/open-store.ts';
import { emptyLog } from '../store/sqlite/sqlite-copy.ts';

export type EraseOptions = {
	readonly dataFolder: string;
	readonly env: NodeJS.ProcessEnv;
	readonly memberId: string;
	/** Without it nothing is done: there is no way back. */
	readonly isConfirmed: boolean;
	/** RFC 3339, UTC. */
	readonly now: string;
};

const UNKNOWN = 30;
const UNCONFIRMED = 31;

/** Forgets a guest for good, also in a hotel that is open. @returns the exit code @throws with a sentence where there are no books */
export async function runErase(options: EraseOptions, say: (line: string) => void): Promise<number> {
	const { dataFolder, env, isConfirmed, now } = options;
	const memberId = options.memberId.toLowerCase() as MemberId;
	if (!isElsewhere(env) && !existsSync(booksPath(dataFolder))) throw new Error(`${dataFolder} holds no books.`);
	let left: string;
	const store = await openStore(dataFolder, env, (cause) => {
		throw cause;
	});
	try {
		const member = isUuid(memberId) ? await store.read(loadMember(memberId, now)) : null;
		if (!member) {
			say(`There is no member ${options.memberId}. Nothing was changed.`);
			return UNKNOWN;
		}
		if (!isConfirmed) {
			say(`This forgets name, birthday and cards of ${memberId} for good, here and in every restore of a backup.`);
			say('Whatever points, stamps and rewards are left are forfeited.');
			say('Say --yes to do it. Nothing was changed.');
			return UNCONFIRMED;
		}
		// First the list: where the power goes in between, erasing again or the next restore does the rest.
		addToErasedList(dataFolder, [memberId]);
		const erased = await erase(store, await readHouse(store), { memberId, at: now });
		if (!erased.ok) throw new Error(`${memberId} could not be erased: ${erased.error.code}.`);
		const { forfeitedPoints = 0, writtenOffPoints = 0 } = erased.value;
		left = `Points that were left and are forfeited: ${forfeitedPoints}. Points that were owed and are written off: ${writtenOffPoints}.`;
	} finally {
		await store.close();
	}
	if (!isElsewhere(env)) emptyLog(booksPath(dataFolder));
	say(`${memberId} is erased. What was booked stays under this id, without a name.`);
	say(left);
	return 0;
}
