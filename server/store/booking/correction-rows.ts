import type {
	AdjustmentFact,
	Reassignment,
	RequestDecision,
	RequestFact,
} from '#shared/ledger/correction/correction-facts.ts';
import type { Facts, StoredAnswer } from '#shared/ledger/facts.ts';
import type {
	AdjustmentTable,
	ReassignmentTable,
	RequestDecisionTable,
	RequestItemTable,
	RequestTable,
} from '../tables/correction-schema.ts';
import type { Link } from './links.ts';
import type { CommandTable } from '../tables/schema.ts';
import { insert, run, statement, type Write } from '../statement.ts';

export const requestLink = ({ state: _state, ...request }: RequestTable, items: readonly RequestItemTable[]): Link => ({
	kind: 'request.made',
	subject: request.id,
	version: 1,
	fact: { ...request, items },
});

export const decisionLink = (row: RequestDecisionTable): Link => ({
	kind: 'request.decided',
	subject: row.request_id,
	version: 1,
	fact: row,
});

export const adjustmentLink = (row: AdjustmentTable): Link => ({
	kind: 'points.adjusted',
	subject: row.id,
	version: 1,
	fact: row,
});

/** The taking back and the new visit have links of their own. */
export const reassignmentLink = (row: ReassignmentTable): Link => ({
	kind: 'visit.reassigned',
	subject: row.id,
	version: 1,
	fact: row,
});

/** What facts of corrections write, and their links; the entry that moves the points has a link of its own. */
export function writeCorrections(
	propertyId: string,
	{ request, decision, adjustment, requestState, reassignment, answers }: Facts,
): { writes: Write[]; links: Link[] } {
	const requestRow = request && rowOfRequest(propertyId, request);
	const items = request ? request.items.map((item) => rowOfItem(request.id, item)) : [];
	const decisionRow = decision && rowOfDecision(decision);
	const adjustmentRow = adjustment && rowOfAdjustment(propertyId, adjustment);
	const reassignmentRow = reassignment && rowOfReassignment(propertyId, reassignment);
	return {
		writes: [
			...(requestRow ? [insert('request', [requestRow]), insert('request_item', items)] : []),
			...(decisionRow ? [insert('request_decision', [decisionRow])] : []),
			...(requestState ? [run(setState({ ...requestState }))] : []),
			...(adjustmentRow ? [insert('adjustment', [adjustmentRow])] : []),
			...(reassignmentRow ? [insert('reassignment', [reassignmentRow])] : []),
			insert('command', answers.map(rowOfAnswer)),
		],
		links: [
			...(requestRow ? [requestLink(requestRow, items)] : []),
			...(decisionRow ? [decisionLink(decisionRow)] : []),
			...(adjustmentRow ? [adjustmentLink(adjustmentRow)] : []),
			...(reassignmentRow ? [reassignmentLink(reassignmentRow)] : []),
		],
	};
}

const setState = statement<{ id: string; state: string }>()('request.set-state', (db, v) =>
	db.updateTable('request').set({ state: v.state }).where('id', '=', v.id),
);

/** No body has an empty hash: the same id sent as a command of its own is refused. */
const rowOfAnswer = ({ id, kind, answer, recordedAt }: StoredAnswer): CommandTable => ({
	...{ id, kind, body_hash: '', answer: JSON.stringify(answer), recorded_at: recordedAt },
});

const rowOfRequest = (propertyId: string, request: RequestFact): RequestTable => ({
	...{ id: request.id, property_id: propertyId, kind: request.kind, batch_id: request.batchId },
	...{ requested_by: request.requestedBy, note: request.note, outlet: request.outlet, terminal: request.terminal },
	...{ business_date: request.businessDate, recorded_at: request.recordedAt, state: 'waiting' },
});

const rowOfItem = (request_id: string, item: RequestFact['items'][number]): RequestItemTable => ({
	...{ request_id, seq: item.seq, member_id: item.memberId, points: item.points, reason: item.reason },
	...{ note: item.note, case_reference: item.caseReference, may_empty: item.mayEmpty ? 1 : 0 },
});

const rowOfDecision = (decision: RequestDecision): RequestDecisionTable => ({
	...{ request_id: decision.requestId, decision: decision.decision, decided_by: decision.by, note: decision.note },
	...{ business_date: decision.businessDate, recorded_at: decision.recordedAt },
});

const rowOfAdjustment = (propertyId: string, fact: AdjustmentFact): AdjustmentTable => ({
	...{ id: fact.id, property_id: propertyId, member_id: fact.memberId, points: fact.points, reason: fact.reason },
	...{ note: fact.note, case_reference: fact.caseReference, actor: fact.actor, approved_by: fact.approvedBy },
	...{ charged_to: fact.chargedTo, charge_seq: fact.chargeSeq, request_id: fact.requestId, reverses: fact.reverses },
	...{ outlet: fact.outlet, terminal: fact.terminal, business_date: fact.businessDate, recorded_at: fact.recordedAt },
});

const rowOfReassignment = (propertyId: string, fact: Reassignment): ReassignmentTable => ({
	...{ id: fact.id, property_id: propertyId, visit_id: fact.visitId, reversal_id: fact.reversalId },
	...{ new_visit_id: fact.newVisitId, from_member_id: fact.fromMemberId, to_member_id: fact.toMemberId },
	...{ actor: fact.actor, approved_by: fact.approvedBy, terminal: fact.terminal },
	...{ business_date: fact.businessDate, recorded_at: fact.recordedAt },
});
