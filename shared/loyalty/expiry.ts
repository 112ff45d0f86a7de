import { dateAfter, isLeap } from '../kernel/dates.ts';
import type { Expiry } from './programme/expiry.schema.ts';

/** So many months without an activity that counts, and the points are over. */
export type Idle = Pick<Extract<Expiry, { kind: 'inactivity' }>, 'months' | 'activity'>;

/** When a parcel of points runs out: its last valid day, and whether activity moves that. */
export type Term = { readonly expiresOn: string | null; readonly idle?: Idle };

/** The term of points that were earned on this local date. They end at the local midnight after the last valid day. */
export function termOf(expiry: Expiry, earnedOn: string): Term {
	const expiresOn = lastValidDay(expiry, earnedOn);
	if (expiry.kind !== 'inactivity') return { expiresOn };
	const { months, activity } = expiry;
	return { expiresOn, idle: { months, activity } };
}

/**
 * The last day on which points can be used that were earned on this local date; of those that activity moves, the one
 * that holds where none comes. `null` is never.
 *
 * @param earnedOn local date, `2026-11-21`
 *
 * Source: proleptic Gregorian calendar of ISO 8601, by arithmetic alone, because old browsers have no calendar of their own.
 */
export function lastValidDay(expiry: Expiry, earnedOn: string): string | null {
	switch (expiry.kind) {
		case 'never':
			return null;
		case 'days':
			return dateAfter(earnedOn, expiry.days);
		case 'months':
		case 'inactivity':
			return monthsAfter(earnedOn, expiry.months);
		case 'month-end':
			return monthEndAfter(earnedOn, expiry.months);
		case 'year-end':
			return monthEndAfter(decemberOf(earnedOn), expiry.years * 12);
		case 'after-new-year':
			return monthEndAfter(decemberOf(earnedOn), 1 + expiry.months);
	}
}

/** The same day so many months later, or the last day of a month that is too short for it; earlier where below zero. */
export function monthsAfter(date: string, months: number): string {
	const { year, month, day } = partsOf(date, months);
	return written(year, month, Math.min(day, daysIn(year, month)));
}

/** The end of the month that lies so many months later. */
function monthEndAfter(date: string, months: number): string {
	const { year, month } = partsOf(date, months);
	return written(year, month, daysIn(year, month));
}

const decemberOf = (date: string): string => `${date.slice(0, 'YYYY'.length)}-12-01`;

function partsOf(date: string, monthsLater: number) {
	const [year, month, day] = date.split('-').map(Number) as [number, number, number];
	const monthIndex = year * 12 + (month - 1) + monthsLater;
	const lastMonth = (monthIndex % 12) + 1;
	return { year: (monthIndex - (lastMonth - 1)) / 12, month: lastMonth, day };
}

const written = (year: number, month: number, day: number): string =>
	[String(year).padStart(4, '0'), twoDigits(month), twoDigits(day)].join('-');

/** The points that expire next, of all lots with that last day together; `null` where none ever expires. */
export function expiringOf(
	lots: readonly { readonly remaining: number; readonly expiresOn: string | null }[],
): { readonly points: number; readonly on: string } | null {
	const [next] = expiryBuckets(lots);
	return next && next.on !== null ? { points: next.points, on: next.on } : null;
}

/** All points by the day on which they expire, the soonest first and those that never do last. They sum to the balance. */
export function expiryBuckets(
	lots: readonly { readonly remaining: number; readonly expiresOn: string | null }[],
): readonly { readonly on: string | null; readonly points: number }[] {
	const buckets = new Map<string | null, number>();
	for (const { remaining, expiresOn: on } of lots) {
		if (remaining > 0) buckets.set(on, (buckets.get(on) ?? 0) + remaining);
	}
	return [...buckets]
		.map(([on, points]) => ({ on, points }))
		.sort((a, b) => (a.on === null ? 1 : b.on === null ? -1 : a.on < b.on ? -1 : 1));
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

const daysIn = (year: number, month: number): number => (month === 2 && isLeap(year) ? 29 : DAYS[month - 1]!);

const twoDigits = (value: number): string => String(value).padStart(2, '0');
