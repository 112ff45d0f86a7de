import { z } from 'zod';
import { isUuid, type VisitId } from '#shared/kernel/ids.ts';
import { err, ok } from '#shared/kernel/result.ts';
import { FIRST_PLACE, loadVisitRecord, loadVisitRecords, type VisitPlace } from '../../store/loading/visit-records.ts';
import { admitOutlet, speakFor, type ApiHouse } from './api-house.ts';
import { callIdOf } from './call-id.ts';
import { cursor, cursorText } from './cursor.ts';
import { endpoint, type Endpoint } from './endpoint.ts';
import { checkNumber, date, outlet, uuid } from './fields.ts';
import { billRecorder, RECORD_PROBLEMS } from './record-bill.ts';
import { composeAnswers, composeOne, visitAnswer } from './visit-answer.ts';
import { visitBody } from './visit-body.ts';

const PAGE_VISITS = 20;
const PAGE_VISITS_MAX = 100;
const nothing = z.strictObject({});

export const visitEndpoints = (api: ApiHouse): readonly Endpoint[] => [
	recordVisit(api),
	findVisits(api),
	readVisit(api),
];

function recordVisit(api: ApiHouse): Endpoint {
	const record = billRecorder(api);
	return endpoint(
		{
			id: 'recordVisit',
			method: 'POST',
			path: '/api/v1/visits',
			summary: 'Records one bill: discount, points, stamps, slip',
			scope: 'pos',
			params: nothing,
			query: nothing,
			body: visitBody,
			idempotent: true,
			answer: visitAnswer,
			statuses: { 201: 'Recorded', 200: 'Recorded before under this id; Idempotency-Replayed says so' },
			problems: RECORD_PROBLEMS,
		},
		async ({ body, idempotencyKey, key, language }) => {
			const id = callIdOf<VisitId>(body.id ?? undefined, idempotencyKey);
			return id.ok ? await record(id.value, body, key, language, 'live') : id;
		},
	);
}

const findVisits = (api: ApiHouse): Endpoint =>
	endpoint(
		{
			id: 'findVisits',
			method: 'GET',
			path: '/api/v1/visits',
			summary: 'Visits of an outlet and day, or of one check: for whoever lost an answer',
			scope: 'pos',
			params: nothing,
			query: z.strictObject({
				outlet,
				businessDate: date,
				checkNumber: checkNumber.optional(),
				after: place.optional().describe('What `next` of the page before said.'),
				limit: z.coerce.number().int().min(1).max(PAGE_VISITS_MAX).default(PAGE_VISITS),
			}),
			body: null,
			idempotent: false,
			answer: z.strictObject({ visits: z.array(visitAnswer), next: z.string().nullable() }),
			statuses: { 200: 'One page, in the order in which the visits came in' },
			problems: ['outlet_forbidden', 'outlet_unknown'],
		},
		async ({ query: { outlet, businessDate, checkNumber = null, after = FIRST_PLACE, limit }, key, language }) => {
			const admitted = admitOutlet(outlet, key, api);
			if (!admitted.ok) return admitted;
			const day = { propertyId: api.house.id, outlet, businessDate };
			const { records, next } = await api.store.read(loadVisitRecords(day, checkNumber, after, limit));
			const visits =
				records.length === 0 ? [] : await api.store.read(composeAnswers(api, businessDate, records, language));
			return ok({ status: 200, answer: { visits: [...visits], next: next && cursorOf(next) } });
		},
	);

const readVisit = (api: ApiHouse): Endpoint =>
	endpoint(
		{
			id: 'readVisit',
			method: 'GET',
			path: '/api/v1/visits/{id}',
			summary: 'One visit as it was answered',
			scope: 'pos',
			params: z.strictObject({ id: z.string() }),
			query: nothing,
			body: null,
			idempotent: false,
			answer: visitAnswer,
			statuses: { 200: 'The visit' },
			problems: ['visit_not_found', 'outlet_forbidden'],
		},
		async ({ params: { id }, key, language }) => {
			const found = isUuid(id) ? await api.store.read(loadVisitRecord(api.house.id, id as VisitId)) : null;
			if (!found) return err({ code: 'visit_not_found' });
			const spoken = speakFor(found.answer.outlet, key);
			return spoken.ok ? ok({ status: 200, answer: await composeOne(api, found, language) }) : spoken;
		},
	);

const place = cursor(z.tuple([z.iso.datetime().max(30), uuid]), ([recordedAt, id]): VisitPlace => ({ recordedAt, id }));

const cursorOf = ({ recordedAt, id }: VisitPlace): string => cursorText([recordedAt, id]);
