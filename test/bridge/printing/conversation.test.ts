import { beforeEach, describe, expect, test } from 'vitest';
import { openConversation, type Conversation, type Outcome } from '../../../bridge/printing/conversation.ts';
import { freshMemory, type PrinterMemory } from '../../../bridge/printing/printer-memory.ts';
import { encode } from '../../../bridge/printing/encode.ts';
import { PROFILES } from '../../../bridge/printing/profile.ts';
import { layOut } from '#shared/receipt/columns.ts';
import { composeVisitSlip } from '#shared/receipt/visit-slip.ts';
import { FakeClock, settled } from '../../fakes/fake-clock.ts';
import { FakePrinter } from '../../fakes/fake-printer.ts';
import { SAMPLES } from '../../shared/receipt/samples.ts';

const slip = encode(layOut(composeVisitSlip(SAMPLES['Miguel has supper']!), 48), PROFILES.epson);
const TOTAL = /^TOTAL +76,00 EUR$/;

let clock: FakeClock;
let paper: FakePrinter;
let memory: PrinterMemory;
let ending: AbortController;
let states: string[];

beforeEach(() => {
	clock = new FakeClock();
	paper = new FakePrinter();
	memory = freshMemory(true);
	ending = new AbortController();
	states = [];
});

const connect = (): Promise<Conversation> =>
	openConversation(paper, {
		...{ memory, clock, signal: ending.signal, answersProcessId: true },
		onState: ({ kind }) => states.push(kind),
	});

/** A slip under way: `outcome` is undefined as long as nobody knows. */
function print(conversation: Conversation): { begun: number; outcome: Outcome | undefined } {
	const slipUnderWay = { begun: 0, outcome: undefined as Outcome | undefined };
	void conversation
		.ready(() => true)
		.then((ready) =>
			ready ? conversation.print(slip, { begin: () => slipUnderWay.begun++, uncut: () => undefined }) : 'waiting',
		)
		.then((outcome) => (slipUnderWay.outcome = outcome));
	return slipUnderWay;
}

const slipsOnPaper = (): number => paper.text().filter((line) => TOTAL.test(line)).length;

describe('a slip', () => {
	test('is confirmed when the printer says that it is cut', async () => {
		const job = print(await connect());
		await clock.advance(500);
		expect(job).toEqual({ begun: 1, outcome: 'confirmed' });
		expect([slipsOnPaper(), paper.cuts]).toEqual([1, 1]);
	});

	test('is processed where the printer knows no process ids, which is asked once', async () => {
		paper.printer.answer('without_process_id');
		const conversation = await connect();
		const first = print(conversation);
		await clock.advance(6_000);
		expect(first.outcome).toBe('processed');
		const bytesBefore = paper.received.length;
		const second = print(conversation);
		await settled();
		expect(second.outcome).toBe('processed');
		expect(Buffer.from(paper.received.slice(bytesBefore)).includes(Buffer.of(0x1d, 0x28, 0x48))).toBe(false);
	});

	test('is only sent where the printer never says a word', async () => {
		paper.printer.answer('silent');
		const job = print(await connect());
		await clock.advance(1_500);
		expect(job.begun).toBe(0);
		await clock.advance(8_000);
		expect(job).toEqual({ begun: 1, outcome: 'sent' });
		expect([slipsOnPaper(), states]).toEqual([1, ['ready']]);
	});

	test('is unknown when the line breaks in the middle of it, and is not sent again', async () => {
		const conversation = await connect();
		await settled();
		paper.hangUpAfterBytes(2_000);
		const job = print(conversation);
		await clock.advance(60_000);
		expect(job).toEqual({ begun: 1, outcome: 'unknown' });
		expect([conversation.gone.aborted, memory.brokeOff, paper.sessions]).toEqual([true, true, 1]);
	});

	test('still waits when the line swallows the questions before it', async () => {
		const conversation = await connect();
		await settled();
		const job = print(conversation);
		paper.swallows = true;
		await clock.advance(5_000);
		expect([job.begun, job.outcome]).toEqual([0, 'waiting']);
	});

	test('is unknown when the printer falls silent behind it', async () => {
		const conversation = await connect();
		await settled();
		paper.printer.paperOutAfterLines(10);
		const job = print(conversation);
		await clock.advance(500);
		expect(job.begun).toBe(1);
		paper.swallows = true;
		await clock.advance(4_000);
		expect(job.outcome).toBe('unknown');
	});

	test('waits for paper, and nothing of it leaves before', async () => {
		paper.printer.paperOut();
		const job = print(await connect());
		await clock.advance(60_000);
		expect(job).toEqual({ begun: 0, outcome: undefined });
		expect(states).toEqual(['paper_out']);
		paper.printer.loadPaper();
		await clock.advance(2_000);
		expect(job).toEqual({ begun: 1, outcome: 'confirmed' });
		expect(states).toEqual(['paper_out', 'ready']);
	});

	test.each([3, 10, 20, 30])('that loses its paper after %i lines comes out whole, once', async (lines) => {
		const conversation = await connect();
		await settled();
		paper.printer.paperOutAfterLines(lines);
		const job = print(conversation);
		await clock.advance(120_000);
		expect(job).toEqual({ begun: 1, outcome: undefined });
		expect(states.at(-1)).toBe('paper_out');
		paper.printer.loadPaper();
		await clock.advance(1_000);
		expect(job.outcome).toBe('confirmed');
		expect([slipsOnPaper(), paper.cuts, states.at(-1)]).toEqual([1, 1, 'ready']);
	});

	test('whose cover is opened in the middle waits for it', async () => {
		const conversation = await connect();
		await settled();
		paper.printer.openCover();
		const job = print(conversation);
		await clock.advance(20_000);
		expect([job.begun, states.at(-1)]).toEqual([0, 'cover_open']);
		paper.printer.closeCover();
		await clock.advance(2_000);
		expect(job.outcome).toBe('confirmed');
	});

	test('whose cut jams goes on when the blade is free', async () => {
		const conversation = await connect();
		paper.printer.jamCutter();
		const job = print(conversation);
		await clock.advance(20_000);
		expect([job.outcome, states.at(-1)]).toEqual([undefined, 'cutter_stuck']);
		paper.printer.clearCutter();
		await clock.advance(6_000);
		expect([job.outcome, slipsOnPaper(), paper.cuts]).toEqual(['confirmed', 1, 1]);
	});

	test('is on paper and not cut where the line breaks before the blade is free', async () => {
		const conversation = await connect();
		paper.printer.jamCutter();
		const job = print(conversation);
		await clock.advance(2_000);
		paper.hangUp();
		await clock.advance(500);
		expect(job.outcome).toBe('uncut');
	});

	test('after one that broke off is printed as a slip, not as the rest of a picture', async () => {
		const first = await connect();
		await settled();
		// In the middle of the mark, which is drawn first.
		paper.hangUpAfterBytes(500);
		print(first);
		await clock.advance(1_000);
		const job = print(await connect());
		await clock.advance(5_000);
		expect([job.outcome, slipsOnPaper(), memory.brokeOff]).toEqual(['confirmed', 1, false]);
	});

	test('that is under way when the bridge ends gets its time', async () => {
		const conversation = await connect();
		await settled();
		paper.printer.paperOutAfterLines(10);
		const job = print(conversation);
		await clock.advance(1_000);
		ending.abort();
		await clock.advance(3_000);
		expect(job.outcome).toBeUndefined();
		await clock.advance(3_000);
		expect(job.outcome).toBe('unknown');
	});

	test('that has not begun when the bridge ends still waits', async () => {
		paper.printer.paperOut();
		const job = print(await connect());
		await clock.advance(1_000);
		ending.abort();
		await clock.advance(2_000);
		expect(job).toEqual({ begun: 0, outcome: 'waiting' });
	});
});

