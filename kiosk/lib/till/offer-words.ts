import type { DiscountStep } from '#shared/loyalty/explain.ts';
import type { RefusedOffer } from '#shared/loyalty/offers.ts';
import type { Offer } from '#shared/loyalty/offers.schema.ts';
import type { CounterSetup } from '#shared/protocol/views.ts';
import { named } from './why.ts';
import type { Wording } from './wording.ts';

/** What an offer took off, with its arithmetic. */
export function discountText(step: DiscountStep, tier: string, setup: CounterSetup, wording: Wording): string {
	const { t, format } = wording;
	const discount = whole(step, nameOf(step, tier, setup, wording), wording);
	return step.cutMinor > 0 ? t('bill.discount-cut', { discount, amount: format.amount(step.amountMinor) }) : discount;
}

function whole(step: DiscountStep, name: string, { t, format }: Wording): string {
	switch (step.by) {
		case 'percent':
			return t('bill.discount', { name, rate: format.rate(step.rateBps), base: format.amount(step.baseMinor) });
		case 'amount':
			return step.minSpendMinor > 0 ? t('bill.discount-from', { name, from: format.amount(step.minSpendMinor) }) : name;
		case 'fixed-price':
			return t('bill.discount-price', { name, price: format.amount(step.priceMinor) });
	}
}

/** What the hotel calls it, or for whom it is. */
function nameOf({ ruleId, coupon }: DiscountStep, tier: string, { programme }: CounterSetup, wording: Wording): string {
	const offer = programme.offers.find(({ id }) => id === ruleId);
	if (offer?.names) return wording.name(offer.names);
	if (coupon) return wording.t('bill.coupon');
	return offer && !offer.tiers ? wording.t('bill.offer') : named(programme.tiers, tier, wording);
}

/** How much more would bring which offer, the nearest one first. */
export function missingFor(
	refused: readonly RefusedOffer[],
	{ programme }: CounterSetup,
	{ t, format, name }: Wording,
): readonly string[] {
	const missing = refused.filter((refusal) => refusal.code === 'spend_missing');
	return missing
		.toSorted((a, b) => a.missingMinor - b.missingMinor)
		.flatMap(({ offerId, missingMinor }) => {
			const offer = programme.offers.find(({ id }) => id === offerId);
			if (!offer) return [];
			const what = offer.names ? name(offer.names) : gives(offer, { t, format });
			return [t('why.offer-missing', { missing: format.amount(missingMinor), offer: what })];
		});
}

function gives(offer: Offer, { t, format }: Pick<Wording, 't' | 'format'>): string {
	switch (offer.kind) {
		case 'percent':
			return t('offer.percent', { rate: format.rate(offer.rateBps) });
		case 'amount':
			return t('offer.amount', { amount: format.amount(offer.amountMinor) });
		case 'fixed-price':
			return t('offer.price', { price: format.amount(offer.priceMinor) });
	}
}
