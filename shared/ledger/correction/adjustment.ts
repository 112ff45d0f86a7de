import { dateAfter } from '../../kernel/dates.ts';
import { sum } from '../../kernel/money.ts';
import { err, invariant, ok, type Result } from '../../kernel/result.ts';
import { ADJUSTED_POINTS_MAX } from '../../protocol/adjustment.ts';
import type { Term } from '../../loyalty/expiry.ts';
import { GRACE_DAYS, type Cause } from '../lots/account-books.ts';
import { entryIdOf, type Parcel } from '../postings.ts';
import type { MemberAccountState } from '../visit/decide-visit.ts';
import type { Entry, Lot, OpenLot, Posting } from '../entry.ts';
import { NO_FACTS, type Facts } from '../facts.ts';
import { mature, matureEntry, type Matured } from '../lots/maturing.ts';
import { balanceOf, drawn, takeFrom } from '../lots/spend.ts';
import { isUsable } from '../lots/terms.ts';

/** An account after points were given or taken by hand. */
export type AdjustedAccount = {
	readonly facts: Facts;
	readonly balance: number;
	readonly owed: number;
};

/** Numbers that can be given or taken: whole, not nothing, and not more than anybody means. */
export const isAdjustable = (points: number): boolean =>
	Number.isSafeInteger(points) && points !== 0 && Math.abs(points) <= ADJUSTED_POINTS_MAX;

/**
 * Gives points, debt first and the rest as a lot of this term; or takes points, those that would be spent next, and never
 * more than can be used: nobody is brought into debt by hand.
 */
export function adjusted(
	member: MemberAccountState,
	cause: Cause,
	points: number,
	term: Term,
): Result<AdjustedAccount, { readonly code: 'insufficient_points'; readonly shortPoints: number }> {
	invariant(isAdjustable(points), 'what cannot be adjusted is refused');
	const ripe = mature(member, cause.localDate);
	if (points > 0) {
		const { repaid, rest } = repay(ripe.account, points);
		return ok(booked(ripe, cause, points, [...repaid, ...newLot(cause, rest)], rest, term));
	}
	const { postings, missing } = takeFrom(ripe.account.lots, 'points', -points, cause.localDate);
	if (missing > 0) return err({ code: 'insufficient_points', shortPoints: missing });
	return ok(booked(ripe, cause, points, postings, 0, term));
}

/** What an adjustment did, and what has come of it. */
export type AdjustmentTrace = {
	readonly points: number;
	/** The lot that it gave, also an empty one; `null` where it gave none. */
	readonly lot: OpenLot | null;
	/** What of that lot has expired. */
	readonly expired: number;
	/** What it took of each lot, in the order of taking. */
	readonly taken: readonly Parcel[];
	/** Those lots, the empty ones too. */
	readonly takenLots: readonly OpenLot[];
};

/**
 * Takes an adjustment back. What it gave goes from its own lot first, and what of that has expired counts as taken back; then
 * from the others, and what was spent meanwhile becomes debt. What it took goes back to where it was taken from.
 */
export function unadjusted(
	member: MemberAccountState,
	cause: Cause,
	{ points, lot, expired, taken, takenLots }: AdjustmentTrace,
): AdjustedAccount {
	const { localDate } = cause;
	const known = new Set(member.lots.map(({ id }) => id));
	const missingLots = [...(lot ? [lot] : []), ...takenLots].filter(({ id }) => !known.has(id));
	const ripe = mature({ ...member, lots: [...member.lots, ...missingLots] }, localDate);
	const { account } = ripe;
	if (points < 0) {
		const { repaid, rest } = repay(account, -points);
		let left = rest;
		let late = 0;
		const back: Posting[] = [];
		for (const { lotId, quantity } of taken.toReversed()) {
			const part = Math.min(quantity, left);
			const from = account.lots.find(({ id }) => id === lotId);
			if (part === 0 || !from) continue;
			left -= part;
			if (isUsable(from, localDate)) back.push({ account: 'AV', unit: 'points', quantity: part, lotId });
			else late += part;
		}
		const term = { expiresOn: dateAfter(localDate, GRACE_DAYS) };
		return booked(ripe, cause, -points, [...repaid, ...back, ...newLot(cause, late + left)], late + left, term);
	}
	const own = drawn(
		account.lots.filter(({ id }) => id === lot?.id),
		points,
	);
	const fromExpired = Math.min(own.missing, expired);
	const others = takeFrom(
		account.lots.filter(({ id }) => id !== lot?.id),
		'points',
		own.missing - fromExpired,
		localDate,
	);
	const postings = [
		...own.postings,
		...posting('EXPIRED', -fromExpired),
		...others.postings,
		...posting('DB', -others.missing),
	];
	return booked(ripe, cause, -points, postings, 0, { expiresOn: null });
}

