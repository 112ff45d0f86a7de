import type { MemberStanding } from '#shared/loyalty/bill.ts';

/** A member who has been here before and has nothing, but for what the test says. */
export const standingWith = (known: Partial<MemberStanding>): MemberStanding => ({
	tier: 'classic',
	clubs: [],
	balancePoints: 0,
	stamps: {},
	recentlyStamped: [],
	tallies: {},
	earnedToday: [],
	birthdayDays: null,
	isFirstVisit: false,
	coupons: {},
	rewards: {},
	takesClaims: true,
	offersUsed: {},
	offersLeft: {},
	...known,
});
