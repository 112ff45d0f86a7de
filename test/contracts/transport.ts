import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { layOut } from '#shared/receipt/columns.ts';
import { composeVisitSlip } from '#shared/receipt/visit-slip.ts';
import { systemClock } from '../../bridge/clock.ts';
import { openConversation } from '../../bridge/printing/conversation.ts';
import { encode } from '../../bridge/printing/encode.ts';
import { freshMemory } from '../../bridge/printing/printer-memory.ts';
import { PROFILES } from '../../bridge/printing/profile.ts';
import type { PrinterLine, Transport } from '../../bridge/printing/transport.ts';
import { WIDE_PRINTER } from '../../bridge/simulate/printer/model.ts';
import { paperText, slips } from '../../bridge/simulate/printer/paper.ts';
import { SimulatedPrinter } from '../../bridge/simulate/printer/printer.ts';
import { SAMPLES } from '../shared/receipt/samples.ts';

/** The printer's end of a line. */
export type FarEnd = {
	readonly transport: Transport;
	readonly say: (bytes: Uint8Array) => void;
	/** Takes nothing more until `take`. */
	readonly hold: () => void;
	readonly take: () => void;
	/** The line is gone, and nobody can open it again. */
	readonly unplug: () => void;
};

/** More than all buffers on the way hold. */
const MUCH_BYTES = 8 * 1024 * 1024;

/** What every way to a printer does. @param plug with `hear` for what the bridge writes */
export function transportContract(plug: (hear: (bytes: Uint8Array) => void) => Promise<FarEnd>): void {
	let far: FarEnd;
	let hear: (bytes: Uint8Array) => void;
	let taken: Buffer[];
	let heard: number[];
	let seen: { closings: number };
	let ending: AbortController;
	let lines: PrinterLine[];

	beforeEach(async () => {
		[taken, heard, lines, seen] = [[], [], [], { closings: 0 }];
		ending = new AbortController();
		hear = (bytes) => void taken.push(Buffer.from(bytes));
		far = await plug((bytes) => hear(bytes));
	});
	afterEach(() => {
		ending.abort();
		for (const line of lines) line.close();
		far.unplug();
	});

	async function open(signal = ending.signal): Promise<PrinterLine> {
		const mine = seen;
		const data = (bytes: Uint8Array) => void heard.push(...bytes);
		const line = await far.transport.open({ data, closed: () => mine.closings++ }, signal);
		lines.push(line);
		return line;
	}
	const every = Uint8Array.from({ length: 256 }, (_, byte) => byte);
	const soon = { timeout: 15_000 };

	test('brings every byte as it is, both ways', async () => {
		const line = await open();
		await line.write(every);
		await vi.waitFor(() => expect([...Buffer.concat(taken)]).toEqual([...every]), soon);
		far.say(every);
		await vi.waitFor(() => expect(heard).toEqual([...every]), soon);
	});

	test('waits with the writer while the printer takes nothing, and loses nothing', async () => {
		const line = await open();
		far.hold();
		const bytes = Buffer.from(
			Uint8Array.from({ length: MUCH_BYTES }, (_, index) => (index * 31 + (index >> 8)) & 0xff),
		);
		let written = false;
		const writing = line.write(bytes).then(() => (written = true));
		await new Promise((resolve) => setTimeout(resolve, 300));
		expect(written).toBe(false);
		far.take();
		await writing;
		await vi.waitFor(() => expect(Buffer.concat(taken).length).toBe(bytes.length), soon);
		expect(Buffer.concat(taken).equals(bytes)).toBe(true);
	});

	test('ends once when the cable is pulled, and takes nothing any more', async () => {
		const line = await open();
		await line.write(every);
		far.unplug();
		await vi.waitFor(() => expect(seen.closings).toBe(1), soon);
		await expect(line.write(every)).rejects.toThrow();
		line.close();
		await new Promise((resolve) => setTimeout(resolve, 50));
		expect(seen.closings).toBe(1);
	});

	test('lets go of a writer when the cable is pulled under it', async () => {
		const line = await open();
		far.hold();
		const writing = line.write(new Uint8Array(MUCH_BYTES));
		const rejected = expect(writing).rejects.toThrow();
		await new Promise((resolve) => setTimeout(resolve, 100));
		far.unplug();
		await rejected;
		await vi.waitFor(() => expect(seen.closings).toBe(1), soon);
	});

	test('is closed in the middle of a write, and can be opened again', async () => {
		const line = await open();
		far.hold();
		const rejected = expect(line.write(new Uint8Array(MUCH_BYTES))).rejects.toThrow();
		await new Promise((resolve) => setTimeout(resolve, 100));
		line.close();
		await rejected;
		await vi.waitFor(() => expect(seen.closings).toBe(1), soon);
		far.take();
		await new Promise((resolve) => setTimeout(resolve, 300));
		taken = [];
		const again = await open();
		await again.write(every);
		await vi.waitFor(() => expect([...Buffer.concat(taken)].slice(-256)).toEqual([...every]), soon);
	});

	test('cannot be opened where nobody is, nor when the bridge ends', async () => {
		far.unplug();
		await vi.waitFor(() => expect(open()).rejects.toThrow(), soon);
		await expect(open(AbortSignal.abort())).rejects.toThrow();
		expect(seen.closings).toBe(0);
	});

	test('carries a slip, and what the printer says of it', async () => {
		const printer = new SimulatedPrinter(WIDE_PRINTER, { reply: (bytes) => far.say(bytes), cut: () => undefined });
		hear = (bytes) => printer.receive(bytes);
		const states: string[] = [];
		const conversation = await openConversation(far.transport, {
			memory: freshMemory(true),
			answersProcessId: true,
			clock: systemClock,
			signal: ending.signal,
			onState: ({ kind }) => states.push(kind),
		});
		expect(await conversation.ready(() => true)).toBe(true);
		const slip = encode(layOut(composeVisitSlip(SAMPLES['Miguel has supper']!), 48), PROFILES.epson);
		expect(await conversation.print(slip, { begin: () => undefined, uncut: () => undefined })).toBe('confirmed');
		expect(paperText(printer.paper()).filter((line) => line.startsWith('TOTAL'))).toEqual(['TOTAL          76,00 EUR']);
		expect([slips(printer.paper()).length, states]).toEqual([1, ['ready']]);
		conversation.close();
	});
}
