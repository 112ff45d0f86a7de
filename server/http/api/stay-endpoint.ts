import { z } from 'zod';
import type { VisitId } from '#shared/kernel/ids.ts';
import { err, invariant, ok } from '#shared/kernel/result.ts';
import { loadVisitRecord } from '../../store/loading/visit-records.ts';
import type { ApiHouse } from './api-house.ts';
import { callIdOf } from './call-id.ts';
import { endpoint, type Endpoint } from './endpoint.ts';
import { callRecorder, RECORD_PROBLEMS, replayed } from './record-bill.ts';
import { stayBody, stayCallOf } from './stay-body.ts';
import { composeOne, visitAnswer } from './visit-answer.ts';

/** Books a stay when its guest checks out: one visit, under whichever id it is sent again. */
export function recordStay(api: ApiHouse): Endpoint {
	const record = callRecorder(api);
	return endpoint(
		{
			id: 'recordStay',
			method: 'POST',
			path: '/api/v1/stays',
			summary: 'Books a stay at check-out: nights by their dates, and all else on the bill',
			scope: 'pos',
			params: z.strictObject({}),
			query: z.strictObject({}),
			body: stayBody,
			idempotent: true,
			answer: visitAnswer,
			statuses: { 201: 'Booked, as one visit', 200: 'Booked before; Idempotency-Replayed says so' },
			problems: [...RECORD_PROBLEMS, 'room_taken', 'stay_changed'],
		},
		async ({ body, idempotencyKey, key, language }) => {
			const id = callIdOf<VisitId>(body.id ?? undefined, idempotencyKey);
			if (!id.ok) return id;
			const recorded = await record(body, (token) => stayCallOf(id.value, body, token), key, language, 'live');
			if (recorded.ok) return recorded;
			const { error } = recorded;
			if (error.code !== 'stay_recorded') return err(error);
			const visit = await api.store.read(loadVisitRecord(api.house.id, error.visitId));
			invariant(visit !== null, 'a stay that stands has its visit');
			return ok(replayed(await composeOne(api, visit, language)));
		},
	);
}
