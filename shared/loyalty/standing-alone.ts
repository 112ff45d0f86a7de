import type { MemberStanding } from './bill.ts';

/**
 * What a counter by itself may count on, also of what the server said before it went away: never what can be given once in
 * the whole house.
 */
export function standingAlone(standing: MemberStanding): MemberStanding {
	const { nextCoupons: _, ...known } = standing;
	return { ...known, coupons: {}, rewards: {}, takesClaims: false, offersLeft: {} };
}
