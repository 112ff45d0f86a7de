import { z } from 'zod';
import { isUuid, type MemberId, type StaffId, type VisitId } from '#shared/kernel/ids.ts';
import { err, ok } from '#shared/kernel/result.ts';
import { visitReassigner } from '../../commands/reassign-visit.ts';
import { loadVisitRecord } from '../../store/loading/visit-records.ts';
import { speakFor, type ApiHouse } from './api-house.ts';
import { callIdOf } from './call-id.ts';
import { endpoint, type Endpoint } from './endpoint.ts';
import { outlet, terminal, uuid } from './fields.ts';
import { reversalAnswer, reversalBodyOf } from './reversal-answer.ts';
import { composeOne, visitAnswer } from './visit-answer.ts';

/** Moves a bill that was booked for the wrong guest, or for nobody, to another. */
export function reassignVisit(api: ApiHouse): Endpoint {
	const reassign = visitReassigner(api.store, api.house, api.shelf, api.now);
	return endpoint(
		{
			id: 'reassignVisit',
			method: 'POST',
			path: '/api/v1/visits/{id}/reassignment',
			summary: 'Moves a bill to another guest: taken back from the first and recorded anew for the second, at once',
			scope: 'manage',
			params: z.strictObject({ id: z.string() }),
			query: z.strictObject({}),
			body: z.strictObject({
				id: uuid.nullish().describe('The same id is the same reassignment for ever. Or send Idempotency-Key.'),
				memberId: uuid.describe('To whom the bill goes.'),
				...{ terminal, cashier: outlet.describe('The code of whoever does it.') },
				approvedBy: outlet.nullish().describe('The code of the supervisor who said yes, where the cashier is none.'),
			}),
			idempotent: true,
			answer: z.strictObject({
				...{ reassignmentId: uuid, visitId: uuid, reversalId: uuid },
				newVisitId: uuid.describe('Of the bill that stands now.'),
				reversal: reversalAnswer.describe('What the first guest loses.'),
				visit: visitAnswer.describe('What the other guest gets.'),
			}),
			statuses: { 201: 'Moved', 200: 'Moved before under this id; Idempotency-Replayed says so' },
			problems: [
				...(['id_missing', 'id_invalid', 'id_conflict', 'id_reused', 'visit_not_found', 'outlet_forbidden'] as const),
				...(['cashier_unknown', 'approver_forbidden', 'approval_missing', 'visit_reversed'] as const),
				...(['member_not_found', 'member_same', 'bill_not_movable'] as const),
			],
		},
		async ({ params, body, idempotencyKey, key, language }) => {
			const id = callIdOf(body.id ?? undefined, idempotencyKey);
			if (!id.ok) return id;
			const visitId = params.id as VisitId;
			const found = isUuid(params.id) ? await api.store.read(loadVisitRecord(api.house.id, visitId)) : null;
			if (!found) return err({ code: 'visit_not_found' });
			const spoken = speakFor(found.answer.outlet, key);
			if (!spoken.ok) return spoken;
			const { memberId, terminal, cashier, approvedBy = null } = body;
			const moved = await reassign({
				...{ id: id.value, visitId, memberId: memberId as MemberId, terminal },
				...{ cashier: cashier as StaffId, approvedBy: approvedBy as StaffId | null },
			});
			if (!moved.ok) return err(moved.error);
			const { answer, isNew } = moved.value;
			const record = { answer: answer.visit, businessDate: found.businessDate, part: found.part };
			const said = {
				...{ reassignmentId: answer.reassignmentId, visitId, reversalId: answer.reversalId },
				...{ newVisitId: answer.newVisitId, reversal: reversalBodyOf(answer.reversal) },
				visit: await composeOne(api, record, language),
			};
			return isNew
				? ok({ status: 201, answer: said })
				: ok({ status: 200, answer: said, headers: { 'idempotency-replayed': 'true' } });
		},
	);
}
