import type { TierCode } from '../kernel/ids.ts';
import type { Programme, Tier } from './programme.schema.ts';

/** The category of a bill whose quantity is nights, in every hotel. */
export const NIGHT_CATEGORY = 'night';

/** What a guest did in the window that the programme counts: nights, and spending in minor units. Spent points do not count. */
export type TierMetrics = { readonly nights: number; readonly spendMinor: number };

/** What is missing to a tier; any one of them is enough. */
export type TierGoal = {
	readonly code: TierCode;
	readonly missing: { readonly nights?: number; readonly spendMinor?: number };
};

/** The highest tier of which any threshold is reached; exactly reached counts. */
export function tierOf(programme: Programme, metrics: TierMetrics): TierCode {
	return programme.tiers[rankOf(programme, metrics)]!.code;
}

/** The next tier above the one held and above what is already earned, and what is missing; `null` at the top. */
export function nextTierOf(programme: Programme, tierCode: TierCode, metrics: TierMetrics): TierGoal | null {
	const heldRank = programme.tiers.findIndex(({ code }) => code === tierCode);
	const next = programme.tiers[Math.max(heldRank, rankOf(programme, metrics)) + 1];
	if (!next) return null;
	const { nights, spendMinor } = next.from;
	return {
		code: next.code,
		missing: {
			...(nights === undefined ? {} : { nights: nights - metrics.nights }),
			...(spendMinor === undefined ? {} : { spendMinor: spendMinor - metrics.spendMinor }),
		},
	};
}

/** The lowest tier is everybody's. */
const rankOf = ({ tiers }: Programme, metrics: TierMetrics): number =>
	Math.max(
		0,
		tiers.findLastIndex(({ from }) => isReached(from, metrics)),
	);

const isReached = ({ nights, spendMinor }: Tier['from'], metrics: TierMetrics): boolean =>
	(nights !== undefined && metrics.nights >= nights) || (spendMinor !== undefined && metrics.spendMinor >= spendMinor);
