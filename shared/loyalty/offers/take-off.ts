import { BPS_WHOLE, scale, sum } from '../../kernel/money.ts';
import type { DiscountStep } from '../explain.ts';
import { bundled, bundleSize } from './bundle.ts';
import type { OfferUse } from './claims.ts';
import type { Offer } from '../programme/offers.schema.ts';
import { shareOver, type Tab } from './tab.ts';
import { looksAt } from '../when.ts';

/** What one offer takes off a bill, by line, with its arithmetic. */
export type Taken = {
	readonly amountMinor: number;
	readonly byLine: readonly number[];
	readonly explanation: DiscountStep;
};

/** What an offer takes off what is left, never more than that. */
export function takeOff(offer: Offer, tab: Tab, use: OfferUse): Taken {
	const seen = tab.lines.map((line) => looksAt(offer, line));
	const left = tab.leftByLine.map((leftMinor, index) => (seen[index] ? leftMinor : 0));
	const leftMinor = sum(left);
	const mostMinor = Math.min(leftMinor, tab.spareMinor);
	const shared = (wantedMinor: number, weights: readonly number[], capMinor = Infinity) => {
		const amountMinor = Math.min(wantedMinor, mostMinor, capMinor);
		return { amountMinor, cutMinor: wantedMinor - amountMinor, byLine: shareOver(tab, amountMinor, weights) };
	};
	const { uses, points } = use;
	const discount = { kind: 'discount', ruleId: offer.id, uses, points } as const;

	switch (offer.kind) {
		case 'percent': {
			const { rateBps, capMinor, basis } = offer;
			const baseMinor =
				basis === 'initial' ? sum(tab.lines.map(({ grossMinor }, index) => (seen[index] ? grossMinor : 0))) : leftMinor;
			const wantedMinor = scale(baseMinor, { num: rateBps, den: BPS_WHOLE }, 'half-up');
			const { amountMinor, cutMinor, byLine } = shared(wantedMinor, left, capMinor);
			const amounts = { baseMinor, rateBps, cutMinor, amountMinor };
			return { amountMinor, byLine, explanation: { ...discount, by: 'percent', ...amounts } };
		}
		case 'amount': {
			const valueMinor = use.uses === 'coupon' ? (use.coupon?.leftMinor ?? null) : null;
			const { amountMinor, cutMinor, byLine } = shared(valueMinor ?? offer.amountMinor, left);
			const amounts = { baseMinor: leftMinor, minSpendMinor: offer.minSpendMinor ?? 0, amountMinor };
			// What a bill does not need of a value is not cut: it stays on the coupon.
			const rest = valueMinor === null ? { cutMinor } : { cutMinor: 0, leftMinor: cutMinor };
			return { amountMinor, byLine, explanation: { ...discount, by: 'amount', ...amounts, ...rest } };
		}
		case 'fixed-price': {
			const { priceMinor } = offer;
			// A price that is too large for a double is larger than any line all the same.
			const above = tab.lines.map(({ quantity }, index) => Math.max(0, left[index]! - priceMinor * quantity));
			const { amountMinor, cutMinor, byLine } = shared(sum(above), above);
			const quantity = sum(tab.lines.map((line, index) => (above[index]! > 0 ? line.quantity : 0)));
			const amounts = { baseMinor: leftMinor, priceMinor, quantity, cutMinor, amountMinor };
			return { amountMinor, byLine, explanation: { ...discount, by: 'fixed-price', ...amounts } };
		}
		case 'bundle': {
			const { priceMinor } = offer;
			const of = bundled(offer, tab) ?? tab.lines.map(() => 0);
			const { amountMinor, cutMinor, byLine } = shared(Math.max(0, sum(of) - priceMinor), of);
			const amounts = { baseMinor: sum(of), priceMinor, quantity: bundleSize(offer), cutMinor, amountMinor };
			return { amountMinor, byLine, explanation: { ...discount, by: 'bundle', ...amounts } };
		}
	}
}
