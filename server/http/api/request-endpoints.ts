import { z } from 'zod';
import type { StaffId } from '#shared/kernel/ids.ts';
import { sum } from '#shared/kernel/money.ts';
import { err, ok } from '#shared/kernel/result.ts';
import type { Request } from '#shared/ledger/correction/correction-facts.ts';
import { requestDecider } from '../../commands/decide-request.ts';
import { Batches } from '../../commands/run-batch.ts';
import { FIRST_REQUEST, loadRequest, loadRequests, type RequestPlace } from '../../store/loading/request-loading.ts';
import { bookedAdjustment, note, reason } from './adjustment-fields.ts';
import { speakFor, type ApiHouse } from './api-house.ts';
import { callIdOf } from './call-id.ts';
import { cursor, cursorText } from './cursor.ts';
import { endpoint, type Endpoint } from './endpoint.ts';
import { count, date, instant, outlet, uuid } from './fields.ts';
import type { ProblemCode } from './problem.ts';

const PAGE_REQUESTS = 20;
const PAGE_REQUESTS_MAX = 100;

export const decisionBody = z.strictObject({
	id: uuid.nullish().describe('The same id is the same decision for ever. Or send Idempotency-Key.'),
	decision: z.enum(['approved', 'rejected']),
	decidedBy: outlet.describe('The code of the second person; whoever asked may only reject.'),
	note: note.nullish().describe('Why; needed to reject.'),
});

export const DECISION_PROBLEMS: readonly ProblemCode[] = [
	...(['outlet_forbidden', 'request_not_found', 'request_decided', 'cashier_unknown'] as const),
	...(['approver_forbidden', 'note_missing', 'note_personal', 'approver_asked', 'limit_exceeded'] as const),
	...(['programme_missing', 'member_not_found', 'insufficient_points'] as const),
];

const request = z.strictObject({
	requestId: uuid,
	kind: z.enum(['adjustment', 'batch', 'batch_reversal']),
	state: z
		.enum(['waiting', 'approved', 'rejected', 'applied'])
		.describe('applied: every row of an approved batch has had its turn.'),
	...{ requestedBy: z.string(), outlet: z.string(), businessDate: date, recordedAt: instant },
	batchId: uuid.nullable().describe('The batch that comes back.'),
	note: z.string().nullable(),
	adjustment: z
		.strictObject({
			...{ memberId: uuid, points: z.int(), reason, note: z.string().nullable(), caseReference: z.string().nullable() },
		})
		.nullable(),
	batch: z.strictObject({ rows: count, givenPoints: count, takenPoints: count }).nullable(),
	decision: z
		.strictObject({
			decision: z.enum(['approved', 'rejected']),
			...{ decidedBy: z.string(), recordedAt: instant, note: z.string().nullable() },
		})
		.nullable(),
});

const bodyOf = ({ id: requestId, kind, items, decision, ...told }: Request): z.infer<typeof request> => {
	const { requestedBy, outlet, businessDate, recordedAt, batchId, note, state } = told;
	const [item] = kind === 'adjustment' ? items : [];
	return {
		...{ requestId, kind, state, requestedBy, outlet, businessDate, recordedAt, batchId, note },
		adjustment: item
			? {
					...{ memberId: item.memberId, points: item.points, reason: item.reason },
					...{ note: item.note, caseReference: item.caseReference },
				}
			: null,
		batch:
			kind === 'batch'
				? {
						rows: items.length,
						givenPoints: sum(items.map(({ points }) => Math.max(0, points))),
						takenPoints: sum(items.map(({ points }) => Math.max(0, -points))),
					}
				: null,
		decision: decision && {
			...{ decision: decision.decision, decidedBy: decision.by },
			...{ recordedAt: decision.recordedAt, note: decision.note },
		},
	};
};

const place = cursor(
	z.tuple([z.enum(['waiting', 'decided']), z.string().max(30), z.string().max(36)]),
	([section, recordedAt, id]): RequestPlace => ({ waiting: section === 'waiting', recordedAt, id }),
);

const findRequests = (api: ApiHouse): Endpoint =>
	endpoint(
		{
			id: 'findRequests',
			method: 'GET',
			path: '/api/v1/requests',
			summary: 'What waits for a second person, the oldest first; then what was decided, the newest first',
			scope: 'manage',
			params: z.strictObject({}),
			query: z.strictObject({
				after: place.optional().describe('What `next` of the page before said.'),
				limit: z.coerce.number().int().min(1).max(PAGE_REQUESTS_MAX).default(PAGE_REQUESTS),
			}),
			body: null,
			idempotent: false,
			answer: z.strictObject({ requests: z.array(request), next: z.string().nullable() }),
			statuses: { 200: 'One page; of outlets for which the key speaks' },
			problems: [],
		},
		async ({ query: { after = FIRST_REQUEST, limit }, key }) => {
			const { requests, next } = await api.store.read(loadRequests(api.house.id, after, limit));
			const seen = requests.filter(({ outlet: of }) => speakFor(of, key).ok);
			const cursorOfNext = next && cursorText([next.waiting ? 'waiting' : 'decided', next.recordedAt, next.id]);
			return ok({ status: 200, answer: { requests: seen.map(bodyOf), next: cursorOfNext } });
		},
	);

const decideRequest = (api: ApiHouse): Endpoint => {
	const decide = requestDecider(api.store, api.house, api.shelf, api.now);
	const batches = new Batches(api.store, api.house, api.shelf, api.now);
	return endpoint(
		{
			id: 'decideRequest',
			method: 'POST',
			path: '/api/v1/requests/{id}/decision',
			summary: 'A second person approves what waits, which books it, or rejects it',
			scope: 'manage',
			params: z.strictObject({ id: z.string() }),
			query: z.strictObject({}),
			body: decisionBody,
			idempotent: true,
			answer: z.strictObject({
				requestId: uuid,
				decision: z.enum(['approved', 'rejected']),
				adjustment: bookedAdjustment
					.nullable()
					.describe('What was booked; null for a batch and where it was rejected.'),
			}),
			statuses: { 200: 'Decided' },
			problems: [...(['id_missing', 'id_invalid', 'id_conflict', 'id_reused'] as const), ...DECISION_PROBLEMS],
		},
		async ({ params, body, idempotencyKey, key }) => {
			const id = callIdOf(body.id ?? undefined, idempotencyKey);
			if (!id.ok) return id;
			const found = await api.store.read(loadRequest(api.house.id, params.id));
			if (!found) return err({ code: 'request_not_found' });
			const spoken = speakFor(found.outlet, key);
			if (!spoken.ok) return spoken;
			const said = await decide({
				...{ id: id.value, requestId: found.id, decision: body.decision, by: body.decidedBy as StaffId },
				note: body.note ?? null,
			});
			if (!said.ok) return err(said.error);
			if (found.kind === 'batch' && said.value.decision === 'approved') await batches.apply(found.id);
			return ok({ status: 200, answer: said.value });
		},
	);
};

/** What waits for a second person. */
export const requestEndpoints = (api: ApiHouse): readonly Endpoint[] => [findRequests(api), decideRequest(api)];
