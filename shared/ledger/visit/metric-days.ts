import { sum } from '../../kernel/money.ts';
import { isGuests } from '../../loyalty/earning/eligible.ts';
import type { Grant } from '../../loyalty/earning/grant.ts';
import { NIGHT_CATEGORY, nightsOf } from '../../loyalty/earning/nights.ts';
import type { MetricDay } from '../../loyalty/tiers/tier-window.ts';
import type { ReversalFact, VisitFact } from '../facts.ts';

type VisitLine = VisitFact['lines'][number];

/** What a company pays of some lines, in minor units: it is no spending of the guest. */
export const companyMinorOf = (lines: readonly Pick<VisitLine, 'paidBy' | 'payableMinor'>[]): number =>
	sum(lines.map((line) => (isGuests(line) ? 0 : line.payableMinor)));

/** The dates that the nights of a visit carry, the earliest first. */
export const nightDatesOf = ({ lines }: { readonly lines: readonly Pick<VisitLine, 'on'>[] }): readonly string[] =>
	[...new Set(lines.flatMap(({ on }) => (on === undefined ? [] : [on])))].sort();

/** The days of a member after a visit: nights on their own dates, everything else on its business day. */
export const daysAfter = (days: readonly MetricDay[], visit: VisitFact): readonly MetricDay[] => {
	const { businessDate, outlet, lines, payableMinor, grants } = visit;
	return [
		...days,
		{
			...{ on: businessDate, outlet, bills: 1, spendMinor: payableMinor - companyMinorOf(lines) },
			nights: nightsOf(lines.filter(({ on }) => on === undefined)),
			points: basePointsOf(grants),
		},
		...nightDatesOf(visit).map((on) => ({
			...{ on, outlet, bills: 0, spendMinor: 0, points: 0 },
			nights: nightsOf(lines.filter((line) => line.on === on)),
		})),
	];
};

/** The same days without what came back of one of its visits. */
export const daysLess = (
	days: readonly MetricDay[],
	visit: VisitFact,
	{ lines, grants, whole, payableMinor, companyMinor }: ReversalFact,
): readonly MetricDay[] => {
	const { businessDate, outlet } = visit;
	const nightsBack = (on: string | undefined): number =>
		sum(
			visit.lines
				.filter((line) => line.category === NIGHT_CATEGORY && line.on === on)
				.map(({ id }) => lines.find(({ lineId }) => lineId === id)?.unitsMinus ?? 0),
		);
	return [
		...days,
		{
			...{ on: businessDate, outlet, bills: whole ? -1 : 0, spendMinor: companyMinor - payableMinor },
			...{ nights: -nightsBack(undefined), points: -basePointsOf(grants) },
		},
		...nightDatesOf(visit).map((on) => ({
			...{ on, outlet, bills: 0, spendMinor: 0, points: 0 },
			nights: -nightsBack(on),
		})),
	];
};

const basePointsOf = (grants: readonly Grant[]): number =>
	sum(grants.map(({ kind, points }) => (kind === 'base' ? points : 0)));
