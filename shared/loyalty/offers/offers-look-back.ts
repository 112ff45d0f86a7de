import { usesUp } from './claims.ts';
import type { Offer } from '../programme/offers.schema.ts';
import type { Programme } from '../programme/programme.schema.ts';

/** The offers of which somebody has to know how often they were given, by what they ask for. */
export type OffersAsking = {
	/** `MemberStanding.coupons`. */
	readonly coupons: readonly string[];
	/** `MemberStanding.rewards`, by reward. */
	readonly rewards: readonly string[];
	/** Those that use up what the guest has saved: `MemberStanding.takesClaims`. */
	readonly saved: readonly string[];
	/** `MemberStanding.offersUsed`. */
	readonly used: readonly string[];
	/** `MemberStanding.offersLeft`. */
	readonly left: readonly string[];
};

/** The offers of a programme never change, and every bill asks several times. */
const found = new WeakMap<readonly Offer[], OffersAsking>();

/** What offers ask of bills before this one; empty lists where they ask for nothing, and then nobody has to look. */
export function offersAsking({ offers }: Pick<Programme, 'offers'>): OffersAsking {
	const known = found.get(offers);
	if (known) return known;
	const asking = askingOf(offers);
	found.set(offers, asking);
	return asking;
}

const askingOf = (offers: readonly Offer[]): OffersAsking => ({
	coupons: idsOf(offers, ({ coupon, price }) => coupon === true || price !== undefined),
	saved: idsOf(offers, usesUp),
	rewards: [...new Set(offers.flatMap(({ reward }) => reward ?? []))],
	used: idsOf(offers, ({ limits }) => limits?.perMember !== undefined || limits?.perMemberDay !== undefined),
	left: idsOf(offers, ({ limits, budgetMinor }) => limits?.total !== undefined || budgetMinor !== undefined),
});

const idsOf = (offers: readonly Offer[], asks: (offer: Offer) => boolean): readonly string[] =>
	offers.filter(asks).map(({ id }) => id);
