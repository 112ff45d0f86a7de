import type { EntryId } from '../kernel/ids.ts';
import type { EntryKind, Lot, MemberAccount, OpenLot, Posting, ProgrammeAccount, Unit } from './entry.ts';
import type { LotLeft } from './facts.ts';

/** A part of one lot that a spending took; `lotId` is `null` for what was spent as debt. */
export type Parcel = { readonly lotId: string | null; readonly quantity: number };

/** The id of what a visit, or the taking back of one, posts: it can post each kind once. */
export const entryIdOf = (causeId: string, kind: EntryKind, subject = ''): EntryId =>
	`${causeId}/${kind}${subject && `:${subject}`}` as EntryId;

type Account = MemberAccount | ProgrammeAccount;

/** Into an account, out of nothing: the other side is another posting of the same entry. */
export const to = (account: Account, unit: Unit, quantity: number): Posting => ({
	account,
	unit,
	quantity,
	lotId: null,
});
export const outOfHold = ({ lotId, quantity }: Parcel): Posting => ({ ...from('HD', 'points', quantity), lotId });
export const from = (account: Account, unit: Unit, quantity: number): Posting => to(account, unit, -quantity);

/** Lots after some postings; a lot that appears for the first time begins empty. */
export function applied(
	lots: readonly OpenLot[],
	newLots: readonly Lot[],
	postings: readonly Posting[],
): readonly OpenLot[] {
	const known = new Set(lots.map(({ id }) => id));
	const opened = newLots.filter(({ id }) => !known.has(id)).map((lot): OpenLot => ({ ...lot, remaining: 0 }));
	const moved = (account: Account, id: string): number =>
		postings
			.filter((posting) => posting.account === account && posting.lotId === id)
			.reduce((total, { quantity }) => total + quantity, 0);
	return [...lots, ...opened].map((lot) => ({
		...lot,
		remaining: lot.remaining + moved('AV', lot.id),
		...(lot.usableFrom === undefined ? {} : { pending: (lot.pending ?? 0) + moved('PD', lot.id) }),
	}));
}

/** What is left of a lot, where that is not what was there before. */
export function leftOf({ id: lotId, remaining, pending = 0 }: OpenLot, before: OpenLot): readonly LotLeft[] {
	if (pending !== (before.pending ?? 0)) return [{ lotId, remaining, pending }];
	return remaining === before.remaining ? [] : [{ lotId, remaining }];
}
