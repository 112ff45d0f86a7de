import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expiringOf, lastValidDay, monthsAfter, termOf } from '#shared/loyalty/expiry.ts';
import { expiry, type Expiry } from '#shared/loyalty/programme/expiry.schema.ts';
import { SOME } from '../../support/cases.ts';

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

	test.each<[string, Expiry, string, string | null]>([
		['so many days later', { kind: 'days', days: 30 }, '2026-12-10', '2027-01-09'],
		['so many days later, over a leap day', { kind: 'days', days: 1 }, '2028-02-28', '2028-02-29'],
		['a month later, from a 31st', { kind: 'months', months: 1 }, '2026-01-31', '2026-02-28'],
		['a month later, in a leap year', { kind: 'months', months: 1 }, '2028-01-31', '2028-02-29'],
		['a month later, where the day is there', { kind: 'months', months: 1 }, '2026-02-28', '2026-03-28'],
		['two years later, from a leap day', { kind: 'months', months: 24 }, '2028-02-29', '2030-02-28'],
		['the end of this year', { kind: 'year-end', years: 0 }, '2026-05-10', '2026-12-31'],
		['the end of the next year but one', { kind: 'year-end', years: 2 }, '2026-12-31', '2028-12-31'],
		['Okura: two years after the next January', { kind: 'after-new-year', months: 24 }, '2026-05-10', '2029-01-31'],
		['earned on New Year’s Day', { kind: 'after-new-year', months: 24 }, '2026-01-01', '2029-01-31'],
		['earned on the last day of a year', { kind: 'after-new-year', months: 24 }, '2025-12-31', '2028-01-31'],
		['the end of a February', { kind: 'after-new-year', months: 13 }, '2026-05-10', '2028-02-29'],
		[
			'without any activity after it',
			{ kind: 'inactivity', months: 12, activity: 'earning' },
			'2028-02-29',
			'2029-02-28',
		],
		['never', { kind: 'never' }, '2026-05-10', null],
	])('%s', (_name, rule, earnedOn, last) => {
		expect(expiry.parse(rule)).toEqual(rule);
		expect(lastValidDay(rule, earnedOn)).toBe(last);
	});

	test('is moved by activity only where the rule says so', () => {
		const rule = { kind: 'inactivity', months: 12, activity: 'redeeming' } as const;
		expect(termOf(rule, '2026-05-10')).toEqual({
			expiresOn: '2027-05-10',
			idle: { months: 12, activity: 'redeeming' },
		});
		expect(termOf(after(12), '2026-05-10')).toEqual({ expiresOn: '2027-05-31' });
	});

	test.each([
		{ kind: 'month-end' },
		{ kind: 'month-end', months: 0 },
		{ kind: 'days', days: 0 },
		{ kind: 'months', months: 3, days: 2 },
		{ kind: 'inactivity', months: 3 },
		{ kind: 'sometimes' },
	])('is refused where it is said as %o', (rule) => {
		expect(expiry.safeParse(rule).success).toBe(false);
	});

	test('so many months later is what the calendar says, for any day and number of months, also back', () => {
		fc.assert(
			fc.property(fc.nat({ max: 60_000 }), fc.integer({ min: -1_000, max: 1_000 }), (day, months) => {
				const from = Temporal.PlainDate.from('1990-01-01').add({ days: day });
				expect(monthsAfter(from.toString(), months)).toBe(from.add({ months }).toString());
			}),
			SOME,
		);
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
