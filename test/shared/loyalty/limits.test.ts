import { expect, test } from 'vitest';
import { programmeSchema, type Programme } from '#shared/loyalty/programme/programme.schema.ts';
import { BILL_MINOR_MAX } from '#shared/loyalty/bill.ts';
import { PROGRAMME } from '../../../server/demo/miramar.ts';
import { bill, guest, line, quoted } from './bills.ts';

const RULES_MAX = 60;

/** The most generous programme that the schema accepts, and the largest bill: every number still stays exact. */
test.each<[string, Partial<Programme['earn'][0]>]>([
	['step', { kind: 'step', stepMinor: 1, points: 1_000 }],
	['proportional', { kind: 'proportional', rateBps: 1_000_000 }],
	['per-unit', { kind: 'per-unit', categories: ['food'], points: 100_000 }],
])('as many of the most generous %s rules as a programme may have, on the largest bill', (_kind, rule) => {
	const programme = programmeSchema.parse({
		...PROGRAMME,
		currency: { code: 'EUR', exponent: 0 },
		bonuses: [{ kind: 'multiplier', id: 'ten-times', outlets: ['lobby'], factorBps: 100_000 }],
		earn: Array.from({ length: RULES_MAX }, (_, index) => ({ ...rule, id: `rule-${index}`, outlets: ['lobby'] })),
	});
	const { explanation, pointsEarned } = quoted(
		programme,
		guest('王小明'),
		bill('lobby', [line('1', 'food', BILL_MINOR_MAX, 1_000_000)]),
	);
	const each = explanation.map((step) => ('points' in step ? step.points : 0));
	expect(Number.isSafeInteger(pointsEarned)).toBe(true);
	expect(BigInt(pointsEarned)).toBe(each.reduce((total, points) => total + BigInt(points), 0n));
	expect(
		Object.values(explanation[0]!)
			.filter((value) => typeof value === 'number')
			.every(Number.isSafeInteger),
	).toBe(true);
});

test.each<[string, Partial<Programme['earn'][0]>]>([
	['step', { kind: 'step', stepMinor: 1, points: 1_001 }],
	['proportional', { kind: 'proportional', rateBps: 1_000_001 }],
	['per-unit', { kind: 'per-unit', categories: ['food'], points: 100_001 }],
])('a %s rule that gives more is refused', (_kind, rule) => {
	const { error } = programmeSchema.safeParse({ ...PROGRAMME, earn: [{ ...rule, id: 'rule', outlets: ['lobby'] }] });
	expect(error?.issues).toMatchObject([{ code: 'too_big', path: ['earn', 0, expect.any(String)] }]);
});

test('the cheapest points that a programme may have still count exactly', () => {
	const programme = programmeSchema.parse({ ...PROGRAMME, pointValue: { num: 1, den: 10_000 } });
	const rich = { ...guest('王小明'), balancePoints: Number.MAX_SAFE_INTEGER };
	const pointsTendered = BILL_MINOR_MAX * 10_000;
	const answer = quoted(programme, rich, bill('lobby', [line('1', 'other', BILL_MINOR_MAX)], pointsTendered));
	expect(answer).toMatchObject({ pointsSpent: pointsTendered, pointsPaidMinor: BILL_MINOR_MAX });
});
