import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type PrinterEmulator, startPrinterEmulator } from '../../../../bridge/simulate/printer/emulator.ts';
import { paperText, type Slip } from '../../../../bridge/simulate/printer/paper.ts';
import { ALL_AUTOMATIC_STATUS, CUT, hex, INIT, job, PAPER_STATUS, processId, processIdReply } from './bytes.ts';
import { Host } from './host.ts';

const STATUS = hex('10 04 01');
const slip = (text: string, id: string) => job(INIT, `${text}\n`, CUT, processId(id));

let printer: PrinterEmulator;
beforeEach(async () => {
	printer = await startPrinterEmulator();
});
afterEach(() => printer.close());

const texts = () => printer.slips().map((piece) => paperText(piece).join('|'));

describe('one session', () => {
	test('a slip comes out, and its id comes back', async () => {
		const host = await Host.connectTo(printer.port);
		const heard: Slip[] = [];
		const stop = printer.onSlip((piece) => heard.push(piece));
		expect(await host.ask(slip('Hotel Miramar', '0042'), 7)).toBe('37 22 30 30 34 32 00');
		stop();
		await host.ask(slip('again', '0043'), 7);
		expect(heard.map(paperText)).toEqual([['Hotel Miramar']]);
		expect(texts()).toEqual(['Hotel Miramar', 'again']);
		expect(printer.received()).toEqual(job(slip('Hotel Miramar', '0042'), slip('again', '0043')));
	});

	test('automatic status, id and real-time status come in one stream', async () => {
		const host = await Host.connectTo(printer.port);
		printer.openCover();
		expect(await host.ask(hex('10 04 02'))).toBe('16');
		printer.closeCover();
		host.send(job(ALL_AUTOMATIC_STATUS, processId('0042'), hex('10 04 04')));
		expect(await host.answer(12)).toBe('10 00 00 00 37 22 30 30 34 32 00 12');
		printer.paperOut();
		expect(await host.answer(4)).toBe('18 00 0F 00');
	});

	test('paper that runs out in a slip: the rest comes after the refill, unasked', async () => {
		const host = await Host.connectTo(printer.port);
		printer.paperOutAfterLines(1);
		host.send(job(ALL_AUTOMATIC_STATUS, 'a\nb\n', CUT, processId('0001')));
		expect(await host.answer(8)).toBe('10 00 00 00 18 00 0F 00');
		expect(texts()).toEqual(['a']);
		printer.loadPaper();
		expect(await host.answer(11)).toBe(`10 00 00 00 ${processIdReply('0001')}`);
		expect(texts()).toEqual(['a|b']);
	});

	test('a host that leaves while the paper is out still gets its slip printed', async () => {
		const host = await Host.connectTo(printer.port);
		printer.paperOut();
		host.send(slip('a', '0001'));
		await host.leave();
		printer.loadPaper();
		expect(texts()).toEqual(['a']);
	});

	test('a full printer stops reading: not even the status comes through, and nothing is lost', async () => {
		const host = await Host.connectTo(printer.port);
		printer.paperOut();
		const padding = new Uint8Array(6_000_000);
		host.send(job(padding, 'a\n', PAPER_STATUS, STATUS));
		await echo();
		expect(printer.received().length).toBeLessThan(200_000);
		printer.loadPaper();
		expect(await host.answer(2)).toBe('00 12');
		expect(printer.received().length).toBe(padding.length + 2 + PAPER_STATUS.length + STATUS.length);
	});
});

describe('several hosts', () => {
	test('the second waits unread until the first is gone', async () => {
		const first = await Host.connectTo(printer.port);
		await first.ask(STATUS);
		const second = await Host.connectTo(printer.port);
		second.send(job('second\n', CUT, STATUS));
		await first.ask(job('first\n', CUT, STATUS));
		expect(texts()).toEqual(['first']);
		await first.leave();
		expect(await second.answer(1)).toBe('12');
		expect(texts()).toEqual(['first', 'second']);
		expect(printer.receivedBySession()).toHaveLength(2);
	});

	test('or is refused, where the printer does so', async () => {
		const strict = await startPrinterEmulator({ secondSession: 'refused' });
		const first = await Host.connectTo(strict.port);
		await first.ask(STATUS);
		const second = await Host.connectTo(strict.port);
		await second.closed;
		expect(await first.ask(STATUS)).toBe('12');
		await strict.close();
	});

	test('a crowd is not held open', async () => {
		const hosts = await Promise.all(Array.from({ length: 12 }, () => Host.connectTo(printer.port)));
		const refused = hosts.slice(9);
		await Promise.all(refused.map((host) => host.closed));
		expect(printer.sessions).toBe(9);
	});
});

describe('the plug and the network', () => {
	test('a power cut loses the slip that waits and drops the host; the port comes back the same', async () => {
		const host = await Host.connectTo(printer.port);
		await host.ask(ALL_AUTOMATIC_STATUS, 4);
		printer.paperOut();
		await host.ask(job(slip('lost', '0001'), STATUS), 5);
		const { port } = printer;
		await printer.powerCut();
		await host.closed;
		await expect(Host.connectTo(port)).rejects.toThrow('ECONNREFUSED');

		printer.loadPaper();
		await printer.powerOn();
		expect(printer.port).toBe(port);
		const again = await Host.connectTo(port);
		printer.openCover();
		printer.closeCover();
		expect(await again.ask(slip('new', '0002'), 7)).toBe(processIdReply('0002'));
		expect(texts()).toEqual(['new']);
	});

	test('a stalled network swallows the question and gives the answer later', async () => {
		const host = await Host.connectTo(printer.port);
		await host.ask(STATUS);
		printer.stall();
		host.send(job('a\n', processId('0001')));
		await echo();
		expect(texts()).toEqual([]);
		printer.endStall();
		expect(await host.answer(7)).toBe(processIdReply('0001'));
	});

	test('a lost connection leaves the paper as it is', async () => {
		const host = await Host.connectTo(printer.port);
		await host.ask(job('a\n', STATUS));
		printer.hangUp();
		await host.closed;
		const again = await Host.connectTo(printer.port);
		await again.ask(job('b\n', CUT, STATUS));
		expect(texts()).toEqual(['a|b']);
	});
});

/** Loopback carries something else there and back, so that what was sent before had its chance to arrive. */
async function echo(): Promise<void> {
	const server = createServer((socket) => socket.pipe(socket)).listen(0, '127.0.0.1');
	await once(server, 'listening');
	const host = await Host.connectTo((server.address() as AddressInfo).port);
	await host.ask(STATUS, STATUS.length);
	await host.leave();
	server.close();
}
