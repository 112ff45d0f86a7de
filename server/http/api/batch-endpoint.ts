import { z } from 'zod';
import { isUuid, type VisitId } from '#shared/kernel/ids.ts';
import { err, type Result } from '#shared/kernel/result.ts';
import type { Language } from '#shared/kernel/language.ts';
import type { ApiKeyRecord } from '../../store/api-key-store.ts';
import type { ApiHouse } from './api-house.ts';
import { endpoint, type Endpoint, type Reply } from './endpoint.ts';
import { faultsOf } from './faults.ts';
import { problemBody, type Problem } from './problem.ts';
import { problemSchema } from './problem-schema.ts';
import { billRecorder } from './record-bill.ts';
import { visitAnswer, type VisitAnswerBody } from './visit-answer.ts';
import { visitBody } from './visit-body.ts';

const VISITS_MAX = 500;
/** Five hundred bills of many lines. */
const BODY_BYTES_MAX = 8_000_000;

/** A bill that is paid: it has its own id and says how it was paid. */
const paidBill = visitBody.safeExtend({
	id: visitBody.shape.id.unwrap().unwrap(),
	tenders: visitBody.shape.tenders.unwrap().unwrap(),
});

const { $schema: _dialect, ...PAID_BILL } = z.toJSONSchema(paidBill, { io: 'input' });

const result = z.strictObject({
	id: z.string().nullable(),
	status: z.int().describe('What the bill alone would have been answered with.'),
	visit: visitAnswer.nullable(),
	problem: problemSchema.nullable(),
});

/** Records bills that were paid while the hotel could not be reached, each by itself and in the order in which they are sent. */
export function recordBatch(api: ApiHouse): Endpoint {
	const record = billRecorder(api);

	const recordOne = async (
		sent: unknown,
		key: ApiKeyRecord,
		language: Language,
	): Promise<Result<Reply<VisitAnswerBody>, Problem>> => {
		const read = paidBill.safeParse(sent);
		if (!read.success) return err({ code: 'body_invalid', errors: faultsOf(read.error.issues, sent, language) });
		return record(read.data.id as VisitId, read.data, key, language, 'outbox');
	};

	return endpoint(
		{
			id: 'recordBatch',
			method: 'POST',
			path: '/api/v1/visits/batch',
			summary: 'Records bills that are paid already; each has its own result',
			scope: 'pos',
			params: z.strictObject({}),
			query: z.strictObject({}),
			body: z.strictObject({
				// One that has not the right form is one result and not the end of the others.
				visits: z.array(z.unknown().meta(PAID_BILL)).max(VISITS_MAX),
			}),
			bodyBytesMax: BODY_BYTES_MAX,
			idempotent: false,
			answer: z.strictObject({ results: z.array(result) }),
			statuses: { 200: 'One result for each bill, in their order' },
			problems: [],
		},
		async ({ body, key, language }) => {
			const results: z.infer<typeof result>[] = [];
			for (const sent of body.visits) results.push(resultOf(sent, await recordOne(sent, key, language), language));
			return { ok: true, value: { status: 200, answer: { results } } };
		},
	);
}

function resultOf(
	sent: unknown,
	recorded: Result<Reply<VisitAnswerBody>, Problem>,
	language: Language,
): z.infer<typeof result> {
	const id = idOf(sent);
	if (recorded.ok) return { id, status: recorded.value.status, visit: recorded.value.answer, problem: null };
	const problem = problemBody(recorded.error, language);
	return { id, status: problem.status, visit: null, problem };
}

/** Of a bill without a form nothing else is said again. */
function idOf(sent: unknown): string | null {
	const id = typeof sent === 'object' && sent !== null && 'id' in sent ? sent.id : null;
	return typeof id === 'string' && isUuid(id.toLowerCase()) ? id.toLowerCase() : null;
}
