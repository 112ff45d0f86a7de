import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expiringOf, lastValidDay } from '#shared/loyalty/expiry.ts';

const after = (months: number) => ({ kind: 'month-end' as const, months });

describe('the last valid day of points', () => {
	test.each([
		['the demo hotel: the end of the 24th month', 24, '2026-11-21', '2028-11-30'],
		['the first and the last day of a month end alike', 24, '2026-11-30', '2028-11-30'],
		['on the first', 24, '2026-11-01', '2028-11-30'],
		['in a leap February', 24, '2026-02-28', '2028-02-29'],
		['earned on leap day', 24, '2028-02-29', '2030-02-28'],
		['no leap year in 2100', 24, '2098-02-01', '2100-02-28'],
		['but in 2000', 12, '1999-02-01', '2000-02-29'],
		['December stays December', 12, '2026-12-31', '2027-12-31'],
		['into December', 1, '2026-11-30', '2026-12-31'],
		['into January', 1, '2026-12-31', '2027-01-31'],
		['from a 31st to a month of 30 days', 1, '2026-03-31', '2026-04-30'],
		['from a 31st to February', 1, '2026-01-31', '2026-02-28'],
		['a hundred years', 1_200, '2026-06-15', '2126-06-30'],
	])('%s', (_name, months, earnedOn, last) => {
		expect(lastValidDay(after(months), earnedOn)).toBe(last);
	});

	test('is the last day of that month by the calendar, for any day and number of months', () => {
		fc.assert(
			fc.property(fc.nat({ max: 60_000 }), fc.integer({ min: 1, max: 1_200 }), (day, months) => {
				const earned = Temporal.PlainDate.from('1990-01-01').add({ days: day });
				const month = earned.toPlainYearMonth().add({ months });
				const last = lastValidDay(after(months), earned.toString());
				expect(last).toBe(month.toPlainDate({ day: month.daysInMonth }).toString());
			}),
			{ numRuns: 2_000 },
		);
	});
});

describe('what expires next', () => {
	const lot = (remaining: number, expiresOn: string | null) => ({ remaining, expiresOn });

	test.each([
		['nothing there', [], null],
		['nothing that ever expires', [lot(5, null)], null],
		['nothing left of it', [lot(0, '2027-01-31')], null],
		[
			'Elena, twenty days before',
			[lot(1_050, '2028-11-30'), lot(200, '2026-12-11')],
			{ points: 200, on: '2026-12-11' },
		],
		[
			'all lots of that day together, wherever they stand',
			[lot(3, '2027-01-31'), lot(4, '2027-02-28'), lot(5, null), lot(6, '2027-01-31'), lot(0, '2026-12-31')],
			{ points: 9, on: '2027-01-31' },
		],
	])('%s', (_name, lots, expected) => {
		expect(expiringOf(lots)).toEqual(expected);
	});
});
