import type { EntryId, MemberId, StaffId } from '../../kernel/ids.ts';
import type { Moment } from '../../kernel/moment.ts';
import { sum } from '../../kernel/money.ts';
import { AccountBooks, type Cause } from '../lots/account-books.ts';
import { entryIdOf } from '../postings.ts';
import { withLotsOf, type Hold } from '../lots/decide-hold.ts';
import type { MemberAccountState } from '../visit/decide-visit.ts';
import type { Entry, OpenLot, Posting, Unit } from '../entry.ts';
import { NO_FACTS, type Erasure, type Facts } from '../facts.ts';
import { isPending } from '../lots/maturing.ts';

/** What a guest who is forgotten leaves behind: points that nobody can use any more, and what they owed. */
export type ErasureAnswer = {
	readonly memberId: MemberId;
	readonly forfeitedPoints: number;
	readonly writtenOffPoints: number;
};

/** In the name of nobody of the staff. */
const OFFICE = { outlet: 'house', terminal: 'office', actor: 'retorno' as StaffId };

/**
 * Forgets a guest: what is held comes back, then everything of every unit is forfeited and what they owe is written off.
 *
 * @param holds open ones of this member
 */
export function decideErasure(
	member: MemberAccountState,
	holds: readonly Hold[],
	programmeVersion: number,
	erasure: Erasure,
	{ instant, businessDate, localDate, clock }: Moment,
): { readonly facts: Facts; readonly answer: ErasureAnswer } {
	const before = withLotsOf(member, holds);
	const cause: Cause = {
		...{ id: erasureIdOf(member.id), visitId: null, reversalId: null, occurredAt: instant, recordedAt: instant },
		...{ businessDate, localDate, clock, ...OFFICE, programmeVersion },
	};
	const books = new AccountBooks(before, cause);
	for (const { id, parcels } of holds) books.release(id, parcels);
	const released = books.close(0, []);

	const left = released.lotsAfter.filter((lot) => inLot(lot) > 0);
	const owed = new Map<Unit, number>([
		['points', Math.abs(released.debtPoints)],
		...Object.entries(member.stampDebts).map(([card, stamps]): [Unit, number] => [`stamp:${card}`, stamps]),
	]);
	const units = new Set([
		...left.map(({ unit }) => unit),
		...[...owed].filter(([, debt]) => debt > 0).map(([of]) => of),
	]);
	const entries = [...units].sort().map((unit) => forfeitureOf(unit, left, owed.get(unit) ?? 0, member.id, cause));
	const { id, version, visits } = member;
	return {
		facts: {
			...NO_FACTS,
			holdEnds: holds.map((hold) => ({ id: hold.id, state: 'released' as const })),
			entries: [...released.facts.entries, ...entries],
			lots: released.facts.lots,
			lotsLeft: emptied(before.lots, released.lotsAfter),
			member: { id, version: version + 1, visits, debtPoints: 0 },
			debts: Object.entries(member.stampDebts)
				.filter(([, stamps]) => stamps > 0)
				.map(([card]) => ({ memberId: id, unit: `stamp:${card}` as const, owed: 0 })),
			erasure,
		},
		answer: {
			memberId: id,
			forfeitedPoints: sum(left.filter(({ unit }) => unit === 'points').map(inLot)),
			writtenOffPoints: owed.get('points')!,
		},
	};
}

/** Whether it can be used already or waits. */
const inLot = ({ remaining, pending = 0 }: OpenLot): number => remaining + pending;

/** A guest is forgotten once. */
export const erasureIdOf = (memberId: MemberId): string => `erase:${memberId}`;

function forfeitureOf(
	unit: Unit,
	lots: readonly OpenLot[],
	owed: number,
	memberId: MemberId,
	{ id, occurredAt, recordedAt, businessDate, outlet, terminal, actor, programmeVersion }: Cause,
): Entry {
	const taken = lots
		.filter((lot) => lot.unit === unit)
		.flatMap(({ id: lotId, remaining, pending = 0 }): Posting[] => [
			...(remaining > 0 ? [{ account: 'AV', unit, quantity: -remaining, lotId } as const] : []),
			...(pending > 0 ? [{ account: 'PD', unit, quantity: -pending, lotId } as const] : []),
		]);
	const forfeited = -sum(taken.map(({ quantity }) => quantity));
	const entryId: EntryId = entryIdOf(id, 'erase', unit);
	const to = (account: Posting['account'], quantity: number): Posting[] =>
		quantity === 0 ? [] : [{ account, unit, quantity, lotId: null }];
	return {
		...{ id: entryId, kind: 'erase', memberId, visitId: null, reversalId: null, effectiveAt: occurredAt },
		...{ recordedAt, businessDate, outlet, terminal, actor, programmeVersion },
		postings: [...taken, ...to('FORFEITED', forfeited), ...to('DB', owed), ...to('ADJUST', -owed)],
	};
}

/** Every lot that held something before, or does since the holds have ended. */
const emptied = (before: readonly OpenLot[], after: readonly OpenLot[]): Facts['lotsLeft'] => {
	const waited = new Set(before.filter(isPending).map(({ id }) => id));
	const full = new Set([...before, ...after].filter((lot) => inLot(lot) > 0).map(({ id }) => id));
	return [...full].map((lotId) => ({ lotId, remaining: 0, ...(waited.has(lotId) ? { pending: 0 } : {}) }));
};
