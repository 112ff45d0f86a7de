import { scale } from '../../kernel/money.ts';
import type { Bill, MemberStanding } from '../bill.ts';
import type { Explanation } from '../explain.ts';
import type { Programme } from '../programme/programme.schema.ts';
import { applies } from '../when.ts';

export type StampChange = {
	readonly ruleId: string;
	readonly stamps: number;
	/** Full cards that this visit completes; each takes `needed` stamps and gives one `reward`. */
	readonly rewards: number;
	readonly needed: number;
	readonly reward: string;
};

type Stamped = { readonly changes: readonly StampChange[]; readonly explanation: readonly Explanation[] };

/** The stamps of one visit: once per outlet and visit, and none on the card that gave what the visit takes. */
export function stampsOf(
	programme: Programme,
	member: MemberStanding | null,
	bill: Bill,
	rewardsUsed: readonly string[],
): Stamped {
	const changes: StampChange[] = [];
	const explanation: Explanation[] = [];
	for (const rule of programme.stampCards) {
		if (!member || !applies(rule, member, bill)) continue;
		const { id: ruleId, stamps, needed, reward } = rule;
		if (rewardsUsed.includes(reward)) {
			explanation.push({ kind: 'reward-visit', ruleId, reward });
			continue;
		}
		if (member.recentlyStamped.includes(bill.outlet)) {
			explanation.push({ kind: 'stamped-recently', ruleId });
			continue;
		}
		const before = member.stamps[ruleId] ?? 0;
		const rewards = fullCards(before + stamps, needed);
		const after = before + stamps - rewards * needed;
		changes.push({ ruleId, stamps, rewards, needed, reward });
		explanation.push({ kind: 'stamp', ruleId, stamps, before, after, needed, rewards, reward });
	}
	return { changes, explanation };
}

/** None while stamps are owed: the next ones pay that debt. */
const fullCards = (stamps: number, needed: number): number =>
	stamps < needed ? 0 : scale(stamps, { num: 1, den: needed }, 'floor');
