import { invariant } from '../../kernel/result.ts';
import type { Earning } from './base.ts';
import { multiplied, type Multiplier } from './bonus.ts';
import { atMost } from './caps.ts';
import { byVisit, grantOf, type CountingRule } from './earn.ts';
import type { EarnRule } from '../programme/earn-rules.schema.ts';
import type { Grant, Granted } from './grant.ts';
import type { Programme } from '../programme/programme.schema.ts';

/**
 * What stands of a bill's grants when only `earning` stands of the bill: the rules that gave something give it again to
 * what is left, by the version of the programme that the bill was sold under and the tier of that moment. Nothing is
 * given that the bill did not get, and limits of the day stay as they cut the bill then.
 *
 * It depends on what is left, never on the order in which the rest came back. Only rules that carry look at the member's
 * whole life: what stands of theirs comes in.
 *
 * @param sold what the bill got when it was sold
 * @param carried points that stand of the rules that carry, by rule
 */
export function grantsStanding(
	programme: Programme,
	sold: readonly Grant[],
	earning: Earning,
	carried: ReadonlyMap<string, number>,
): readonly Grant[] {
	const base = sold.filter(({ kind }) => kind === 'base').map((grant) => baseAgain(programme, grant, earning, carried));
	const again = [...base, ...bonusAgain(programme, sold, earning, base)];
	const local = again.filter(({ ruleId }) => !carried.has(ruleId));
	const soldPoints = sold.filter(({ ruleId }) => !carried.has(ruleId)).reduce((total, { points }) => total + points, 0);
	const kept = new Map(atMost(soldPoints, local).map((grant) => [grant.ruleId, grant.points]));
	return again.map(({ ruleId, kind, baseMinor, points, tallied }) => {
		return { ruleId, kind, baseMinor, points: kept.get(ruleId) ?? points, tallied };
	});
}

/** The rule behind a grant, where it carries from bill to bill. */
export function carryingRule({ earn }: Programme, ruleId: string): CountingRule | undefined {
	const rule = earn.find(({ id }) => id === ruleId);
	return rule && 'carry' in rule && rule.carry ? rule : undefined;
}

function baseAgain(
	programme: Programme,
	{ ruleId, tallied }: Grant,
	earning: Earning,
	carried: ReadonlyMap<string, number>,
): Granted {
	const rule = programme.earn.find(({ id }) => id === ruleId);
	invariant(rule !== undefined, 'a published programme keeps its rules');
	const granted = ruleAgain(rule, programme, earning);
	return { ...granted, tallied, points: carried.get(ruleId) ?? granted.points };
}

/** A visit that got nothing because another one of the day had got it has no such grant. */
const ruleAgain = (rule: EarnRule, { currency }: Programme, earning: Earning): Granted =>
	rule.kind === 'per-visit' ? byVisit(rule, earning, false) : grantOf(rule, currency, 0, earning);

function bonusAgain(
	programme: Programme,
	sold: readonly Grant[],
	earning: Earning,
	base: readonly Granted[],
): readonly Grant[] {
	const given = sold.filter(({ kind }) => kind === 'bonus');
	const rules = (programme.bonuses ?? []).filter(({ id }) => given.some(({ ruleId }) => ruleId === id));
	const multipliers = rules.filter((rule): rule is Multiplier => rule.kind === 'multiplier');
	const ofBase = base.map((grant) => ({ ...grant, points: Math.max(0, grant.points) }));
	const again = new Map(multiplied(programme, multipliers, ofBase).map((grant) => [grant.ruleId, grant.points]));
	const isVisit = earning.lines.some(({ quantity }) => quantity > 0);
	return given.map((grant) => ({ ...grant, points: again.get(grant.ruleId) ?? (isVisit ? grant.points : 0) }));
}
