import type { TierCode } from '../../kernel/ids.ts';
import type { Programme } from '../programme/programme.schema.ts';
import type { Thresholds, TierFrom } from '../programme/tier-rules.schema.ts';

export const METRICS = ['nights', 'spendMinor', 'visits', 'points'] as const satisfies readonly (keyof Thresholds)[];

type Metric = (typeof METRICS)[number];

/**
 * What a guest did in the window that the programme counts: nights, spending in minor units, visits, base points. Whether
 * points were spent or have expired changes none of them.
 */
export type TierMetrics = {
	readonly nights: number;
	readonly spendMinor: number;
	readonly visits?: number;
	readonly points?: number;
};

/** What is missing to a tier: any one of them is enough, or with `all` each is needed. */
export type TierGoal = {
	readonly code: TierCode;
	readonly missing: Readonly<Partial<Record<Metric, number>>>;
	readonly all?: true;
};

/** The highest tier of which any threshold is reached; exactly reached counts. */
export function tierOf(programme: Programme, metrics: TierMetrics): TierCode {
	return programme.tiers[rankOf(programme, metrics)]!.code;
}

/** The next tier above the one held and above what is already earned, and what is missing; `null` at the top. */
export function nextTierOf(programme: Programme, tierCode: TierCode, metrics: TierMetrics): TierGoal | null {
	const next = programme.tiers[Math.max(rankOfCode(programme, tierCode), rankOf(programme, metrics)) + 1];
	return next ? goalOf(next.code, next.from, metrics) : null;
}

/** What is missing to one tier. */
export function goalOf(code: TierCode, from: TierFrom, metrics: TierMetrics): TierGoal {
	if ('anyOf' in from) return goalOf(code, from.anyOf[0]!, metrics);
	if (!('allOf' in from)) return { code, missing: missingTo(from, metrics) };
	// Of each part that is not reached, the first thing that it asks for.
	const parts = from.allOf
		.filter((part) => !meets(part, metrics))
		.map((part) => {
			const metric = METRICS.find((one) => part[one] !== undefined)!;
			return [metric, part[metric]! - valueOf(metrics, metric)] as const;
		});
	const missing: Partial<Record<Metric, number>> = {};
	for (const [metric, left] of parts) missing[metric] = Math.max(missing[metric] ?? 0, left);
	return { code, missing, all: true };
}

const missingTo = (from: Thresholds, metrics: TierMetrics): TierGoal['missing'] =>
	Object.fromEntries(
		METRICS.filter((metric) => from[metric] !== undefined).map((metric) => [
			metric,
			from[metric]! - valueOf(metrics, metric),
		]),
	);

/** The lowest tier is everybody's. */
export const rankOf = ({ tiers }: Programme, metrics: TierMetrics): number =>
	Math.max(
		0,
		tiers.findLastIndex(({ from }) => isReached(from, metrics)),
	);

/** A tier that the programme has given up counts as the lowest. */
export const rankOfCode = ({ tiers }: Programme, tierCode: TierCode): number =>
	Math.max(
		0,
		tiers.findIndex(({ code }) => code === tierCode),
	);

export function isReached(from: TierFrom, metrics: TierMetrics): boolean {
	if ('allOf' in from) return from.allOf.every((part) => meets(part, metrics));
	if ('anyOf' in from) return from.anyOf.some((part) => isReached(part, metrics));
	return meets(from, metrics);
}

/** How much of one metric a tier asks for, in the way in which it is reached; nothing where it looks at others. */
export function askedOf(from: TierFrom, metrics: TierMetrics, metric: Metric): number | undefined {
	if ('anyOf' in from)
		return askedOf(from.anyOf.find((way) => isReached(way, metrics)) ?? from.anyOf[0]!, metrics, metric);
	if (!('allOf' in from)) return from[metric];
	const asked = from.allOf.flatMap((part) => part[metric] ?? []);
	return asked.length > 0 ? Math.max(...asked) : undefined;
}

const meets = (thresholds: Thresholds, metrics: TierMetrics): boolean =>
	METRICS.some((metric) => {
		const threshold = thresholds[metric];
		return threshold !== undefined && valueOf(metrics, metric) >= threshold;
	});

const valueOf = (metrics: TierMetrics, metric: Metric): number => metrics[metric] ?? 0;
