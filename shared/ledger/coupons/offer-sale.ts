import type { Moment } from '../../kernel/moment.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import type { OfferLeft, OfferUsed } from '../../loyalty/bill.ts';
import type { Offer } from '../../loyalty/programme/offers.schema.ts';
import type { Programme } from '../../loyalty/programme/programme.schema.ts';
import { holds } from '../../loyalty/when.ts';
import type { OfferNotHad } from '../../protocol/coupon.ts';
import type { OfferBooked } from '../../protocol/hold.ts';

export const offerOf = ({ offers }: Programme, offerId: string): Offer | undefined =>
	offers.find(({ id }) => id === offerId);

/** What an offer costs in points that can be had for them here and now, before there is a bill. */
export function pricedOffer(
	programme: Programme,
	offerId: string,
	tier: string,
	outlet: string,
	moment: Moment,
): Result<{ readonly offer: Offer; readonly points: number; readonly validDays: number | null }, OfferBooked> {
	const offer = offerOf(programme, offerId);
	if (!offer) return err({ code: 'offer_unknown', offerId });
	if (!offer.price) return err({ code: 'offer_not_sold', offerId });
	const { outlets, tiers, when, price } = offer;
	if (!outlets.includes(outlet)) return err({ code: 'offer_not_here', offerId, of: 'outlet' });
	if (tiers && !tiers.includes(tier)) return err({ code: 'offer_not_here', offerId, of: 'tier' });
	if (when && !holds(when, moment)) return err({ code: 'offer_not_here', offerId, of: 'time' });
	return ok({ offer, points: price.points, validDays: price.validDays ?? null });
}

/** The most that an offer takes off one bill, in minor units; `null` where only the bill tells. */
export function mostOff(offer: Offer): number | null {
	if (offer.kind === 'amount') return offer.amountMinor;
	return offer.kind === 'percent' ? (offer.capMinor ?? null) : null;
}

/** Why one more of an offer is too many, whoever asks for it. */
export function limitOf(
	{ id: offerId, limits = {}, budgetMinor }: Offer,
	used: OfferUsed,
	left: OfferLeft | undefined,
	mostMinor: number | null,
): OfferNotHad | undefined {
	const { perMember, perMemberDay, total } = limits;
	const reached = (of: 'member' | 'day' | 'house' | 'budget', limit: number): OfferNotHad => {
		return { code: 'offer_limit_reached', offerId, of, limit };
	};
	if (perMember !== undefined && used.total >= perMember) return reached('member', perMember);
	if (perMemberDay !== undefined && used.today >= perMemberDay) return reached('day', perMemberDay);
	if (total !== undefined && (left?.uses ?? 0) < 1) return reached('house', total);
	if (budgetMinor === undefined) return undefined;
	// What nobody can tell beforehand cannot be kept within a budget.
	if (mostMinor === null) return { code: 'offer_not_sold', offerId };
	return mostMinor > (left?.budgetMinor ?? 0) ? reached('budget', budgetMinor) : undefined;
}
