import { existsSync } from 'node:fs';
import { momentAt } from '#shared/kernel/moment.ts';
import { readHouse } from '../house.ts';
import { loadOpenConflicts } from '../store/conflict-store.ts';
import { openWords } from './conflicts.ts';
import { booksPath, isElsewhere, openStore } from '../store/open-store.ts';
import { verifyBooks } from '../store/verify/verify.ts';
import type { Fault } from '../store/verify/balances.ts';

const MEANING: Readonly<Record<Fault['code'], string>> = {
	position_missing: 'a position of the feed is missing',
	fact_missing: 'what the feed announces is gone',
	hash_differs: 'it was changed after it was booked',
	head_differs: 'the feed does not end where the books say it does',
	fact_unchained: 'it was put in past the feed',
	entry_unbalanced: 'its postings do not sum to zero',
	lot_differs: 'what is left of it is not what its postings say',
	debt_differs: "the debt is not what the member's postings say",
	debt_beside_points: 'the member has points and a debt at once',
	erased_present: 'it was erased, and a person or a card of it is there',
	tally_differs: 'what a rule has given the member is not what their visits say',
	reversal_exceeds: 'more of a line came back than was sold',
	hold_differs: 'what is held is not what the state of the hold says',
	draw_differs: 'what is left of an offer is not what its bills and coupons say',
	coupon_differs: 'what is left of a coupon is not what its entries say',
	told_differs: 'the last day that the guest was told is not what the notices say',
	activity_differs: "the member's last activity is not what their visits say",
	expired_untold: 'points have expired without a notice',
	expired_below_zero: 'more was taken back from what had expired than ever did',
	tier_differs: "the member's tier is not what its changes say",
	company_differs: 'what a company pays of a visit is not what its lines say',
	night_misdated: 'a night lies after its bill, or is none',
	stay_differs: 'a stay has no visit, two of them, or nights outside its dates',
	tier_told_differs: 'the last day of the tier that the guest was told is not what the notices say',
	request_differs: 'its state is not what was decided',
	adjustment_differs: 'what was given or taken by hand is not what its entry moved',
	reassignment_differs: 'the bill that went to another guest is not there as it was taken back',
	posting_without_lot: 'it moves points that are in no parcel',
	pending_differs: 'what waits in it is not what its postings say',
	matured_early: 'points were usable before their day',
	conflict_differs: 'it is said to be booked, or to be owed for, and is in no books',
};

/**
 * Checks the books that belong to a data folder and says what it found.
 *
 * @returns the exit code: 2 where something does not add up
 * @throws with a sentence where there are no books
 */
export async function runVerify(
	dataFolder: string,
	env: NodeJS.ProcessEnv,
	now: string,
	say: (line: string) => void,
): Promise<0 | 2> {
	if (!isElsewhere(env) && !existsSync(booksPath(dataFolder))) throw new Error(`${dataFolder} holds no books.`);
	const store = await openStore(dataFolder, env, (cause) => {
		throw cause;
	});
	try {
		const house = await readHouse(store);
		const { positions, faults } = await store.read(verifyBooks(house.id, momentAt(now, house).localDate));
		const open = await store.read(loadOpenConflicts(house.id));
		if (open.length > 0) say(openWords(open.length));
		const walked = `${house.name}: ${positions} positions of the feed were walked`;
		if (faults.length === 0) {
			say(`${walked}, and everything is as it was booked.`);
			return 0;
		}
		say(`${walked}, and ${faults.length} ${faults.length === 1 ? 'thing does' : 'things do'} not add up:`);
		for (const { code, subject } of faults) say(`  ${subject}: ${MEANING[code]} (${code}).`);
		return 2;
	} finally {
		await store.close();
	}
}
