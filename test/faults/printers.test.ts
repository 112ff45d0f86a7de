import { mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { LaidText } from '#shared/receipt/columns.ts';
import { composeVisitSlip } from '#shared/receipt/visit-slip.ts';
import { systemClock } from '../../bridge/clock.ts';
import { encode } from '../../bridge/printing/encode.ts';
import { startPrinting } from '../../bridge/printing/printing.ts';
import { PROFILES } from '../../bridge/printing/profile.ts';
import { rasteriser } from '../../bridge/printing/rasterise.ts';
import { BRANDS } from '../../bridge/simulate/printer/brands.ts';
import { startPrinterEmulator } from '../../bridge/simulate/printer/emulator.ts';
import { PRINTER_FAULTS } from '../../bridge/simulate/printer/faults.ts';
import { paperText } from '../../bridge/simulate/printer/paper.ts';
import { SimulatedPrinter } from '../../bridge/simulate/printer/printer.ts';
import { settled } from '../fakes/fake-clock.ts';
import { SAMPLES } from '../shared/receipt/samples.ts';
import { PrinterCounter, visit } from './printer-counter.ts';

const XIAOMING = SAMPLES['小明 has supper']!;

let counter: PrinterCounter;

beforeEach(() => (counter = new PrinterCounter()));
afterEach(() => counter.remove());

test('F14: a slip that waited too long for its printer is not printed stale: somebody says whether it is wanted', async () => {
	await counter.settle();
	await PRINTER_FAULTS.off.begin(counter.hand);
	counter.printing.submit(visit('old'));
	await counter.clock.advance(9 * 60_000);
	counter.printing.submit(visit('young'));
	await counter.clock.advance(2 * 60_000);
	expect([...new Set(counter.told)]).toEqual(['old waiting', 'absent', 'young waiting', 'old expired']);
	await PRINTER_FAULTS.off.end(counter.hand);
	await counter.clock.advance(20_000);
	expect(counter.told.slice(-3)).toEqual(['ready', 'young sending', 'young confirmed']);
	expect(counter.printed()).toBe(2);
	counter.printing.again(visit('old'));
	await counter.clock.advance(3_000);
	expect([counter.told.at(-1), counter.printed()]).toEqual(['old confirmed', 3]);
	expect(counter.paper.text().join()).not.toContain('COPIA');
});

test('F15: a slip before an empty printer waits, and comes once with the new roll', async () => {
	await counter.settle();
	await PRINTER_FAULTS['no-paper'].begin(counter.hand);
	counter.printing.submit(visit('a'));
	await counter.clock.advance(60_000);
	expect(counter.told).toEqual(['paper_out', 'a waiting']);
	await PRINTER_FAULTS['no-paper'].end(counter.hand);
	await counter.clock.advance(3_000);
	expect(counter.told.slice(2)).toEqual(['ready', 'a sending', 'a confirmed']);
	expect(counter.printed()).toBe(2);
});

test('F16: a slip whose paper ends in its middle is not sent again', async () => {
	await counter.settle();
	await PRINTER_FAULTS['paper-ends'].begin(counter.hand);
	counter.printing.submit(visit('a'));
	await counter.clock.advance(300_000);
	expect(counter.told).toEqual(['a waiting', 'a sending', 'paper_out in a slip']);
	await PRINTER_FAULTS['paper-ends'].end(counter.hand);
	await counter.clock.advance(3_000);
	expect(counter.told.slice(3)).toEqual(['ready', 'a confirmed']);
	expect([counter.printed(), counter.paper.cuts, counter.paper.sessions]).toEqual([2, 2, 1]);
});

test('F17: a cover that is opened in the middle of a slip is told as such, and the slip goes on by itself', async () => {
	await counter.settle();
	await PRINTER_FAULTS['cover-opened'].begin(counter.hand);
	counter.printing.submit(visit('a'));
	await counter.clock.advance(30_000);
	expect(counter.told).toEqual(['a waiting', 'a sending', 'cover_open in a slip']);
	await PRINTER_FAULTS['cover-opened'].end(counter.hand);
	await counter.clock.advance(3_000);
	expect(counter.told.slice(3)).toEqual(['ready', 'a confirmed']);
	counter.hand.openCover();
	await settled();
	expect(counter.told.at(-1)).toBe('cover_open');
	expect(counter.printed()).toBe(2);
});

test('F18: a roll that is nearly used up is told once, however its sensor wavers', async () => {
	await counter.settle();
	for (let time = 0; time < 5; time++) {
		await PRINTER_FAULTS['paper-low'].begin(counter.hand);
		await counter.clock.advance(2_000);
		counter.hand.loadPaper();
		await counter.clock.advance(2_000);
	}
	counter.printing.submit(visit('a'));
	await counter.clock.advance(3_000);
	expect(counter.told).toEqual(['ready, paper low', 'a waiting', 'a sending', 'a confirmed']);
	await PRINTER_FAULTS['paper-low'].end(counter.hand);
	await counter.clock.advance(2_000);
	expect(counter.told.slice(-2)).toEqual(['cover_open', 'ready']);
});

test('F19: a slip on paper before a stuck cutter is told as printed, and is cut when the blade is free', async () => {
	await counter.settle();
	await PRINTER_FAULTS['cutter-stuck'].begin(counter.hand);
	counter.printing.submit(visit('a'));
	await counter.clock.advance(60_000);
	expect(counter.told).toEqual(['a waiting', 'a sending', 'cutter_stuck in a slip', 'a uncut']);
	await PRINTER_FAULTS['cutter-stuck'].end(counter.hand);
	await counter.clock.advance(10_000);
	expect(counter.told.slice(4)).toEqual(['ready', 'a confirmed']);
	expect([counter.printed(), counter.paper.cuts]).toEqual([2, 2]);
});

test('F20: a hot head is no trouble for a minute, and the slip waits for it', async () => {
	await counter.settle();
	await PRINTER_FAULTS['head-hot'].begin(counter.hand);
	counter.printing.submit(visit('a'));
	await counter.clock.advance(58_000);
	expect(counter.told).toEqual(['a waiting']);
	await counter.clock.advance(4_000);
	expect(counter.told).toEqual(['a waiting', 'head_hot']);
	await PRINTER_FAULTS['head-hot'].end(counter.hand);
	await counter.clock.advance(3_000);
	expect(counter.told.slice(2)).toEqual(['ready', 'a sending', 'a confirmed']);
	expect(counter.printed()).toBe(2);
});

test('F21: before a broken printer the queue stands still until it was switched off and on', async () => {
	await counter.settle();
	await PRINTER_FAULTS.broken.begin(counter.hand);
	const before = counter.paper.received.length;
	counter.printing.submit(visit('a'));
	await counter.clock.advance(120_000);
	expect(counter.told).toEqual(['broken', 'a waiting']);
	const recover = Buffer.of(0x10, 0x05);
	expect(Buffer.from(counter.paper.received.slice(before)).includes(recover)).toBe(false);
	await PRINTER_FAULTS.broken.end(counter.hand);
	await counter.clock.advance(5_000);
	expect(counter.told.slice(2)).toEqual(['absent', 'ready', 'a sending', 'a confirmed']);
});

test('F22: a connection that swallows everything is noticed within three seconds, and nothing is lost in it', async () => {
	await counter.settle();
	await PRINTER_FAULTS['half-open'].begin(counter.hand);
	await counter.clock.advance(3_500);
	expect(counter.told).toEqual(['absent']);
	await PRINTER_FAULTS['half-open'].end(counter.hand);
	await counter.clock.advance(15_000);
	expect(counter.told.at(-1)).toBe('ready');
	counter.told = [];
	await PRINTER_FAULTS['half-open'].begin(counter.hand);
	counter.printing.submit(visit('a'));
	await counter.clock.advance(3_500);
	expect(counter.told).toEqual(['a waiting', 'absent']);
	await PRINTER_FAULTS['half-open'].end(counter.hand);
	await counter.clock.advance(15_000);
	expect(counter.told.slice(-3)).toEqual(['ready', 'a sending', 'a confirmed']);
	expect(counter.printed()).toBe(2);
});

test('F23: while another machine holds the printer it is told as in use, and the slip comes when it lets go', async () => {
	const emulator = await startPrinterEmulator();
	const told: string[] = [];
	const printing = startPrinting({
		spoolPath: join(counter.folder, 'shared.sqlite'),
		memoryPath: join(counter.folder, 'shared.json'),
		printer: { host: '127.0.0.1', port: emulator.port, profile: 'epson', shared: true, idleSeconds: 1 },
		compose: () => Promise.resolve(composeVisitSlip(XIAOMING)),
		onProgress: (order, progress) => told.push(`${order.kind === 'visit' ? order.answer.visitId : ''} ${progress}`),
		onPrinter: ({ kind }) => told.push(kind),
		clock: systemClock,
	});
	const soon = { timeout: 20_000 };
	printing.submit(visit('a'));
	await vi.waitFor(() => expect(told).toContain('a confirmed'), soon);
	// Idle, it lets go by itself, and a line that is closed on purpose is no fault.
	await vi.waitFor(() => expect(emulator.sessions).toBe(0), soon);
	const other = connect({ host: '127.0.0.1', port: emulator.port });
	await vi.waitFor(() => expect(emulator.sessions).toBe(1), soon);
	expect(told.at(-1)).toBe('a confirmed');
	printing.submit(visit('b'));
	await vi.waitFor(() => expect(told.at(-1)).toBe('busy'), soon);
	other.destroy();
	await vi.waitFor(() => expect(told).toContain('b confirmed'), soon);
	expect(emulator.slips()).toHaveLength(2);
	await printing.close();
	await emulator.close();
});

test('F24: another printer at the address gets nothing of a guest', async () => {
	await counter.settle();
	await counter.stop();
	await PRINTER_FAULTS.exchanged.begin(counter.hand);
	counter.start();
	counter.printing.submit(visit('a'));
	await counter.clock.advance(60_000);
	expect(new Set(counter.told)).toEqual(new Set(['absent', 'a waiting', 'ready', 'stranger']));
	expect([counter.told.at(-1), counter.printed()]).toEqual(['stranger', 1]);
	await PRINTER_FAULTS.exchanged.end(counter.hand);
	await counter.clock.advance(15_000);
	expect([counter.told.at(-1), counter.printed()]).toEqual(['a confirmed', 2]);
});

test('F24: a printer that was replaced is learnt anew when somebody has named it, and the old one is the stranger then', async () => {
	await counter.settle();
	await counter.stop();
	await PRINTER_FAULTS.exchanged.begin(counter.hand);
	counter.start({ serial: 'OTHER00002' });
	counter.printing.submit(visit('a'));
	await counter.clock.advance(15_000);
	expect([counter.told.at(-1), counter.printed()]).toEqual(['a confirmed', 2]);
	await counter.stop();
	counter.start();
	counter.printing.submit(visit('b'));
	await counter.clock.advance(15_000);
	expect([counter.told.at(-1), counter.printed()]).toEqual(['b confirmed', 3]);
	await counter.stop();
	await PRINTER_FAULTS.exchanged.end(counter.hand);
	counter.start({ serial: 'OTHER00002' });
	counter.printing.submit(visit('c'));
	await counter.clock.advance(60_000);
	expect([counter.told.at(-1), counter.printed()]).toEqual(['stranger', 3]);
});

test('F24: of a printer that is named, no other one gets a slip, also where none was known before', async () => {
	await PRINTER_FAULTS.exchanged.begin(counter.hand);
	counter.start({ serial: 'DEMO000001' });
	counter.printing.submit(visit('a'));
	await counter.clock.advance(60_000);
	expect([counter.told.at(-1), counter.printed()]).toEqual(['stranger', 0]);
	await PRINTER_FAULTS.exchanged.end(counter.hand);
	await counter.clock.advance(15_000);
	expect([counter.told.at(-1), counter.printed()]).toEqual(['a confirmed', 1]);
});

test('F25: a slip that was printed before the power failed is unknown, and never printed again by itself', async () => {
	await counter.settle();
	await PRINTER_FAULTS['cut-before-answer'].begin(counter.hand);
	counter.printing.submit(visit('a'));
	await counter.clock.advance(1_000);
	await PRINTER_FAULTS['cut-before-answer'].end(counter.hand);
	await counter.clock.advance(30_000);
	counter.printing.submit(visit('a'));
	await counter.clock.advance(30_000);
	expect(counter.told.filter((words) => words.startsWith('a '))).toEqual([
		...['a waiting', 'a sending', 'a unknown'],
		'a unknown',
	]);
	expect(counter.printed()).toBe(2);
});

test('F26: a slip after a bridge that was killed within a picture is a slip, not the rest of the picture', async () => {
	await counter.settle();
	counter.printing.submit(visit('a'));
	await counter.stop();
	const db = new DatabaseSync(counter.spoolPath);
	db.exec(`UPDATE job SET progress = 'sending' WHERE id = 'a:0'`);
	db.close();
	await PRINTER_FAULTS['half-picture'].begin(counter.hand);
	const before = counter.printed();
	counter.start();
	counter.printing.submit(visit('b'));
	await counter.clock.advance(20_000);
	expect(counter.told.filter((words) => /^[ab] /.test(words))).toEqual([
		...['a unknown', 'b waiting', 'b sending', 'b confirmed'],
	]);
	expect(counter.printed()).toBe(before + 1);
});

test('F27: a slip that is submitted again is printed once, and another slip under its name not at all', async () => {
	await counter.settle();
	for (let time = 0; time < 3; time++) counter.printing.submit(visit('a'));
	await counter.clock.advance(3_000);
	await counter.stop();
	counter.start();
	await counter.clock.advance(3_000);
	counter.printing.submit(visit('a'));
	counter.printing.submit(visit('a', 1_00));
	await counter.clock.advance(10_000);
	expect(counter.told).toEqual(['absent', 'ready', 'a confirmed', 'a unkept']);
	expect([counter.printed(), counter.printed('1,00'), counter.notKept]).toEqual([2, 0, [{ code: 'slip_id_reused' }]]);
});

test('F28: a long slip on a slow line comes out whole, and the line is not taken for dead', async () => {
	counter.paper.clock = counter.clock;
	// 4,800 baud, and a slip of pictures: more than a minute.
	counter.paper.bytesPerSecond = 480;
	counter.start({}, { compose: () => Promise.resolve(composeVisitSlip(XIAOMING)), rasteriser });
	await counter.clock.advance(5_000);
	const before = counter.paper.received.length;
	counter.printing.submit(visit('a'));
	await counter.clock.advance(60_000);
	expect(counter.told).toEqual(['absent', 'ready', 'a waiting', 'a sending']);
	await counter.clock.advance(120_000);
	expect(counter.told.slice(4)).toEqual(['a confirmed']);
	expect(counter.paper.received.length - before).toBeGreaterThan(480 * 60);
	expect([counter.paper.cuts, counter.paper.sessions]).toEqual([1, 1]);
});

test('F29: a printer whose make nobody knows prints every letter right, as pictures, with any tables of its own', () => {
	const line = (text: string): LaidText => ({ kind: 'text', text, size: 'normal', bold: false, inverted: false });
	const foreign = ['Я', '€', 'ü', '你'];
	for (const model of Object.values(BRANDS)) {
		const profile = PROFILES[model.widthDots === 384 ? 'unknown-58' : 'unknown-80'];
		const printer = new SimulatedPrinter({ ...model, startsInChinese: true }, { reply: () => {}, cut: () => {} });
		const lines = [...foreign, 'Total 5.00'].map(line);
		const { body, replaced } = encode(lines, profile, rasteriser(profile.columns));
		printer.receive(body);
		const paper = printer.paper();
		expect(paperText(paper)).toEqual(['Total 5.00']);
		expect(paper.items.flatMap((item) => (item.kind === 'image' ? [item.raster.widthDots] : []))).toEqual(
			foreign.map(() => profile.columns * 12),
		);
		expect([replaced, paper.items.some(({ kind }) => kind === 'fault')]).toEqual([0, false]);
	}
	// With the numbers of another make the same letters are garbage, which nobody but a reader of the paper would see.
	const citizen = new SimulatedPrinter(BRANDS.citizen, { reply: () => {}, cut: () => {} });
	citizen.receive(encode([line('Я €')], PROFILES.epson).body);
	expect(paperText(citizen.paper())).not.toContain('Я €');
});

test('F34: a slip that is printed when the bridge ends has its time, and is unknown to the next one', async () => {
	await counter.settle();
	await PRINTER_FAULTS['paper-ends'].begin(counter.hand);
	counter.printing.submit(visit('a'));
	counter.printing.submit(visit('b'));
	await counter.clock.advance(1_000);
	const told = counter.told;
	await counter.stop();
	expect(told.slice(-2)).toEqual(['paper_out in a slip', 'a unknown']);
	await PRINTER_FAULTS['paper-ends'].end(counter.hand);
	counter.start();
	await counter.clock.advance(10_000);
	counter.printing.submit(visit('a'));
	await counter.clock.advance(5_000);
	expect(counter.told).toEqual(['absent', 'ready', 'b sending', 'b confirmed', 'a unknown']);
});

test('F36: a spool that cannot be read is begun anew, and one that takes nothing refuses the slip', async () => {
	await counter.settle();
	await counter.stop();
	writeFileSync(counter.spoolPath, 'not a database, but long enough to be read as one '.repeat(100));
	counter.start();
	expect(String(counter.notKept[0])).toContain('damaged');
	counter.printing.submit(visit('a'));
	await counter.clock.advance(5_000);
	expect(counter.told.at(-1)).toBe('a confirmed');
	const full = new DatabaseSync(counter.spoolPath);
	full.exec(`CREATE TRIGGER full BEFORE INSERT ON job BEGIN SELECT RAISE(ABORT, 'disk full'); END`);
	full.close();
	counter.printing.submit(visit('b'));
	await counter.clock.advance(5_000);
	expect([counter.told.at(-1), counter.printed()]).toEqual(['b unkept', 2]);
	expect(String(counter.notKept[1])).toContain('disk full');
});

test('F36: a disk that holds no spool costs no counter its printer, and gets the slips that wait when it can take them', async () => {
	mkdirSync(counter.spoolPath);
	counter.start();
	counter.printing.submit(visit('a'));
	await counter.clock.advance(15_000);
	expect([counter.told.at(-1), counter.printed(), counter.notKept.length]).toEqual(['a confirmed', 1, 1]);
	await PRINTER_FAULTS['no-paper'].begin(counter.hand);
	counter.printing.submit(visit('b'));
	await counter.clock.advance(60_000);
	expect(counter.keeping).toEqual([false]);
	rmdirSync(counter.spoolPath);
	await counter.clock.advance(60_000);
	expect(counter.keeping).toEqual([false, true]);
	await counter.stop();
	await PRINTER_FAULTS['no-paper'].end(counter.hand);
	counter.start();
	await counter.clock.advance(15_000);
	counter.printing.submit(visit('a'));
	expect([counter.told.slice(-3), counter.printed()]).toEqual([['b sending', 'b confirmed', 'a confirmed'], 2]);
	expect(counter.keeping).toEqual([false, true, true]);
});
