import type { Offer as Discount } from '#shared/loyalty/programme/offers.schema.ts';
import { groupOf } from '#shared/loyalty/offers/offer-group.ts';
import type { EarnRule } from '#shared/loyalty/programme/earn-rules.schema.ts';
import type { Scope } from '#shared/loyalty/programme/scope.schema.ts';
import { isFor } from '#shared/loyalty/when.ts';
import type { CounterSetup, MemberView } from '#shared/protocol/views.ts';

/** What a guest has or gets where the kiosk stands; never a key, because nothing is bought here. */
export type Offer =
	| { readonly kind: 'free'; readonly reward: string; readonly count: number }
	| {
			readonly kind: 'stamps';
			readonly card: string;
			readonly reward: string;
			readonly stamps: number;
			readonly needed: number;
	  }
	| { readonly kind: 'discount'; readonly offer: Discount }
	| { readonly kind: 'pay'; readonly points: number; readonly worthMinor: number }
	| { readonly kind: 'pay-later' }
	| { readonly kind: 'earn'; readonly rules: readonly EarnRule[] };

/**
 * What is earned already comes first, then what is begun, then what every bill brings, then what may be begun.
 *
 * @param isOnline points pay only where the server can be asked
 */
export function offersOf({ programme, outlet }: CounterSetup, member: MemberView, isOnline: boolean): readonly Offer[] {
	const { standing, rewards, worthMinor } = member;
	const pay: Offer = isOnline ? { kind: 'pay', points: standing.balancePoints, worthMinor } : { kind: 'pay-later' };
	const free = Object.entries(rewards)
		.filter(([, count]) => count > 0)
		.map(([reward, count]): Offer => ({ kind: 'free', reward, count }));
	const fits = (rule: Scope): boolean => isFor(rule, standing, outlet.code);
	const cards = programme.stampCards
		.filter((card) => card.outlets.some((outlet) => isFor(card, standing, outlet)))
		.map(({ id: card, reward, needed }) => ({ card, reward, needed, stamps: Math.max(0, standing.stamps[card] ?? 0) }))
		.map((card) => ({ kind: 'stamps', ...card }) as const);
	const discounts = bestOfGroups(programme.offers.filter((offer) => fits(offer) && isTold(offer, member)));
	const rules = programme.earn.filter(fits);
	return [
		...free,
		...cards.filter(({ stamps }) => stamps > 0),
		...discounts.map((offer) => ({ kind: 'discount', offer }) as const),
		...(worthMinor > 0 ? [pay] : []),
		...(rules.length > 0 ? [{ kind: 'earn', rules } as const] : []),
		...cards.filter(({ stamps }) => stamps === 0),
	];
}

/** A promise that holds whenever the guest reads it, and that can be put into words. */
const isTold = ({ id, when, coupon, reward, names, skus }: Discount, { standing }: MemberView): boolean =>
	!when && !reward && (!coupon || (standing.coupons[id] ?? 0) > 0) && (names !== undefined || !skus);

/** Of percents on everything that shut each other out the guest gets the largest. */
function bestOfGroups(offers: readonly Discount[]): readonly Discount[] {
	const plain = offers.filter(isPlain).toSorted((a, b) => b.rateBps - a.rateBps);
	return offers.filter(
		(offer) => !isPlain(offer) || plain.find((other) => groupOf(other) === groupOf(offer)) === offer,
	);
}

const isPlain = (offer: Discount): offer is Extract<Discount, { kind: 'percent' }> =>
	offer.kind === 'percent' && !offer.categories && !offer.minSpendMinor && !offer.coupon && !offer.names;
