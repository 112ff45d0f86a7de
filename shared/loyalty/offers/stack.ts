import { usesUp, type OfferUse } from './claims.ts';
import { groupOf } from './offer-group.ts';
import type { Offer, Stacking } from '../programme/offers.schema.ts';
import type { Programme } from '../programme/programme.schema.ts';
import { lessBy, type Tab } from './tab.ts';
import { takeOff, type Taken } from './take-off.ts';

/** An offer that holds for this bill, and what it would take off alone: with others before it, it never takes more. */
export type Candidate = {
	readonly offer: Offer;
	/** Where it stands in the programme. */
	readonly place: number;
	/** What the bill uses up for it. */
	readonly use: OfferUse;
	readonly alone: Taken;
};

/** Offers that hold together, one after the other. */
export type Stack = {
	readonly chosen: readonly Candidate[];
	readonly taken: readonly Taken[];
	readonly amountMinor: number;
	/** What they leave. */
	readonly tab: Tab;
};

/** How many of what may hold together. */
export type Room = { readonly perBill: number; readonly perGroup: number };

/** All sets of so many offers are 4,096; with more of them on one bill priority decides. */
export const OFFERS_SEARCHED_MAX = 12;

/** The offers that this programme gives of those that hold. */
export function stackOf(programme: Programme, candidates: readonly Candidate[], tab: Tab): Stack {
	const policy = programme.stacking?.policy ?? 'best_for_guest';
	const room = roomOf(programme.stacking);
	if (candidates.length <= 1) return inTurn(candidates, room, tab);
	switch (policy) {
		case 'best_for_guest':
			return candidates.length <= OFFERS_SEARCHED_MAX
				? best(candidates.toSorted(byTurn), room, tab, bySpecificity(programme))
				: inTurn(candidates.toSorted(byPriority), room, tab);
		case 'first_by_priority':
			return inTurn(candidates.toSorted(byPriority), room, tab);
		case 'all_sequential': {
			const bySpecific = bySpecificity(programme);
			const order = candidates.toSorted(
				(a, b) => bySpecific(a, b) || b.alone.amountMinor - a.alone.amountMinor || byPriority(a, b),
			);
			return inTurn(order, room, tab);
		}
	}
}

export const roomOf = (stacking: Stacking | undefined): Room =>
	stacking?.policy === 'first_by_priority'
		? { perBill: 1, perGroup: 1 }
		: { perBill: stacking?.perBill ?? Infinity, perGroup: stacking?.perGroup ?? 1 };

/** Who stands in the way of an offer beside those that are chosen, if anybody does. */
export function obstacleOf(
	{ offer }: Candidate,
	chosen: readonly Candidate[],
	room: Room,
): { readonly code: 'group_taken' | 'coupon_used'; readonly by: string } | { readonly code: 'bill_full' } | undefined {
	const ofGroup = chosen.filter((other) => groupOf(other.offer) === groupOf(offer));
	if (ofGroup.length >= room.perGroup) return { code: 'group_taken', by: ofGroup[0]!.offer.id };
	const withCoupon = offer.coupon && chosen.find((other) => other.offer.coupon);
	if (withCoupon) return { code: 'coupon_used', by: withCoupon.offer.id };
	return chosen.length >= room.perBill ? { code: 'bill_full' } : undefined;
}

/** Each that still fits is chosen, first come; then they are taken off in their turn. */
function inTurn(order: readonly Candidate[], room: Room, tab: Tab): Stack {
	const chosen: Candidate[] = [];
	for (const candidate of order) if (!obstacleOf(candidate, chosen, room)) chosen.push(candidate);
	return chosen.sort(byTurn).reduce(put, nothingOff(tab));
}

/**
 * The set that takes off most; of equal ones the one that uses up less, so that nothing is spent for nothing, then the
 * smaller one, then the one of which the first offer that differs is more specific, of higher priority, named first.
 *
 * Leaves out a branch only where all that could still come could not reach what is found already.
 */
function best(inOrder: readonly Candidate[], room: Room, tab: Tab, bySpecific: Compare): Stack {
	const preferred = inOrder.toSorted((a, b) => bySpecific(a, b) || byPriority(a, b));
	const ranksOf = ({ chosen }: Stack) => chosen.map((one) => preferred.indexOf(one)).sort((a, b) => a - b);
	let found = nothingOff(tab);
	const isBetter = (stack: Stack): boolean => {
		const difference =
			stack.amountMinor - found.amountMinor ||
			usedUpBy(found) - usedUpBy(stack) ||
			found.chosen.length - stack.chosen.length;
		if (difference !== 0) return difference > 0;
		const ranks = ranksOf(found);
		const ahead = ranksOf(stack).findIndex((rank, index) => rank !== ranks[index]);
		return ahead !== -1 && ranksOf(stack)[ahead]! < ranks[ahead]!;
	};
	const grow = (stack: Stack, from: number): void => {
		if (isBetter(stack)) found = stack;
		let stillMinor = inOrder.slice(from).reduce((total, { alone }) => total + alone.amountMinor, 0);
		for (let next = from; next < inOrder.length; next++) {
			if (stack.amountMinor + stillMinor < found.amountMinor) return;
			const candidate = inOrder[next]!;
			stillMinor -= candidate.alone.amountMinor;
			if (!obstacleOf(candidate, stack.chosen, room)) grow(put(stack, candidate), next + 1);
		}
	};
	grow(found, 0);
	return found;
}

const usedUpBy = ({ chosen }: Stack): number => chosen.filter(({ offer }) => usesUp(offer)).length;

const nothingOff = (tab: Tab): Stack => ({ chosen: [], taken: [], amountMinor: 0, tab });

function put(stack: Stack, candidate: Candidate): Stack {
	const taken = stack.chosen.length === 0 ? candidate.alone : takeOff(candidate.offer, stack.tab, candidate.use);
	return {
		chosen: [...stack.chosen, candidate],
		taken: [...stack.taken, taken],
		amountMinor: stack.amountMinor + taken.amountMinor,
		tab: lessBy(stack.tab, taken.byLine),
	};
}

type Compare = (a: Candidate, b: Candidate) => number;

const byPriority: Compare = (a, b) => (b.offer.priority ?? 0) - (a.offer.priority ?? 0) || a.place - b.place;

/** Offers of single lines before those of the bill, and last what uses up coupons, rewards or points. */
const byTurn: Compare = (a, b) => turnOf(a.offer) - turnOf(b.offer) || byPriority(a, b);

const turnOf = (offer: Offer): number => (usesUp(offer) ? 2 : isOfLines(offer) ? 0 : 1);

const isOfLines = ({ kind, categories, skus }: Offer): boolean =>
	kind === 'fixed-price' || kind === 'bundle' || categories !== undefined || skus !== undefined;

/**
 * Outlet and category before outlet before category before all. A programme has no list of outlets: all are those that its
 * rules name, and an offer of all of them is for no outlet more than for another.
 */
function bySpecificity({ offers, earn, bonuses = [], stampCards }: Programme): Compare {
	const all = new Set([...offers, ...earn, ...bonuses, ...stampCards].flatMap(({ outlets }) => outlets)).size;
	const specificityOf = ({ offer }: Candidate): number =>
		(offer.outlets.length < all ? 2 : 0) + (isOfLines(offer) ? 1 : 0);
	return (a, b) => specificityOf(b) - specificityOf(a);
}
