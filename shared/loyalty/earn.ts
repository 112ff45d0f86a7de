import { BPS_WHOLE, minorPerUnit, scale } from '../kernel/money.ts';
import type { BillLine, MemberStanding } from './bill.ts';
import type { Explanation } from './explain.ts';
import type { EarnRule, Programme } from './programme.schema.ts';

type Earned = { readonly points: number; readonly explanation: readonly Explanation[] };

/**
 * The points of one bill: every rule that fits this outlet and tier, each rounded down once.
 *
 * @param baseMinor what the earning lines cost after discounts, without what points pay
 */
export function earnOf(
	programme: Programme,
	member: MemberStanding | null,
	outlet: string,
	earning: readonly BillLine[],
	baseMinor: number,
): Earned {
	if (!member) return { points: 0, explanation: [] };
	const explanation = programme.earn
		.filter((rule) => rule.outlets.includes(outlet) && (rule.tiers?.includes(member.tier) ?? true))
		.flatMap((rule) => earnByRule(programme, rule, earning, baseMinor));
	return { points: explanation.reduce((total, step) => total + step.points, 0), explanation };
}

type EarnStep = Extract<Explanation, { kind: `earn-${string}` }>;

function earnByRule(
	programme: Programme,
	rule: EarnRule,
	earning: readonly BillLine[],
	baseMinor: number,
): readonly EarnStep[] {
	switch (rule.kind) {
		case 'step': {
			const steps = Math.floor(baseMinor / rule.stepMinor);
			const missingMinor = (steps + 1) * rule.stepMinor - baseMinor;
			const { id: ruleId, stepMinor, points: pointsPerStep } = rule;
			const points = steps * pointsPerStep;
			return [{ kind: 'earn-step', ruleId, baseMinor, stepMinor, pointsPerStep, points, missingMinor }];
		}
		case 'proportional': {
			const exactHundredths = scale(
				baseMinor,
				{ num: rule.rateBps * 100, den: BPS_WHOLE * minorPerUnit(programme.currency) },
				'floor',
			);
			const points = Math.floor(exactHundredths / 100);
			return [
				{ kind: 'earn-proportional', ruleId: rule.id, baseMinor, rateBps: rule.rateBps, exactHundredths, points },
			];
		}
		case 'per-unit':
			return rule.categories
				.map((category) => ({ category, quantity: quantityOf(earning, category) }))
				.filter(({ quantity }) => quantity > 0)
				.map(({ category, quantity }) => ({
					kind: 'earn-per-unit',
					ruleId: rule.id,
					category,
					quantity,
					pointsPerUnit: rule.points,
					points: quantity * rule.points,
				}));
	}
}

const quantityOf = (lines: readonly BillLine[], category: string): number =>
	lines.filter((line) => line.category === category).reduce((total, line) => total + line.quantity, 0);
