import type { MemberStanding } from '#shared/loyalty/bill.ts';
import type { DiscountStep } from '#shared/loyalty/explain.ts';
import type { RefusedOffer } from '#shared/loyalty/offers/offers.ts';
import type { Offer } from '#shared/loyalty/programme/offers.schema.ts';
import type { CounterSetup } from '#shared/protocol/views.ts';
import { named } from './why.ts';
import type { Wording } from '../wording.ts';

/** What an offer took off, with its arithmetic. */
export function discountText(step: DiscountStep, tier: string, setup: CounterSetup, wording: Wording): string {
	const { t, format } = wording;
	const given = whole(step, nameOf(step, tier, setup, wording), wording);
	const discount = step.points > 0 ? t('bill.discount-points', { discount: given, count: step.points }) : given;
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
		case 'bundle':
			return step.priceMinor > 0 ? t('bill.discount-bundle', { name, price: format.amount(step.priceMinor) }) : name;
	}
}

/** What the hotel calls it, or for whom it is. */
function nameOf({ ruleId, uses }: DiscountStep, tier: string, { programme }: CounterSetup, wording: Wording): string {
	const offer = programme.offers.find(({ id }) => id === ruleId);
	if (offer?.names) return wording.name(offer.names);
	if (uses === 'coupon') return wording.t('bill.coupon');
	return offer && !offer.tiers ? wording.t('bill.offer') : named(programme.tiers, tier, wording);
}

/** How much more brings the nearest offer: one sentence, because the counter has no room for a list. */
export function missingFor(
	refused: readonly RefusedOffer[],
	{ programme }: CounterSetup,
	wording: Wording,
): readonly string[] {
	const [nearest] = refused
		.filter((refusal) => refusal.code === 'spend_missing')
		.toSorted((a, b) => a.missingMinor - b.missingMinor);
	const offer = nearest && programme.offers.find(({ id }) => id === nearest.offerId);
	if (!offer) return [];
	const what = offer.names ? wording.name(offer.names) : gives(offer, wording);
	return [wording.t('why.offer-missing', { missing: wording.format.amount(nearest.missingMinor), offer: what })];
}

/** Why a coupon that the guest has was not taken; what is only missing to it is told by `missingFor`. */
export function keptCoupons(
	refused: readonly RefusedOffer[],
	coupons: MemberStanding['coupons'],
	{ programme }: CounterSetup,
	wording: Wording,
): readonly string[] {
	const { t } = wording;
	const calledBy = (id: string): string => {
		const offer = programme.offers.find((one) => one.id === id);
		return offer ? called(offer, wording) : id;
	};
	return refused.flatMap((refusal) => {
		const { offerId, code } = refusal;
		if ((coupons[offerId] ?? 0) === 0 || !isKept(code)) return [];
		const reason = t(`kept.${code}`, 'by' in refusal ? { other: calledBy(refusal.by) } : {});
		return [t('why.coupon-kept', { name: calledBy(offerId), reason })];
	});
}

/** Told elsewhere, or nothing that somebody with a coupon hears. */
const NOT_KEPT = ['spend_missing', 'coupon_missing', 'reward_missing', 'points_missing', 'not_asked'] as const;
type Kept = Exclude<RefusedOffer['code'], (typeof NOT_KEPT)[number]>;

export const isKept = (code: RefusedOffer['code']): code is Kept => !NOT_KEPT.some((other) => other === code);

/** Its name, or what it gives. */
export const called = (offer: Offer, wording: Wording): string =>
	offer.names ? wording.name(offer.names) : offer.coupon ? wording.t('bill.coupon') : gives(offer, wording);

function gives(offer: Offer, { t, format }: Wording): string {
	switch (offer.kind) {
		case 'percent':
			return t('offer.percent', { rate: format.rate(offer.rateBps) });
		case 'amount':
			return t('offer.amount', { amount: format.amount(offer.amountMinor) });
		case 'fixed-price':
			return t('offer.price', { price: format.amount(offer.priceMinor) });
		case 'bundle':
			return offer.priceMinor > 0 ? t('offer.bundle', { price: format.amount(offer.priceMinor) }) : t('offer.free');
	}
}
