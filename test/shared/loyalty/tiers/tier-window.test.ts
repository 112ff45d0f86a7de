import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { programmeSchema, type Programme } from '#shared/loyalty/programme/programme.schema.ts';
import type { TierPolicy } from '#shared/loyalty/programme/tier-rules.schema.ts';
import {
	keptUntil,
	metricsOn,
	rankOn,
	shortened,
	tierUntil,
	type MetricDay,
} from '#shared/loyalty/tiers/tier-window.ts';
import { isReached, nextTierOf, tierOf } from '#shared/loyalty/tiers/tiers.ts';
import { PROGRAMME } from '../../../../server/demo/miramar.ts';
import { SOME } from '../../../support/cases.ts';

const CASES = SOME;
const ENROLLED = '2024-03-15';

const day = (on: string, change: Partial<MetricDay> = {}): MetricDay => ({
	...{ on, outlet: 'lobby', nights: 0, spendMinor: 0, bills: 1, points: 0, ...change },
});
const ruledBy = (tierPolicy: TierPolicy, from?: object): Programme => {
	const [classic, silver] = PROGRAMME.tiers;
	return programmeSchema.parse({
		...PROGRAMME,
		tierPolicy,
		...(from ? { tiers: [classic, { ...silver, from }], offers: [], earn: [] } : {}),
	});
};

