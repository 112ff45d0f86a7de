import type { TierProgress } from '#shared/protocol/views.ts';

/** What the sun on the horizon counts: the way that is nearer to its end, because either is enough. */
export type Track =
	| {
			readonly kind: 'nights' | 'spend';
			readonly done: number;
			readonly goal: number;
			/** 0 to 1. */
			readonly share: number;
			readonly tier: string;
			readonly missing: NonNullable<TierProgress['next']>;
	  }
	/** The highest tier, or a programme without a way up. */
	| { readonly kind: 'top'; readonly nights: number; readonly spendMinor: number };

export function trackOf({ nights, spendMinor, next }: TierProgress): Track {
	const ways = next
		? [
				wayOf('nights', nights, next.missingNights, next),
				wayOf('spend', spendMinor, next.missingSpendMinor, next),
			].filter((way) => way !== undefined)
		: [];
	const [nearest] = ways.sort((left, right) => right.share - left.share);
	return nearest ?? { kind: 'top', nights, spendMinor };
}

function wayOf(
	kind: 'nights' | 'spend',
	done: number,
	missing: number | null,
	next: NonNullable<TierProgress['next']>,
): Exclude<Track, { kind: 'top' }> | undefined {
	if (missing === null || done + missing <= 0) return undefined;
	const goal = done + missing;
	return { kind, done, goal, share: Math.min(1, Math.max(0, done / goal)), tier: next.tier, missing: next };
}
