import { z } from 'zod';
import { ok } from '#shared/kernel/result.ts';
import { saidOf } from '../../counter-words.ts';
import { viewCounters } from '../../queries/counter-views.ts';
import { speakFor, type ApiHouse } from './api-house.ts';
import { endpoint, type Endpoint } from './endpoint.ts';

const reader = z.strictObject({
	reader: z.number().int().describe('From 1, in the order of its configuration.'),
	kind: z.string().describe('ready, absent, held, forbidden, misconfigured, alike or recovering.'),
	good: z.number().int(),
	bad: z.number().int().describe('Of the last hundred reads.'),
	isDirty: z.boolean().describe('So many bad reads come from a dirty head.'),
});

const report = z.strictObject({
	build: z.string(),
	findings: z.array(
		z.strictObject({
			code: z.string(),
			level: z.enum(['warning', 'fault', 'ok']),
			cause: z.string().describe('For a person, in the asked language.'),
			cure: z.string().nullable().describe('What to do.'),
		}),
	),
	readers: z.array(reader),
	waitingVisits: z.number().int().describe('On its disk, not here yet.'),
	copy: z.enum(['current', 'fetching', 'failed']).describe('Its copy of all members.'),
	log: z
		.array(
			z.strictObject({
				at: z.string(),
				level: z.enum(['warn', 'error', 'fatal']),
				text: z.string(),
				details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
			}),
		)
		.describe('Its warnings of seven days, at most 200, oldest first. No name and no long number is in them.'),
});

const counter = z.strictObject({
	id: z.string(),
	role: z.enum(['till', 'kiosk']),
	outlet: z.string(),
	terminal: z.string(),
	revokedAt: z.string().nullable(),
	heardAt: z.string().nullable().describe('When it last said how it stands: each minute while it has its link.'),
	openConflicts: z.number().int().describe('Visits of it that wait for somebody.'),
	report: report.nullable().describe('What it said then.'),
});

/** How every counter stands. */
export const listCounters = (api: ApiHouse): Endpoint =>
	endpoint(
		{
			id: 'listCounters',
			method: 'GET',
			path: '/api/v1/counters',
			summary: 'How every counter stands, as it said last: readers, printer, what waits, its warnings',
			scope: 'manage',
			params: z.strictObject({}),
			query: z.strictObject({}),
			body: null,
			idempotent: false,
			answer: z.strictObject({ counters: z.array(counter) }),
			statuses: { 200: 'Counters of outlets for which the key speaks' },
			problems: [],
		},
		async ({ key, language }) => {
			const counters = await api.store.read(viewCounters(api.house.id));
			const seen = counters.filter(({ outlet }) => speakFor(outlet, key).ok);
			return ok({
				status: 200,
				answer: {
					counters: seen.map(({ pairedAt: _, report: said, ...rest }) => ({
						...rest,
						report: said && {
							...said,
							findings: said.findings.map((one) => ({ code: one.code, level: one.level, ...saidOf(one, language) })),
							readers: said.readers.map(({ badPercent: __, ...one }) => one),
							log: [...said.log],
						},
					})),
				},
			});
		},
	);
