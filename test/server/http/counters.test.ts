import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CounterReport } from '#shared/protocol/counter-report.ts';
import { finding, type Finding } from '#shared/self-check/finding.ts';
import { registerCounter } from '../../../server/identity/counters.ts';
import { keepReport } from '../../../server/store/counter-report-store.ts';
import { Pos } from '../../support/pos.ts';

const HEARD = '2026-11-21T17:40:00.000Z';
const REPORT: CounterReport = {
	...{ build: 'b1', waitingVisits: 2, copy: 'current', log: [] },
	findings: [
		finding('reader_dirty', { reader: 2, badPercent: 9 }),
		{ ...finding('node_ok'), code: 'later' } as unknown as Finding,
	],
	readers: [{ reader: 2, kind: 'ready', good: 91, bad: 9, badPercent: 9, isDirty: true }],
};

describe('how the counters stand, over the API', () => {
	let pos: Pos;
	beforeEach(async () => {
		pos = await Pos.open();
		const { store, house } = pos.hotel;
		for (const outlet of ['restaurant', 'spa'])
			await registerCounter(store, house, { outlet, terminal: 'till-1', role: 'till' });
		const document = JSON.stringify(REPORT);
		await store.configure([keepReport(house.id, { counter: 'spa/till-1', heardAt: HEARD, document })]);
	});
	afterEach(() => pos.close());

	type Counter = {
		readonly id: string;
		readonly report: { readonly findings: { cause: string; cure: string | null }[] };
	};
	const counters = async (key: string, query = ''): Promise<Counter[]> =>
		(await pos.get(`/api/v1/counters${query}`, { key })).body['counters'] as Counter[];

	test('is said of each, as it said last, and of one that said nothing', async () => {
		const [restaurant, spa] = await counters(await pos.key({ scopes: ['manage'] }));
		expect(restaurant).toEqual({
			...{ id: 'restaurant/till-1', role: 'till', outlet: 'restaurant', terminal: 'till-1' },
			...{ revokedAt: null, heardAt: null, openConflicts: 0, report: null },
		});
		expect(spa).toMatchObject({ id: 'spa/till-1', heardAt: HEARD, report: { build: 'b1', waitingVisits: 2 } });
		expect(spa!.report.findings).toEqual([
			{
				...{ code: 'reader_dirty', level: 'warning', cause: 'Reader 2: 9 % bad reads.' },
				cure: 'Clean its head with a cleaning card.',
			},
			{ code: 'later', level: 'ok', cause: 'later', cure: null },
		]);
	});

	test.each([
		['es', 'Lector 2: 9 % de lecturas malas.'],
		['zh', '读卡器 2：9 % 读取失败。'],
		['bg', 'Четец 2: 9 % лоши четения.'],
	])('is said in %s', async (language, cause) => {
		const [, spa] = await counters(await pos.key({ scopes: ['manage'] }), `?language=${language}`);
		expect(spa!.report.findings[0]!.cause).toBe(cause);
	});

	test('is for whoever manages, of their own outlets; the sandbox has none', async () => {
		expect((await pos.get('/api/v1/counters', { key: await pos.key({ scopes: ['pos', 'events'] }) })).status).toBe(403);
		const own = await counters(await pos.key({ scopes: ['manage'], outlets: ['spa'] }));
		expect(own.map(({ id }) => id)).toEqual(['spa/till-1']);
		expect(await counters(await pos.key({ scopes: ['manage'], test: true }))).toEqual([]);
	});
});
