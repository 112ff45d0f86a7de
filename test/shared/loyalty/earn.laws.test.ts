import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import type { BillLine, MemberStanding } from '#shared/loyalty/bill.ts';
import { dateAfter } from '#shared/kernel/dates.ts';
import type { EarnRule } from '#shared/loyalty/programme/earn-rules.schema.ts';
import { daysFromBirthday } from '#shared/loyalty/earning/birthday.ts';
import type { Programme } from '#shared/loyalty/programme/programme.schema.ts';
import type { Quote } from '#shared/loyalty/quote.ts';
import { PROGRAMME } from '../../../server/demo/miramar.ts';
import { SEED } from '../../support/cases.ts';
import { expectMet } from '../../support/counters.ts';
import { standingWith } from '../../support/standing.ts';
import { bill, line, quoted } from './bills.ts';

const CASES = { numRuns: 10_000, seed: SEED };

const outlets = ['restaurant'];
const programmeOf = (changes: Partial<Programme>): Programme => ({
	...PROGRAMME,
	offers: [],
	stampCards: [],
	...changes,
});

const amount = fc.oneof(fc.nat({ max: 60 }), fc.nat({ max: 30_000 }));
const someBills = fc.array(amount, { minLength: 1, maxLength: 8 });
const dinner = (minor: number): readonly BillLine[] => [line('1', 'food', minor)];

const stepRule = fc.record({
	kind: fc.constant('step' as const),
	stepMinor: fc.oneof(fc.integer({ min: 1, max: 50 }), fc.constantFrom(1_000, 5_000)),
	points: fc.integer({ min: 1, max: 20 }),
});
const shareRule = fc.record({
	kind: fc.constant('proportional' as const),
	rateBps: fc.oneof(fc.constantFrom(1, 300, 500, 10_000), fc.integer({ min: 1, max: 50_000 })),
});
const rounding = fc.constantFrom('floor', 'half-up', 'half-even', 'ceil' as const);
const plainRule: fc.Arbitrary<EarnRule> = fc
	.oneof(stepRule, shareRule)
	.map((rule) => ({ ...rule, id: 'rule', outlets }));
const carryingRule: fc.Arbitrary<EarnRule> = fc
	.oneof(
		stepRule,
		fc.tuple(shareRule, rounding).map(([rule, how]) => ({ ...rule, rounding: how })),
	)
	.map((rule) => ({ ...rule, id: 'rule', outlets, carry: true }));

/** How often each case that matters came up, so that a law is not kept by never being asked. */
const met = { zeroStep: 0, capHit: 0, carried: 0, multiplied: 0, all: 0 };
const meet = (answer: Quote): Quote => {
	met.all++;
	if (answer.pointsEarned === 0) met.zeroStep++;
	if (answer.explanation.some(({ kind }) => kind === 'capped')) met.capHit++;
	if (answer.grants.some(({ tallied }) => tallied)) met.carried++;
	if (answer.grants.some(({ kind }) => kind === 'bonus')) met.multiplied++;
	return answer;
};
afterAll(() => expectMet({ bills: met }));

/** One bill after the other, each quoted to a guest who has what the ones before gave. */
function inTurn(
	programme: Programme,
	bills: readonly number[],
): { readonly points: number; readonly member: MemberStanding } {
	let member = standingWith({});
	let points = 0;
	for (const minor of bills) {
		const answer = meet(quoted(programme, member, bill('restaurant', dinner(minor))));
		points += answer.pointsEarned;
		const carried = answer.grants.filter(({ tallied }) => tallied);
		member = {
			...member,
			tallies: Object.fromEntries(
				carried.map(({ ruleId, baseMinor, points }) => {
					const before = member.tallies[ruleId] ?? { baseMinor: 0, points: 0 };
					return [
						ruleId,
						{
							baseMinor: before.baseMinor + baseMinor,
							points: before.points + points,
							lastOn: '2026-11-21',
						},
					];
				}),
			),
		};
	}
	return { points, member };
}

describe('splitting a bill', () => {
	test('with carry changes nothing: only what was spent in all counts', () => {
		fc.assert(
			fc.property(carryingRule, someBills, (rule, bills) => {
				const programme = programmeOf({ earn: [rule] });
				const whole = bills.reduce((total, minor) => total + minor, 0);
				expect(inTurn(programme, bills).points).toBe(inTurn(programme, [whole]).points);
				expect(inTurn(programme, bills.toReversed()).points).toBe(inTurn(programme, [whole]).points);
			}),
			CASES,
		);
	});

	test('without carry never earns more', () => {
		fc.assert(
			fc.property(plainRule, someBills, (rule, bills) => {
				const programme = programmeOf({ earn: [rule] });
				const whole = bills.reduce((total, minor) => total + minor, 0);
				expect(inTurn(programme, bills).points).toBeLessThanOrEqual(inTurn(programme, [whole]).points);
			}),
			CASES,
		);
	});

	test('what carries says what is left, and that is what the next bill begins with', () => {
		fc.assert(
			fc.property(carryingRule, amount, amount, (rule, first, second) => {
				const programme = programmeOf({ earn: [rule] });
				const { member } = inTurn(programme, [first]);
				const [step] = meet(quoted(programme, member, bill('restaurant', dinner(second)))).explanation;
				if (step?.kind === 'earn-step') {
					expect(step.carriedMinor).toBe(first % step.stepMinor);
					expect((step.carriedMinor + step.baseMinor + step.missingMinor) % step.stepMinor).toBe(0);
				} else if (step?.kind === 'earn-proportional') {
					expect(Math.abs(step.carriedHundredths)).toBeLessThanOrEqual(100);
				} else throw new Error('a bill is counted by its rule');
			}),
			CASES,
		);
	});
});