function repay({ debtPoints }: MemberAccountState, points: number): { repaid: readonly Posting[]; rest: number } {
	const repaid = Math.min(points, -debtPoints);
	return { repaid: posting('DB', repaid), rest: points - repaid };
}

const posting = (account: Posting['account'], quantity: number): Posting[] =>
	quantity === 0 ? [] : [{ account, unit: 'points', quantity, lotId: null }];

const lotIdOf = ({ id }: Cause): string => `${entryIdOf(id, 'adjust')}#points`;

const newLot = (cause: Cause, quantity: number): Posting[] =>
	quantity === 0 ? [] : [{ account: 'AV', unit: 'points', quantity, lotId: lotIdOf(cause) }];

/** What is due matures first, as with everything that a guest does. */
type Ripe = { readonly account: MemberAccountState; readonly matured: readonly Matured[] };

/** @param opened the quantity of the new lot among the postings; 0 for none */
function booked(
	{ account: member, matured }: Ripe,
	cause: Cause,
	points: number,
	postings: readonly Posting[],
	opened: number,
	term: Term,
): AdjustedAccount {
	const { id: causeId, localDate, occurredAt, recordedAt, businessDate, outlet, terminal, actor } = cause;
	const { id: memberId, version, visits } = member;
	const entry: Entry = {
		...{ id: entryIdOf(causeId, 'adjust'), kind: 'adjust', memberId, visitId: null, reversalId: null },
		...{ effectiveAt: occurredAt, recordedAt, businessDate, outlet, terminal, actor },
		programmeVersion: cause.programmeVersion,
		postings: [...posting('ADJUST', -points), ...postings],
	};
	const lots: Lot[] =
		opened === 0
			? []
			: [{ id: lotIdOf(cause), memberId, unit: 'points', quantity: opened, earnedAt: occurredAt, ...term }];
	const moved = (lotId: string): number =>
		sum(postings.filter((one) => one.account === 'AV' && one.lotId === lotId).map(({ quantity }) => quantity));
	const before = member.lots.map((lot): OpenLot => ({ ...lot, remaining: lot.remaining + moved(lot.id) }));
	const ripened = new Set(matured.map(({ lot }) => lot.id));
	const lotsLeft = before
		.filter(({ id }) => moved(id) !== 0 || ripened.has(id))
		.map(({ id, remaining }) => ({ lotId: id, remaining, ...(ripened.has(id) ? { pending: 0 } : {}) }));
	const lotsAfter = [...before, ...lots.map((lot): OpenLot => ({ ...lot, remaining: lot.quantity }))];
	const debtPoints =
		member.debtPoints + sum(postings.filter(({ account }) => account === 'DB').map(({ quantity }) => quantity));
	return {
		facts: {
			...NO_FACTS,
			...{ entries: [...matured.map((each) => matureEntry(each, cause.clock, cause)), entry], lots, lotsLeft },
			member: { id: memberId, version: version + 1, visits, debtPoints },
		},
		balance: balanceOf(lotsAfter, 'points', localDate),
		owed: Math.abs(debtPoints),
	};
}
