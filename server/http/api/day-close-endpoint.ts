import { z } from 'zod';
import { ok } from '#shared/kernel/result.ts';
import { loadDayClose } from '../../store/booking/day-close.ts';
import { admitOutlet, type ApiHouse } from './api-house.ts';
import { endpoint, type Endpoint } from './endpoint.ts';
import { count, date, outlet } from './fields.ts';

const sums = { count, listMinor: count, discountMinor: count, payableMinor: count, pointsPaidMinor: count };

/** What the hotel has of a day, to be compared with what the POS has. */
export const closeDay = (api: ApiHouse): Endpoint =>
	endpoint(
		{
			id: 'closeDay',
			method: 'GET',
			path: '/api/v1/day-close',
			summary: 'Sums of an outlet and business day, to be compared with those of the POS',
			scope: 'pos',
			params: z.strictObject({}),
			query: z.strictObject({ outlet, businessDate: date }),
			body: null,
			idempotent: false,
			answer: z.strictObject({
				outlet: z.string(),
				businessDate: date,
				currency: z.string(),
				visits: z
					.strictObject({ ...sums, members: count, pointsEarned: count, pointsSpent: count })
					.describe('As they were recorded, whatever was taken back later. members: those with a member.'),
				reversals: z
					.strictObject({ ...sums, pointsTakenBack: count, pointsReturned: count })
					.describe('On this day, of visits of any day.'),
			}),
			statuses: { 200: 'The sums as of now: a visit that comes late is added to its day' },
			problems: ['outlet_forbidden', 'outlet_unknown'],
		},
		async ({ query: { outlet, businessDate }, key }) => {
			const admitted = admitOutlet(outlet, key, api);
			if (!admitted.ok) return admitted;
			const day = await api.store.read(loadDayClose({ propertyId: api.house.id, outlet, businessDate }));
			const { visits, reversals } = day;
			return ok({
				status: 200,
				answer: {
					outlet,
					businessDate,
					currency: api.house.currency.code,
					visits: { ...visits },
					reversals: { ...reversals },
				},
			});
		},
	);
