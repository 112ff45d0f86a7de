import { z } from 'zod';
import { err, ok } from '#shared/kernel/result.ts';
import { feedAfter } from '../../feed.ts';
import { loadFeedHash } from '../../store/loading/feed-loading.ts';
import { EMPTY_HEAD, type Head } from '../../store/booking/links.ts';
import { together } from '../../store/statement.ts';
import type { ApiHouse } from './api-house.ts';
import { cursor, cursorText } from './cursor.ts';
import { endpoint, type Endpoint } from './endpoint.ts';
import { count } from './fields.ts';

const PAGE_EVENTS = 100;
const PAGE_EVENTS_MAX = 1_000;

/** A place in the feed, with the hash that it had: books that were restored since have another one there. */
const place = cursor(z.tuple([z.int().min(0), z.string().regex(/^[0-9a-f]{64}$/)]), ([position, hash]): Head => ({
	position,
	hash,
}));

/** What happened in the hotel, thin, in one order without a gap. */
export const readEvents = (api: ApiHouse): Endpoint =>
	endpoint(
		{
			id: 'readEvents',
			method: 'GET',
			path: '/api/v1/events',
			summary: 'What happened since, in one order: ids only, to be asked for by whoever wants to know more',
			scope: 'events',
			params: z.strictObject({}),
			query: z.strictObject({
				after: place.optional().describe('What `next` of the answer before said; without it from the beginning.'),
				limit: z.coerce.number().int().min(1).max(PAGE_EVENTS_MAX).default(PAGE_EVENTS),
			}),
			body: null,
			idempotent: false,
			answer: z.strictObject({
				events: z.array(
					z.strictObject({
						position: count.min(1).describe('1, 2, 3 … without a gap.'),
						kind: z.enum([
							'visit.recorded',
							'visit.reversed',
							'hold.placed',
							'coupon.issued',
							'entry.posted',
							'notice.given',
							'tier.changed',
							'club.changed',
							'request.made',
							'request.decided',
							'points.adjusted',
							'visit.reassigned',
							'member.changed',
						]),
						subject: z.string().describe('The id of the visit, reversal, hold, coupon, entry, notice or member.'),
						version: count,
					}),
				),
				next: z.string().describe('For the next call, also where nothing has happened yet.'),
				more: z.boolean().describe('There is more now.'),
			}),
			statuses: { 200: 'The events' },
			problems: ['cursor_stale'],
		},
		async ({ query: { after = EMPTY_HEAD, limit } }) => {
			const { id } = api.house;
			const [hash, rows] = await api.store.read(
				together(loadFeedHash(id, after.position), feedAfter(id, after.position, limit)),
			);
			if (hash !== after.hash) return err({ code: 'cursor_stale' });
			const last = rows.at(-1)?.position ?? after.position;
			const lastHash = await api.store.read(loadFeedHash(id, last));
			const more = await api.store.read(feedAfter(id, last, 1));
			return ok({
				status: 200,
				answer: {
					events: rows.map((row) => ({ ...row, kind: row.kind as 'visit.recorded' })),
					next: cursorText([last, lastHash ?? EMPTY_HEAD.hash]),
					more: more.length > 0,
				},
			});
		},
	);
