import type { MemberId, VisitId } from '../../kernel/ids.ts';
import { sum } from '../../kernel/money.ts';
import type { Result } from '../../kernel/result.ts';
import type { RecordVisit, VisitAnswer } from '../../protocol/visit.ts';

/** A paid visit from an outbox that somebody has to look at, and why. */
export type Conflict = {
	readonly visitId: VisitId;
	readonly memberId: MemberId | null;
	readonly checkNumber: string | null;
	/** RFC 3339, UTC. */
	readonly occurredAt: string;
	readonly currency: string;
	readonly paidMinor: number;
} & ConflictReason;

export type ConflictReason =
	/** The server did not book it. `code` is its refusal. */
	| { readonly kind: 'unbooked'; readonly code: string }
	/** It was booked, and spent points that were gone. */
	| { readonly kind: 'debt'; readonly owedPoints: number };

/** What the server's last word on a visit leaves to be looked at; `null` where that is nothing. */
export function conflictOf(
	{ id: visitId, memberId, checkNumber, occurredAt, currency, tenders }: RecordVisit,
	outcome: Result<Pick<VisitAnswer, 'points'>, { readonly code: string }>,
): Conflict | null {
	const reason = reasonOf(outcome);
	const paidMinor = sum(tenders.map(({ amountMinor }) => amountMinor));
	return reason && { visitId, memberId, checkNumber, occurredAt, currency, paidMinor, ...reason };
}

function reasonOf(outcome: Result<Pick<VisitAnswer, 'points'>, { readonly code: string }>): ConflictReason | null {
	if (!outcome.ok) return { kind: 'unbooked', code: outcome.error.code };
	const { owed } = outcome.value.points;
	return owed === undefined ? null : { kind: 'debt', owedPoints: owed };
}
