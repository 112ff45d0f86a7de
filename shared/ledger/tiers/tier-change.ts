import type { MemberId, StaffId } from '../../kernel/ids.ts';
import { dateAfter } from '../../kernel/dates.ts';
import { midnightAfter, momentAt, type BusinessClock } from '../../kernel/moment.ts';
import { invariant } from '../../kernel/result.ts';
import type { Programme } from '../../loyalty/programme/programme.schema.ts';
import { keptUntil, metricsOn, rankOn, tierUntil, type MetricDay } from '../../loyalty/tiers/tier-window.ts';
import { goalOf, rankOfCode, type TierGoal } from '../../loyalty/tiers/tiers.ts';
import type { VisitFact } from '../facts.ts';
import { nightDatesOf } from '../visit/metric-days.ts';
import { endAsTold } from '../lots/terms.ts';

/** The tier of a member as it stands after the last change. */
export type TierTerm = {
	readonly tier: string;
	/** Without what was given by hand. */
	readonly earned: string;
	/** Last valid day of what was earned; `null` is for ever. */
	readonly until: string | null;
	/** Given by hand: no lower tier than this one until that day. */
	readonly floor: TierFloor | null;
	/** The last valid day that the guest was told. */
	readonly toldDay: string | null;
	/** How many changes there were. */
	readonly seq: number;
	/** The business day, in UTC, on which the member enrolled. */
	readonly enrolledOn: string;
};

/** A tier that a change has ended, and the moment at which it did. */
export type PastTier = { readonly tier: string; readonly endedAt: string };

/** The tier that was in force when a visit began: what lifts the member since does not count for it. */
export const tierAt = (
	{ tier, pastTiers }: { readonly tier: string; readonly pastTiers: readonly PastTier[] },
	instant: string,
): string => pastTiers.find(({ endedAt }) => instant < endedAt)?.tier ?? tier;

export type TierFloor = { readonly tier: string; readonly until: string };

/** What the hotel may give a tier for. */
export type FloorReason = 'goodwill' | 'partner' | 'status_match' | 'correction';

/** A tier that begins, goes on or ends, as it is kept for ever; it says all that holds from then on. */
export type TierChange = {
	readonly memberId: MemberId;
	/** 1, 2, 3 … of each member. */
	readonly seq: number;
	readonly reason: 'reached' | 'taken_back' | 'kept' | 'lapsed' | 'given' | 'given_ended';
	readonly before: string;
	readonly tier: string;
	readonly earned: string;
	readonly until: string | null;
	readonly floor: TierFloor | null;
	/** Why it was given by hand. */
	readonly floorReason: FloorReason | null;
	readonly effectiveAt: string;
	readonly recordedAt: string;
	readonly businessDate: string;
	readonly actor: StaffId;
	/** The visit or the command. */
	readonly causeId: string;
};

type Change = Pick<TierChange, 'reason' | 'earned' | 'until' | 'floor'>;
type Times = Pick<TierChange, 'effectiveAt' | 'recordedAt' | 'businessDate' | 'actor' | 'causeId'>;

export function tierChange(
	programme: Programme,
	memberId: MemberId,
	term: TierTerm,
	change: Change & { readonly floorReason?: FloorReason },
	times: Times,
): TierChange {
	const { earned, floor, floorReason = null } = change;
	const tier = floor && rankOfCode(programme, floor.tier) > rankOfCode(programme, earned) ? floor.tier : earned;
	return { memberId, seq: term.seq + 1, before: term.tier, tier, ...change, floorReason, ...times };
}

/** What is left after a change. */
export const termAfter = (term: TierTerm, { seq, tier, earned, until, floor }: TierChange): TierTerm => ({
	...{ tier, earned, until, floor, seq },
	enrolledOn: term.enrolledOn,
	toldDay: null,
});

/**
 * Whether a visit lifts its member. A visit that comes late counts in the windows of its own day, of its nights, of its year and
 * of the last day on which the member did something; it lifts, and never lowers.
 *
 * @param days of the member, with this visit
 */
export function tierReached(
	programme: Programme,
	term: TierTerm,
	days: readonly MetricDay[],
	visit: VisitFact,
): TierChange | null {
	const held = rankOfCode(programme, term.earned);
	const last = days.reduce((latest, { on }) => (on > latest ? on : latest), visit.businessDate);
	const yearEnd = yearEndOf(visit.businessDate);
	const judged = [
		...[visit.businessDate, last, ...(yearEnd < last ? [yearEnd] : [])],
		...nightsJudged(programme, term, visit),
	];
	const [best] = [...new Set(judged)]
		.map((day) => ({ day, rank: rankOn(programme, days, term.enrolledOn, day) }))
		.sort((a, b) => b.rank - a.rank || (a.day < b.day ? 1 : -1));
	if (!best || best.rank <= held) return null;
	invariant(visit.memberId !== null, 'only a member has a tier');
	return tierChange(
		programme,
		visit.memberId,
		term,
		{
			reason: 'reached',
			earned: programme.tiers[best.rank]!.code,
			until: tierUntil(programme, term.enrolledOn, best.day),
			floor: term.floor,
		},
		{
			...{ effectiveAt: visit.occurredAt, recordedAt: visit.recordedAt, businessDate: visit.businessDate },
			...{ actor: visit.actor, causeId: visit.id },
		},
	);
}

