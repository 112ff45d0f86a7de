import { dateAfter } from '../../kernel/dates.ts';
import { monthsAfter } from '../expiry.ts';
import type { Programme } from '../programme/programme.schema.ts';
import type { TierFrom } from '../programme/tier-rules.schema.ts';
import { askedOf, rankOf, type TierMetrics } from './tiers.ts';

/** What a member did on one business day in one outlet, less what came back of it. */
export type MetricDay = {
	readonly on: string;
	readonly outlet: string;
	readonly nights: number;
	readonly spendMinor: number;
	/** Bills of which something stands: together one visit. */
	readonly bills: number;
	readonly points: number;
	/** Of a row that stands for all days before those that are told one by one. */
	readonly visits?: number;
};

/** Business dates, both included. */
type Window = { readonly from: string; readonly until: string };

/** Whoever keeps days for some programme of tomorrow keeps so many months of them one by one: what reaches further back counts whole years. */
const HISTORY_MONTHS = 24;
const BEGINNING = '0000-01-01';

/** From which day on a member's days have to be known, so that tiers can be judged on a day and on later ones. */
export function historyFrom({ tierPolicy }: Programme, day: string): string {
	if (tierPolicy?.carryOver) return BEGINNING;
	switch (tierPolicy?.window ?? 'calendar-year') {
		case 'lifetime':
			return BEGINNING;
		case 'calendar-year':
			return yearOf(tierPolicy?.orLastYear ? yearBefore(day) : yearPart(day)).from;
		case 'rolling-12-months':
		case 'membership-year':
			return monthsAfter(day, -12);
	}
}

/** The day in UTC of an enrolment: membership years begin with it. */
export const enrolledOnOf = (enrolledAt: string): string => enrolledAt.slice(0, '2026-11-21'.length);

/** What counts on a business day. */
export function metricsOn(
	programme: Programme,
	days: readonly MetricDay[],
	enrolledOn: string,
	day: string,
): Required<TierMetrics> {
	const counted = metricsIn(days, windowOf(programme, enrolledOn, day));
	return programme.tierPolicy?.carryOver
		? added(counted, carriedInto(programme, days, Number(yearPart(day))))
		: counted;
}

/**
 * With what a year begins: what lay above the tier that the year before had kept, with what that one had begun with. A year
 * that kept none leaves nothing.
 *
 * Source: One Harmony of Okura Nikko, "carry-over".
 */
function carriedInto(programme: Programme, days: readonly MetricDay[], year: number): Required<TierMetrics> {
	const first = days.reduce((earliest, { on }) => Math.min(earliest, Number(yearPart(on))), year);
	let carried = NOTHING;
	for (let past = first; past < year; past++) {
		const total = added(metricsIn(days, yearOf(String(past).padStart(4, '0'))), carried);
		const rank = rankOf(programme, total);
		carried = rank === 0 ? NOTHING : above(programme.tiers[rank]!.from, total);
	}
	return carried;
}

const NOTHING: Required<TierMetrics> = { nights: 0, spendMinor: 0, visits: 0, points: 0 };

const added = (a: Required<TierMetrics>, b: Required<TierMetrics>): Required<TierMetrics> => ({
	nights: a.nights + b.nights,
	spendMinor: a.spendMinor + b.spendMinor,
	visits: a.visits + b.visits,
	points: a.points + b.points,
});

/** Of each metric that the tier asks for, what is more than that. */
function above(from: TierFrom, total: Required<TierMetrics>): Required<TierMetrics> {
	const over = (metric: keyof TierMetrics): number => {
		const asked = askedOf(from, total, metric);
		return asked === undefined ? 0 : Math.max(0, total[metric] - asked);
	};
	return { nights: over('nights'), spendMinor: over('spendMinor'), visits: over('visits'), points: over('points') };
}

