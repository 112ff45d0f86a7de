import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { MemberId, VisitId } from '#shared/kernel/ids.ts';
import { composeBalanceSlip } from '#shared/receipt/balance-slip.ts';
import { composeVisitSlip, type VisitSlip } from '#shared/receipt/visit-slip.ts';
import { Bell } from '../../../bridge/printing/bell.ts';
import { freshMemory } from '../../../bridge/printing/printer-memory.ts';
import { PROFILES } from '../../../bridge/printing/profile.ts';
import { runPrinter } from '../../../bridge/printing/run-printer.ts';
import { KEPT_MS, openSpool, type Spool } from '../../../bridge/printing/spool.ts';
import { FakeClock, settled } from '../../fakes/fake-clock.ts';
import { FakePrinter } from '../../fakes/fake-printer.ts';
import { balanceSlipOf } from '../../shared/receipt/balance-samples.ts';
import { ALICE, SAMPLES } from '../../shared/receipt/samples.ts';

const slipOf = (visitId: string, sample: keyof typeof SAMPLES): VisitSlip => {
	const slip = SAMPLES[sample]!;
	return { ...slip, answer: { ...slip.answer, visitId: visitId as VisitId } };
};
/** By visit. */
const SLIPS: Readonly<Record<string, VisitSlip>> = {
	'visit-1': slipOf('visit-1', 'Miguel has supper'),
	'visit-2': slipOf('visit-2', 'Elena has supper'),
	'visit-3': slipOf('visit-3', 'Alice has supper'),
};

let clock: FakeClock;
let paper: FakePrinter;
let spool: Spool;
let bell: Bell;
let ending: AbortController;
let ended: Promise<void>;
let told: string[];
let namesUnknown: Set<string>;

beforeEach(() => {
	clock = new FakeClock();
	paper = new FakePrinter();
	spool = openSpool(':memory:');
	bell = new Bell(clock);
	ending = new AbortController();
	told = [];
	namesUnknown = new Set();
});
afterEach(async () => {
	ending.abort();
	await clock.advance(20_000);
	await ended;
	spool.close();
});

function start(): void {
	ended = runPrinter(
		spool,
		paper,
		({ order }) => {
			if (order.kind === 'balance') return Promise.resolve(composeBalanceSlip(balanceSlipOf(ALICE)));
			const { visitId } = order.answer;
			if (namesUnknown.has(visitId)) return Promise.resolve(undefined);
			if (!SLIPS[visitId]) return Promise.reject(new Error('no such slip'));
			return Promise.resolve(composeVisitSlip({ ...SLIPS[visitId], copy: order.copy }));
		},
		{
			printer: ({ kind }) => told.push(kind),
			learned: () => undefined,
			slip: (job, progress) => told.push(`${job.id} ${progress}`),
			replaced: (job, characters) => told.push(`${job.id} replaced ${characters}`),
			failed: (job) => told.push(`${job.id} failed`),
		},
		{
			profile: () => PROFILES.epson,
			answersProcessId: true,
			memory: freshMemory(true),
			refusesStrangers: true,
			idleMsMax: Infinity,
			staleAfterMs: KEPT_MS,
			bell,
			clock,
			signal: ending.signal,
		},
	);
}
function submit(visitId: string, copy = 0): void {
	const answer = { ...SLIPS['visit-1']!.answer, ...SLIPS[visitId]?.answer, visitId: visitId as VisitId };
	spool.submit({ kind: 'visit', answer, copy }, clock.nowMs());
	bell.ring();
}
function submitBalance(jobId: string): void {
	spool.submit(
		{ kind: 'balance', jobId, memberId: 'alice' as MemberId, at: '2026-11-21T17:42:00.000Z' },
		clock.nowMs(),
	);
	bell.ring();
}
const totals = (): string[] => paper.text().filter((line) => /^(TOTAL|ОБЩО) /.test(line));

