import { z } from 'zod';
import type { StaffId } from '#shared/kernel/ids.ts';
import { err, ok } from '#shared/kernel/result.ts';
import { BATCH_ITEMS_MAX } from '#shared/protocol/adjustment.ts';
import { pointsAdjuster } from '../../commands/adjust-points.ts';
import { requestDecider } from '../../commands/decide-request.ts';
import { Batches } from '../../commands/run-batch.ts';
import { loadRequest } from '../../store/loading/request-loading.ts';
import {
	adjustedFields,
	adjustedOf,
	adjustedRow,
	adjustmentAnswer,
	batchPreview,
	batchRows,
	note,
	previewBodyOf,
} from './adjustment-fields.ts';
import { admitOutlet, speakFor, type ApiHouse } from './api-house.ts';
import { callIdOf } from './call-id.ts';
import { endpoint, type Endpoint } from './endpoint.ts';
import { credential, outlet, terminal, uuid } from './fields.ts';
import type { ProblemCode } from './problem.ts';
import { decisionBody, DECISION_PROBLEMS } from './request-endpoints.ts';
import { memberNamed, nameSomebody } from './named-member.ts';

const ID_PROBLEMS = ['id_missing', 'id_invalid', 'id_conflict', 'id_reused'] as const satisfies readonly ProblemCode[];
const REPLAYED = { 'idempotency-replayed': 'true' };
const BATCH_BYTES_MAX = 1_000_000;

const adjustPoints = (api: ApiHouse): Endpoint => {
	const adjust = pointsAdjuster(api.store, api.house, api.shelf, api.now);
	return endpoint(
		{
			id: 'adjustPoints',
			method: 'POST',
			path: '/api/v1/adjustments',
			summary: 'Gives or takes points by hand; above the limits of whoever asks it waits for a second person',
			scope: 'manage',
			params: z.strictObject({}),
			query: z.strictObject({}),
			body: z
				.strictObject({
					id: uuid.nullish().describe('The same id is the same adjustment for ever. Or send Idempotency-Key.'),
					credential: credential.nullish(),
					memberId: uuid.nullish().describe('Instead of a credential, from members/lookup.'),
					...adjustedFields,
					...{ outlet, terminal, cashier: outlet.describe('The code of whoever asks.') },
				})
				.superRefine(nameSomebody),
			idempotent: true,
			answer: adjustmentAnswer,
			statuses: {
				201: 'Booked',
				202: 'Waits for a second person; nothing is booked',
				200: 'Asked before under this id; Idempotency-Replayed says so',
			},
			problems: [
				...ID_PROBLEMS,
				...(['outlet_forbidden', 'outlet_unknown', 'cashier_unknown', 'programme_missing'] as const),
				...(['card_payment', 'card_foreign', 'card_unknown', 'card_blocked', 'member_not_found'] as const),
				...(['points_invalid', 'note_personal', 'insufficient_points'] as const),
			],
		},
		async ({ body, idempotencyKey, key }) => {
			const id = callIdOf(body.id ?? undefined, idempotencyKey);
			if (!id.ok) return id;
			const { outlet, terminal, cashier } = body;
			const admitted = admitOutlet(outlet, key, api);
			if (!admitted.ok) return admitted;
			const named = await memberNamed(body, api);
			if (!named.ok) return named;
			const memberId = named.value.memberId!;
			const { points, reason, note, caseReference } = body;
			const said = await adjust({
				...adjustedOf({ memberId, points, reason, note, caseReference }),
				...{ id: id.value, outlet, terminal, cashier: cashier as StaffId },
			});
			if (!said.ok) return err(said.error);
			const { answer, isNew } = said.value;
			if (!isNew) return ok({ status: 200, answer, headers: REPLAYED });
			return ok({ status: answer.status === 'booked' ? 201 : 202, answer });
		},
	);
};

const askBatch = (api: ApiHouse): Endpoint => {
	const batches = new Batches(api.store, api.house, api.shelf, api.now);
	return endpoint(
		{
			id: 'askBatch',
			method: 'POST',
			path: '/api/v1/adjustment-batches',
			summary: 'Looks at a list of adjustments and keeps it for a second person; nothing is booked',
			scope: 'manage',
			params: z.strictObject({}),
			query: z.strictObject({}),
			body: z.strictObject({
				id: uuid.nullish().describe('The same id is the same batch for ever. Or send Idempotency-Key.'),
				...{ outlet, terminal, cashier: outlet.describe('The code of whoever asks.') },
				rows: z.array(adjustedRow).min(1).max(BATCH_ITEMS_MAX).describe('Each member once.'),
			}),
			bodyBytesMax: BATCH_BYTES_MAX,
			idempotent: true,
			answer: z.strictObject({ batchId: uuid, preview: batchPreview }),
			statuses: { 201: 'Waits for a second person', 200: 'Asked before under this id; Idempotency-Replayed says so' },
			problems: [
				...ID_PROBLEMS,
				...(['outlet_forbidden', 'outlet_unknown', 'cashier_unknown', 'programme_missing', 'batch_faulty'] as const),
			],
		},
		async ({ body, idempotencyKey, key }) => {
			const id = callIdOf(body.id ?? undefined, idempotencyKey);
			if (!id.ok) return id;
			const { outlet, terminal, cashier, rows } = body;
			const admitted = admitOutlet(outlet, key, api);
			if (!admitted.ok) return admitted;
			const items = rows.map(adjustedOf);
			const asked = await batches.ask({ id: id.value, outlet, terminal, cashier: cashier as StaffId, items });
			if (!asked.ok) return err(asked.error);
			const { answer, isNew } = asked.value;
			const said = { batchId: answer.batchId, preview: previewBodyOf(answer.preview) };
			return isNew ? ok({ status: 201, answer: said }) : ok({ status: 200, answer: said, headers: REPLAYED });
		},
	);
};

