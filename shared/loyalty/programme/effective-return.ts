import { BPS_WHOLE, minorPerUnit, scale, type Rational } from '../../kernel/money.ts';
import type { EarnRule } from './earn-rules.schema.ts';
import type { Programme } from './programme.schema.ts';

/**
 * What a rule gives back of the money spent, in basis points, rounded down: the points of a price times what they pay. "5 % in
 * points" at 0.50 a point is 2.5 %, and both numbers belong side by side.
 *
 * @returns `null` for rules that do not count money
 */
export function effectiveReturnBps(rule: EarnRule, { pointValue, currency }: Programme): number | null {
	const pointsPerMinor = perMinor(rule, minorPerUnit(currency));
	if (!pointsPerMinor) return null;
	const { num, den } = pointsPerMinor;
	return scale(num * pointValue.num, { num: BPS_WHOLE, den: den * pointValue.den }, 'floor');
}

function perMinor(rule: EarnRule, minorInUnit: number): Rational | null {
	switch (rule.kind) {
		case 'step':
			return { num: rule.points, den: rule.stepMinor };
		case 'proportional':
			return { num: rule.rateBps, den: BPS_WHOLE * minorInUnit };
		case 'per-unit':
		case 'per-visit':
			return null;
	}
}
