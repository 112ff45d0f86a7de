import type { Moment } from '../kernel/moment.ts';
import type { MemberStanding } from '../loyalty/bill.ts';
import type { MemberAccountState } from './decide-visit.ts';
import { balanceOf } from './spend.ts';
import type { OpenLot, Unit } from './entry.ts';

/** Two stamps need four hours between them, even across the hotel's midnight. */
const STAMP_GAP_MS = 4 * 3_600_000;

/** What a member may use and has at this moment. */
export function standingOf(member: MemberAccountState, moment: Moment): MemberStanding {
	return {
		tier: member.tier,
		balancePoints: balanceOf(member.lots, 'points', moment.localDate),
		stamps: countsOf(member.lots, 'stamp:', moment.localDate),
		recentlyStamped: member.stampedAt
			.filter(
				({ businessDate, at }) =>
					businessDate === moment.businessDate || Math.abs(Date.parse(moment.instant) - Date.parse(at)) < STAMP_GAP_MS,
			)
			.map(({ outlet }) => outlet),
		tallies: member.tallies,
		earnedToday: member.earnedLately
			.filter(({ businessDate }) => businessDate === moment.businessDate)
			.map(({ ruleId, outlet, points }) => ({ ruleId, outlet, points })),
		birthday: member.birthday,
		isFirstVisit: member.visits === 0,
	};
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
