/** Calendar dates, `2026-11-21`, as plain days: no time zone has a part in them. */

const DAY_MS = 86_400_000;
const LENGTH = '2026-11-21'.length;

/** So many days later; earlier where it is below zero. */
export const dateAfter = (date: string, days: number): string =>
	new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, LENGTH);

/** From one date to another; below zero where the other is earlier. */
export const daysBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / DAY_MS;

/** ISO 8601: Monday is 1, Sunday is 7. */
export const weekdayOf = (date: string): number => new Date(Date.parse(date)).getUTCDay() || 7;

/** Whether a text is a day of the calendar. */
export function isDate(text: string): boolean {
	const at = Date.parse(text);
	// A day that a month does not have would be read as one of the next month.
	return !Number.isNaN(at) && new Date(at).toISOString().slice(0, LENGTH) === text;
}

export const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
