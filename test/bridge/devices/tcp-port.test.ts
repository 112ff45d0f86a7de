import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { tcpPort } from '../../../bridge/devices/tcp-port.ts';

let server: Server;
let stop: AbortController;
let address: { host: string; port: number };

beforeEach(async () => {
	stop = new AbortController();
	server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	address = { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
});

afterEach(() => {
	stop.abort();
	server.close();
});

async function connected(): Promise<{ chunks: AsyncIterator<Uint8Array, undefined>; line: Socket }> {
	const [[line], port] = await Promise.all([
		once(server, 'connection') as Promise<[Socket]>,
		tcpPort(address)(stop.signal),
	]);
	line.on('error', () => undefined);
	return { chunks: port[Symbol.asyncIterator]() as AsyncIterator<Uint8Array, undefined>, line };
}

test('a reader on a device server is read like one on a serial line', async () => {
	const { chunks, line } = await connected();
	line.write(';9702310000000013?\r\n');
	expect(new TextDecoder().decode((await chunks.next()).value)).toBe(';9702310000000013?\r\n');
});

test('what is sent before anybody reads is not lost', async () => {
	const { chunks, line } = await connected();
	for (const part of [';97', '02', '?\r']) {
		line.write(part);
		await new Promise((resolve) => setImmediate(resolve));
	}
	line.end();
	let all = '';
	for (let next = await chunks.next(); !next.done; next = await chunks.next())
		all += new TextDecoder().decode(next.value);
	expect(all).toBe(';9702?\r');
});

test('a line that ends, ends', async () => {
	const { chunks, line } = await connected();
	line.end();
	expect((await chunks.next()).done).toBe(true);
});

test('a line that breaks says why', async () => {
	const { chunks, line } = await connected();
	line.resetAndDestroy();
	await expect(chunks.next()).rejects.toThrow('ECONNRESET');
});

test('a device server that is off is told at once', async () => {
	server.close();
	await once(server, 'close');
	await expect(tcpPort(address)(stop.signal)).rejects.toThrow('ECONNREFUSED');
});

test('a reader that is no longer wanted hangs up', async () => {
	const { chunks, line } = await connected();
	const hungUp = once(line.resume(), 'close');
	stop.abort();
	await hungUp;
	await expect(chunks.next()).rejects.toThrow('aborted');
	await expect(tcpPort(address)(stop.signal)).rejects.toThrow('aborted');
});
