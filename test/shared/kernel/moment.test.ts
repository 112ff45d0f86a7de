import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { momentAt, type Moment } from '#shared/kernel/moment.ts';

const SOFIA = { timeZone: 'Europe/Sofia', cutOverMinute: 300 };

const facts = ({ businessDate, localDate, minuteOfDay, weekday }: Moment) => ({
	businessDate,
	localDate,
	minuteOfDay,
	weekday,
});

/** When the clocks of a zone changed, in milliseconds. */
function changesOf(timeZone: string): number[] {
	const changes: number[] = [];
	let local = Temporal.Instant.from('2000-01-01T00:00:00Z').toZonedDateTimeISO(timeZone);
	for (
		let next = local.getTimeZoneTransition('next');
		next && next.year < 2030;
		next = local.getTimeZoneTransition('next')
	) {
		changes.push(next.epochMilliseconds);
		local = next;
	}
	return changes;
}

describe('a moment in Sofia, business day from 05:00', () => {
	test.each([
		['dinner', '2026-11-21T19:42:00Z', '2026-11-21', '2026-11-21', 21 * 60 + 42, 6],
		['after midnight it is still the evening before', '2026-11-21T22:30:00Z', '2026-11-21', '2026-11-22', 30, 7],
		['04:59:59 is yesterday', '2026-11-22T02:59:59.999Z', '2026-11-21', '2026-11-22', 299, 7],
		['05:00 is today', '2026-11-22T03:00:00Z', '2026-11-22', '2026-11-22', 300, 7],
		[
			'a Monday before the cut-over is the business day of Sunday',
			'2026-11-23T01:00:00Z',
			'2026-11-22',
			'2026-11-23',
			180,
			1,
		],
		['New Year at midnight belongs to the old year', '2026-12-31T22:00:00Z', '2026-12-31', '2027-01-01', 0, 5],
		['New Year at five begins the new year', '2027-01-01T03:00:00Z', '2027-01-01', '2027-01-01', 300, 5],
		['leap day', '2028-02-29T10:00:00Z', '2028-02-29', '2028-02-29', 720, 2],
		['the first of March before the cut-over is leap day', '2028-03-01T01:00:00Z', '2028-02-29', '2028-03-01', 180, 3],
		[
			'spring: the last minute before the clocks go forward',
			'2026-03-29T00:59:00Z',
			'2026-03-28',
			'2026-03-29',
			179,
			7,
		],
		['spring: 03:00 is 04:00', '2026-03-29T01:00:00Z', '2026-03-28', '2026-03-29', 240, 7],
		['spring: 04:59 summer time is yesterday', '2026-03-29T01:59:00Z', '2026-03-28', '2026-03-29', 299, 7],
		['spring: 05:00 summer time is today', '2026-03-29T02:00:00Z', '2026-03-29', '2026-03-29', 300, 7],
		['autumn: 03:30 the first time', '2026-10-25T00:30:00Z', '2026-10-24', '2026-10-25', 210, 7],
		['autumn: 03:30 the second time', '2026-10-25T01:30:00Z', '2026-10-24', '2026-10-25', 210, 7],
		['autumn: 04:59 winter time is yesterday', '2026-10-25T02:59:00Z', '2026-10-24', '2026-10-25', 299, 7],
		['autumn: 05:00 winter time is today', '2026-10-25T03:00:00Z', '2026-10-25', '2026-10-25', 300, 7],
	])('%s', (_name, instant, businessDate, localDate, minuteOfDay, weekday) => {
		expect(facts(momentAt(instant, SOFIA))).toEqual({ businessDate, localDate, minuteOfDay, weekday });
	});

	test('a time given with an offset is the same moment as in UTC, to the millisecond', () => {
		const moment = momentAt('2026-11-21T21:42:00.1239+02:00', SOFIA);
		expect(moment.instant).toBe('2026-11-21T19:42:00.123Z');
		expect(moment).toEqual(momentAt('2026-11-21T19:42:00.123Z', SOFIA));
	});

	test('a business day may begin at midnight, and the house may stand anywhere', () => {
		const auckland = { timeZone: 'Pacific/Auckland', cutOverMinute: 0 };
		expect(facts(momentAt('2026-12-31T11:00:00Z', auckland))).toEqual({
			businessDate: '2027-01-01',
			localDate: '2027-01-01',
			minuteOfDay: 0,
			weekday: 5,
		});
	});

	test('is what the calendar says, at any instant and around every change of the clocks, in any order', () => {
		const zones = [
			'Europe/Sofia',
			'Pacific/Auckland',
			'America/New_York',
			'Australia/Lord_Howe',
			'Asia/Kathmandu',
			'UTC',
		];
		const changes = zones.flatMap(changesOf);
		const someMs = fc.integer({ min: Date.parse('1990-01-01'), max: Date.parse('2040-01-01') });
		const nearChange = fc
			.tuple(fc.constantFrom(...changes), fc.integer({ min: -2, max: 2 }))
			.map(([changeMs, ms]) => changeMs + ms);
		const asked = fc.record({
			ms: fc.oneof(someMs, nearChange),
			timeZone: fc.constantFrom(...zones),
			cutOverMinute: fc.constantFrom(0, 1, 300, 1439),
		});
		fc.assert(
			fc.property(fc.array(asked, { minLength: 1, maxLength: 20 }), (times) => {
				for (const { ms, ...clock } of times) {
					const { businessDate, localDate, minuteOfDay, weekday } = momentAt(new Date(ms).toISOString(), clock);
					const local = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(clock.timeZone);
					const minute = local.hour * 60 + local.minute;
					const date = local.toPlainDate();
					expect({ localDate, minuteOfDay, weekday }).toEqual({
						localDate: date.toString(),
						minuteOfDay: minute,
						weekday: local.dayOfWeek,
					});
					expect(businessDate).toBe(date.subtract({ days: minute < clock.cutOverMinute ? 1 : 0 }).toString());
				}
			}),
			{ numRuns: 500 },
		);
	});

	test.each(['', 'yesterday', '2026-11-21', '2026-11-21T19:42:00', '2026-13-01T00:00:00Z'])(
		'%j is no instant and throws',
		(text) => {
			expect(() => momentAt(text, SOFIA)).toThrow(RangeError);
		},
	);
});