describe('the printer of a counter', () => {
	test('prints what waits, one slip after the other', async () => {
		for (const visitId of Object.keys(SLIPS)) submit(visitId);
		start();
		await clock.advance(2_000);
		expect(told).toEqual([
			'ready',
			...['visit-1:0', 'visit-2:0', 'visit-3:0'].flatMap((id) => [`${id} sending`, `${id} confirmed`]),
		]);
		expect([totals(), paper.cuts, paper.sessions]).toEqual([
			['TOTAL          76,00 EUR', 'ОБЩО           72,00 EUR', 'TOTAL          72.00 EUR'],
			3,
			1,
		]);
	});

	test('begins a slip that comes later on the open line', async () => {
		start();
		await clock.advance(5_000);
		submit('visit-1');
		await settled();
		expect([told, paper.sessions]).toEqual([['ready', 'visit-1:0 sending', 'visit-1:0 confirmed'], 1]);
	});

	test('is looked for until it is there, ever more rarely, and then prints what waited', async () => {
		paper.refuses = true;
		submit('visit-1');
		start();
		await clock.advance(600_000);
		expect([new Set(told), paper.sessions]).toEqual([new Set(['absent']), 0]);
		expect(told.length).toBeLessThan(80);
		paper.refuses = false;
		await clock.advance(12_000);
		expect(told.slice(-3)).toEqual(['ready', 'visit-1:0 sending', 'visit-1:0 confirmed']);
	});

	test('does not print again what broke off, but what comes after it', async () => {
		start();
		await clock.advance(1_000);
		paper.hangUpAfterBytes(2_000);
		submit('visit-1');
		submit('visit-2');
		await clock.advance(10_000);
		expect(told).toEqual([
			'ready',
			'visit-1:0 sending',
			'visit-1:0 unknown',
			'absent',
			'ready',
			'visit-2:0 sending',
			'visit-2:0 confirmed',
		]);
		expect(totals().filter((line) => line.includes('76,00')).length).toBeLessThanOrEqual(1);
	});

	test('prints the whole slip when the line was lost before anything had left', async () => {
		paper.printer.paperOut();
		submit('visit-1');
		start();
		await clock.advance(3_000);
		paper.hangUp();
		await clock.advance(3_000);
		paper.printer.loadPaper();
		await clock.advance(3_000);
		expect(told).toEqual(['paper_out', 'absent', 'paper_out', 'ready', 'visit-1:0 sending', 'visit-1:0 confirmed']);
		expect(totals()).toEqual(['TOTAL          76,00 EUR']);
	});

	test('lets a slip wait whose guest is not known now, and prints the next one', async () => {
		namesUnknown.add('visit-1');
		submit('visit-1');
		submit('visit-2');
		start();
		await clock.advance(10_000);
		expect(told).toEqual(['ready', 'visit-2:0 sending', 'visit-2:0 confirmed']);
		namesUnknown.clear();
		await clock.advance(3_000);
		expect(told.slice(3)).toEqual(['visit-1:0 sending', 'visit-1:0 confirmed']);
	});

	test('asks for a name when the paper is there, not before', async () => {
		paper.printer.paperOut();
		submit('visit-1');
		start();
		await clock.advance(60_000);
		namesUnknown.add('visit-1');
		paper.printer.loadPaper();
		await clock.advance(10_000);
		expect([told, totals()]).toEqual([['paper_out', 'ready'], []]);
	});

	test('is not stopped by a slip that cannot be made', async () => {
		submit('visit-9');
		submit('visit-1');
		start();
		await clock.advance(1_000);
		expect(new Set(told)).toEqual(new Set(['ready', 'visit-9:0 failed', 'visit-1:0 sending', 'visit-1:0 confirmed']));
	});

	test('marks a reprint as a copy', async () => {
		submit('visit-1');
		submit('visit-1', 1);
		start();
		await clock.advance(1_000);
		expect(paper.text().filter((line) => line.includes('COPIA'))).toHaveLength(1);
	});

	test('prints a balance like any other slip', async () => {
		submitBalance('monday-1-1');
		submit('visit-1');
		start();
		await clock.advance(2_000);
		expect(told).toEqual([
			'ready',
			...['monday-1-1', 'visit-1:0'].flatMap((id) => [`${id} sending`, `${id} confirmed`]),
		]);
		expect(paper.text()).toContain('Balance                                40 points');
	});

	test('prints no balance whose guest has gone while the paper was out', async () => {
		paper.printer.paperOut();
		submitBalance('monday-1-1');
		submit('visit-1');
		start();
		await clock.advance(3_000);
		spool.withdraw('monday-1-1');
		paper.printer.loadPaper();
		await clock.advance(3_000);
		expect(told).toEqual(['paper_out', 'ready', 'visit-1:0 sending', 'visit-1:0 confirmed']);
	});

	test('forgets after 48 hours what it could not print', async () => {
		paper.refuses = true;
		submit('visit-1');
		start();
		await clock.advance(KEPT_MS + 60_000);
		expect(spool.waiting()).toEqual([]);
	});
});
