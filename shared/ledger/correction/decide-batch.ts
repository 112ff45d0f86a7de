import type { MemberId } from '../../kernel/ids.ts';
import { looksPersonal } from '../../kernel/personal.ts';
import type { Moment } from '../../kernel/moment.ts';
import { sum } from '../../kernel/money.ts';
import { err, invariant, ok, type Result } from '../../kernel/result.ts';
import type { Programme } from '../../loyalty/programme/programme.schema.ts';
import {
	ADJUSTMENT_REASONS,
	type Adjusted,
	type AskBatch,
	type BatchAnswer,
	type BatchFault,
	type BatchPreview,
	type BatchRefusal,
	type BatchReversalRefusal,
	type BatchRowAnswer,
	type ReverseBatch,
} from '../../protocol/adjustment.ts';
import { isAdjustable, unadjusted, type AdjustmentTrace } from './adjustment.ts';
import { overBatchLimit, type AdjustmentLimits, type StaffRole } from './adjustment-limits.ts';
import type { AdjustmentFact, Request, RequestFact, RequestItem } from './correction-facts.ts';
import { bookAdjustment, causeOf, shortOf, signedFor, usablePoints, type Signed } from './decide-adjustment.ts';
import type { MemberAccountState } from '../visit/decide-visit.ts';
import { NO_FACTS, type Facts } from '../facts.ts';

/** What the decision needs to know, loaded by ids. */
export type BatchState = {
	readonly programme: Programme | null;
	readonly outletKnown: boolean;
	readonly cashierKnown: boolean;
	/** In the order of the rows; `null` where there is none, or the guest was forgotten. */
	readonly members: readonly (MemberAccountState | null)[];
};

/** Looks at a batch and keeps it for a second person. Nothing of it is booked, and one with a faulty row is not kept. */
export function decideBatch(
	{ programme, outletKnown, cashierKnown, members }: BatchState,
	{ id, outlet, terminal, cashier, items }: AskBatch,
	moment: Moment,
): Result<{ readonly facts: Facts; readonly answer: BatchAnswer }, BatchRefusal> {
	if (!outletKnown) return err({ code: 'outlet_unknown' });
	if (!cashierKnown) return err({ code: 'cashier_unknown' });
	if (!programme) return err({ code: 'programme_missing' });
	const preview = previewOf(items, members, moment);
	if (preview.errors.length > 0) return err({ code: 'batch_faulty', preview });
	const emptied = new Set(preview.emptied.map(({ row }) => row));
	const request: RequestFact = {
		...{ id, kind: 'batch', batchId: null, requestedBy: cashier, note: null, outlet, terminal },
		...{ businessDate: moment.businessDate, recordedAt: moment.instant },
		items: items.map((item, index): RequestItem => ({ ...item, seq: index + 1, mayEmpty: emptied.has(index + 1) })),
	};
	return ok({ facts: { ...NO_FACTS, request }, answer: { batchId: id, preview } });
}

/** Control totals, who would end with nothing, and what cannot be booked. */
function previewOf(
	items: readonly Adjusted[],
	members: readonly (MemberAccountState | null)[],
	moment: Moment,
): BatchPreview {
	const balances = members.map((member) => (member ? usablePoints(member, moment) : 0));
	const rows = items.map((item, index) => ({
		...{ item, row: index + 1, balance: balances[index]!, member: members[index]! },
		after: balances[index]! + item.points,
	}));
	const seen = new Set<MemberId>();
	const errors = rows.flatMap(({ item, row, member }): BatchFault[] => {
		const fault = faultOf(item, member, seen, moment);
		seen.add(item.memberId);
		return fault ? [{ row, memberId: item.memberId, shortPoints: null, ...fault }] : [];
	});
	const given = (of: readonly Adjusted[]): number => sum(of.map(({ points }) => Math.max(0, points)));
	const taken = (of: readonly Adjusted[]): number => sum(of.map(({ points }) => Math.max(0, -points)));
	return {
		members: new Set(items.map(({ memberId }) => memberId)).size,
		givenPoints: given(items),
		takenPoints: taken(items),
		byReason: ADJUSTMENT_REASONS.flatMap((reason) => {
			const of = items.filter((item) => item.reason === reason);
			return of.length === 0 ? [] : [{ reason, rows: of.length, givenPoints: given(of), takenPoints: taken(of) }];
		}),
		emptied: rows
			.filter(({ item, member, after }) => member !== null && item.points < 0 && after <= 0)
			.map(({ item, row, balance, after }) => ({ row, memberId: item.memberId, balance, after })),
		errors,
	};
}

function faultOf(
	{ memberId, points, note }: Adjusted,
	member: MemberAccountState | null,
	seen: ReadonlySet<MemberId>,
	moment: Moment,
): (Pick<BatchFault, 'code'> & Partial<Pick<BatchFault, 'shortPoints'>>) | undefined {
	if (!member) return { code: 'member_not_found' };
	if (seen.has(memberId)) return { code: 'member_duplicate' };
	if (!isAdjustable(points)) return { code: 'points_invalid' };
	if (note !== null && looksPersonal(note)) return { code: 'note_personal' };
	const shortPoints = shortOf(member, points, moment);
	return shortPoints > 0 ? { code: 'insufficient_points', shortPoints } : undefined;
}

