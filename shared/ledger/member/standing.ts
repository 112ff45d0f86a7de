import type { CouponId } from '../../kernel/ids.ts';
import type { Moment } from '../../kernel/moment.ts';
import type { EarnedToday, MemberStanding, NextCoupon } from '../../loyalty/bill.ts';
import { daysFromBirthday } from '../../loyalty/earning/birthday.ts';
import { looksAtDay, talliedRules } from '../../loyalty/tiers/look-back.ts';
import { offersAsking } from '../../loyalty/offers/offers-look-back.ts';
import type { Programme } from '../../loyalty/programme/programme.schema.ts';
import type { MemberAccountState } from '../visit/decide-visit.ts';
import { couponsFor, nextCouponOf, piecesOf } from '../coupons/coupons.ts';
import { offersLeft, type HouseOffers } from '../coupons/offer-draws.ts';
import { asOf } from '../lots/maturing.ts';
import { balanceOf } from '../lots/spend.ts';
import { clubsAt } from './clubs.ts';
import { tierAt } from '../tiers/tier-change.ts';
import type { OpenLot, Unit } from '../entry.ts';

/** Two stamps need four hours between them, even across the hotel's midnight. */
const STAMP_GAP_MS = 4 * 3_600_000;

/**
 * What a member may use and has at this moment, as far as this programme asks.
 *
 * @param houseOffers `null` where nobody knows what the house has given
 * @param named coupons that the bill names: they are used before others
 */
export function standingOf(
	programme: Programme,
	member: MemberAccountState,
	moment: Moment,
	houseOffers: HouseOffers | null,
	named: readonly CouponId[] = [],
): MemberStanding {
	const asking = offersAsking(programme);
	return {
		tier: tierAt(member, moment.instant),
		balancePoints: balanceOf(asOf(member, moment.localDate).lots, 'points', moment.localDate),
		clubs: clubsAt(member.clubs, moment.instant).filter((club) => programme.clubs?.some(({ code }) => code === club)),
		stamps: netStamps(member, moment.localDate),
		recentlyStamped: member.stampedAt
			.filter(
				({ businessDate, at }) =>
					businessDate === moment.businessDate || Math.abs(Date.parse(moment.instant) - Date.parse(at)) < STAMP_GAP_MS,
			)
			.map(({ outlet }) => outlet),
		tallies: talliesOf(member, talliedRules(programme)),
		earnedToday: looksAtDay(programme) ? earnedOn(member, moment.businessDate) : [],
		birthdayDays: member.birthday === null ? null : daysFromBirthday(member.birthday, moment.localDate),
		isFirstVisit: member.visits === 0,
		// A coupon is used once in the whole house, which a counter by itself cannot promise.
		...(houseOffers ? couponsOf(asking.coupons, member.lots, moment.localDate, named) : { coupons: {} }),
		rewards: houseOffers ? only(asking.rewards, countsOf(member.lots, 'reward:', moment.localDate)) : {},
		takesClaims: houseOffers !== null || asking.saved.length === 0,
		offersUsed: only(asking.used, usedOn(member, moment.businessDate)),
		offersLeft: houseOffers ? offersLeft(programme, houseOffers) : {},
	};
}

/** How many coupons there are for each offer, and what has to be known of the next one. */
function couponsOf(
	offerIds: readonly string[],
	lots: readonly OpenLot[],
	localDate: string,
	named: readonly CouponId[],
): Pick<MemberStanding, 'coupons' | 'nextCoupons'> {
	const held = offerIds
		.map((offerId) => ({ offerId, coupons: couponsFor(lots, offerId, localDate, named) }))
		.filter(({ coupons }) => coupons.length > 0);
	const next = held.flatMap(({ offerId, coupons }): [string, NextCoupon][] => {
		const coupon = nextCouponOf(coupons);
		return coupon ? [[offerId, coupon]] : [];
	});
	return {
		coupons: Object.fromEntries(held.map(({ offerId, coupons }) => [offerId, piecesOf(coupons)])),
		...(next.length > 0 ? { nextCoupons: Object.fromEntries(next) } : {}),
	};
}

const only = <Value>(ids: readonly string[], of: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> =>
	Object.fromEntries(Object.entries(of).filter(([id]) => ids.includes(id)));

const usedOn = ({ offersUsed }: MemberAccountState, day: string): MemberStanding['offersUsed'] =>
	Object.fromEntries(
		Object.entries(offersUsed).map(([offerId, { total, byDay }]) => [offerId, { total, today: byDay[day] ?? 0 }]),
	);

/** A card owes only while it is empty. */
const netStamps = ({ lots, stampDebts }: MemberAccountState, localDate: string): Readonly<Record<string, number>> => ({
	...countsOf(lots, 'stamp:', localDate),
	...Object.fromEntries(
		Object.entries(stampDebts)
			.filter(([, owed]) => owed > 0)
			.map(([ruleId, owed]) => [ruleId, -owed]),
	),
});

const talliesOf = ({ tallies }: MemberAccountState, rules: readonly string[]): MemberStanding['tallies'] =>
	Object.fromEntries(Object.entries(tallies).filter(([ruleId]) => rules.includes(ruleId)));

/** What each rule gave on one business day, added up, in one order whoever asks. */
function earnedOn({ earnedLately }: MemberAccountState, day: string): readonly EarnedToday[] {
	const sums = new Map<string, EarnedToday>();
	for (const { ruleId, outlet, businessDate, points } of earnedLately) {
		if (businessDate !== day || points === 0) continue;
		const key = `${ruleId} ${outlet}`;
		sums.set(key, { ruleId, outlet, points: points + (sums.get(key)?.points ?? 0) });
	}
	return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum);
}

/** Balances of all units with a prefix, by what follows it: stamps by card, rewards by code. */
export function countsOf(
	lots: readonly OpenLot[],
	prefix: 'stamp:' | 'reward:',
	localDate: string,
): Readonly<Record<string, number>> {
	const units = [...new Set(lots.map((lot) => lot.unit))].filter((unit): unit is Unit => unit.startsWith(prefix));
	return Object.fromEntries(
		units
			.map((unit) => [unit.slice(prefix.length), balanceOf(lots, unit, localDate)] as const)
			.filter(([, count]) => count > 0),
	);
}
