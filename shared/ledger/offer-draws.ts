import type { ReversalId, VisitId } from '../kernel/ids.ts';
import type { OfferLeft } from '../loyalty/bill.ts';
import { offersAsking } from '../loyalty/offers-look-back.ts';
import type { GivenOffer } from '../loyalty/offers.ts';
import type { Programme } from '../loyalty/programme.schema.ts';

/**
 * One bill draws on what the house gives of an offer, or gives it back. Numbered without a gap for each offer: two bills
 * that draw at once take the same number, and the second has to look again.
 */
export type OfferDraw = {
	readonly offerId: string;
	readonly seq: number;
	readonly visitId: VisitId;
	readonly reversalId: ReversalId | null;
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
			const cause = { visitId, reversalId: null };
			return drawAfter(offerId, drawn, cause, 1, amountMinor);
		});
}

/** What a bill of which nothing stands gives back. */
export const drawsBack = (
	given: readonly GivenOffer[],
	house: HouseOffers,
	cause: Pick<OfferDraw, 'visitId' | 'reversalId'>,
): readonly OfferDraw[] =>
	given.flatMap(({ offerId, amountMinor }) => {
		const drawn = house[offerId];
		return drawn ? [drawAfter(offerId, drawn, cause, -1, -amountMinor)] : [];
	});

const drawAfter = (
	offerId: string,
	{ draws, uses, amountMinor }: Drawn,
	cause: Pick<OfferDraw, 'visitId' | 'reversalId'>,
	moreUses: number,
	moreMinor: number,
): OfferDraw => ({
	offerId,
	seq: draws + 1,
	...cause,
	usesAfter: uses + moreUses,
	minorAfter: amountMinor + moreMinor,
});