describe('the window in which things count', () => {
	test('OPERA: 500 points in November and 300 in January lift at 800 by twelve months, and not by the year', () => {
		const days = [day('2024-11-10', { points: 500 }), day('2025-01-20', { points: 300 })];
		const rankBy = (policy: TierPolicy) => rankOn(ruledBy(policy, { points: 800 }), days, ENROLLED, '2025-02-01');
		expect(rankBy({ window: 'rolling-12-months' })).toBe(1);
		expect(rankBy({ window: 'calendar-year' })).toBe(0);
		expect(rankBy({})).toBe(0);
		expect(rankBy({ window: 'lifetime' })).toBe(1);
	});

	test('Accor: the year before counts as this one does, whichever was better, and never both together', () => {
		const days = [day('2025-06-01', { nights: 12 }), day('2026-02-01', { nights: 5 })];
		const rankBy = (policy: TierPolicy, on: string) => rankOn(ruledBy(policy), days, ENROLLED, on);
		expect([rankBy({}, '2026-03-01'), rankBy({ orLastYear: true }, '2026-03-01')]).toEqual([0, 1]);
		expect(rankBy({ orLastYear: true }, '2027-01-01')).toBe(0);
	});

	describe('Okura: what lies above the tier that a year has kept begins the next one', () => {
		const carrying = ruledBy({ carryOver: true });
		const nightsOn = (years: Readonly<Record<number, number>>, on: string) =>
			metricsOn(
				carrying,
				Object.entries(years).map(([year, nights]) => day(`${year}-06-01`, { nights })),
				ENROLLED,
				on,
			).nights;

		test.each([
			['below every tier nothing is kept, so nothing is left over', { 2025: 9 }, 0],
			['exactly reached leaves nothing', { 2025: 10 }, 0],
			['one more leaves one', { 2025: 11 }, 1],
			['above silver and below gold: what is above silver', { 2025: 24 }, 14],
			['exactly gold leaves nothing', { 2025: 25 }, 0],
			['above gold: what is above gold', { 2025: 30 }, 5],
			['what a year began with counts for it, and for what it leaves', { 2024: 18, 2025: 5 }, 3],
			['a year that keeps nothing ends it', { 2023: 18, 2024: 1, 2025: 0 }, 0],
			['it begins the year and this year is added', { 2025: 18, 2026: 4 }, 12],
		] as const)('%s', (_name, years, nights) => {
			expect(nightsOn(years, '2026-12-31')).toBe(nights);
		});

		test('each metric for itself, and one that the tier does not ask for leaves nothing', () => {
			const days = [day('2025-06-01', { nights: 12, spendMinor: 130_000, points: 70 })];
			expect(metricsOn(carrying, days, ENROLLED, '2026-01-01')).toEqual({
				...{ nights: 2, spendMinor: 30_000, visits: 0, points: 0 },
			});
			const both = ruledBy({ carryOver: true }, { allOf: [{ nights: 10 }, { spendMinor: 100_000 }] });
			expect(metricsOn(both, days, ENROLLED, '2026-01-01')).toMatchObject({ nights: 2, spendMinor: 30_000 });
		});

		test('the year before is judged as it was, and a tier that was carried is reached', () => {
			const days = [day('2025-06-01', { nights: 24 })];
			expect(rankOn(carrying, days, ENROLLED, '2026-01-01')).toBe(1);
			expect(rankOn(ruledBy({}), days, ENROLLED, '2026-01-01')).toBe(0);
			expect(rankOn(carrying, days, ENROLLED, '2025-12-31')).toBe(1);
		});

		test.each([
			{ carryOver: true, window: 'lifetime' },
			{ carryOver: true, orLastYear: true },
		] as const)('%o contradicts itself', (tierPolicy) => {
			const parsed = programmeSchema.safeParse({ ...PROGRAMME, tierPolicy });
			expect(parsed.error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)).toEqual([
				'tierPolicy.carryOver: tier_window',
			]);
		});
	});

	test.each([
		['the same day a year ago is out', '2025-03-01', 0],
		['the day after is in', '2025-03-02', 4],
		['today is in', '2026-03-01', 4],
		['tomorrow is not', '2026-03-02', 0],
	])('twelve months: %s', (_name, on, nights) => {
		const programme = ruledBy({ window: 'rolling-12-months' });
		expect(metricsOn(programme, [day(on, { nights: 4 })], ENROLLED, '2026-03-01').nights).toBe(nights);
	});

	test.each([
		['begins with the day of enrolment', '2026-03-15', '2026-03-20', 4],
		['and not before', '2026-03-14', '2026-03-20', 0],
		['ends before the next', '2025-03-15', '2026-03-14', 4],
	])('a membership year %s', (_name, on, today, nights) => {
		const programme = ruledBy({ window: 'membership-year' });
		expect(metricsOn(programme, [day(on, { nights: 4 })], ENROLLED, today).nights).toBe(nights);
	});

	test('several bills of a day and outlet are one visit, and none where nothing of them stands', () => {
		const days = [
			day('2026-03-01', { bills: 2 }),
			day('2026-03-01', { bills: 1 }),
			day('2026-03-01', { outlet: 'spa' }),
			day('2026-03-02', { bills: 1 }),
			day('2026-03-02', { bills: -1 }),
		];
		expect(metricsOn(ruledBy({}), days, ENROLLED, '2026-04-01').visits).toBe(2);
	});

	test('what lies far back is kept as one row that counts the same', () => {
		const some = fc.array(
			fc.record({
				on: fc.integer({ min: 0, max: 3_000 }).map((days) => new Date(days * 86_400_000).toISOString().slice(0, 10)),
				...{ outlet: fc.constantFrom('lobby', 'spa'), nights: fc.nat({ max: 19 }), spendMinor: fc.nat({ max: 999 }) },
				...{ bills: fc.nat({ max: 2 }), points: fc.nat({ max: 9 }) },
			}),
			{ maxLength: 12 },
		);
		const policies = fc.constantFrom<TierPolicy>(
			...[{}, { window: 'rolling-12-months' } as const, { window: 'lifetime' } as const, { carryOver: true } as const],
		);
		fc.assert(
			fc.property(some, policies, (days, policy) => {
				const programme = ruledBy(policy);
				const on = (all: readonly MetricDay[]) => metricsOn(programme, all, ENROLLED, '1978-03-01');
				expect(on(shortened(days, '1978-02-01'))).toEqual(on(days));
			}),
			CASES,
		);
	});
});

describe('until when a tier holds', () => {
	test.each<[string, TierPolicy, string, string | null, string | null]>([
		['a calendar year', {}, '2026-05-10', '2027-12-31', '2028-12-31'],
		['twelve months', { window: 'rolling-12-months' }, '2024-02-29', '2025-02-28', '2026-02-28'],
		['a membership year', { window: 'membership-year' }, '2026-05-10', '2027-03-14', '2028-03-14'],
		['a lifetime', { window: 'lifetime' }, '2026-05-10', null, null],
	])('by %s', (_name, policy, on, until, next) => {
		const programme = ruledBy(policy);
		expect(tierUntil(programme, ENROLLED, on)).toBe(until);
		if (until !== null) expect(keptUntil(programme, ENROLLED, until)).toBe(next);
	});
});

