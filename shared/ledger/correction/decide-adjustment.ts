import { looksPersonal } from '../../kernel/personal.ts';
import type { Moment } from '../../kernel/moment.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import { termOf } from '../../loyalty/expiry.ts';
import type { Programme } from '../../loyalty/programme/programme.schema.ts';
import type { Adjusted, AdjustmentAnswer, AdjustmentRefusal, AdjustPoints } from '../../protocol/adjustment.ts';
import type { Cause } from '../lots/account-books.ts';
import { adjusted, isAdjustable, type AdjustedAccount } from './adjustment.ts';
import { overLimit, type Adjuster, type AdjustmentLimits } from './adjustment-limits.ts';
import type { AdjustmentFact } from './correction-facts.ts';
import type { MemberAccountState } from '../visit/decide-visit.ts';
import { NO_FACTS, type Facts } from '../facts.ts';
import { asOf } from '../lots/maturing.ts';
import { balanceOf } from '../lots/spend.ts';

/** What the decision needs to know, loaded by ids. */
export type AdjustmentState = {
	readonly programme: Programme | null;
	readonly outletKnown: boolean;
	/** `null` where nobody of the staff has this code. */
	readonly adjuster: Adjuster | null;
	/** `null` where there is none, or the guest was forgotten. */
	readonly member: MemberAccountState | null;
	readonly limits: AdjustmentLimits;
};

/** Gives or takes points by hand; above the limits of whoever asks nothing is booked, and a request waits for a second person. */
export function decideAdjustment(
	{ programme, outletKnown, adjuster, member, limits }: AdjustmentState,
	command: AdjustPoints,
	moment: Moment,
): Result<{ readonly facts: Facts; readonly answer: AdjustmentAnswer }, AdjustmentRefusal> {
	if (!outletKnown) return err({ code: 'outlet_unknown' });
	if (!adjuster) return err({ code: 'cashier_unknown' });
	if (!member) return err({ code: 'member_not_found' });
	if (!programme) return err({ code: 'programme_missing' });
	const { id, memberId, points, reason, note, caseReference, outlet, terminal, cashier } = command;
	if (!isAdjustable(points)) return err({ code: 'points_invalid' });
	if (note !== null && looksPersonal(note)) return err({ code: 'note_personal' });
	const shortPoints = shortOf(member, points, moment);
	if (shortPoints > 0) return err({ code: 'insufficient_points', shortPoints });

	const limit = overLimit(limits, adjuster, points);
	if (limit) {
		const item = { ...{ memberId, points, reason, note, caseReference }, seq: 1, mayEmpty: true };
		const request = {
			...{ id, kind: 'adjustment' as const, batchId: null, requestedBy: cashier, note: null, outlet, terminal },
			...{ businessDate: moment.businessDate, recordedAt: moment.instant, items: [item] },
		};
		return ok({
			facts: { ...NO_FACTS, request },
			answer: { status: 'waiting', requestId: id, memberId, points, limit },
		});
	}
	return bookAdjustment(command, member, programme, moment, {
		...{ id, outlet, terminal, actor: cashier, approvedBy: null, requestId: null },
		...{ chargedTo: cashier, chargeSeq: adjuster.adjustments },
	});
}

/** What a taking asks for beyond what can be used. */
export const shortOf = (member: MemberAccountState, points: number, moment: Moment): number =>
	points < 0 ? Math.max(0, -points - usablePoints(member, moment)) : 0;

/** What can be used on this day, whether the books say so yet or not. */
export const usablePoints = (member: MemberAccountState, { localDate }: Moment): number =>
	balanceOf(asOf(member, localDate).lots, 'points', localDate);

/** Who did it, where, and whose limit it counts in. */
export type Signed = Pick<
	AdjustmentFact,
	'id' | 'outlet' | 'terminal' | 'actor' | 'approvedBy' | 'requestId' | 'chargedTo' | 'chargeSeq'
>;

type Booked = Extract<AdjustmentAnswer, { status: 'booked' }>;

/** Books what is allowed. */
export function bookAdjustment(
	what: Adjusted,
	member: MemberAccountState,
	programme: Programme,
	moment: Moment,
	signed: Signed,
): Result<
	{ readonly facts: Facts; readonly answer: Booked },
	{ readonly code: 'insufficient_points'; readonly shortPoints: number }
> {
	const { points } = what;
	const term = termOf(programme.expiry, moment.localDate);
	const account = adjusted(member, causeOf(signed, programme, moment), points, term);
	if (!account.ok) return account;
	return ok(signedFor(account.value, what, moment, signed, null));
}

export const causeOf = (
	{ id, outlet, terminal, actor }: Pick<Signed, 'id' | 'outlet' | 'terminal' | 'actor'>,
	programme: Programme,
	{ instant, businessDate, localDate, clock }: Moment,
): Cause => ({
	...{ id, visitId: null, reversalId: null, occurredAt: instant, recordedAt: instant, businessDate, localDate },
	...{ clock, outlet, terminal, actor: actor, programmeVersion: programme.version },
});

/** The movement with what says who did it and why. @param reverses the adjustment that it takes back */
export function signedFor(
	{ facts, balance, owed }: AdjustedAccount,
	{ memberId, points, reason, note, caseReference }: Adjusted,
	{ businessDate, instant: recordedAt }: Moment,
	signed: Signed,
	reverses: string | null,
): { readonly facts: Facts; readonly answer: Booked } {
	const adjustment: AdjustmentFact = {
		...{ memberId, points, reason, note, caseReference, reverses, ...signed },
		...{ businessDate, recordedAt },
	};
	return {
		facts: { ...facts, adjustment },
		answer: { status: 'booked', adjustmentId: signed.id, memberId, points, balance, owed },
	};
}
