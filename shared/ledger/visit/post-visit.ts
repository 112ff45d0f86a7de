import { invariant } from '../../kernel/result.ts';
import type { Programme } from '../../loyalty/programme/programme.schema.ts';
import type { Grant } from '../../loyalty/earning/grant.ts';
import type { Quote } from '../../loyalty/quote.ts';
import { termOf } from '../../loyalty/expiry.ts';
import { usableFromOf } from '../../loyalty/earning/pending.ts';
import { AccountBooks, NOTHING_POSTED, type Posted } from '../lots/account-books.ts';
import type { MemberAccountState, VisitTimes } from './decide-visit.ts';
import { heldOf, type Hold } from '../lots/decide-hold.ts';
import { isValue, type HeldCoupon } from '../coupons/coupons.ts';
import type { TallyChange, VisitFact } from '../facts.ts';

/**
 * The entries of one visit: what was held for it first, then what it spends besides, then base points, then bonus, then stamps; each at most once.
 *
 * @param coupons that it uses, by offer
 */
export function postVisit(
	programme: Programme,
	member: MemberAccountState | null,
	visit: VisitFact,
	quoted: Quote,
	holds: readonly Hold[],
	coupons: ReadonlyMap<string, HeldCoupon>,
	{ occurred }: VisitTimes,
): Posted {
	if (!member || !visit.memberId) {
		return NOTHING_POSTED;
	}
	const books = new AccountBooks(member, {
		...visit,
		visitId: visit.id,
		reversalId: null,
		localDate: occurred.localDate,
		clock: occurred.clock,
	});
	let spending = quoted.pointsSpent;
	for (const hold of holds) {
		const captured = Math.min(spending, heldOf(hold));
		books.capture(hold.id, hold.parcels, captured);
		spending -= captured;
	}
	if (spending > 0) books.redeem(spending);
	for (const { offerId, uses, amountMinor } of quoted.offers) {
		const coupon = coupons.get(offerId);
		if (uses === 'coupon' && coupon) books.useCoupon(offerId, coupon, isValue(coupon.unit) ? amountMinor : 1);
		if (uses === 'reward') books.useReward(offerId, `reward:${rewardOf(programme, offerId)}`);
	}
	const term = termOf(programme.expiry, occurred.localDate);
	const usableFrom = usableFromOf(programme, visit.outlet, occurred);
	books.earn('earn', pointsOf(quoted.grants, 'base'), term, usableFrom);
	books.earn('bonus', pointsOf(quoted.grants, 'bonus'), term, usableFrom);
	for (const change of quoted.stamps) books.stamp(change);
	return books.close(1, talliesAfter(member, quoted.grants, occurred.localDate));
}

function rewardOf({ offers }: Programme, offerId: string): string {
	const reward = offers.find(({ id }) => id === offerId)?.reward;
	invariant(reward !== undefined, 'an offer that uses a reward names it');
	return reward;
}

const pointsOf = (grants: readonly Grant[], kind: Grant['kind']): number =>
	grants.reduce((total, grant) => total + (grant.kind === kind ? grant.points : 0), 0);

/** What the rules that look back have given by now. */
export const talliesAfter = (
	{ id: memberId, tallies }: MemberAccountState,
	grants: readonly Grant[],
	localDate: string,
): readonly TallyChange[] =>
	grants
		.filter(({ tallied }) => tallied)
		.map(({ ruleId, baseMinor, points }) => {
			const before = tallies[ruleId];
			// A visit that comes late does not make the last one earlier.
			const lastOn = before && before.lastOn > localDate ? before.lastOn : localDate;
			return {
				memberId,
				ruleId,
				baseMinor: (before?.baseMinor ?? 0) + baseMinor,
				points: (before?.points ?? 0) + points,
				lastOn,
			};
		});
