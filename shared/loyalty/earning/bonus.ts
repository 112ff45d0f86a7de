import { dateAfter } from '../../kernel/dates.ts';
import { BPS_WHOLE, scale } from '../../kernel/money.ts';
import { isAllInPoints, type Earning } from './base.ts';
import type { Bill, MemberStanding } from '../bill.ts';
import { capped } from './caps.ts';
import type { BonusRule, Occasion } from '../programme/earn-rules.schema.ts';
import type { Granted } from './grant.ts';
import type { Programme } from '../programme/programme.schema.ts';
import { applies } from '../when.ts';

export type Multiplier = Extract<BonusRule, { kind: 'multiplier' }>;
type Gift = Extract<BonusRule, { kind: 'gift' }>;

/**
 * What comes on top of base points, each bonus rounded down once. A multiplier looks at base points alone, never at what
 * another bonus gave.
 *
 * @param base what the earn rules gave, capped by their own caps
 */
export function bonusesOf(
	programme: Programme,
	member: MemberStanding,
	bill: Bill,
	earning: Earning,
	base: readonly Granted[],
): readonly Granted[] {
	const rules = (programme.bonuses ?? []).filter(
		(rule) => applies(rule, member, bill) && (!rule.occasion || isOccasion(rule.occasion, member)),
	);
	const multipliers = rules.filter((rule) => rule.kind === 'multiplier');
	const gifts = rules.filter((rule) => rule.kind === 'gift');
	return [
		...multiplied(programme, multipliers, base).filter(({ points }) => points > 0),
		...(earning.lines.length === 0 || isAllInPoints(earning)
			? []
			: gifts.filter((rule) => !wasGiven(rule, member, bill)).map(give)),
	];
}

/** What these multipliers give on this base: of several the largest alone, or together what each adds. */
export const multiplied = (
	{ multipliers: together }: Programme,
	multipliers: readonly Multiplier[],
	base: readonly Granted[],
): readonly Granted[] =>
	(together === 'sum'
		? multipliers.map((rule) => ({ rule, of: base.filter(isOf(rule)) }))
		: largestAlone(multipliers, base)
	).map(({ rule, of }) => multiply(rule, of));

const isOf =
	({ rules }: Multiplier) =>
	({ ruleId }: Granted): boolean =>
		rules?.includes(ruleId) ?? true;

/** Each earn rule is multiplied by the largest factor that holds for it; of equals by the one named first. */
function largestAlone(multipliers: readonly Multiplier[], base: readonly Granted[]) {
	const byFactor = multipliers.toSorted((a, b) => b.factorBps - a.factorBps);
	return multipliers.map((rule) => ({
		rule,
		of: base.filter((grant) => byFactor.find((other) => isOf(other)(grant)) === rule),
	}));
}

function multiply(rule: Multiplier, base: readonly Granted[]): Granted {
	const { id: ruleId, factorBps } = rule;
	const basePoints = base.reduce((total, { points }) => total + points, 0);
	const points = scale(basePoints, { num: factorBps - BPS_WHOLE, den: BPS_WHOLE }, 'floor');
	return capped(rule, {
		...{ ruleId, kind: 'bonus', baseMinor: 0, points, tallied: false },
		explanation: [{ kind: 'bonus-multiplied', ruleId, basePoints, factorBps, points }],
	});
}

const give = ({ id: ruleId, points, occasion }: Gift): Granted => ({
	...{ ruleId, kind: 'bonus', baseMinor: 0, points, tallied: occasion.kind === 'birthday' },
	explanation: [{ kind: 'bonus-gift', ruleId, occasion: occasion.kind, points }],
});

function isOccasion(occasion: Occasion, { isFirstVisit, birthdayDays }: MemberStanding): boolean {
	switch (occasion.kind) {
		case 'first-visit':
			return isFirstVisit;
		case 'birthday':
			return birthdayDays !== null && Math.abs(birthdayDays) <= occasion.days;
	}
}

/** A birthday is given once, however often the guest comes in those days. */
function wasGiven({ id, occasion }: Gift, { tallies, birthdayDays }: MemberStanding, { moment }: Bill): boolean {
	const last = tallies[id]?.lastOn;
	if (last === undefined || occasion.kind !== 'birthday') return false;
	return last >= dateAfter(moment.localDate, -(birthdayDays! + occasion.days));
}
