import { describe, expect, test } from 'vitest';
import { LANGUAGES } from '#shared/kernel/language.ts';
import type { Explanation } from '#shared/loyalty/explain.ts';
import { layOut } from '#shared/receipt/columns.ts';
import { composeVisitSlip, type VisitSlip } from '#shared/receipt/visit-slip.ts';
import { ELENA, slipOf } from './samples.ts';

/** The slip of a gold guest who earned by these steps, from behind the balance before. */
function earnedLines(steps: readonly Explanation[], language: VisitSlip['house']['language']): readonly string[] {
	const slip = slipOf({ card: ELENA, outlet: 'restaurant', sold: [['food', 40_000]] });
	const earned = steps.reduce((total, step) => {
		return 'points' in step ? total + (step.kind === 'capped' ? -step.points : step.points) : total;
	}, 0);
	const { lines } = composeVisitSlip({
		...slip,
		guest: { ...slip.guest!, language },
		answer: { ...slip.answer, points: { earned, spent: 0, balance: 1_250 + earned }, explanation: steps },
	});
	const text = layOut({ language, lines }, 42).flatMap((line) => (line.kind === 'text' ? [line.text] : []));
	const from = text.findIndex((line) => line.endsWith(' 1,250') || line.endsWith(' 1250'));
	return text.slice(from + 1);
}

const STEPS: readonly Explanation[] = [
	{
		...{ kind: 'earn-step', ruleId: 'fifty', baseMinor: 36_000, carriedMinor: 4_500, stepMinor: 5_000 },
		...{ pointsPerStep: 1, points: 8, missingMinor: 4_500 },
	},
	{
		...{ kind: 'earn-proportional', ruleId: 'share', baseMinor: 36_000, rateBps: 500, exactHundredths: 1_800 },
		...{ carriedHundredths: 25, rounding: 'floor', points: 18 },
	},
	{ kind: 'earn-per-visit', ruleId: 'visit', points: 2 },
	{ kind: 'bonus-multiplied', ruleId: 'gold', basePoints: 28, factorBps: 15_000, points: 14 },
	{ kind: 'bonus-gift', ruleId: 'birthday', occasion: 'birthday', points: 50 },
	{ kind: 'bonus-gift', ruleId: 'welcome', occasion: 'first-visit', points: 7 },
	{ kind: 'capped', by: 'bill', ruleId: null, limit: 60, points: 39 },
];

describe('every step of what was earned stands on the slip with its arithmetic', () => {
	test('in words and figures', () => {
		expect(earnedLines(STEPS, 'en').slice(0, 9)).toEqual([
			'Earned                                  +8',
			'  1 per 50.00 of 360.00, 45.00 from before',
			'Earned                                 +18',
			'  5% of 360.00 = 18.00, 0.25 from before',
			'Earned, for the visit                   +2',
			'Earned, bonus x 1.5                    +14',
			'Earned, birthday                       +50',
			'Earned, first visit                     +7',
			'Earned, at most 60                     -39',
		]);
	});

	test.each(LANGUAGES)('in %s, and the figures come to what was earned', (language) => {
		const figures = earnedLines(STEPS, language).flatMap((line) => {
			const [, figure] = /\s([+-]\d+)$/.exec(line) ?? [];
			return figure === undefined ? [] : [Number(figure)];
		});
		expect(figures).toEqual([8, 18, 2, 14, 50, 7, -39]);
	});

	test('where the steps do not explain it all, the sum stands alone', () => {
		const slip = slipOf({ card: ELENA, outlet: 'restaurant', sold: [['food', 40_000]] });
		const { lines } = composeVisitSlip({
			...slip,
			answer: { ...slip.answer, points: { ...slip.answer.points, earned: 61 }, explanation: STEPS },
		});
		const said = lines.filter((line) => line.kind === 'pair' && line.right.startsWith('+'));
		expect(said).toHaveLength(1);
	});
});