export const yearEndOf = (day: string): string => `${day.slice(0, 'YYYY'.length)}-12-31`;

/** A night counts in the windows of its own date, unless a tier that was reached then would be over by now. */
const nightsJudged = (programme: Programme, { enrolledOn }: TierTerm, visit: VisitFact): readonly string[] =>
	nightDatesOf(visit)
		.flatMap((on) => [on, yearEndOf(on)])
		.filter((day) => day < visit.businessDate && (tierUntil(programme, enrolledOn, day) ?? day) >= visit.businessDate);

/** A tier that is not kept if nothing more happens, and what is missing to keep it. */
export type TierAtRisk = { readonly tier: string; readonly on: string; readonly goal: TierGoal };

/** So many days before its end the guest is told. */
export const TIER_NOTICE_DAYS = 60;

/** Judged by what has happened so far. @param days of the member */
export function tierAtRisk(
	programme: Programme,
	term: TierTerm,
	days: readonly MetricDay[],
	today: string,
): TierAtRisk | null {
	const { earned, until, toldDay, enrolledOn } = term;
	const rank = rankOfCode(programme, earned);
	if (until === null || rank === 0 || today < dateAfter(until, -TIER_NOTICE_DAYS)) return null;
	if (keptRank(programme, term, days, today) >= rank) return null;
	const on = endAsTold(until, toldDay, today);
	return {
		tier: earned,
		on,
		goal: goalOf(earned, programme.tiers[rank]!.from, metricsOn(programme, days, enrolledOn, until)),
	};
}

/** What was earned by the last valid day or since: while the tier goes on because nobody was told, that helps as well. */
const keptRank = (programme: Programme, term: TierTerm, days: readonly MetricDay[], today: string): number =>
	Math.max(
		...[term.until!, today < term.until! ? term.until! : today].map((day) =>
			rankOn(programme, days, term.enrolledOn, day),
		),
	);

export type Evaluation = {
	readonly today: string;
	readonly recordedAt: string;
	readonly clock: BusinessClock;
	readonly causeId: string;
};

const NIGHT_RUN = 'retorno' as StaffId;

/**
 * What a member's tier becomes on a business day, if its term is over: kept where it was earned again, else lower, but
 * only after a notice. What was given by hand ends first. One step at a time: whoever runs late asks again.
 *
 * @param days of the member
 */
export function evaluateTier(
	programme: Programme,
	memberId: MemberId,
	term: TierTerm,
	days: readonly MetricDay[],
	{ today, recordedAt, clock, causeId }: Evaluation,
): TierChange | null {
	const on = (lastDay: string): Times => {
		const effectiveAt = midnightAfter(lastDay, clock);
		const { businessDate } = momentAt(effectiveAt, clock);
		return { effectiveAt, recordedAt, businessDate, actor: NIGHT_RUN, causeId };
	};
	const { earned, until, floor, toldDay, enrolledOn } = term;
	if (floor && floor.until < today) {
		return tierChange(
			programme,
			memberId,
			term,
			{ reason: 'given_ended', earned, until, floor: null },
			on(floor.until),
		);
	}
	if (until === null || until >= today) return null;
	const rank = rankOfCode(programme, earned);
	const { landing = 'one-step', graceDays = 0 } = programme.tierPolicy ?? {};
	const reached = keptRank(programme, term, days, toldDay !== null && toldDay < today ? toldDay : today);
	if (reached >= rank) {
		const next = keptUntil(programme, enrolledOn, until);
		return tierChange(programme, memberId, term, { reason: 'kept', earned, until: next, floor }, on(until));
	}
	const lastDay = dateAfter(endAsTold(until, toldDay, today), graceDays);
	if (toldDay === null || lastDay >= today) return null;
	const lower = landing === 'earned' ? reached : Math.max(reached, rank - 1);
	const lowerUntil = lower === 0 ? null : keptUntil(programme, enrolledOn, until);
	return tierChange(
		programme,
		memberId,
		term,
		{ reason: 'lapsed', earned: programme.tiers[lower]!.code, until: lowerUntil, floor },
		on(lastDay),
	);
}