/** The id of what a row of a batch books, and of what takes it back: each is there once. */
export const rowIdOf = (batchId: string, seq: number): string => `${batchId}/${seq}`;
export const backIdOf = (adjustmentId: string): string => `${adjustmentId}/back`;

type Row = { readonly facts: Facts; readonly answer: BatchRowAnswer };

const refusedRow = (
	code: Extract<BatchRowAnswer, { status: 'refused' }>['code'],
	shortPoints: number | null = null,
): Row => ({ facts: NO_FACTS, answer: { status: 'refused', code, shortPoints } });

/**
 * Books one row of a batch that was approved. What cannot be booked any more is refused for ever, so that going on after a
 * break does nothing by surprise; so is what would leave a member with nothing whom the preview did not name.
 */
export function decideBatchRow(
	request: Request,
	item: RequestItem,
	member: MemberAccountState | null,
	programme: Programme | null,
	moment: Moment,
): Row {
	const { decision } = request;
	invariant(decision?.decision === 'approved', 'only an approved batch is booked');
	if (!member) return refusedRow('member_not_found');
	if (!programme) return refusedRow('programme_missing');
	const shortPoints = shortOf(member, item.points, moment);
	if (shortPoints > 0) return refusedRow('insufficient_points', shortPoints);
	const after = usablePoints(member, moment) + item.points;
	if (item.points < 0 && after <= 0 && !item.mayEmpty) return refusedRow('would_empty');
	const booked = bookAdjustment(item, member, programme, moment, signedRow(request, rowIdOf(request.id, item.seq)));
	invariant(booked.ok, 'what is missing was counted before');
	return rowOf(booked.value);
}

/** Takes back what one row of a batch booked. */
export function decideBatchRowBack(
	reversal: Request,
	row: AdjustmentFact,
	trace: AdjustmentTrace,
	member: MemberAccountState | null,
	programme: Programme | null,
	moment: Moment,
): Row {
	if (!member) return refusedRow('member_not_found');
	if (!programme) return refusedRow('programme_missing');
	const signed = signedRow(reversal, backIdOf(row.id));
	const account = unadjusted(member, causeOf(signed, programme, moment), trace);
	return rowOf(signedFor(account, { ...row, points: -row.points }, moment, signed, row.id));
}

const signedRow = ({ id: requestId, outlet, terminal, requestedBy, decision }: Request, id: string): Signed => ({
	...{ id, outlet, terminal, actor: requestedBy, approvedBy: decision!.by, requestId },
	...{ chargedTo: null, chargeSeq: null },
});

const rowOf = ({ facts, answer: { points, balance, owed } }: ReturnType<typeof signedFor>): Row => ({
	facts,
	answer: { status: 'booked', points, balance, owed },
});

/** What the decision needs to know, loaded by ids. */
export type BatchReversalState = {
	readonly batch: Request | null;
	/** Another reversal of it. */
	readonly isReversed: boolean;
	/** Points that its rows have booked, without their sign. */
	readonly bookedPoints: number;
	readonly outletKnown: boolean;
	readonly cashierKnown: boolean;
	readonly approver: StaffRole | null;
	readonly limits: AdjustmentLimits;
};

/** Lets all that was booked of a batch come back, with two persons who say so. */
export function decideBatchReversal(
	state: BatchReversalState,
	{ id, batchId, cashier, approvedBy, note, outlet, terminal }: ReverseBatch,
	{ businessDate, instant: recordedAt }: Moment,
): Result<{ readonly facts: Facts; readonly answer: { readonly requestId: string } }, BatchReversalRefusal> {
	const { batch, isReversed, bookedPoints, outletKnown, cashierKnown, approver, limits } = state;
	if (batch?.kind !== 'batch') return err({ code: 'request_not_found' });
	if (batch.state !== 'applied') return err({ code: 'batch_not_applied' });
	if (isReversed) return err({ code: 'batch_reversed' });
	if (!outletKnown) return err({ code: 'outlet_unknown' });
	if (!cashierKnown) return err({ code: 'cashier_unknown' });
	if (approver === null || approver === 'cashier') return err({ code: 'approver_forbidden' });
	if (cashier === approvedBy) return err({ code: 'approver_asked' });
	const limit = overBatchLimit(limits, approver, bookedPoints);
	if (limit) return err({ code: 'limit_exceeded', ...limit });
	if (note !== null && looksPersonal(note)) return err({ code: 'note_personal' });
	const request: RequestFact = {
		...{ id, kind: 'batch_reversal', batchId, requestedBy: cashier, note, outlet, terminal },
		...{ businessDate, recordedAt, items: [] },
	};
	const decision = { requestId: id, decision: 'approved' as const, by: approvedBy, note: null };
	return ok({
		facts: {
			...{ ...NO_FACTS, request, decision: { ...decision, businessDate, recordedAt } },
			requestState: { id, state: 'approved' },
		},
		answer: { requestId: id },
	});
}
