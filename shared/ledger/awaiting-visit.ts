import type { Moment } from '../kernel/moment.ts';
import type { Programme } from '../loyalty/programme.schema.ts';
import { NIGHT_CATEGORY } from '../loyalty/tiers.ts';
import type { RecordVisit } from '../protocol/visit.ts';
import { decideVisit, type MemberAccountState, type OffersUsed } from './decide-visit.ts';
import type { Facts, VisitFact } from './facts.ts';
import { yearOf, type MemberRecord, type YearMetrics } from './member-record.ts';

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
		holds: [],
	};
	const decided = decideVisit(state, command, 'outbox', { occurred: moment, recorded: moment });
	if (!decided.ok) return record;
	const { facts } = decided.value;
	return {
		...record,
		account: accountAfter(record.account, facts),
		metrics: metricsAfter(record.metrics, facts.visit!, moment),
	};
}

function accountAfter(
	account: MemberAccountState,
	{ visit, entries, lots, lotsLeft, member, tallies, debts }: Facts,
): MemberAccountState {
	const left = new Map(lotsLeft.map(({ lotId, remaining }) => [lotId, remaining]));
	const stamps = entries.filter(({ kind }) => kind === 'stamp');
	return {
		...account,
		version: member!.version,
		visits: member!.visits,
		debtPoints: member!.debtPoints,
		stampDebts: {
			...account.stampDebts,
			...Object.fromEntries(debts.map(({ unit, owed }) => [unit.slice('stamp:'.length), owed])),
		},
		lots: [...account.lots, ...lots.map((lot) => ({ ...lot, remaining: lot.quantity }))]
			.map((lot) => ({ ...lot, remaining: left.get(lot.id) ?? lot.remaining }))
			.filter(({ remaining }) => remaining > 0),
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

function metricsAfter(metrics: YearMetrics, { lines, payableMinor }: VisitFact, moment: Moment): YearMetrics {
	if (metrics.year > yearOf(moment)) return metrics;
	const before = metrics.year === yearOf(moment) ? metrics : { nights: 0, spendMinor: 0 };
	const nights = lines.filter(({ category }) => category === NIGHT_CATEGORY);
	return {
		year: yearOf(moment),
		nights: nights.reduce((total, { quantity }) => total + quantity, before.nights),
		spendMinor: before.spendMinor + payableMinor,
	};
}
