import { BPS_WHOLE, isCount, scale, type Rational, type Rounding } from '../kernel/money.ts';
import type { Bill, MemberStanding } from './bill.ts';
import type { Programme } from './programme/programme.schema.ts';

/** Why so many points cannot pay a bill, in order of precedence. */
export type PointsRefusal =
	| { readonly code: 'points_invalid' }
	| { readonly code: 'member_required' }
	/** Not here, or not of this tier. */
	| { readonly code: 'points_not_accepted' }
	| { readonly code: 'insufficient_points'; readonly shortPoints: number }
	/** Too few of them, on the bill or in the account. */
	| { readonly code: 'points_under_minimum'; readonly of: 'balance' | 'bill'; readonly pointsMin: number }
	| { readonly code: 'points_off_step'; readonly stepPoints: number }
	| { readonly code: 'points_over_bill'; readonly pointsMax: number };

type Payer = Pick<MemberStanding, 'tier' | 'balancePoints'>;

type Worth = Pick<Programme, 'pointValue' | 'payment'>;

/** The most points that a sum can take: none is wasted on a rest that is worth less than a point, if it may not cover it. */
export const pointsThatPay = ({ pointValue, payment }: Worth, dueMinor: number): number =>
	pointsFor(pointValue, dueMinor, payment?.coversRest ? 'ceil' : 'floor');

const pointsFor = ({ num, den }: Rational, dueMinor: number, rounding: Rounding): number =>
	num === 0 ? 0 : scale(dueMinor, { num: den, den: num }, rounding);

/** What so many points pay of a sum, in minor units; what they are worth above it pays nothing. */
export function worthOnBill({ pointValue }: Pick<Programme, 'pointValue'>, points: number, dueMinor: number): number {
	const most = pointsFor(pointValue, dueMinor, 'ceil');
	return Math.min(dueMinor, scale(Math.min(points, most), pointValue, 'floor'));
}

/** The most points that may pay a bill, whoever pays: in whole steps; 0 where none may. */
export function pointsMaxOf(programme: Programme, dueMinor: number): number {
	const { maxPoints = Infinity, stepPoints = 1, minPoints = 0, maxShareBps = BPS_WHOLE } = programme.payment ?? {};
	// A share is a limit, so no last point may reach over it.
	const shareMinor = scale(dueMinor, { num: maxShareBps, den: BPS_WHOLE }, 'floor');
	const fitting =
		shareMinor === dueMinor ? pointsThatPay(programme, dueMinor) : pointsFor(programme.pointValue, shareMinor, 'floor');
	const most = Math.min(maxPoints, fitting);
	const inSteps = most - (most % stepPoints);
	return inSteps < minPoints ? 0 : inSteps;
}

/** Why points cannot pay, before anybody knows what the bill comes to. @param isPaid what was paid is not refused */
export function refusalOfPayer(
	programme: Programme,
	member: Payer | null,
	{ outlet, pointsTendered: points }: Pick<Bill, 'outlet' | 'pointsTendered'>,
	isPaid: boolean,
): PointsRefusal | undefined {
	if (!isCount(points)) return { code: 'points_invalid' };
	if (points === 0) return undefined;
	if (!member) return { code: 'member_required' };
	if (isPaid) return undefined;
	const { outlets, tiers, minBalance = 0, minPoints = 0, stepPoints = 1 } = programme.payment ?? {};
	const isAccepted = (outlets?.includes(outlet) ?? true) && (tiers?.includes(member.tier) ?? true);
	if (!isAccepted) return { code: 'points_not_accepted' };
	const shortPoints = points - member.balancePoints;
	if (shortPoints > 0) return { code: 'insufficient_points', shortPoints };
	if (member.balancePoints < minBalance) return { code: 'points_under_minimum', of: 'balance', pointsMin: minBalance };
	if (points < minPoints) return { code: 'points_under_minimum', of: 'bill', pointsMin: minPoints };
	return points % stepPoints === 0 ? undefined : { code: 'points_off_step', stepPoints };
}

/**
 * The most points that this member can pay this bill with; 0 where they can with none.
 *
 * @param pointsAtMost what else bounds them
 */
export function pointsUsable(
	programme: Programme,
	member: Payer,
	outlet: string,
	dueMinor: number,
	pointsAtMost = Infinity,
): number {
	const { minPoints = 0, stepPoints = 1 } = programme.payment ?? {};
	const most = Math.min(member.balancePoints, pointsAtMost, pointsMaxOf(programme, dueMinor));
	const points = most - (most % stepPoints);
	const isRefused = refusalOfPayer(programme, member, { outlet, pointsTendered: points }, false) !== undefined;
	return points < minPoints || isRefused ? 0 : points;
}
