import { existsSync } from 'node:fs';
import { momentAt } from '#shared/kernel/moment.ts';
import { tierEvaluator } from '../commands/evaluate-tiers.ts';
import { lotsExpirer } from '../commands/expire-lots.ts';
import { lotsMaturer } from '../commands/mature-lots.ts';
import { readHouse } from '../house.ts';
import { expiryLists, type ListedLot } from '../queries/expiry-lists.ts';
import { tiersAtRisk } from '../queries/tier-lists.ts';
import { booksPath, isElsewhere, openStore } from '../store/open-store.ts';
import { ProgrammeShelf } from '../store/loading/visit-loading.ts';

export type ExpireOptions = {
	readonly dataFolder: string;
	readonly env: NodeJS.ProcessEnv;
	/** Without it nothing is done, and what would be done is said. */
	readonly isApplied: boolean;
	/** RFC 3339, UTC. */
	readonly now: string;
};

/**
 * Says what has run out and whom somebody has to tell, or does what the night's run does, also in a hotel that is open.
 *
 * @throws with a sentence where there are no books
 */
export async function runExpire(options: ExpireOptions, say: (line: string) => void): Promise<void> {
	const { dataFolder, env, isApplied, now } = options;
	if (!isElsewhere(env) && !existsSync(booksPath(dataFolder))) throw new Error(`${dataFolder} holds no books.`);
	const store = await openStore(dataFolder, env, (cause) => {
		throw cause;
	});
	try {
		const house = await readHouse(store);
		const shelf = new ProgrammeShelf(house.id);
		if (isApplied) {
			const matured = await lotsMaturer(store, house, shelf, () => now)();
			if (matured.lots > 0)
				say(`${house.name}: usable from now on: ${lotsOf(matured.lots)}, points: ${matured.points}.`);
			const { members, lots, points } = await lotsExpirer(store, house, shelf, () => now)();
			say(
				`${house.name}: expired: ${lotsOf(lots)} of ${members} ${members === 1 ? 'member' : 'members'}, points: ${points}.`,
			);
			const { kept, lapsed, ended } = await tierEvaluator(store, house, shelf, () => now)();
			say(`Tiers: ${kept} kept, ${lapsed} lapsed, ${ended} that were given by hand have ended.`);
			return;
		}
		const moment = momentAt(now, house);
		const { businessDate } = moment;
		const { due, untold } = await store.read(expiryLists(house.id, businessDate, now));
		say(`${house.name}: run out by ${businessDate}, to expire in the next run: ${lotsOf(due.length)}.`);
		for (const lot of due) say(lineOf(lot, 'ended'));
		say(`To have run out, and going on because nobody told the guest in time: ${lotsOf(untold.length)}.`);
		for (const lot of untold) say(lineOf(lot, 'goes on until'));
		const atRisk = await store.read(tiersAtRisk(house.id, shelf, moment));
		say(`Tiers that are not kept so far: ${atRisk.length}.`);
		for (const { memberId, tier, on, isTold } of atRisk) {
			say(`  ${memberId}: ${tier} until ${on}, ${isTold ? 'and the guest was told' : 'and nobody has told the guest'}`);
		}
	} finally {
		await store.close();
	}
}

const lotsOf = (count: number): string => `${count} ${count === 1 ? 'lot' : 'lots'}`;

const lineOf = ({ memberId, unit, remaining, lastDay, id }: ListedLot, says: string): string =>
	`  ${memberId}: ${remaining} ${unit}, ${says} ${lastDay} (${id})`;
