import { describe, expect, test } from 'vitest';
import type { Expiry } from '#shared/loyalty/programme/expiry.schema.ts';
import { usableFromOf } from '#shared/loyalty/earning/pending.ts';
import { programmeSchema } from '#shared/loyalty/programme/programme.schema.ts';
import { PROGRAMME } from '../../../../server/demo/miramar.ts';

const evening = { businessDate: '2026-11-21', localDate: '2026-11-21' };
const night = { businessDate: '2026-11-21', localDate: '2026-11-22' };

describe('points that wait can be used', () => {
	test.each([
		['at once where the programme says nothing', undefined, evening, null],
		['so many days after the business day', { days: 14 }, evening, '2026-12-05'],
		['by the business day also after midnight', { days: 14 }, night, '2026-12-05'],
		['at once where that day has begun before the bill', { days: 1 }, night, null],
		['so at outlets of which it is said', { days: 14, outlets: ['spa', 'restaurant'] }, evening, '2026-12-05'],
		['at once at others', { days: 14, outlets: ['spa'] }, evening, null],
	])('%s', (_name, pending, moment, from) => {
		expect(usableFromOf({ pending }, 'restaurant', moment)).toBe(from);
	});
});

describe('a programme', () => {
	const faults = (pending: unknown, expiry: Expiry = PROGRAMME.expiry) => {
		const read = programmeSchema.safeParse({ ...PROGRAMME, pending, expiry });
		return read.success ? [] : read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
	};
	const REFUSED = ['pending.days: expires_before_usable'];

	test.each<[string, number, Expiry, boolean]>([
		['days that are enough', 14, { kind: 'days', days: 15 }, true],
		['days that end when the waiting does', 14, { kind: 'days', days: 14 }, false],
		['a month that is February', 27, { kind: 'months', months: 1 }, true],
		['a month that is longer than February', 28, { kind: 'months', months: 1 }, false],
		['the end of the next month', 27, { kind: 'month-end', months: 1 }, true],
		['the end of the next month, that of 31 January', 28, { kind: 'month-end', months: 1 }, false],
		['the end of this year, for a bill of 31 December', 1, { kind: 'year-end', years: 0 }, false],
		['the end of the next year', 300, { kind: 'year-end', years: 1 }, true],
		['the end of January', 30, { kind: 'after-new-year', months: 0 }, true],
		['the end of January, for a bill of 31 December', 31, { kind: 'after-new-year', months: 0 }, false],
		['months without activity', 60, { kind: 'inactivity', months: 3, activity: 'any' }, true],
		['fewer months without activity', 60, { kind: 'inactivity', months: 2, activity: 'any' }, false],
		['never', 365, { kind: 'never' }, true],
	])('lets points wait until they run out, by %s', (_name, days, expiry, isGood) => {
		expect(faults({ days }, expiry)).toEqual(isGood ? [] : REFUSED);
	});

	test.each([
		[{ days: 0 }],
		[{ days: 366 }],
		[{ days: 1.5 }],
		[{ days: 14, outlets: [] }],
		[{ days: 14, outlet: 'spa' }],
		[{ days: 14, outlets: ['spa', 'spa'] }],
		[null],
	])('refuses %j', (pending) => {
		expect(faults(pending)).not.toEqual([]);
	});

	test('without it is the same document', () => {
		expect(JSON.stringify(programmeSchema.parse(PROGRAMME))).not.toContain('pending');
	});
});
