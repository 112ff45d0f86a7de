import { describe, expect, test } from 'vitest';
import { momentAt, midnightAfter } from '#shared/kernel/moment.ts';
import type { MemberId } from '#shared/kernel/ids.ts';
import type { OpenLot } from '#shared/ledger/entry.ts';
import { noticesOf } from '#shared/ledger/tiers/notice.ts';
import { balanceOf, usable } from '#shared/ledger/lots/spend.ts';
import { afterActivity, isUsable, lastDayOf, needsNotice } from '#shared/ledger/lots/terms.ts';
import { expiryBuckets } from '#shared/loyalty/expiry.ts';
import { PROGRAMME, PROPERTY } from '../../../../server/demo/miramar.ts';
import { PaperBooks } from '../../../support/paper-books.ts';

const lot = (change: Partial<OpenLot> = {}): OpenLot => ({
	...{ id: 'lot', memberId: 'member' as MemberId, unit: 'points', quantity: 100, remaining: 100 },
	...{ earnedAt: '2026-01-10T12:00:00.000Z', expiresOn: '2027-01-31' },
	...change,
});

describe('the last valid day of points', () => {
	test.each([
		['long before', '2026-06-01', '2027-01-31'],
		['on the last day on which a notice is in time', '2027-01-01', '2027-01-31'],
		['a day later', '2027-01-02', '2027-03-02'],
		['when a notice of today would just be in time again', '2027-01-31', '2027-03-02'],
		['a day after that', '2027-02-01', '2027-04-01'],
		['a year later', '2028-01-31', '2028-03-26'],
	])('moves by 30 days while nobody has told the guest: %s', (_when, today, lastDay) => {
		expect(lastDayOf(lot(), today)).toBe(lastDay);
		expect(isUsable(lot(), today)).toBe(true);
	});

	test('stands still once it was told, and the points end with it', () => {
		const told = lot({ toldDay: '2027-01-31' });
		expect(lastDayOf(told, '2027-06-01')).toBe('2027-01-31');
		expect([isUsable(told, '2027-01-31'), isUsable(told, '2027-02-01')]).toEqual([true, false]);
	});

	test('of a coupon needs no notice', () => {
		const coupon = lot({ unit: 'coupon:gift' });
		expect([isUsable(coupon, '2027-01-31'), isUsable(coupon, '2027-02-01')]).toEqual([true, false]);
		expect(needsNotice(coupon, '2026-12-01')).toBe(false);
	});

	test('is moved by activity that counts, and by no other', () => {
		const idle = (activity: 'any' | 'earning' | 'redeeming') => lot({ idle: { months: 12, activity } });
		const earned = { earnedOn: '2026-08-31', redeemedOn: null };
		const redeemed = { earnedOn: null, redeemedOn: '2026-09-30' };
		expect(afterActivity(idle('any'), earned).expiresOn).toBe('2027-08-31');
		expect(afterActivity(idle('any'), { ...earned, ...{ redeemedOn: '2026-09-30' } }).expiresOn).toBe('2027-09-30');
		expect(afterActivity(idle('redeeming'), earned).expiresOn).toBe('2027-01-31');
		expect(afterActivity(idle('earning'), redeemed).expiresOn).toBe('2027-01-31');
		expect(afterActivity(lot(), earned).expiresOn).toBe('2027-01-31');
	});

	test('is not told any more when activity has moved it', () => {
		const told = lot({ idle: { months: 12, activity: 'any' }, toldDay: '2027-01-31' });
		const moved = afterActivity(told, { earnedOn: '2027-01-31', redeemedOn: null });
		expect(isUsable(moved, '2027-12-31')).toBe(true);
		expect(needsNotice(moved, '2027-12-31')).toBe(true);
		// A day too late nothing comes back.
		expect(afterActivity(told, { earnedOn: '2027-02-01', redeemedOn: null })).toBe(told);
	});
});

