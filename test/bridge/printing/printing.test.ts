import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { VisitId } from '#shared/kernel/ids.ts';
import { composeVisitSlip } from '#shared/receipt/visit-slip.ts';
import { systemClock } from '../../../bridge/clock.ts';
import { startPrinting, type Printing } from '../../../bridge/printing/printing.ts';
import type { SlipOrder } from '../../../bridge/printing/spool.ts';
import { startPrinterEmulator, type PrinterEmulator } from '../../../bridge/simulate/printer/emulator.ts';
import { paperText } from '../../../bridge/simulate/printer/paper.ts';
import { SAMPLES } from '../../shared/receipt/samples.ts';

const elena = SAMPLES['Elena has supper']!;
const visit = (visitId: string): SlipOrder => ({
	kind: 'visit',
	answer: { ...elena.answer, visitId: visitId as VisitId },
	copy: 0,
});
const nameOf = (order: SlipOrder): string =>
	order.kind === 'balance' ? order.jobId : order.kind === 'visit' ? order.answer.visitId : order.answer.reversalId;

let folder: string;
let emulator: PrinterEmulator;
let printing: Printing;
let told: string[];

beforeEach(async () => {
	folder = mkdtempSync(join(tmpdir(), 'printing-'));
	emulator = await startPrinterEmulator();
	start();
});
afterEach(async () => {
	await printing.close();
	await emulator.close();
	rmSync(folder, { recursive: true });
});

function start(): void {
	told = [];
	printing = startPrinting({
		spoolPath: join(folder, 'spool.sqlite'),
		memoryPath: join(folder, 'printer.json'),
		printer: { host: '127.0.0.1', port: emulator.port, profile: 'epson' },
		compose: () => Promise.resolve(composeVisitSlip(elena)),
		onNotKept: (cause) => told.push((cause as Error).message),
		onProgress: (order, progress) => told.push(`${nameOf(order)} ${progress}`),
		onPrinter: (state) => told.push(state.kind),
		clock: systemClock,
	});
}
const hear = (words: string): Promise<void> => vi.waitFor(() => expect(told).toContain(words), { timeout: 20_000 });
const totals = (): string[] => paperText(emulator.paper()).filter((line) => line.startsWith('ОБЩО'));

describe('printing over the network', () => {
	test('a slip comes out as it was composed, and the printer says so', async () => {
		await hear('ready');
		printing.submit(visit('a'));
		await hear('a confirmed');
		expect(told).toEqual(['absent', 'ready', 'a waiting', 'a sending', 'a confirmed']);
		expect(totals()).toEqual(['ОБЩО           72,00 EUR']);
		expect(emulator.slips().map(({ isCut }) => isCut)).toEqual([true]);
	});

	test('the same slip comes out once, however often it is submitted', async () => {
		for (let time = 0; time < 3; time++) printing.submit(visit('a'));
		await hear('a confirmed');
		printing.submit(visit('a'));
		printing.submit(visit('b'));
		await hear('b confirmed');
		expect(totals()).toHaveLength(2);
	});

	test('paper that ends in the middle is waited for: one slip, whole', async () => {
		await hear('ready');
		emulator.paperOutAfterLines(12);
		printing.submit(visit('a'));
		await hear('paper_out');
		emulator.loadPaper();
		await hear('a confirmed');
		expect(totals()).toHaveLength(1);
	});

	test('a slip that a power cut took is unknown and is not printed again', async () => {
		await hear('ready');
		emulator.paperOutAfterLines(12);
		printing.submit(visit('a'));
		await hear('paper_out');
		await emulator.powerCut();
		await hear('a unknown');
		emulator.loadPaper();
		await emulator.powerOn();
		printing.submit(visit('b'));
		await hear('b confirmed');
		expect(totals()).toHaveLength(1);
	});

	test('what waited when the bridge stopped is printed when it starts again', async () => {
		await hear('ready');
		emulator.paperOut();
		await hear('paper_out');
		printing.submit(visit('a'));
		await printing.close();
		start();
		await hear('paper_out');
		emulator.loadPaper();
		await hear('a confirmed');
		expect(totals()).toHaveLength(1);
	});

	test('a printer that is switched off shows as absent, and prints when it is back', async () => {
		await hear('ready');
		await emulator.powerCut();
		await vi.waitFor(() => expect(told.at(-1)).toBe('absent'), { timeout: 10_000 });
		printing.submit(visit('a'));
		await emulator.powerOn();
		await hear('a confirmed');
	});

	test('a slip that was taken back stays unprinted', async () => {
		await hear('ready');
		emulator.paperOut();
		await hear('paper_out');
		printing.submit({
			kind: 'balance',
			jobId: 'monday-1-1',
			memberId: elena.answer.memberId!,
			at: '2026-11-21T17:42:00.000Z',
		});
		printing.withdraw('monday-1-1');
		printing.submit(visit('a'));
		emulator.loadPaper();
		await hear('a confirmed');
		expect(told.filter((words) => words.startsWith('monday'))).toEqual(['monday-1-1 waiting']);
		expect(totals()).toHaveLength(1);
	});
});

describe('a disk that holds no spool', () => {
	beforeEach(async () => {
		await printing.close();
		rmSync(join(folder, 'spool.sqlite'), { force: true });
		// What SQLite meets on a read-only or full disk: a place where it can open nothing.
		mkdirSync(join(folder, 'spool.sqlite'));
		start();
	});

	test('is said once, and slips come out all the same, each of them once', async () => {
		expect(told.filter((words) => words.startsWith('The disk'))).toEqual([
			'The disk holds no spool: slips that wait are lost when the bridge ends.',
		]);
		for (const name of ['a', 'a', 'b']) printing.submit(visit(name));
		await hear('b confirmed');
		expect(totals()).toHaveLength(2);
	});

	test('holds it again from the next start on', async () => {
		await printing.close();
		rmSync(join(folder, 'spool.sqlite'), { recursive: true });
		start();
		printing.submit(visit('a'));
		await hear('a confirmed');
		expect(told.filter((words) => words.startsWith('The disk'))).toEqual([]);
	});
});
