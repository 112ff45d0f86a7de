import { BPS_WHOLE, minorPerUnit, scale, shareOut, type Currency } from '../kernel/money.ts';
import { baseOf, isAllInPoints, type Earning } from './base.ts';
import type { Bill, MemberStanding } from './bill.ts';
import { bonusesOf } from './bonus.ts';
import { capped, withCaps } from './caps.ts';
import type { EarnRule } from './earn-rules.schema.ts';
import type { Explanation } from './explain.ts';
import type { Grant, Granted } from './grant.ts';
import type { Programme } from './programme.schema.ts';
import { applies, looksAt } from './when.ts';

type Earned = {
	readonly points: number;
	readonly grants: readonly Grant[];
	readonly explanation: readonly Explanation[];
};

export const NOTHING_EARNED: Earned = { points: 0, grants: [], explanation: [] };

/** The points of one bill: every rule that holds here and now, each rounded once; then what comes on top, then the caps. */
export function earnOf(programme: Programme, member: MemberStanding | null, bill: Bill, earning: Earning): Earned {
	if (!member) return NOTHING_EARNED;
	const base = programme.earn
		.filter((rule) => applies(rule, member.tier, bill))
		.map((rule) => grantOf(rule, programme.currency, member, bill, earning))
		.filter(({ explanation }) => explanation.length > 0);
	const granted = [...base, ...bonusesOf(programme, member, bill, earning, base)];
	const capped = withCaps(programme.caps, granted, member.earnedToday);
	return {
		points: capped.grants.reduce((total, { points }) => total + points, 0),
		grants: capped.grants,
		explanation: [...granted.flatMap(({ explanation }) => explanation), ...capped.explanation],
	};
}

function grantOf(rule: EarnRule, currency: Currency, member: MemberStanding, bill: Bill, earning: Earning): Granted {
	switch (rule.kind) {
		case 'step':
			return capped(rule, byStep(rule, member, baseOf(rule, earning)));
		case 'proportional':
			return capped(rule, byShare(rule, currency, member, baseOf(rule, earning)));
		case 'per-unit':
			return capped(rule, byUnit(rule, earning));
		case 'per-visit':
			return byVisit(rule, member, bill, earning);
	}
}

/** What the rule looked at in all bills before this one, where it carries. */
const lookedAtBefore = (
	rule: { readonly id: string; readonly carry?: boolean | undefined },
	member: MemberStanding,
): number => (rule.carry ? (member.tallies[rule.id]?.baseMinor ?? 0) : 0);

/** With carry, all bills together have earned what one bill over everything would: never more, never less. */
function byStep(rule: Extract<EarnRule, { kind: 'step' }>, member: MemberStanding, baseMinor: number): Granted {
	const { id: ruleId, stepMinor, points: pointsPerStep } = rule;
	const beforeMinor = lookedAtBefore(rule, member);
	const carriedMinor = beforeMinor % stepMinor;
	const steps = scale(carriedMinor + baseMinor, { num: 1, den: stepMinor }, 'floor');
	const missingMinor = (steps + 1) * stepMinor - carriedMinor - baseMinor;
	const points = steps * pointsPerStep;
	return {
		...{ ruleId, kind: 'base', baseMinor, points, tallied: rule.carry ?? false },
		explanation: [
			{ kind: 'earn-step', ruleId, baseMinor, carriedMinor, stepMinor, pointsPerStep, points, missingMinor },
		],
	};
}

function byShare(
	rule: Extract<EarnRule, { kind: 'proportional' }>,
	currency: Currency,
	member: MemberStanding,
	baseMinor: number,
): Granted {
	const { id: ruleId, rateBps, rounding = 'floor' } = rule;
	const beforeMinor = lookedAtBefore(rule, member);
	const pointsPerMinor = { num: rateBps, den: BPS_WHOLE * minorPerUnit(currency) };
	const inHundredths = { ...pointsPerMinor, num: rateBps * 100 };
	const grantedBefore = scale(beforeMinor, pointsPerMinor, rounding);
	const points = scale(beforeMinor + baseMinor, pointsPerMinor, rounding) - grantedBefore;
	const carriedHundredths = scale(beforeMinor, inHundredths, 'floor') - grantedBefore * 100;
	const exactHundredths = scale(baseMinor, inHundredths, 'floor');
	return {
		...{ ruleId, kind: 'base', baseMinor, points, tallied: rule.carry ?? false },
		explanation: [
			{ kind: 'earn-proportional', ruleId, baseMinor, rateBps, exactHundredths, carriedHundredths, rounding, points },
		],
	};
}

/** Points pay the same part of every line, so that part of every unit earns nothing: rounded down once for the rule. */
function byUnit(rule: Extract<EarnRule, { kind: 'per-unit' }>, earning: Earning): Granted {
	const { id: ruleId, categories, points: pointsPerUnit } = rule;
	const { payableMinor, pointsPaidMinor } = earning;
	const counted = categories
		.map((category) => ({ category, quantity: quantityOf(rule, earning, category) }))
		.filter(({ quantity }) => quantity > 0);
	const quantities = counted.map(({ quantity }) => quantity);
	const whole = quantities.reduce((total, quantity) => total + quantity * pointsPerUnit, 0);
	const points =
		pointsPaidMinor === 0 ? whole : scale(whole, { num: payableMinor - pointsPaidMinor, den: payableMinor }, 'floor');
	const pointsByCategory = shareOut(points, quantities);
	return {
		...{ ruleId, kind: 'base', baseMinor: 0, points, tallied: false },
		explanation: counted.map(({ category, quantity }, index) => ({
			kind: 'earn-per-unit',
			ruleId,
			category,
			quantity,
			pointsPerUnit,
			points: pointsByCategory[index]!,
		})),
	};
}

const quantityOf = (rule: EarnRule, { lines }: Earning, category: string): number =>
	lines
		.filter((line) => line.category === category && looksAt(rule, line))
		.reduce((total, line) => total + line.quantity, 0);

/** One visit a member, outlet and business day; who pays all of it with points has bought nothing with money. */
function byVisit(
	rule: Extract<EarnRule, { kind: 'per-visit' }>,
	member: MemberStanding,
	{ outlet }: Bill,
	earning: Earning,
): Granted {
	const { id: ruleId, points, minSpendMinor = 0 } = rule;
	const nothing: Granted = { ruleId, kind: 'base', baseMinor: 0, points: 0, tallied: false, explanation: [] };
	const lines = earning.lines.filter((line) => looksAt(rule, line));
	const listMinor = lines.reduce((total, { grossMinor }) => total + grossMinor, 0);
	if (lines.length === 0 || isAllInPoints(earning)) return nothing;
	if (listMinor < minSpendMinor) {
		return { ...nothing, explanation: [{ kind: 'spend-missing', ruleId, missingMinor: minSpendMinor - listMinor }] };
	}
	if (member.earnedToday.some((earlier) => earlier.ruleId === ruleId && earlier.outlet === outlet)) {
		return { ...nothing, explanation: [{ kind: 'visited-today', ruleId }] };
	}
	return { ...nothing, points, explanation: [{ kind: 'earn-per-visit', ruleId, points }] };
}