/** The rank that a member has earned, judged on a business day. */
export function rankOn(programme: Programme, days: readonly MetricDay[], enrolledOn: string, day: string): number {
	const now = rankOf(programme, metricsOn(programme, days, enrolledOn, day));
	return programme.tierPolicy?.orLastYear
		? Math.max(now, rankOf(programme, metricsIn(days, yearOf(yearBefore(day)))))
		: now;
}

/** The last day of a tier that was reached or kept on a day; `null` where what counts is never lost. */
export function tierUntil(programme: Programme, enrolledOn: string, day: string): string | null {
	switch (programme.tierPolicy?.window ?? 'calendar-year') {
		case 'lifetime':
			return null;
		case 'calendar-year':
			return `${Number(yearPart(day)) + 1}-12-31`;
		case 'rolling-12-months':
			return monthsAfter(day, 12);
		case 'membership-year':
			return dateAfter(anniversaryAfter(enrolledOn, day), -1);
	}
}

/** The last day of the term that follows one that ended on a day. */
export const keptUntil = (programme: Programme, enrolledOn: string, lastDay: string): string | null =>
	tierUntil(
		programme,
		enrolledOn,
		programme.tierPolicy?.window === 'membership-year' ? dateAfter(lastDay, 1) : lastDay,
	);

function windowOf({ tierPolicy }: Programme, enrolledOn: string, day: string): Window {
	switch (tierPolicy?.window ?? 'calendar-year') {
		case 'lifetime':
			return { from: BEGINNING, until: day };
		case 'calendar-year':
			return { ...yearOf(yearPart(day)), until: day };
		case 'rolling-12-months':
			return { from: dateAfter(monthsAfter(day, -12), 1), until: day };
		case 'membership-year':
			return { from: monthsAfter(anniversaryAfter(enrolledOn, day), -12), until: day };
	}
}

const yearPart = (day: string): string => day.slice(0, 'YYYY'.length);
const yearBefore = (day: string): string => String(Number(yearPart(day)) - 1);
const yearOf = (year: string): Window => ({ from: `${year}-01-01`, until: `${year}-12-31` });

/** The first day of the membership year that comes next. Who enrolled on a leap day has it on 28 February in other years. */
function anniversaryAfter(enrolledOn: string, day: string): string {
	const years = Math.max(0, Number(yearPart(day)) - Number(yearPart(enrolledOn)));
	const inYear = monthsAfter(enrolledOn, 12 * years);
	return inYear > day ? inYear : monthsAfter(enrolledOn, 12 * (years + 1));
}

function metricsIn(days: readonly MetricDay[], { from, until }: Window): Required<TierMetrics> {
	const within = days.filter(({ on }) => from <= on && on <= until);
	const sum = (of: (day: MetricDay) => number): number => within.reduce((total, day) => total + of(day), 0);
	return {
		nights: sum(({ nights }) => nights),
		spendMinor: sum(({ spendMinor }) => spendMinor),
		visits: visitsIn(within),
		points: sum(({ points }) => points),
	};
}

/** One a day and outlet, however many bills. */
function visitsIn(days: readonly MetricDay[]): number {
	const bills = new Map<string, number>();
	for (const day of days.filter(({ visits }) => visits === undefined)) {
		const key = `${day.on} ${day.outlet}`;
		bills.set(key, (bills.get(key) ?? 0) + day.bills);
	}
	const before = days.reduce((total, { visits = 0 }) => total + visits, 0);
	return before + [...bills.values()].filter((count) => count > 0).length;
}

/** The same days with those of each year that lies far back as one, for whoever keeps them of everybody. */
export function shortened(days: readonly MetricDay[], day: string): readonly MetricDay[] {
	const from = `${yearPart(monthsAfter(day, -HISTORY_MONTHS))}-01-01`;
	const before = Map.groupBy(
		days.filter(({ on }) => on < from),
		({ on }) => yearPart(on),
	);
	return [
		...[...before].map(([year, ofYear]) => ({
			...{ on: `${year}-01-01`, outlet: '', bills: 0 },
			...metricsIn(ofYear, yearOf(year)),
		})),
		...days.filter(({ on }) => on >= from),
	];
}
