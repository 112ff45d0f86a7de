import { beforeEach, describe, expect, test } from 'vitest';
import { healthOf } from '#shared/counter/reader-state.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { counterReportSchema } from '#shared/protocol/counter-report.schema.ts';
import { REPORT_LINES_MAX, REPORT_MS, REPORT_MS_MIN, type CounterReport } from '#shared/protocol/counter-report.ts';
import { finding, type Finding } from '#shared/self-check/finding.ts';
import type { LogLine } from '#shared/self-check/log-line.ts';
import { Reporting, type Standing } from '../../../bridge/link/reporting.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';

const STANDING: Standing = { build: 'b1', readers: [healthOf(1, 'ready', [])], waitingVisits: 0, copy: 'current' };

let clock: ManualClock;
let standing: Standing;
let trouble: unknown;
let findings: readonly Finding[];
let log: LogLine[];
let isOnline: boolean;
let answer: Result<null, { readonly code: 'too_often' | 'server_away' }>;
let told: CounterReport[];
let looks: number;
let reporting: Reporting;

beforeEach(() => {
	[clock, standing, trouble, findings, log] = [new ManualClock(), STANDING, null, [], []];
	[isOnline, answer, told, looks] = [true, ok(null), [], 0];
	const link = {
		get isOnline() {
			return isOnline;
		},
		report: (report: CounterReport) => {
			told.push(report);
			return Promise.resolve(answer);
		},
	};
	reporting = new Reporting({
		...{ link, clock, standing: () => standing, trouble: () => trouble, log: () => log },
		findings() {
			looks++;
			return Promise.resolve(findings);
		},
	});
});

const line = (index: number): LogLine => ({
	at: '2026-11-22T10:00:00.000Z',
	level: 'warn',
	text: `${index}`,
	details: {},
});
async function after(ms: number): Promise<void> {
	await clock.pass(ms);
	await reporting.look();
}

describe('a counter tells its server how it stands', () => {
	test('when the link opens, then each minute, with what is not well and nothing else', async () => {
		findings = [finding('node_ok', { version: '26' }), finding('printer_paper_out')];
		await reporting.look();
		expect(told).toEqual([{ ...STANDING, findings: [finding('printer_paper_out')], log: [] }]);
		await after(REPORT_MS - 1);
		expect(told).toHaveLength(1);
		await after(1);
		expect(told).toHaveLength(2);
		reporting.begin();
		await reporting.look();
		expect(told).toHaveLength(3);
	});

	test.each<[string, () => void]>([
		['a reader goes', () => (standing = { ...standing, readers: [healthOf(1, 'absent', [])] })],
		['visits wait', () => (standing = { ...standing, waitingVisits: 1 })],
		['its disk takes no copy', () => (standing = { ...standing, copy: 'failed' })],
		['the printer has no paper', () => (trouble = 'paper_out')],
		['there is a warning', () => log.push(line(1))],
	])('at once when %s, and once', async (_name, happen) => {
		await reporting.look();
		await after(REPORT_MS_MIN);
		happen();
		await after(0);
		expect(told).toHaveLength(2);
		await after(REPORT_MS_MIN);
		expect(told).toHaveLength(2);
	});

	test('not for each card, and for what wavers no more than it may; it looks no more often than it tells', async () => {
		await reporting.look();
		await clock.pass(REPORT_MS_MIN);
		for (let card = 1; card <= 9; card++) {
			standing = { ...STANDING, readers: [healthOf(1, 'ready', Array<boolean>(card).fill(true))] };
			await after(1_000);
		}
		expect(told).toHaveLength(1);
		for (let second = 0; second < 20; second++) {
			trouble = second;
			await after(1_000);
		}
		expect(told.length).toBeLessThanOrEqual(1 + 5);
		expect(looks).toBe(told.length);
	});

	test('all its warnings, each once, in messages that are not too large', async () => {
		log = Array.from({ length: 2 * REPORT_LINES_MAX + 5 }, (_, index) => line(index));
		await reporting.look();
		for (let more = 0; more < 4; more++) await after(REPORT_MS_MIN);
		expect(told.map((report) => report.log.length)).toEqual([REPORT_LINES_MAX, REPORT_LINES_MAX, 5]);
		expect(told.flatMap((report) => report.log)).toEqual(log);
		// The oldest go when there are too many; what is new is told all the same.
		log = [...log.slice(50), line(999)];
		await after(REPORT_MS_MIN);
		expect(told.at(-1)!.log).toEqual([line(999)]);
	});

	test('again what was not taken, and nothing while the link is away', async () => {
		log = [line(1)];
		answer = err({ code: 'too_often' });
		await reporting.look();
		answer = ok(null);
		await after(REPORT_MS_MIN);
		expect(told.map((report) => report.log)).toEqual([[line(1)], [line(1)]]);
		isOnline = false;
		await after(REPORT_MS);
		expect(told).toHaveLength(2);
	});

	test('in a form that the server takes, whatever its files are called', async () => {
		findings = Array.from({ length: 99 }, () =>
			finding('reader_forbidden', { reader: 1, path: 'x'.repeat(9_999), rule: '' }),
		);
		log = Array.from({ length: 99 }, (_, index) => line(index));
		await reporting.look();
		expect(counterReportSchema.parse(told[0])).toEqual(told[0]);
		expect(told[0]!.findings.length).toBeGreaterThan(9);
	});
});

describe('a server takes no report', () => {
	const good = { ...STANDING, findings: [], log: [] };
	test.each<[string, object]>([
		['with more than is agreed', { ...good, guest: 'Elena' }],
		['with too many findings', { ...good, findings: Array.from({ length: 31 }, () => finding('node_ok')) }],
		['with too long a value', { ...good, findings: [finding('config_ok', { path: 'x'.repeat(301) })] }],
		[
			'with too many values',
			{
				...good,
				findings: [{ ...finding('node_ok'), values: Object.fromEntries([...'abcdefghi'].map((name) => [name, 1])) }],
			},
		],
		['with a code that is none', { ...good, findings: [{ ...finding('node_ok'), code: '__proto__; drop' }] }],
		['with too many lines', { ...good, log: Array.from({ length: 41 }, (_, index) => line(index)) }],
		['with too long a line', { ...good, log: [{ ...line(1), text: 'x'.repeat(201) }] }],
		['with a line that holds a document', { ...good, log: [{ ...line(1), details: { guest: { name: 'Elena' } } }] }],
		['with numbers that are none', { ...good, waitingVisits: -1 }],
	])('%s', (_name, report) => {
		expect(counterReportSchema.safeParse(good).success).toBe(true);
		expect(counterReportSchema.safeParse(report).success).toBe(false);
	});

	test('but one with a code that only a newer counter knows', () => {
		const report = { ...good, findings: [{ code: 'battery_low', level: 'warning', values: { percent: 9 } }] };
		expect(counterReportSchema.parse(report)).toEqual(report);
	});
});
