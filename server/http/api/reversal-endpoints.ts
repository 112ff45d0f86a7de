import { z } from 'zod';
import { isUuid, type ReversalId, type StaffId, type VisitId } from '#shared/kernel/ids.ts';
import { err, invariant, ok } from '#shared/kernel/result.ts';
import { REVERSAL_REASONS, type ReturnedPart, type ReversalRefusal } from '#shared/protocol/reversal.ts';
import { visitReverser } from '../../commands/reverse-visit.ts';
import { loadVisitRecord } from '../../store/loading/visit-records.ts';
import { speakFor, type ApiHouse } from './api-house.ts';
import { callIdOf } from './call-id.ts';
import { endpoint, type Endpoint } from './endpoint.ts';
import { ruleBroken } from './faults.ts';
import { instant, outlet, terminal, text, uuid } from './fields.ts';
import type { Problem, ProblemCode } from './problem.ts';
import { reversalAnswer, reversalBodyOf } from './reversal-answer.ts';

const LINES_MAX = 200;

const part = z
	.strictObject({
		id: text(64).describe('Of the line as it was recorded.'),
		quantity: z.int().min(1).optional().describe('Whole units that come back, or:'),
		listMinor: z.int().min(1).optional().describe('The part of the list price that comes back.'),
	})
	.superRefine(({ quantity, listMinor }, context) => {
		if (quantity !== undefined && listMinor !== undefined) {
			context.addIssue(ruleBroken('not_together', 'listMinor', ['quantity', 'listMinor']));
		}
		if (quantity === undefined && listMinor === undefined) {
			context.addIssue({ code: 'custom', path: ['listMinor'], params: { fault: 'missing' } });
		}
	});

const reversalBody = z.strictObject({
	id: uuid
		.nullish()
		.describe('Made by the POS; the same id is the same taking back for ever. Or send Idempotency-Key.'),
	terminal,
	cashier: outlet.describe('The code of somebody of the staff.'),
	approvedBy: outlet.nullish().describe('The code of the supervisor who said yes, if the POS asked one.'),
	occurredAt: instant,
	reason: z.enum(REVERSAL_REASONS),
	lines: z.array(part).max(LINES_MAX).nullish().describe('Without them all that stands of the visit comes back.'),
});

const PROBLEMS: readonly ProblemCode[] = [
	...(['id_missing', 'id_invalid', 'id_conflict', 'id_reused', 'visit_not_found', 'outlet_forbidden'] as const),
	...(['cashier_unknown', 'approver_forbidden', 'time_in_future', 'time_before_visit', 'visit_reversed'] as const),
	...(['lines_empty', 'line_duplicate', 'line_unknown', 'amount_invalid', 'return_exceeds_rest'] as const),
];

/** Takes a visit back, whole or by line. */
export function reverseVisit(api: ApiHouse): Endpoint {
	const reverse = visitReverser(api.store, api.house, api.shelf, api.now);
	return endpoint(
		{
			id: 'reverseVisit',
			method: 'POST',
			path: '/api/v1/visits/{id}/reversals',
			summary: 'Takes a visit back, whole or by line: a void or a refund',
			scope: 'pos',
			params: z.strictObject({ id: z.string() }),
			query: z.strictObject({}),
			body: reversalBody,
			idempotent: true,
			answer: reversalAnswer,
			statuses: { 201: 'Taken back', 200: 'Taken back before under this id; Idempotency-Replayed says so' },
			problems: PROBLEMS,
		},
		async ({ params, body, idempotencyKey, key }) => {
			const id = callIdOf<ReversalId>(body.id ?? undefined, idempotencyKey);
			if (!id.ok) return id;
			const visitId = params.id as VisitId;
			const found = isUuid(params.id) ? await api.store.read(loadVisitRecord(api.house.id, visitId)) : null;
			if (!found) return err({ code: 'visit_not_found' });
			const spoken = speakFor(found.answer.outlet, key);
			if (!spoken.ok) return spoken;

			const { terminal, cashier, approvedBy = null, occurredAt, reason, lines = null } = body;
			const reversed = await reverse(
				{
					...{ id: id.value, visitId, outlet: found.answer.outlet, terminal, cashier: cashier as StaffId },
					...{ approvedBy: approvedBy as StaffId | null, occurredAt, reason, lines: lines && lines.map(partOf) },
				},
				'system',
			);
			if (!reversed.ok) return err(problemOf(reversed.error));
			const { answer, isNew } = reversed.value;
			return isNew
				? ok({ status: 201, answer: reversalBodyOf(answer) })
				: ok({ status: 200, answer: reversalBodyOf(answer), headers: { 'idempotency-replayed': 'true' } });
		},
	);
}

const partOf = ({ id: lineId, quantity, listMinor }: z.infer<typeof part>): ReturnedPart =>
	quantity === undefined ? { lineId, listMinor: listMinor! } : { lineId, quantity };

/** A POS asks its own people, and the outlet is the visit's own. */
function problemOf(refusal: ReversalRefusal): Problem {
	invariant(refusal.code !== 'outlet_mismatch' && refusal.code !== 'approval_missing', 'only a counter is asked this');
	return refusal;
}
