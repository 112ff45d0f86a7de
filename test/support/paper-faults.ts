import type { Moment } from '#shared/kernel/moment.ts';
import { asOf } from '#shared/ledger/lots/maturing.ts';
import type { MemberAccountState } from '#shared/ledger/visit/decide-visit.ts';
import type { Entry, OpenLot } from '#shared/ledger/entry.ts';
import { isUsable } from '#shared/ledger/lots/terms.ts';

/** What a decision has come to: the postings, and what is kept beside them. */
export type Books = {
	readonly entries: readonly Entry[];
	readonly lots: readonly OpenLot[];
	readonly state: Pick<MemberAccountState, 'debtPoints' | 'stampDebts' | 'visits'>;
	/** Visits of which something stands, and the one of before. */
	readonly visits: number;
	/** What open holds say they hold. */
	readonly held: number;
	readonly now: Moment;
};

const IN_LOTS: readonly string[] = ['AV', 'PD', 'HD'];
const UNITS = ['points', 'stamp:spa', 'reward:free-treatment'];

/** What does not hold of I1 to I8 and of what the decisions think; empty where all is well. */
export function faultsIn({ entries, lots, state, visits, held, now }: Books): string[] {
	const faults: string[] = [];
	const sums = new Map<string, number>();
	const add = (key: string, quantity: number) => sums.set(key, (sums.get(key) ?? 0) + quantity);
	for (const { account, unit, quantity, lotId } of entries.flatMap((entry) => entry.postings)) {
		add(`${unit} ${account}`, quantity);
		if (lotId !== null) add(`${unit} ${account} ${lotId}`, quantity);
		else if (IN_LOTS.includes(account)) faults.push(`I4 without a lot ${account}`);
	}
	const sum = (unit: string, account: string, lotId?: string): number =>
		sums.get(`${unit} ${account}${lotId === undefined ? '' : ` ${lotId}`}`) ?? 0;

	for (const entry of entries) {
		const units = new Map<string, number>();
		for (const { unit, quantity } of entry.postings) units.set(unit, (units.get(unit) ?? 0) + quantity);
		if ([...units.values()].some((total) => total !== 0)) faults.push(`I1 ${entry.id}`);
		if (entry.effectiveAt > now.instant) faults.push(`I8 ${entry.id}`);
	}
	for (const unit of UNITS) {
		for (const account of IN_LOTS) if (sum(unit, account) < 0) faults.push(`I2 ${account} ${unit}`);
		if (sum(unit, 'DB') > 0) faults.push(`I2 DB ${unit}`);
	}
	if (sum('points', 'EXPIRED') < 0) faults.push('I2 EXPIRED');

	const today = asOf({ lots, debtPoints: state.debtPoints }, now.localDate);
	const hasPoints = today.lots.some(
		(lot) => lot.unit === 'points' && lot.remaining > 0 && isUsable(lot, now.localDate),
	);
	const hadPoints = lots.some((lot) => lot.unit === 'points' && lot.remaining > 0 && isUsable(lot, now.localDate));
	if (sum('points', 'DB') < 0 && hadPoints) faults.push('I3 debt beside points');
	if (today.debtPoints < 0 && hasPoints) faults.push('I3 debt beside points that are due');

	for (const { id, unit, quantity, remaining, pending = 0 } of lots) {
		if (sum(unit, 'AV', id) !== remaining) faults.push(`I4 AV ${id}`);
		if (sum(unit, 'PD', id) !== pending) faults.push(`I4 PD ${id}`);
		const inHold = sum(unit, 'HD', id);
		if (Math.min(remaining, pending, inHold) < 0) faults.push(`I4 below zero ${id}`);
		if (remaining + pending + inHold > quantity) faults.push(`I4 bounds ${id}`);
	}
	if (sum('points', 'HD') !== held) faults.push('I4 HD');

	const issued = -(sum('points', 'ISSUED') + sum('points', 'OPENING') + sum('points', 'ADJUST'));
	const has = ['AV', 'PD', 'HD', 'DB'].reduce((total, account) => total + sum('points', account), 0);
	if (issued !== has + sum('points', 'REDEEMED') + sum('points', 'EXPIRED')) faults.push('I5');
	if (sum('points', 'DB') !== state.debtPoints) faults.push('I6 debt');
	if (-sum('stamp:spa', 'DB') !== (state.stampDebts.spa ?? 0)) faults.push('I6 stamp debt');
	if (new Set(entries.map(({ id }) => id)).size !== entries.length) faults.push('I7 one entry twice');
	if (state.visits !== visits) faults.push('visits');
	return faults;
}
