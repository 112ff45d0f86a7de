import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { REPORT_MS_MIN, type CounterReport } from '#shared/protocol/counter-report.ts';
import { finding } from '#shared/self-check/finding.ts';
import { LOG_LINES_MAX, type LogLine } from '#shared/self-check/log-line.ts';
import { registerCounter } from '../../server/identity/counters.ts';
import { CounterWatch, LOG_BYTES_MAX } from '../../server/live/counter-watch.ts';
import { viewCounters, type CounterView } from '../../server/queries/counter-views.ts';
import { loadFeedEnd } from '../../server/store/loading/feed-loading.ts';
import { Hotel } from '../support/hotel.ts';
import type { OpenBooks } from './books.ts';

const AT = Date.parse('2026-11-22T10:00:00.000Z');
const DAY_MS = 86_400_000;

const reportOf = (changes: Partial<CounterReport> = {}): CounterReport => ({
	...{ build: 'b1', findings: [], readers: [], waitingVisits: 0, copy: 'current', log: [] },
	...changes,
});
const line = (index: number, text = ''): LogLine => ({
	...{ at: new Date(AT + index).toISOString(), level: 'warn', text },
	details: { index },
});
const lines = (count: number, from = 0): LogLine[] => Array.from({ length: count }, (_, index) => line(from + index));

/** What every database must keep of what counters say of themselves. One suite, run on each. */
export function describeCounterReports(name: string, open: OpenBooks): void {
	describe(`reports of counters, on ${name}`, () => {
		let books: Awaited<ReturnType<OpenBooks>>;
		let hotel: Hotel;
		let watch: CounterWatch;
		let nowMs: number;

		const openWatch = (): CounterWatch =>
			new CounterWatch({
				...{ store: books.store, propertyId: hotel.house.id },
				now: () => new Date(nowMs).toISOString(),
				nowMs: () => nowMs,
			});
		beforeEach(async () => {
			books = await open();
			hotel = await Hotel.open(books.store);
			for (const terminal of ['till-1', 'till-2'])
				await registerCounter(books.store, hotel.house, { outlet: 'spa', terminal, role: 'till' });
			nowMs = AT;
			watch = openWatch();
		});
		afterEach(() => books.end());

		const view = async (): Promise<readonly CounterView[]> => books.store.read(viewCounters(hotel.house.id));
		const hear = (changes: Partial<CounterReport>, counter = 'spa/till-1') => {
			nowMs += REPORT_MS_MIN;
			return watch.hear(counter, reportOf(changes));
		};
		const logOf = async (): Promise<readonly LogLine[]> => (await view())[0]!.report!.log;

		test('stand with their counter, the last one alone, and others have said nothing', async () => {
			await hear({ waitingVisits: 3 });
			const findings = [finding('reader_dirty', { reader: 2, badPercent: 9 })];
			expect(await hear({ findings, build: 'b2' })).toMatchObject({ ok: true });
			const heardAt = new Date(nowMs).toISOString();
			expect(await view()).toMatchObject([
				{ id: 'spa/till-1', heardAt, openConflicts: 0, report: reportOf({ findings, build: 'b2' }) },
				{ id: 'spa/till-2', heardAt: null, openConflicts: 0, report: null },
			]);
		});

		test('are of one hotel alone', async () => {
			await hear({});
			expect(await books.store.read(viewCounters('another'))).toEqual([]);
		});

		test('hold the warnings of a week, each once, also after a start of either side', async () => {
			await hear({ log: lines(3) });
			watch = openWatch();
			await hear({ log: lines(5) });
			expect(await logOf()).toEqual(lines(5));
			nowMs += 6 * DAY_MS;
			await hear({ log: [line(6 * DAY_MS)] });
			expect(await logOf()).toHaveLength(6);
			nowMs += DAY_MS;
			await hear({});
			expect(await logOf()).toEqual([line(6 * DAY_MS)]);
		});

		test('hold no more than is kept, whatever a counter says', async () => {
			for (let from = 0; from < 2 * LOG_LINES_MAX; from += 40) await hear({ log: lines(40, from) });
			expect(await logOf()).toEqual(lines(2 * LOG_LINES_MAX).slice(-LOG_LINES_MAX));
			const long = (index: number): LogLine => line(10_000 + index, 'x'.repeat(2_000));
			for (let from = 0; from < 80; from += 40)
				await hear({ log: Array.from({ length: 40 }, (_, index) => long(from + index)) });
			const kept = await logOf();
			expect(kept.at(-1)).toEqual(long(79));
			expect(JSON.stringify(kept).length).toBeLessThan(LOG_BYTES_MAX + 1_000);
			expect(kept.length).toBeGreaterThan(20);
		});

		test('that come too often are refused, of that counter alone', async () => {
			await hear({ waitingVisits: 1 });
			expect(await watch.hear('spa/till-1', reportOf({ waitingVisits: 2 }))).toEqual({
				ok: false,
				error: { code: 'too_often' },
			});
			expect(await watch.hear('spa/till-2', reportOf({ waitingVisits: 7 }))).toMatchObject({ ok: true });
			expect((await view()).map(({ report }) => report?.waitingVisits)).toEqual([1, 7]);
		});

		test('that somebody damaged cost nothing but themselves', async () => {
			await hear({ waitingVisits: 1 });
			await books.meddle("update counter_report set document = '{'");
			expect((await view())[0]).toMatchObject({ id: 'spa/till-1', report: null });
			await hear({ waitingVisits: 2 });
			expect((await view())[0]!.report).toMatchObject({ waitingVisits: 2 });
		});

		test('are no bookings: the feed stays where it is', async () => {
			const before = await books.store.read(loadFeedEnd(hotel.house.id));
			await hear({});
			expect(await books.store.read(loadFeedEnd(hotel.house.id))).toEqual(before);
		});
	});
}
