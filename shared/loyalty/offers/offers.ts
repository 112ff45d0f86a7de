import { err, type Result } from '../../kernel/result.ts';
import type { Bill, BillLine, MemberStanding } from '../bill.ts';
import { bundled } from './bundle.ts';
import { isDrawn, needsClaim, useOf, usesUp, type OfferUse, type UseRefusal } from './claims.ts';
import type { DiscountStep } from '../explain.ts';
import type { Offer } from '../programme/offers.schema.ts';
import type { Programme } from '../programme/programme.schema.ts';
import { obstacleOf, roomOf, stackOf, type Candidate, type Room, type Stack } from './stack.ts';
import { openTab, type Tab } from './tab.ts';
import { takeOff } from './take-off.ts';
import { holds, isFor, looksAt } from '../when.ts';

/** An offer that a bill gets: it has been used once. */
export type GivenOffer = {
	readonly offerId: string;
	readonly amountMinor: number;
	readonly uses: OfferUse['uses'];
	/** What it cost; 0 where it uses something else, or nothing. */
	readonly points: number;
	/** What stays on the coupon, where something may. */
	readonly leftMinor?: number | undefined;
};

/** Why an offer for this outlet and tier was not given, in order of precedence. */
export type OfferRefusal =
	| { readonly code: 'not_now' }
	/** Nobody here knows what is left of the guest's savings. */
	| { readonly code: 'server_needed' }
	| UseRefusal
	| { readonly code: 'limit_reached'; readonly of: 'member' | 'day' | 'house' }
	/** Nothing on the bill that it looks at, or nothing that it would make cheaper. */
	| { readonly code: 'nothing_to_discount' }
	| { readonly code: 'spend_missing'; readonly missingMinor: number }
	/** It holds, but only where the guest asks for it. */
	| { readonly code: 'not_asked' }
	/** It would take off more than the house has left for it. */
	| { readonly code: 'budget_spent' }
	| { readonly code: 'group_taken'; readonly by: string }
	| { readonly code: 'coupon_used'; readonly by: string }
	| { readonly code: 'bill_full'; readonly limit: number }
	/** Without it the others come to as much or more. */
	| { readonly code: 'less_for_guest' };

export type RefusedOffer = { readonly offerId: string } & OfferRefusal;

type Offered = {
	readonly given: readonly GivenOffer[];
	readonly refused: readonly RefusedOffer[];
	readonly amountMinor: number;
	/** By id of the line. */
	readonly byLine: ReadonlyMap<string, number>;
	readonly explanation: readonly DiscountStep[];
};

/** What offers take off the lines of a bill that may have a discount. @param isPaid nothing is missing any more */
export function offersOf(
	programme: Programme,
	member: MemberStanding | null,
	bill: Bill,
	eligible: readonly BillLine[],
	isPaid: boolean,
): Offered {
	const tab = openTab(eligible, programme.stacking?.floorBps ?? 0);
	const fitting = programme.offers
		.map((offer, place) => ({ offer, place }))
		.filter(({ offer }) => member && isFor(offer, member, bill.outlet));
	const refusals = new Map<string, OfferRefusal>();
	const candidates: Candidate[] = [];
	for (const { offer, place } of fitting) {
		const use = useHere(offer, member!, bill, tab, isPaid);
		if (!use.ok) {
			refusals.set(offer.id, use.error);
			continue;
		}
		const alone = takeOff(offer, tab, use.value);
		const refusal = refusalOfAmount(offer, member!, alone.amountMinor, use.value);
		if (refusal) refusals.set(offer.id, refusal);
		else candidates.push({ offer, place, use: use.value, alone });
	}

	const stack = stackOf(programme, candidates, tab);
	for (const candidate of candidates) {
		const refusal = refusalBeside(stack, candidate, roomOf(programme.stacking));
		if (refusal) refusals.set(candidate.offer.id, refusal);
	}
	const given = stack.taken.filter(({ amountMinor }) => amountMinor > 0);
	return {
		given: given.map(({ amountMinor, explanation }) => {
			const { ruleId: offerId, uses, points } = explanation;
			const leftMinor = explanation.by === 'amount' ? explanation.leftMinor : undefined;
			return { offerId, amountMinor, uses, points, ...(leftMinor === undefined ? {} : { leftMinor }) };
		}),
		refused: fitting.flatMap(({ offer: { id: offerId } }) => {
			const refusal = refusals.get(offerId);
			return refusal ? [{ offerId, ...refusal }] : [];
		}),
		amountMinor: stack.amountMinor,
		byLine: new Map(eligible.map(({ id, grossMinor }, index) => [id, grossMinor - stack.tab.leftByLine[index]!])),
		explanation: given.map(({ explanation }) => explanation),
	};
}

