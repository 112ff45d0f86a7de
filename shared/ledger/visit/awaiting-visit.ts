import type { Moment } from '../../kernel/moment.ts';
import type { Programme } from '../../loyalty/programme/programme.schema.ts';
import type { RecordVisit } from '../../protocol/visit.ts';
import { decideVisit, type MemberAccountState, type OffersUsed } from './decide-visit.ts';
import type { Facts } from '../facts.ts';
import { isPending, openedLot } from '../lots/maturing.ts';
import { afterActivity } from '../lots/terms.ts';
import type { MemberRecord } from '../member/member-record.ts';
import { termAfter } from '../tiers/tier-change.ts';
import { daysAfter } from './metric-days.ts';

/**
 * A member as they will be when the server has booked a visit that still waits in an outbox. Decided by the server's own
 * rules on what is known here; a visit that they would refuse changes nothing.
 */
export function awaitingVisit(
	record: MemberRecord,
	programme: Programme,
	command: RecordVisit,
	moment: Moment,
): MemberRecord {
	const state = {
		programme,
		outletKnown: true,
		cashierKnown: true,
		sameBill: { standing: null, reversed: 0 },
		member: record.account,
		houseOffers: null,
		days: record.days,
		holds: [],
		vouchers: [],
	};
	const decided = decideVisit(state, command, 'outbox', { occurred: moment, recorded: moment });
	if (!decided.ok) return record;
	const { facts } = decided.value;
	return {
		...record,
		account: accountAfter(record.account, facts),
		days: daysAfter(record.days, facts.visit!),
	};
}

function accountAfter(
	account: MemberAccountState,
	{ visit, entries, lots, lotsLeft, member, tallies, debts, tierChange }: Facts,
): MemberAccountState {
	const left = new Map(lotsLeft.map(({ lotId, ...now }) => [lotId, now]));
	const stamps = entries.filter(({ kind }) => kind === 'stamp');
	return {
		...account,
		...(tierChange
			? {
					tier: tierChange.tier,
					tierTerm: termAfter(account.tierTerm, tierChange),
					pastTiers: [...account.pastTiers, { tier: tierChange.before, endedAt: tierChange.effectiveAt }],
				}
			: {}),
		version: member!.version,
		visits: member!.visits,
		debtPoints: member!.debtPoints,
		stampDebts: {
			...account.stampDebts,
			...Object.fromEntries(debts.map(({ unit, owed }) => [unit.slice('stamp:'.length), owed])),
		},
		lots: [...account.lots, ...lots.map(openedLot)]
			.map((lot) => ({ ...lot, ...left.get(lot.id) }))
			.filter((lot) => lot.remaining > 0 || isPending(lot))
			.map((lot) => (member!.activity ? afterActivity(lot, member!.activity) : lot)),
		offersUsed: visit!.offers.reduce(
			(used, { offerId }) => withUse(used, offerId, visit!.businessDate),
			account.offersUsed,
		),
		tallies: {
			...account.tallies,
			...Object.fromEntries(
				tallies.map(({ ruleId, baseMinor, points, lastOn }) => [ruleId, { baseMinor, points, lastOn }]),
			),
		},
		earnedLately: [
			...account.earnedLately,
			...visit!.grants.map(({ ruleId, points }) => {
				const { outlet, businessDate } = visit!;
				return { ruleId, outlet, businessDate, points };
			}),
		],
		stampedAt: [
			...account.stampedAt,
			...stamps.map(({ outlet, businessDate, effectiveAt: at }) => ({ outlet, businessDate, at })),
		],
	};
}

function withUse(used: OffersUsed, offerId: string, day: string): OffersUsed {
	const { total, byDay } = used[offerId] ?? { total: 0, byDay: {} };
	return { ...used, [offerId]: { total: total + 1, byDay: { ...byDay, [day]: (byDay[day] ?? 0) + 1 } } };
}
