import { err, ok, type Result } from '../../kernel/result.ts';
import type { MemberStanding, NextCoupon } from '../bill.ts';
import type { Offer } from '../programme/offers.schema.ts';

/** What a bill uses up to get an offer; `points` is 0 where it costs none. */
export type OfferUse =
	| { readonly uses: 'nothing'; readonly points: 0 }
	| { readonly uses: 'coupon'; readonly points: 0; readonly coupon?: NextCoupon }
	| { readonly uses: 'reward'; readonly points: 0 }
	| { readonly uses: 'points'; readonly points: number };

/** Why there is nothing to use up. */
export type UseRefusal =
	| { readonly code: 'coupon_missing' }
	| { readonly code: 'reward_missing' }
	| { readonly code: 'points_missing'; readonly missingPoints: number };

/** Such an offer uses up what the guest has saved, so it is given only where the guest asks for it. */
export const needsClaim = ({ price, reward }: Pick<Offer, 'price' | 'reward'>): boolean =>
	price !== undefined || reward !== undefined;

/** Limits and budget of what this bill would use were drawn when it was bought. */
export const isDrawn = (use: OfferUse): boolean => use.uses === 'coupon' && use.coupon?.isDrawn === true;

/** Nobody gives such an offer for nothing: of equal ones another is better. */
export const usesUp = (offer: Pick<Offer, 'price' | 'reward' | 'coupon'>): boolean =>
	offer.coupon === true || needsClaim(offer);

type Saved = Pick<MemberStanding, 'coupons' | 'nextCoupons' | 'rewards' | 'balancePoints'>;

/**
 * What this bill would use up for an offer.
 *
 * @param pointsTendered that pay the bill already, and no offer any more
 * @param isPaid the bill is paid: points that are missing become debt
 */
export function useOf(
	offer: Offer,
	member: Saved,
	pointsTendered: number,
	isPaid: boolean,
): Result<OfferUse, UseRefusal> {
	const { id, coupon, price, reward } = offer;
	if (reward)
		return (member.rewards[reward] ?? 0) > 0 ? ok({ uses: 'reward', points: 0 }) : err({ code: 'reward_missing' });
	if (!coupon && !price) return ok({ uses: 'nothing', points: 0 });
	const next = member.nextCoupons?.[id];
	// What is left on a coupon is an amount, and nothing else can take it off.
	const fits = (next?.leftMinor ?? null) === null || offer.kind === 'amount';
	if ((member.coupons[id] ?? 0) > 0 && fits) return ok({ uses: 'coupon', points: 0, ...(next && { coupon: next }) });
	if (coupon || !price) return err({ code: 'coupon_missing' });
	const missingPoints = price.points - (member.balancePoints - pointsTendered);
	return missingPoints > 0 && !isPaid
		? err({ code: 'points_missing', missingPoints })
		: ok({ uses: 'points', points: price.points });
}