/** What the bill would use up for an offer, or why it does not hold for this bill, whatever others do. */
function useHere(
	offer: Offer,
	member: MemberStanding,
	{ moment, pointsTendered, claims }: Bill,
	tab: Tab,
	isPaid: boolean,
): Result<OfferUse, OfferRefusal> {
	const { id, when, minSpendMinor = 0 } = offer;
	if (when && !holds(when, moment)) return err({ code: 'not_now' });
	if (usesUp(offer) && !member.takesClaims) return err({ code: 'server_needed' });
	const use = useOf(offer, member, pointsTendered, isPaid);
	if (!use.ok) return use;
	const of = isDrawn(use.value) ? undefined : limitReached(offer, member);
	if (of) return err({ code: 'limit_reached', of });

	const seen = tab.lines.filter((line) => looksAt(offer, line));
	const listMinor = seen.reduce((total, { grossMinor }) => total + grossMinor, 0);
	const isThere = listMinor > 0 && (offer.kind !== 'bundle' || bundled(offer, tab) !== undefined);
	if (!isThere) return err({ code: 'nothing_to_discount' });
	if (listMinor < minSpendMinor) return err({ code: 'spend_missing', missingMinor: minSpendMinor - listMinor });
	return needsClaim(offer) && !claims.includes(id) ? err({ code: 'not_asked' }) : use;
}

/** @param aloneMinor what the offer would take off if it were the only one: beside others it never takes more */
function refusalOfAmount(
	{ id, budgetMinor }: Offer,
	{ offersLeft }: MemberStanding,
	aloneMinor: number,
	use: OfferUse,
): OfferRefusal | undefined {
	if (aloneMinor === 0) return { code: 'nothing_to_discount' };
	if (isDrawn(use)) return undefined;
	const leftMinor = offersLeft[id]?.budgetMinor ?? 0;
	return budgetMinor !== undefined && aloneMinor > leftMinor ? { code: 'budget_spent' } : undefined;
}

/** What the house has left and nobody told is nothing: a limit holds before a discount does. */
function limitReached(
	{ id, limits = {} }: Offer,
	{ offersUsed, offersLeft }: MemberStanding,
): 'member' | 'day' | 'house' | undefined {
	const { perMember = Infinity, perMemberDay = Infinity, total } = limits;
	const used = offersUsed[id] ?? { total: 0, today: 0 };
	if (used.total >= perMember) return 'member';
	if (used.today >= perMemberDay) return 'day';
	return total !== undefined && (offersLeft[id]?.uses ?? 0) < 1 ? 'house' : undefined;
}

/** Why an offer that holds was not given beside the others. */
function refusalBeside({ chosen, taken }: Stack, candidate: Candidate, room: Room): OfferRefusal | undefined {
	const turn = chosen.indexOf(candidate);
	if (turn !== -1) return taken[turn]!.amountMinor > 0 ? undefined : { code: 'nothing_to_discount' };
	const obstacle = obstacleOf(candidate, chosen, room);
	if (!obstacle) return { code: 'less_for_guest' };
	return obstacle.code === 'bill_full' ? { ...obstacle, limit: room.perBill } : obstacle;
}