describe('what a tier asks for', () => {
	const nights = { nights: 10 };
	const spend = { spendMinor: 100_000 };

	test.each([
		['any of several', { ...nights, ...spend }, [true, true, true]],
		['all of several', { allOf: [nights, spend] }, [false, false, true]],
		['one way or another', { anyOf: [{ allOf: [nights, spend] }, { nights: 20 }] }, [false, false, true]],
		['each of two, each in two ways', { allOf: [{ ...nights, points: 5 }, spend] }, [false, false, true]],
	])('%s', (_name, from, expected) => {
		const done = [
			{ nights: 10, spendMinor: 0 },
			{ nights: 0, spendMinor: 100_000 },
			{ nights: 10, spendMinor: 100_000 },
		];
		expect(done.map((metrics) => isReached(from, metrics))).toEqual(expected);
	});

	test('all that is missing is told of a tier that asks for all', () => {
		const programme = ruledBy({}, { allOf: [nights, spend] });
		expect(nextTierOf(programme, 'classic', { nights: 4, spendMinor: 100_000 })).toEqual({
			...{ code: 'silver', missing: { nights: 6 }, all: true },
		});
		expect(nextTierOf(programme, 'classic', { nights: 0, spendMinor: 0 })?.missing).toEqual({ ...nights, ...spend });
	});

	test.each([
		['a lowest that asks', [{ allOf: [nights, spend] }, nights], 'tiers.0.from: tier_lowest_conditional'],
		[
			'a higher that asks for less',
			[{}, { allOf: [nights, spend] }, { nights: 10 }],
			'tiers.2.from.nights: tier_order',
		],
		[
			'a higher with a way that is easier',
			[{}, nights, { anyOf: [{ nights: 30 }, { nights: 9 }] }],
			'tiers.2.from: tier_order',
		],
	])('%s is refused', (_name, froms, fault) => {
		const tiers = froms.map((from, rank) => ({ ...PROGRAMME.tiers[rank]!, from }));
		const parsed = programmeSchema.safeParse({ ...PROGRAMME, tiers, offers: [], earn: [] });
		expect(parsed.error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)).toContain(fault);
	});

	test('a higher that asks for the same and more is not', () => {
		const tiers = [{}, nights, { allOf: [nights, spend] }].map((from, rank) => ({ ...PROGRAMME.tiers[rank]!, from }));
		expect(programmeSchema.safeParse({ ...PROGRAMME, tiers, offers: [], earn: [] }).success).toBe(true);
	});

	test('the year before beside another window than the year is refused', () => {
		const tierPolicy = { window: 'lifetime', orLastYear: true };
		expect(programmeSchema.safeParse({ ...PROGRAMME, tierPolicy }).success).toBe(false);
	});

	test('doing more never lowers a tier, in any window and whatever it asks for', () => {
		const threshold = fc.record({
			...{ nights: fc.integer({ min: 1, max: 30 }), spendMinor: fc.integer({ min: 1, max: 900 }) },
			...{ visits: fc.integer({ min: 1, max: 9 }), points: fc.integer({ min: 1, max: 90 }) },
		});
		const from = fc.oneof(
			threshold,
			fc.array(threshold, { minLength: 2, maxLength: 3 }).map((allOf) => ({ allOf })),
			fc.array(threshold, { minLength: 2, maxLength: 3 }).map((anyOf) => ({ anyOf })),
		);
		const some = fc.record({
			on: fc
				.integer({ min: 0, max: 900 })
				.map((days) => new Date(1.7e12 + days * 86_400_000).toISOString().slice(0, 10)),
			...{ outlet: fc.constantFrom('lobby', 'spa'), nights: fc.nat({ max: 9 }), spendMinor: fc.nat({ max: 300 }) },
			...{ bills: fc.constant(1), points: fc.nat({ max: 30 }) },
		});
		const policy = fc.constantFrom<TierPolicy>(
			{},
			{ orLastYear: true },
			{ window: 'rolling-12-months' },
			{ window: 'membership-year' },
			{ window: 'lifetime' },
		);
		let lifted = 0;
		fc.assert(
			fc.property(
				fc.array(from, { minLength: 2, maxLength: 2 }),
				policy,
				fc.array(some, { maxLength: 8 }),
				some,
				(froms, tierPolicy, days, more) => {
					const tiers = [{}, ...froms].map((asks, rank) => ({ ...PROGRAMME.tiers[rank]!, from: asks }));
					const programme: Programme = { ...PROGRAMME, tierPolicy, tiers };
					const on = '2026-02-10';
					const [before, after] = [days, [...days, more]].map((all) => rankOn(programme, all, ENROLLED, on));
					expect(after).toBeGreaterThanOrEqual(before!);
					if (after! > before!) lifted++;
				},
			),
			CASES,
		);
		expect(lifted / CASES.numRuns).toBeGreaterThan(0.01);
	});

	test('is said by the code of the programme', () => {
		expect(tierOf(ruledBy({}, { visits: 2 }), { nights: 99, spendMinor: 0, visits: 2 })).toBe('silver');
	});
});
