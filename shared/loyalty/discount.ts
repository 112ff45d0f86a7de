import { BPS_WHOLE, scale } from '../kernel/money.ts';
import type { Bill, BillLine, MemberStanding } from './bill.ts';
import type { Explanation } from './explain.ts';
import type { Programme } from './programme.schema.ts';
import { applies } from './when.ts';

/**
 * The outlet's discount for this tier, over the lines that are not excluded: half up, once per bill.
 * Where several rules fit, the guest gets the best one, and of equals the one that the programme names first.
 */
export function discountOf(
	programme: Programme,
	member: MemberStanding | null,
	bill: Bill,
	eligible: readonly BillLine[],
): { readonly amountMinor: number; readonly explanation: readonly Explanation[] } {
	const baseMinor = eligible.reduce((total, line) => total + line.grossMinor, 0);
	const best = programme.discounts
		.filter((rule) => member && applies(rule, member.tier, bill))
		.sort((a, b) => b.rateBps - a.rateBps)[0];
	if (!best || baseMinor === 0) return { amountMinor: 0, explanation: [] };

	const amountMinor = scale(baseMinor, { num: best.rateBps, den: BPS_WHOLE }, 'half-up');
	return {
		amountMinor,
		explanation: [{ kind: 'discount', ruleId: best.id, baseMinor, rateBps: best.rateBps, amountMinor }],
	};
}
