import { daysBetween, isLeap } from '../../kernel/dates.ts';

/** A birthday is celebrated at most so many days before or after. */
export const BIRTHDAY_DAYS_MAX = 60;

/**
 * Days from the nearest birthday to a date, below zero before it; `null` where it is further away than any rule looks.
 * Who was born on 29 February has the birthday on 28 February in years without one.
 *
 * @param birthday month and day, `02-29`
 * @param date `2026-11-21`
 */
export function daysFromBirthday(birthday: string, date: string): number | null {
	const year = Number(date.slice(0, 4));
	// Around New Year the nearest birthday is one of the year before or after.
	const days = [year - 1, year, year + 1].map((one) => daysBetween(birthdayIn(one, birthday), date));
	return days.find((count) => Math.abs(count) <= BIRTHDAY_DAYS_MAX) ?? null;
}

const birthdayIn = (year: number, birthday: string): string =>
	`${String(year).padStart(4, '0')}-${birthday === '02-29' && !isLeap(year) ? '02-28' : birthday}`;