describe('where only GS r is answered', () => {
	beforeEach(() => paper.printer.answer('without_process_id'));

	test('a late answer to one slip does not speak for the next', async () => {
		memory.answersProcessId = false;
		paper.holdsBack = (answer) => answer.length === 1 && (answer[0]! & 0x90) === 0;
		const conversation = await connect();
		const first = print(conversation);
		await clock.advance(11_000);
		expect(first.outcome).toBe('sent');
		const second = print(conversation);
		await clock.advance(1_000);
		paper.bringAnswer();
		await clock.advance(1_000);
		expect(second).toEqual({ begun: 1, outcome: undefined });
		paper.bringAnswer();
		await clock.advance(1_000);
		expect(second.outcome).toBe('processed');
	});

	test('a slip that was answered is processed, though the line breaks before an id could come', async () => {
		const job = print(await connect());
		await clock.advance(1_000);
		expect(job).toEqual({ begun: 1, outcome: undefined });
		paper.hangUp();
		await clock.advance(1_000);
		expect(job.outcome).toBe('processed');
	});
});

test('a slip does not begin on a printer that lost its paper since it was asked', async () => {
	const conversation = await connect();
	expect(await conversation.ready(() => true)).toBe(true);
	paper.printer.paperOut();
	await settled();
	expect(await conversation.print(slip, { begin: () => expect.unreachable(), uncut: () => undefined })).toBe('waiting');
});

describe('between slips', () => {
	test('what happens to the printer is told at once', async () => {
		await connect();
		await settled();
		for (const change of ['openCover', 'closeCover', 'paperOut', 'loadPaper'] as const) {
			paper.printer[change]();
			await settled();
		}
		expect(states).toEqual(['ready', 'cover_open', 'ready', 'paper_out', 'ready']);
	});

	test('a printer that had answered and falls silent is gone within three seconds', async () => {
		const conversation = await connect();
		await clock.advance(10_000);
		paper.swallows = true;
		await clock.advance(3_000);
		expect(conversation.gone.aborted).toBe(true);
	});

	test('a line that takes nothing more is gone after a while', async () => {
		const conversation = await connect();
		await clock.advance(1_500);
		paper.blocks = true;
		await clock.advance(40_000);
		expect(conversation.gone.aborted).toBe(true);
	});

	test('a printer that answers is never given up', async () => {
		const conversation = await connect();
		await clock.advance(600_000);
		expect([conversation.gone.aborted, states]).toEqual([false, ['ready']]);
	});
});
