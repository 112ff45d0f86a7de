import { BPS_WHOLE, minorPerUnit, scale, shareOut, type Currency, type Rational } from '../../kernel/money.ts';
import { baseOf, isAllInPoints, type Earning } from './base.ts';
import type { Bill, MemberStanding } from '../bill.ts';
import { bonusesOf } from './bonus.ts';
import { capped, withCaps } from './caps.ts';
import type { EarnRule } from '../programme/earn-rules.schema.ts';
import type { Explanation } from '../explain.ts';
import type { Grant, Granted } from './grant.ts';
import type { Programme } from '../programme/programme.schema.ts';
import { applies, looksAt } from '../when.ts';

type Earned = {
	readonly points: number;
	readonly grants: readonly Grant[];
	readonly explanation: readonly Explanation[];
};

type StepRule = Extract<EarnRule, { kind: 'step' }>;
type ShareRule = Extract<EarnRule, { kind: 'proportional' }>;
/** Counts money, and may carry what did not make a full point. */
export type CountingRule = StepRule | ShareRule;

const NOTHING_EARNED: Earned = { points: 0, grants: [], explanation: [] };

/** The points of one bill: every rule that holds here and now, each rounded once; then what comes on top, then the caps. */
export function earnOf(programme: Programme, member: MemberStanding | null, bill: Bill, earning: Earning): Earned {
	if (!member) return NOTHING_EARNED;
	const base = programme.earn
		.filter((rule) => applies(rule, member, bill))
		.map((rule) =>
			rule.kind === 'per-visit'
				? byVisit(rule, earning, wasHereToday(rule, member, bill))
				: grantOf(rule, programme.currency, lookedAtBefore(rule, member), earning),
		)
		.filter(({ explanation }) => explanation.length > 0);
	const granted = [...base, ...bonusesOf(programme, member, bill, earning, base)];
	const given = granted.filter(({ points, tallied }) => points > 0 || tallied);
	const capped = withCaps(programme.caps, given, member.earnedToday);
	return {
		points: capped.grants.reduce((total, { points }) => total + points, 0),
		grants: capped.grants,
		explanation: [...granted.flatMap(({ explanation }) => explanation), ...capped.explanation],
	};
}

/**
 * What one rule gives on one bill, but for its visits.
 *
 * @param beforeMinor what the rule looked at in all bills before this one; 0 where it does not carry
 */
export function grantOf(
	rule: Exclude<EarnRule, { kind: 'per-visit' }>,
	currency: Currency,
	beforeMinor: number,
	earning: Earning,
): Granted {
	switch (rule.kind) {
		case 'step':
			return capped(rule, byStep(rule, currency, beforeMinor, baseOf(rule, earning)));
		case 'proportional':
			return capped(rule, byShare(rule, currency, beforeMinor, baseOf(rule, earning)));
		case 'per-unit':
			return capped(rule, byUnit(rule, earning));
	}
}

/** What the rule looked at in all bills before this one, where it carries. */
const lookedAtBefore = (
	rule: { readonly id: string; readonly carry?: boolean | undefined },
	member: MemberStanding,
): number => (rule.carry ? (member.tallies[rule.id]?.baseMinor ?? 0) : 0);

/** What a rule gives for all bills together that came to so much. */
export function pointsFor(rule: CountingRule, currency: Currency, totalMinor: number): number {
	switch (rule.kind) {
		case 'step':
			return scale(totalMinor, { num: 1, den: rule.stepMinor }, 'floor') * rule.points;
		case 'proportional':
			return scale(totalMinor, perMinor(rule, currency), rule.rounding ?? 'floor');
	}
}

/** With carry, all bills together have earned what one bill over everything would: never more, never less. */
function byStep(rule: StepRule, currency: Currency, beforeMinor: number, baseMinor: number): Granted {
	const { id: ruleId, stepMinor, points: pointsPerStep } = rule;
	const carriedMinor = beforeMinor % stepMinor;
	const missingMinor = stepMinor - ((carriedMinor + baseMinor) % stepMinor);
	const points = pointsFor(rule, currency, beforeMinor + baseMinor) - pointsFor(rule, currency, beforeMinor);
	return {
		...{ ruleId, kind: 'base', baseMinor, points, tallied: rule.carry ?? false },
		explanation: [
			{ kind: 'earn-step', ruleId, baseMinor, carriedMinor, stepMinor, pointsPerStep, points, missingMinor },
		],
	};
}

function byShare(rule: ShareRule, currency: Currency, beforeMinor: number, baseMinor: number): Granted {
	const { id: ruleId, rateBps, rounding = 'floor' } = rule;
	const inHundredths = { ...perMinor(rule, currency), num: rateBps * 100 };
	const grantedBefore = pointsFor(rule, currency, beforeMinor);
	const points = pointsFor(rule, currency, beforeMinor + baseMinor) - grantedBefore;
	const carriedHundredths = scale(beforeMinor, inHundredths, 'floor') - grantedBefore * 100;
	const exactHundredths = scale(baseMinor, inHundredths, 'floor');
	return {
		...{ ruleId, kind: 'base', baseMinor, points, tallied: rule.carry ?? false },
		explanation: [
			{ kind: 'earn-proportional', ruleId, baseMinor, rateBps, exactHundredths, carriedHundredths, rounding, points },
		],
	};
}

const perMinor = ({ rateBps }: ShareRule, currency: Currency): Rational => ({
	num: rateBps,
	den: BPS_WHOLE * minorPerUnit(currency),
});

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

/** Who pays all of a visit with points has bought nothing with money. */
export function byVisit(
	rule: Extract<EarnRule, { kind: 'per-visit' }>,
	earning: Earning,
	wasHereToday: boolean,
): Granted {
	const { id: ruleId, points, minSpendMinor = 0 } = rule;
	const nothing: Granted = { ruleId, kind: 'base', baseMinor: 0, points: 0, tallied: false, explanation: [] };
	const lines = earning.lines.filter((line) => looksAt(rule, line));
	const spentMinor = lines.reduce((total, { listMinor }) => total + listMinor, 0);
	if (lines.length === 0 || isAllInPoints(earning)) return nothing;
	if (spentMinor < minSpendMinor) {
		return { ...nothing, explanation: [{ kind: 'spend-missing', ruleId, missingMinor: minSpendMinor - spentMinor }] };
	}
	if (wasHereToday) return { ...nothing, explanation: [{ kind: 'visited-today', ruleId }] };
	return { ...nothing, points, explanation: [{ kind: 'earn-per-visit', ruleId, points }] };
}

/** One visit a member, outlet and business day. */
const wasHereToday = ({ id }: EarnRule, { earnedToday }: MemberStanding, { outlet }: Bill): boolean =>
	earnedToday.some((earlier) => earlier.ruleId === id && earlier.outlet === outlet);
