import type { EntryId } from '../../kernel/ids.ts';
import { midnightOf, momentAt, type BusinessClock } from '../../kernel/moment.ts';
import type { MemberAccountState } from '../visit/decide-visit.ts';
import { HOUSE } from './decide-expiry.ts';
import type { Entry, Lot, OpenLot } from '../entry.ts';

/** Points of one lot whose day has come. */
export type Matured = {
	readonly lot: OpenLot;
	/** Of what waited: this pays a debt, and the rest can be used. */
	readonly repaid: number;
};

/** An account in which everything is usable whose day has come, whether the books say so yet or not. */
type Account = Pick<MemberAccountState, 'lots' | 'debtPoints'>;

/** A lot at the moment at which it is made. */
export const openedLot = (lot: Lot): OpenLot =>
	lot.usableFrom === undefined ? { ...lot, remaining: lot.quantity } : { ...lot, remaining: 0, pending: lot.quantity };

export const isPending = ({ pending = 0 }: OpenLot): boolean => pending > 0;

const isDue = (lot: OpenLot, today: string): boolean => isPending(lot) && lot.usableFrom! <= today;

/**
 * What waits becomes usable on its day: debt is paid first, as by points that are earned, and the rest is in its lot.
 *
 * @param today local date
 */
export function mature<Of extends Account>(
	account: Of,
	today: string,
): { readonly account: Of; readonly matured: readonly Matured[] } {
	const due = account.lots.filter((lot) => isDue(lot, today)).sort(byDay);
	if (due.length === 0) return { account, matured: [] };
	let { debtPoints } = account;
	const matured = due.map((lot): Matured => {
		const repaid = Math.min(lot.pending!, -debtPoints);
		debtPoints += repaid;
		return { lot, repaid };
	});
	const after = new Map(
		matured.map(({ lot: { pending, ...lot }, repaid }) => [
			lot.id,
			{ ...lot, remaining: lot.remaining + pending! - repaid },
		]),
	);
	return { account: { ...account, debtPoints, lots: account.lots.map((lot) => after.get(lot.id) ?? lot) }, matured };
}

/** The account as a guest may use it on this day. */
export const asOf = <Of extends Account>(account: Of, today: string): Of => mature(account, today).account;

/** In the order of their days, so that a run that comes late pays debts with the same points. */
function byDay(a: OpenLot, b: OpenLot): number {
	const [x, y] = [a, b].map(({ usableFrom, earnedAt, id }) => [usableFrom!, earnedAt, id] as const);
	const at = [0, 1, 2].find((index) => x![index] !== y![index]);
	return at === undefined ? 0 : x![at]! < y![at]! ? -1 : 1;
}

/** What waits on this day, and the next day on which some of it can be used; `undefined` where nothing waits. */
export function pendingOf(lots: readonly OpenLot[], today: string): PendingPoints | undefined {
	const waiting = lots.filter((lot) => isPending(lot) && !isDue(lot, today));
	if (waiting.length === 0) return undefined;
	const [nextOn] = waiting.map(({ usableFrom }) => usableFrom!).sort();
	return { points: waiting.reduce((total, { pending }) => total + pending!, 0), nextOn: nextOn! };
}

/** Points that cannot be used yet, all together, and the first day on which some of them can. */
export type PendingPoints = { readonly points: number; readonly nextOn: string };

/** The id is made of the lot, so that it can mature once. */
const matureIdOf = (lotId: string): EntryId => `${lotId}/mature` as EntryId;

/** As of the midnight with which its day begins: whoever comes first writes what the run of that night would have written. */
export function matureEntry(
	{ lot, repaid }: Matured,
	clock: BusinessClock,
	{ recordedAt, programmeVersion }: Pick<Entry, 'recordedAt' | 'programmeVersion'>,
): Entry {
	const { id: lotId, memberId, unit, pending, usableFrom } = lot;
	const effectiveAt = midnightOf(usableFrom!, clock);
	const rest = pending! - repaid;
	return {
		...{ id: matureIdOf(lotId), kind: 'mature', memberId, visitId: null, reversalId: null },
		...{ effectiveAt, recordedAt, businessDate: momentAt(effectiveAt, clock).businessDate },
		...HOUSE,
		programmeVersion,
		postings: [
			{ account: 'PD', unit, quantity: -pending!, lotId },
			...(repaid > 0 ? [{ account: 'DB', unit, quantity: repaid, lotId: null } as const] : []),
			...(rest > 0 ? [{ account: 'AV', unit, quantity: rest, lotId } as const] : []),
		],
	};
}
