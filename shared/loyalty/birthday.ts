const DAY_MS = 86_400_000;

/**
 * The first of the days around a birthday that a date lies in; `null` where it lies in none.
 * Who was born on 29 February has the birthday on 28 February in years without one.
 *
 * @param birthday month and day, `02-29`
 * @param days so many before and so many after
 * @param date `2026-11-21`
 */
export function lastOccurrence(birthday: string, days: number, date: string): string | null {
	const year = Number(date.slice(0, 4));
	// The days around New Year belong to a birthday of the year before or after.
	const begins = [year - 1, year, year + 1]
		.map((one) => birthdayIn(one, birthday))
		.filter((ms) => Math.abs(Date.parse(date) - ms) <= days * DAY_MS)
		.map((ms) => new Date(ms - days * DAY_MS).toISOString().slice(0, date.length));
	return begins[0] ?? null;
}

function birthdayIn(year: number, birthday: string): number {
	const ms = Date.parse(
		`${String(year).padStart(4, '0')}-${birthday === '02-29' && !isLeap(year) ? '02-28' : birthday}`,
	);
	return ms;
}

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
