import { invariant } from '../../kernel/result.ts';
import type { Programme } from '../../loyalty/programme/programme.schema.ts';
import { rankOn, tierUntil, type MetricDay } from '../../loyalty/tiers/tier-window.ts';
import { rankOfCode } from '../../loyalty/tiers/tiers.ts';
import type { ReversalFact, VisitFact } from '../facts.ts';
import { daysLess } from '../visit/metric-days.ts';
import { tierChange, yearEndOf, type TierChange, type TierTerm } from '../tiers/tier-change.ts';

/** What must be known to take a tier back with the bill that had lifted the guest. */
export type LiftedTier = {
	/** In force on the day on which the bill comes back; it says that a tier goes at once. */
	readonly programme: Programme;
	/** What the member did, before anything of this comes back. */
	readonly days: readonly MetricDay[];
	/** The tier without what visits have reached since the term was judged last, or since the guest came. */
	readonly settled: { readonly earned: string; readonly until: string | null };
};

type Deserved = { readonly rank: number; readonly until: string | null };

/**
 * The tier that a guest has left, where a taking back takes away what had lifted them; `null` where it does not. What was
 * kept or brought along stands until its term is judged, and so does whatever other bills have reached.
 */
export function tierTakenBack(
	{ programme, days, settled }: LiftedTier,
	term: TierTerm,
	visit: VisitFact,
	fact: ReversalFact,
): TierChange | null {
	const held = rankOfCode(programme, term.earned);
	const today = fact.businessDate;
	const judge = (all: readonly MetricDay[]): Deserved => {
		const floor = { rank: rankOfCode(programme, settled.earned), until: settled.until };
		const reached = reachedBy(programme, all, term.enrolledOn, today);
		return reached && reached.rank > floor.rank ? reached : floor;
	};
	const left = judge(daysLess(days, visit, fact));
	if (left.rank >= held || judge(days).rank < held) return null;
	invariant(fact.memberId !== null, 'only a member has a tier');
	return tierChange(
		programme,
		fact.memberId,
		term,
		{
			reason: 'taken_back',
			earned: programme.tiers[left.rank]!.code,
			until: left.rank === 0 ? null : left.until,
			floor: term.floor,
		},
		{
			...{ effectiveAt: fact.occurredAt, recordedAt: fact.recordedAt, businessDate: today },
			...{ actor: fact.actor, causeId: fact.id },
		},
	);
}

/** The best that some day until today has reached, of those whose term is not over. */
function reachedBy(
	programme: Programme,
	days: readonly MetricDay[],
	enrolledOn: string,
	today: string,
): Deserved | undefined {
	const active = days.filter(({ on }) => on <= today).flatMap(({ on }) => [on, yearEndOf(on)]);
	const [best] = [...new Set([...active.filter((on) => on <= today), today])]
		.map((on) => ({ on, until: tierUntil(programme, enrolledOn, on) }))
		.filter(({ until }) => until === null || until >= today)
		.map(({ on, until }) => ({ on, until, rank: rankOn(programme, days, enrolledOn, on) }))
		.sort((a, b) => b.rank - a.rank || (a.on < b.on ? 1 : -1));
	return best;
}
