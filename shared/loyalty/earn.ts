import { BPS_WHOLE, minorPerUnit, scale, shareOut } from '../kernel/money.ts';
import type { BillLine, MemberStanding } from './bill.ts';
import type { Explanation } from './explain.ts';
import type { EarnRule, Programme } from './programme.schema.ts';

/** What of a bill can earn. */
export type Earning = {
	/** The lines that no exclusion takes out. */
	readonly lines: readonly BillLine[];
	/** What those lines cost after discounts, without what points pay of them. */
	readonly baseMinor: number;
	/** What the whole bill costs after discounts. */
	readonly payableMinor: number;
	/** What points pay of it. */
	readonly pointsPaidMinor: number;
};

type Earned = { readonly points: number; readonly explanation: readonly Explanation[] };

/** The points of one bill: every rule that fits this outlet and tier, each rounded down once. */
export function earnOf(programme: Programme, member: MemberStanding | null, outlet: string, earning: Earning): Earned {
	if (!member) return { points: 0, explanation: [] };
	const explanation = programme.earn
		.filter((rule) => rule.outlets.includes(outlet) && (rule.tiers?.includes(member.tier) ?? true))
		.flatMap((rule) => earnByRule(programme, rule, earning));
	return { points: explanation.reduce((total, step) => total + step.points, 0), explanation };
}

type EarnStep = Extract<Explanation, { kind: `earn-${string}` }>;

function earnByRule({ currency }: Programme, rule: EarnRule, earning: Earning): readonly EarnStep[] {
	const { baseMinor } = earning;
	switch (rule.kind) {
		case 'step': {
			const { id: ruleId, stepMinor, points: pointsPerStep } = rule;
			const steps = scale(baseMinor, { num: 1, den: stepMinor }, 'floor');
			const missingMinor = (steps + 1) * stepMinor - baseMinor;
			const points = steps * pointsPerStep;
			return [{ kind: 'earn-step', ruleId, baseMinor, stepMinor, pointsPerStep, points, missingMinor }];
		}
		case 'proportional': {
			const { id: ruleId, rateBps } = rule;
			const whole = BPS_WHOLE * minorPerUnit(currency);
			const exactHundredths = scale(baseMinor, { num: rateBps * 100, den: whole }, 'floor');
			const points = scale(baseMinor, { num: rateBps, den: whole }, 'floor');
			return [{ kind: 'earn-proportional', ruleId, baseMinor, rateBps, exactHundredths, points }];
		}
		case 'per-unit':
			return earnByUnit(rule, earning);
	}
}

/** Points pay the same part of every line, so that part of every unit earns nothing: rounded down once for the rule. */
function earnByUnit(
	{ id: ruleId, categories, points: pointsPerUnit }: Extract<EarnRule, { kind: 'per-unit' }>,
	{ lines, payableMinor, pointsPaidMinor }: Earning,
): readonly EarnStep[] {
	const counted = categories
		.map((category) => ({ category, quantity: quantityOf(lines, category) }))
		.filter(({ quantity }) => quantity > 0);
	const quantities = counted.map(({ quantity }) => quantity);
	const whole = quantities.reduce((total, quantity) => total + quantity * pointsPerUnit, 0);
	const points =
		pointsPaidMinor === 0 ? whole : scale(whole, { num: payableMinor - pointsPaidMinor, den: payableMinor }, 'floor');
	const pointsByCategory = shareOut(points, quantities);
	return counted.map(({ category, quantity }, index) => ({
		kind: 'earn-per-unit',
		ruleId,
		category,
		quantity,
		pointsPerUnit,
		points: pointsByCategory[index]!,
	}));
}

const quantityOf = (lines: readonly BillLine[], category: string): number =>
	lines.filter((line) => line.category === category).reduce((total, line) => total + line.quantity, 0);
