import { isLeap } from '../kernel/dates.ts';
import type { Programme } from './programme.schema.ts';

/**
 * The last day on which points can be used that were earned on this local date: the end of the month that lies so many
 * months after the month of earning. They end at the local midnight after it.
 *
 * @param earnedOn local date, `2026-11-21`
 *
 * Source: proleptic Gregorian calendar of ISO 8601, by arithmetic alone, because old browsers have no calendar of their own.
 */
export function lastValidDay({ months }: Programme['expiry'], earnedOn: string): string {
	const [year, month] = earnedOn.split('-').map(Number) as [number, number];
	const monthIndex = year * 12 + (month - 1) + months;
	const lastMonth = (monthIndex % 12) + 1;
	const lastYear = (monthIndex - (lastMonth - 1)) / 12;
	return [String(lastYear).padStart(4, '0'), twoDigits(lastMonth), twoDigits(daysIn(lastYear, lastMonth))].join('-');
}

/** The points that expire next, of all lots with that last day together; `null` where none ever expires. */
export function expiringOf(
	lots: readonly { readonly remaining: number; readonly expiresOn: string | null }[],
): { readonly points: number; readonly on: string } | null {
	let soonest: { points: number; on: string } | null = null;
	for (const { remaining, expiresOn } of lots) {
		if (remaining === 0 || expiresOn === null) continue;
		if (!soonest || expiresOn < soonest.on) soonest = { points: remaining, on: expiresOn };
		else if (expiresOn === soonest.on) soonest.points += remaining;
	}
	return soonest;
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

const daysIn = (year: number, month: number): number => (month === 2 && isLeap(year) ? 29 : DAYS[month - 1]!);

const twoDigits = (value: number): string => String(value).padStart(2, '0');
