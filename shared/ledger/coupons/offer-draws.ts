import type { CouponId, ReversalId, VisitId } from '../../kernel/ids.ts';
import type { OfferLeft } from '../../loyalty/bill.ts';
import { offersAsking } from '../../loyalty/offers/offers-look-back.ts';
import type { GivenOffer } from '../../loyalty/offers/offers.ts';
import type { Programme } from '../../loyalty/programme/programme.schema.ts';

/**
 * One bill or coupon draws on what the house gives of an offer, or gives it back. Numbered without a gap for each offer: two bills
 * that draw at once take the same number, and the second has to look again.
 */
export type OfferDraw = {
	readonly offerId: string;
	readonly seq: number;
	/** What draws: a visit, or a coupon that is bought or given; the other one is `null`. */
	readonly visitId: VisitId | null;
	readonly couponId: CouponId | null;
	/** What gives it back: the taking back of the visit, or the coupon that is called off. */
	readonly reversalId: ReversalId | CouponId | null;
	/** Of all bills, this one included. */
	readonly usesAfter: number;
	readonly minorAfter: number;
};

/** What all bills together have drawn, by offer; an offer that nobody had is missing. */
export type HouseOffers = Readonly<Record<string, Drawn>>;
export type Drawn = { readonly draws: number; readonly uses: number; readonly amountMinor: number };

const NOTHING_DRAWN: Drawn = { draws: 0, uses: 0, amountMinor: 0 };

/** What the house still gives of its offers. */
export function offersLeft(programme: Programme, house: HouseOffers): Readonly<Record<string, OfferLeft>> {
	const { left } = offersAsking(programme);
	return Object.fromEntries(
		programme.offers
			.filter(({ id }) => left.includes(id))
			.map(({ id, limits, budgetMinor }): [string, OfferLeft] => {
				const { uses, amountMinor } = house[id] ?? NOTHING_DRAWN;
				const total = limits?.total;
				return [
					id,
					{
						uses: total === undefined ? null : Math.max(0, total - uses),
						budgetMinor: budgetMinor === undefined ? null : Math.max(0, budgetMinor - amountMinor),
					},
				];
			}),
	);
}

/** What a bill draws with the offers that it got. */
export function drawsOf(
	programme: Programme,
	given: readonly GivenOffer[],
	house: HouseOffers,
	visitId: VisitId,
): readonly OfferDraw[] {
	const { left } = offersAsking(programme);
	return given
		.filter(({ offerId }) => left.includes(offerId))
		.map(({ offerId, amountMinor }) => {
			const drawn = house[offerId] ?? NOTHING_DRAWN;
			const cause = { visitId, couponId: null, reversalId: null };
			return drawAfter(offerId, drawn, cause, 1, amountMinor);
		});
}

/** What a bill of which nothing stands gives back. */
export const drawsBack = (
	given: readonly GivenOffer[],
	house: HouseOffers,
	visitId: VisitId,
	reversalId: ReversalId,
): readonly OfferDraw[] =>
	given.flatMap(({ offerId, amountMinor }) => {
		const drawn = house[offerId];
		return drawn ? [drawAfter(offerId, drawn, { visitId, couponId: null, reversalId }, -1, -amountMinor)] : [];
	});

/** What a coupon draws when it is bought or given. @param mostMinor that it can ever take off */
export const drawOfCoupon = (couponId: CouponId, offerId: string, house: HouseOffers, mostMinor: number): OfferDraw =>
	drawAfter(offerId, house[offerId] ?? NOTHING_DRAWN, { visitId: null, couponId, reversalId: null }, 1, mostMinor);

/** What it gives back when it is called off. */
export const drawBackOfCoupon = (couponId: CouponId, offerId: string, drawn: Drawn, mostMinor: number): OfferDraw =>
	drawAfter(offerId, drawn, { visitId: null, couponId, reversalId: couponId }, -1, -mostMinor);

const drawAfter = (
	offerId: string,
	{ draws, uses, amountMinor }: Drawn,
	cause: Pick<OfferDraw, 'visitId' | 'couponId' | 'reversalId'>,
	moreUses: number,
	moreMinor: number,
): OfferDraw => ({
	offerId,
	seq: draws + 1,
	...cause,
	usesAfter: uses + moreUses,
	minorAfter: amountMinor + moreMinor,
});
