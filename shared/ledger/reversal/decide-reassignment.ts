import type { ReversalId, VisitId } from '../../kernel/ids.ts';
import type { Moment } from '../../kernel/moment.ts';
import { scale, sum } from '../../kernel/money.ts';
import { err, invariant, ok, type Result } from '../../kernel/result.ts';
import type { BillLine } from '../../loyalty/bill.ts';
import type { MetricDay } from '../../loyalty/tiers/tier-window.ts';
import { standing } from '../../loyalty/remaining.ts';
import type { ReassignmentAnswer, ReassignmentRefusal, ReassignVisit, Unmovable } from '../../protocol/reassignment.ts';
import type { PosVisit } from '../../protocol/visit.ts';
import type { Reassignment } from '../correction/correction-facts.ts';
import { decideReversal, type ReversalState, type StandingVisit } from './decide-reversal.ts';
import { decideVisit, type MemberAccountState } from '../visit/decide-visit.ts';
import type { Facts, VisitFact } from '../facts.ts';
import { returnedOf, returnedSoFar, soldOf } from './returned-lines.ts';

/** What the decision needs to know, loaded by ids. */
export type ReassignmentState = {
	/** Of the guest who has it now, as of now. */
	readonly reversal: ReversalState;
	/** Of the guest to whom it goes, as of the bill's time; `null` where there is none, or the guest was forgotten. */
	readonly target: MemberAccountState | null;
	/** What that guest did, as far as tiers look back. */
	readonly days: readonly MetricDay[];
	/** When the bill was; `null` where there is none. */
	readonly billed: Moment | null;
	/** How many bills with its number were taken back whole before. */
	readonly takes: number;
	readonly isStay: boolean;
};

/** The ids of what comes of it: both are kept for ever. */
export type ReassignmentIds = { readonly reversalId: ReversalId; readonly newVisitId: VisitId };

/**
 * Moves what stands of a bill from one guest to another, in one commit: taken back from the first and recorded anew for the
 * second. What was paid stays paid, line by line; points, stamps and tier are counted by the rules of the bill's own time.
 */
export function decideReassignment(
	state: ReassignmentState,
	command: ReassignVisit,
	{ reversalId, newVisitId }: ReassignmentIds,
	recorded: Moment,
): Result<{ readonly facts: Facts; readonly answer: ReassignmentAnswer }, ReassignmentRefusal> {
	const { target, days, billed, takes, isStay } = state;
	const { sold } = state.reversal;
	if (!sold || !billed) return err({ code: 'visit_not_found' });
	const { visit } = sold;
	const { id, visitId, memberId, terminal, cashier, approvedBy } = command;
	const back = decideReversal(
		state.reversal,
		{
			...{ id: reversalId, visitId, outlet: visit.outlet, terminal, cashier, approvedBy },
			...{ occurredAt: recorded.instant, reason: 'wrong_guest', lines: null },
		},
		{ occurred: recorded, recorded },
	);
	if (!back.ok) return err(refusalOf(back.error.code));
	if (!target) return err({ code: 'member_not_found' });
	if (visit.memberId === memberId) return err({ code: 'member_same' });
	const because = isStay ? 'stay' : unmovable(visit);
	if (because) return err({ code: 'bill_not_movable', because });

	const { bill, discountByLine } = billThatStands(sold, newVisitId, command);
	const anew = decideVisit(
		{
			...{ programme: sold.programme, outletKnown: true, cashierKnown: true, member: target, houseOffers: {}, days },
			...{ holds: [], vouchers: [], discountByLine },
			sameBill: { standing: null, reversed: visit.checkNumber === null ? 0 : takes + 1 },
		},
		bill,
		'outbox',
		{ occurred: billed, recorded },
	);
	invariant(anew.ok, 'a bill that was booked can be booked again');
	const reassignment: Reassignment = {
		...{ id, visitId, reversalId, newVisitId, fromMemberId: visit.memberId, toMemberId: memberId },
		...{ actor: cashier, approvedBy, terminal },
		...{ businessDate: recorded.businessDate, recordedAt: recorded.instant },
	};
	const [reversal, repost] = [back.value.answer, anew.value.answer];
	const recordedAt = recorded.instant;
	const answers = [
		{ id: reversalId, kind: 'visit.reverse' as const, answer: reversal, recordedAt },
		{ id: newVisitId, kind: 'visit.record' as const, answer: repost, recordedAt },
	];
	return ok({
		facts: { ...back.value.facts, reassignment, answers, next: anew.value.facts },
		answer: { reassignmentId: id, visitId, reversalId, newVisitId, reversal, visit: repost },
	});
}

type ReversalCode = Extract<ReturnType<typeof decideReversal>, { ok: false }>['error']['code'];

function refusalOf(code: ReversalCode): ReassignmentRefusal {
	switch (code) {
		case 'cashier_unknown':
		case 'approver_forbidden':
		case 'approval_missing':
		case 'visit_reversed':
			return { code };
		default:
			invariant(false, `all that stands can be taken back now: ${code}`);
	}
}

/** What a guest saved is their own: it cannot have paid the bill of another. */
function unmovable({ tenders, offers }: VisitFact): Unmovable | undefined {
	if (tenders.some(({ type }) => type === 'points')) return 'points';
	const uses = offers.map((offer) => offer.uses).find((use) => use !== 'nothing');
	return uses;
}

/** What stands of a bill, as a till would send it that was away: paid, with the discount that each line had. */
function billThatStands(
	sold: StandingVisit,
	id: VisitId,
	{ memberId }: ReassignVisit,
): { readonly bill: PosVisit; readonly discountByLine: readonly number[] } {
	const { visit } = sold;
	const returned = returnedSoFar(sold);
	const lines = visit.lines
		.map((line) => ({ line, left: standing(soldOf(line), returnedOf(returned, line.id)) }))
		.filter(({ left }) => left.quantity > 0);
	const part = (minor: number | null, { line, left }: (typeof lines)[number]): number | null =>
		minor === null || line.grossMinor === 0
			? minor
			: scale(minor, { num: left.listMinor, den: line.grossMinor }, 'half-up');
	return {
		discountByLine: lines.map(({ left }) => left.discountMinor),
		bill: {
			...{ id, memberId, outlet: visit.outlet, terminal: visit.terminal, cashier: visit.actor },
			...{ occurredAt: visit.occurredAt, checkNumber: visit.checkNumber, part: visit.part },
			...{ currency: visit.currency, source: visit.source, partySize: visit.partySize },
			lines: lines.map((each): BillLine => {
				const { discountMinor: _discount, payableMinor: _payable, pointsPaidMinor: _points, ...line } = each.line;
				return {
					...line,
					...{ quantity: each.left.quantity, grossMinor: each.left.listMinor },
					...{ taxMinor: part(line.taxMinor, each), costMinor: part(line.costMinor, each) },
				};
			}),
			tenders:
				returned.size === 0
					? visit.tenders
					: [{ type: 'other', amountMinor: sum(lines.map(({ left }) => left.payableMinor)) }],
			...{ claims: [], holds: [], programmeVersion: null, quoteFingerprint: null },
		},
	};
}
