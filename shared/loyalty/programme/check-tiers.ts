import type { Programme } from './programme.schema.ts';
import type { Thresholds, TierFrom } from './tier-rules.schema.ts';
import { isReached, METRICS, type TierMetrics } from '../tiers/tiers.ts';

/** What in the tiers contradicts itself. */
export type TierRuleFault = {
	readonly path: readonly (string | number)[];
	readonly code:
		/** The lowest tier asks for something, so that a new guest has none. */
		| 'tier_lowest_conditional'
		/** A higher tier asks for nothing, so that everybody has it. */
		| 'tier_unconditional'
		/** A higher tier asks for no more than one below it. */
		| 'tier_order'
		/** The last calendar year is told apart from this one only where calendar years count, and counts once. */
		| 'tier_window';
};

export function faultsOfTiers({ tiers, tierPolicy }: Programme): readonly TierRuleFault[] {
	const { orLastYear, carryOver, window = 'calendar-year' } = tierPolicy ?? {};
	return [
		...tiers.flatMap(({ from }, rank): readonly TierRuleFault[] => {
			const path = ['tiers', rank, 'from'];
			const asks = waysTo(from).length > 0;
			if (rank === 0) return asks ? [{ path, code: 'tier_lowest_conditional' }] : [];
			if (!asks) return [{ path, code: 'tier_unconditional' }];
			return tiers.slice(0, rank).flatMap((lower) => faultsOfOrder(path, from, lower.from));
		}),
		...(orLastYear && window !== 'calendar-year'
			? [{ path: ['tierPolicy', 'orLastYear'], code: 'tier_window' as const }]
			: []),
		...(carryOver && (orLastYear || window !== 'calendar-year')
			? [{ path: ['tierPolicy', 'carryOver'], code: 'tier_window' as const }]
			: []),
	];
}

/** Whoever just reaches a tier in one of its ways has not reached a higher one. */
function faultsOfOrder(path: readonly (string | number)[], from: TierFrom, lower: TierFrom): TierRuleFault[] {
	const leaks = waysTo(lower).filter((metrics) => isReached(from, metrics));
	if ('allOf' in from || 'anyOf' in from) return leaks.length > 0 ? [{ path: [...path], code: 'tier_order' }] : [];
	return METRICS.filter((metric) => leaks.some((metrics) => reachesBy(from, metrics, metric))).map((metric) => ({
		path: [...path, metric],
		code: 'tier_order',
	}));
}

const reachesBy = (from: Thresholds, metrics: TierMetrics, metric: (typeof METRICS)[number]): boolean =>
	from[metric] !== undefined && isReached({ [metric]: from[metric] }, metrics);

const NOTHING: Required<TierMetrics> = { nights: 0, spendMinor: 0, visits: 0, points: 0 };

/** The least that reaches a tier, in each of the ways that it leaves. */
function waysTo(from: TierFrom): readonly Required<TierMetrics>[] {
	if ('anyOf' in from) return from.anyOf.flatMap(waysTo);
	if (!('allOf' in from)) {
		return METRICS.flatMap((metric) => (from[metric] === undefined ? [] : [{ ...NOTHING, [metric]: from[metric] }]));
	}
	return from.allOf.map(waysTo).reduce((left, right) => left.flatMap((a) => right.map((b) => atLeast(a, b))));
}

const atLeast = (a: Required<TierMetrics>, b: Required<TierMetrics>): Required<TierMetrics> => ({
	nights: Math.max(a.nights, b.nights),
	spendMinor: Math.max(a.spendMinor, b.spendMinor),
	visits: Math.max(a.visits, b.visits),
	points: Math.max(a.points, b.points),
});