const ranBatch = z.strictObject({
	batchId: uuid,
	decision: z.enum(['approved', 'rejected']),
	rows: batchRows.describe('What became of each; none where it was rejected.'),
});

const decideBatch = (api: ApiHouse): Endpoint => {
	const decide = requestDecider(api.store, api.house, api.shelf, api.now);
	const batches = new Batches(api.store, api.house, api.shelf, api.now);
	return endpoint(
		{
			id: 'decideBatch',
			method: 'POST',
			path: '/api/v1/adjustment-batches/{id}/decision',
			summary:
				'A second person approves a batch, which books it row by row, or rejects it; again goes on where it broke off',
			scope: 'manage',
			params: z.strictObject({ id: z.string() }),
			query: z.strictObject({}),
			body: decisionBody,
			idempotent: true,
			answer: ranBatch,
			statuses: { 200: 'Decided; every row has had its turn' },
			problems: [...ID_PROBLEMS, ...DECISION_PROBLEMS],
		},
		async ({ params, body, idempotencyKey, key }) => {
			const id = callIdOf(body.id ?? undefined, idempotencyKey);
			if (!id.ok) return id;
			const request = await api.store.read(loadRequest(api.house.id, params.id));
			if (request?.kind !== 'batch') return err({ code: 'request_not_found' });
			const spoken = speakFor(request.outlet, key);
			if (!spoken.ok) return spoken;
			const said = await decide({
				...{ id: id.value, requestId: request.id, decision: body.decision, by: body.decidedBy as StaffId },
				note: body.note ?? null,
			});
			if (!said.ok) return err(said.error);
			const { decision } = said.value;
			const rows = decision === 'approved' ? (await batches.apply(request.id)).rows : [];
			return ok({ status: 200, answer: { batchId: request.id, decision, rows: [...rows] } });
		},
	);
};

const reverseBatch = (api: ApiHouse): Endpoint => {
	const batches = new Batches(api.store, api.house, api.shelf, api.now);
	return endpoint(
		{
			id: 'reverseBatch',
			method: 'POST',
			path: '/api/v1/adjustment-batches/{id}/reversal',
			summary: 'Takes all that a batch booked back, each row once; again goes on where it broke off',
			scope: 'manage',
			params: z.strictObject({ id: z.string() }),
			query: z.strictObject({}),
			body: z.strictObject({
				id: uuid.nullish().describe('The same id is the same taking back for ever. Or send Idempotency-Key.'),
				...{ outlet, terminal, cashier: outlet.describe('The code of whoever asks.') },
				approvedBy: outlet.describe('The code of the second person who said yes.'),
				note: note.nullish(),
			}),
			idempotent: true,
			answer: z.strictObject({ requestId: uuid, batchId: uuid, rows: batchRows }),
			statuses: { 200: 'Taken back; every row has had its turn' },
			problems: [
				...ID_PROBLEMS,
				...(['outlet_forbidden', 'outlet_unknown', 'cashier_unknown', 'request_not_found'] as const),
				...(['batch_not_applied', 'batch_reversed', 'approver_forbidden', 'approver_asked'] as const),
				...(['limit_exceeded', 'note_personal'] as const),
			],
		},
		async ({ params, body, idempotencyKey, key }) => {
			const id = callIdOf(body.id ?? undefined, idempotencyKey);
			if (!id.ok) return id;
			const { outlet, terminal, cashier, approvedBy, note = null } = body;
			const admitted = admitOutlet(outlet, key, api);
			if (!admitted.ok) return admitted;
			const reversed = await batches.reverse({
				...{ id: id.value, batchId: params.id, outlet, terminal, note },
				...{ cashier: cashier as StaffId, approvedBy: approvedBy as StaffId },
			});
			if (!reversed.ok) return err(reversed.error);
			const { requestId } = reversed.value;
			const { rows } = await batches.apply(requestId);
			return ok({ status: 200, answer: { requestId, batchId: params.id, rows: [...rows] } });
		},
	);
};

/** Points that people give and take. */
export const adjustmentEndpoints = (api: ApiHouse): readonly Endpoint[] => [
	adjustPoints(api),
	askBatch(api),
	decideBatch(api),
	reverseBatch(api),
];