describe('bonus and limits', () => {
	const someProgramme = fc
		.record({
			earn: fc.array(plainRule, { minLength: 1, maxLength: 3 }),
			factors: fc.array(fc.integer({ min: 10_001, max: 30_000 }), { maxLength: 3 }),
			multipliers: fc.constantFrom('max', 'sum' as const),
			billPoints: fc.option(fc.integer({ min: 1, max: 300 }), { nil: undefined }),
			dayPoints: fc.option(fc.integer({ min: 1, max: 300 }), { nil: undefined }),
			capPoints: fc.option(fc.integer({ min: 1, max: 200 }), { nil: undefined }),
		})
		.map(({ earn, factors, multipliers, billPoints, dayPoints, capPoints }) =>
			programmeOf({
				earn: earn.map((rule, index): EarnRule => ({
					...rule,
					id: `earn-${index}`,
					...(rule.kind === 'per-visit' ? {} : { capPoints }),
				})),
				bonuses: factors.map((factorBps, index) => ({ kind: 'multiplier', id: `bonus-${index}`, outlets, factorBps })),
				multipliers,
				caps: { billPoints, dayPoints },
			}),
		);
	const earnedBefore = fc.nat({ max: 400 });
	const earnedToday = (points: number) => (points === 0 ? [] : [{ ruleId: 'other', outlet: 'spa', points }]);

	test('what is granted sums to what is earned, and what the explanation says comes to the same', () => {
		fc.assert(
			fc.property(someProgramme, amount, earnedBefore, (programme, minor, before) => {
				const member = standingWith({ earnedToday: earnedToday(before) });
				const answer = meet(quoted(programme, member, bill('restaurant', dinner(minor))));
				expect(answer.grants.reduce((total, { points }) => total + points, 0)).toBe(answer.pointsEarned);
				expect(answer.grants.every(({ points }) => points >= 0)).toBe(true);
				const said = answer.explanation.reduce((total, step) => {
					if (step.kind === 'capped') return total - step.points;
					return total + ('points' in step && step.kind !== 'paid-with-points' ? step.points : 0);
				}, 0);
				expect(said).toBe(answer.pointsEarned);
			}),
			CASES,
		);
	});

	test('no limit is ever passed', () => {
		fc.assert(
			fc.property(someProgramme, amount, earnedBefore, (programme, minor, before) => {
				const member = standingWith({ earnedToday: earnedToday(before) });
				const { pointsEarned, grants } = meet(quoted(programme, member, bill('restaurant', dinner(minor))));
				const { billPoints = Infinity, dayPoints = Infinity } = programme.caps!;
				expect(pointsEarned).toBeLessThanOrEqual(billPoints);
				expect(pointsEarned).toBeLessThanOrEqual(Math.max(0, dayPoints - before));
				for (const rule of programme.earn) {
					const granted = grants.find(({ ruleId }) => ruleId === rule.id)?.points ?? 0;
					expect(granted).toBeLessThanOrEqual(('capPoints' in rule && rule.capPoints) || Infinity);
				}
			}),
			CASES,
		);
	});

	test('the larger multiplier alone never gives more than both together', () => {
		fc.assert(
			fc.property(someProgramme, amount, (programme, minor) => {
				const of = (multipliers: 'max' | 'sum') =>
					quoted({ ...programme, multipliers, caps: undefined }, standingWith({}), bill('restaurant', dinner(minor)));
				expect(of('max').pointsEarned).toBeLessThanOrEqual(of('sum').pointsEarned);
			}),
			CASES,
		);
	});
});

test('a birthday is as many days away as there are days between it and the date', () => {
	const someDate = fc.integer({ min: 0, max: 20_000 }).map((days) => dateAfter('1990-01-01', days));
	fc.assert(
		fc.property(someDate, fc.integer({ min: -60, max: 60 }), (birthday, days) => {
			const monthAndDay = birthday.slice(5);
			if (monthAndDay !== '02-29') expect(daysFromBirthday(monthAndDay, dateAfter(birthday, days))).toBe(days);
		}),
		CASES,
	);
	expect(daysFromBirthday('02-29', '2026-02-28')).toBe(0);
	expect(daysFromBirthday('02-29', '2028-02-29')).toBe(0);
	expect(daysFromBirthday('12-31', '2027-01-02')).toBe(2);
	expect(daysFromBirthday('01-01', '2026-12-31')).toBe(-1);
	expect(daysFromBirthday('06-01', '2026-11-21')).toBeNull();
});