describe('a notice', () => {
	const at = (date: string) => momentAt(`${date}T12:00:00.000Z`, PROPERTY);
	const told = (lots: readonly OpenLot[], on: string, date: string) =>
		noticesOf(lots, on, 'slip', 'visit', at(date)).map(({ subject }) => subject);

	test('is of the lots that end on the day it names, and of no others', () => {
		const lots = [lot({ id: 'a' }), lot({ id: 'b', expiresOn: '2027-02-28' }), lot({ id: 'c', remaining: 0 })];
		expect(told(lots, '2027-01-31', '2026-12-24')).toEqual(['a']);
		expect(told(lots, '2027-02-28', '2026-12-24')).toEqual(['b']);
		expect(told(lots, '2027-03-31', '2026-12-24')).toEqual([]);
	});

	test('names the day that it moved to, where it comes too late for the first', () => {
		expect(told([lot()], '2027-01-31', '2027-01-02')).toEqual([]);
		expect(told([lot()], '2027-03-02', '2027-01-02')).toEqual(['lot']);
	});

	test('half a year before is in time, and earlier than that is forgotten', () => {
		expect(told([lot()], '2027-01-31', '2026-08-04')).toEqual(['lot']);
		expect(told([lot()], '2027-01-31', '2026-08-03')).toEqual([]);
	});

	test('is given once', () => {
		expect(told([lot({ toldDay: '2027-01-31' })], '2027-01-31', '2026-12-24')).toEqual([]);
	});
});

describe('C28: "expired credits drop out while old debits stay"', () => {
	test('of +100 and −60 there is nothing left and 40 have expired', () => {
		const hundred = { kind: 'step' as const, id: 'tens', outlets: ['restaurant'], stepMinor: 1_000, points: 1 };
		const paper = new PaperBooks({ ...PROGRAMME, offers: [], earn: [hundred] }, 0);
		const dinner = (grossMinor: number) => [
			{ id: '1', category: 'food', sku: null, quantity: 1, grossMinor, taxMinor: null, costMinor: null },
		];
		paper.visit('restaurant', dinner(100_000));
		paper.visit('restaurant', dinner(3_000), 60);
		expect(paper.points).toBe(40);
		paper.daysLater(700);
		expect(paper.tell()).toBe(1);
		paper.daysLater(60);
		expect(paper.expire()).toBe(1);
		expect([paper.points, paper.usable, paper.expired]).toEqual([0, 0, 40]);
		expect(paper.faults).toEqual([]);
	});
});

test('C29: "other credits never expire": the run goes by the lot, whatever it came from, and "never" is said', () => {
	const lots = [
		lot({ id: 'earned', toldDay: '2027-01-31' }),
		lot({ id: 'opening', earnedAt: '2020-01-01T00:00:00.000Z', toldDay: '2027-01-31' }),
		lot({ id: 'never', expiresOn: null }),
	];
	expect(usable(lots, 'points', '2027-02-01').map(({ id }) => id)).toEqual(['never']);
});

test('C30: "only the next date is shown": all dates, and together they are the balance', () => {
	const lots = [
		lot({ id: 'a', remaining: 7, expiresOn: null }),
		lot({ id: 'b', remaining: 5, expiresOn: '2027-09-30' }),
		lot({ id: 'c', remaining: 3 }),
		lot({ id: 'd', remaining: 2, expiresOn: '2027-09-30' }),
		lot({ id: 'over', remaining: 90, expiresOn: '2026-10-31', toldDay: '2026-10-31' }),
	];
	const buckets = expiryBuckets(usable(lots, 'points', '2026-11-22'));
	expect(buckets).toEqual([
		{ on: '2027-01-31', points: 3 },
		{ on: '2027-09-30', points: 7 },
		{ on: null, points: 7 },
	]);
	expect(buckets.reduce((total, { points }) => total + points, 0)).toBe(balanceOf(lots, 'points', '2026-11-22'));
});

describe('the end of a day', () => {
	test.each([
		['in winter', '2026-12-31', '2026-12-31T22:00:00.000Z'],
		['in summer', '2026-06-30', '2026-06-30T21:00:00.000Z'],
		['before the clocks go forward', '2026-03-28', '2026-03-28T22:00:00.000Z'],
		['with the clocks going forward', '2026-03-29', '2026-03-29T21:00:00.000Z'],
	])('is the local midnight after it: %s', (_when, date, instant) => {
		expect(midnightAfter(date, PROPERTY)).toBe(instant);
		expect(momentAt(instant, PROPERTY).minuteOfDay).toBe(0);
	});
});
