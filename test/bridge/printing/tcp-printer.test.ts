import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { tcpPrinter } from '../../../bridge/printing/tcp-printer.ts';
import type { Transport } from '../../../bridge/printing/transport.ts';
import { startPrinterEmulator, type PrinterEmulator } from '../../../bridge/simulate/printer/emulator.ts';

let emulator: PrinterEmulator;
let transport: Transport;
let heard: number[];
let closings: number;

beforeEach(async () => {
	emulator = await startPrinterEmulator();
	transport = tcpPrinter({ host: '127.0.0.1', port: emulator.port });
	heard = [];
	closings = 0;
});
afterEach(() => emulator.close());

const events = { data: (bytes: Uint8Array) => void heard.push(...bytes), closed: () => void closings++ };
const never = new AbortController().signal;

describe('a network printer', () => {
	test('hears and answers', async () => {
		const line = await transport.open(events, never);
		await line.write(Uint8Array.of(0x10, 0x04, 0x01));
		await vi.waitFor(() => expect(heard).toEqual([0x12]));
		line.close();
		await vi.waitFor(() => expect([closings, emulator.sessions]).toEqual([1, 0]));
	});

	test('that is off cannot be opened', async () => {
		await emulator.powerCut();
		await expect(transport.open(events, never)).rejects.toThrow();
		expect(closings).toBe(0);
	});

	test('is not waited for when the bridge ends', async () => {
		await expect(transport.open(events, AbortSignal.abort())).rejects.toThrow();
	});

	test('that goes away ends the line, once', async () => {
		const line = await transport.open(events, never);
		await line.write(Uint8Array.of(0x0a));
		emulator.hangUp();
		await vi.waitFor(() => expect(closings).toBe(1));
		await expect(line.write(Uint8Array.of(0x0a))).rejects.toThrow();
		line.close();
		expect(closings).toBe(1);
	});

	test('that takes nothing holds the writer, and gets every byte in order in the end', async () => {
		const sockets: Socket[] = [];
		const slow = createServer({ pauseOnConnect: true }, (socket) => void sockets.push(socket));
		slow.listen(0, '127.0.0.1');
		await once(slow, 'listening');
		const { port } = slow.address() as AddressInfo;
		const line = await tcpPrinter({ host: '127.0.0.1', port }).open(events, never);

		// More than all buffers on the way hold.
		const bytes = Uint8Array.from({ length: 16 * 1024 * 1024 }, (_, index) => (index * 31) & 0xff);
		let taken = false;
		const written = line.write(bytes).then(() => (taken = true));
		await vi.waitFor(() => expect(sockets).toHaveLength(1));
		await new Promise((resolve) => setTimeout(resolve, 100));
		expect(taken).toBe(false);

		const received: Buffer[] = [];
		sockets[0]!.on('data', (chunk: Buffer) => received.push(chunk)).resume();
		await written;
		line.close();
		await once(sockets[0]!, 'close');
		expect(Buffer.concat(received).equals(bytes)).toBe(true);
		slow.close();
	});
});
