import { spawn } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Pos } from '../support/pos.ts';

const SCRIPT = fileURLToPath(new URL('../../docs/client/conformance.ts', import.meta.url));

/** As an integrator starts it, in a process of its own. */
function conformance(...args: readonly string[]): Promise<{ code: number | null; lines: readonly string[] }> {
	return new Promise((resolve) => {
		const child = spawn(process.execPath, [SCRIPT, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
		let said = '';
		child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
		child.on('close', (code) => resolve({ code, lines: said.trim().split('\n') }));
	});
}

describe('the conformance script', () => {
	let pos: Pos;
	let url: string;
	let between: Server | undefined;
	beforeEach(async () => {
		pos = await Pos.open();
		pos.hotel.now = new Date().toISOString();
		url = await pos.app.listen({ host: '127.0.0.1', port: 0 });
	});
	afterEach(async () => {
		between?.close();
		await pos.close();
	});

	/** A server that answers as ours does, but for what `spoil` makes of it. */
	async function spoilt(spoil: (text: string) => string): Promise<string> {
		between = createServer((request, response) => {
			const chunks: Buffer[] = [];
			request.on('data', (chunk: Buffer) => chunks.push(chunk));
			request.on('end', () => {
				const { method = 'GET', url: path = '/', headers } = request;
				void pos.app
					.inject({ method: method as 'GET', url: path, headers, payload: Buffer.concat(chunks) })
					.then((answer) => {
						const { 'content-length': _length, connection: _connection, ...kept } = answer.headers;
						response.writeHead(answer.statusCode, kept as Record<string, string>);
						response.end(spoil(answer.payload));
					});
			});
		});
		await new Promise<void>((resolve) => between!.listen(0, '127.0.0.1', resolve));
		return `http://127.0.0.1:${(between.address() as AddressInfo).port}`;
	}

	test('passes on a server of ours with a test key, and leaves the hotel as it was', async () => {
		const before = await pos.position();
		const key = await pos.key({ test: true, scopes: ['pos', 'events'] });
		const { code, lines } = await conformance('--url', url, '--key', key, '--card', '9702310000000062');
		expect(lines.filter((line) => !line.startsWith('passed '))).toEqual(['Every check has passed.']);
		expect(lines.length).toBe(20);
		expect(code).toBe(0);
		expect(await pos.position()).toBe(before);
	});

	test('says what it could not check', async () => {
		const key = await pos.key({ test: true });
		const { code, lines } = await conformance('--url', url, '--key', key);
		expect(lines.filter((line) => line.startsWith('skipped '))).toEqual([
			'skipped  a member is found by card, and nobody else gets that card: no --card was given',
			'skipped  events come in one order without a gap: the key has not the scope events',
		]);
		expect(code).toBe(0);
	});

	test.each([
		[
			'counts another sum',
			(text: string) => text.replace('"payableMinor":8000', '"payableMinor":8001'),
			'a quote adds up',
		],
		[
			'forgets a code',
			(text: string) => text.replace('"code":"id_reused"', '"code":"conflict"'),
			'another request under',
		],
		[
			'repeats a card',
			(text: string) => text.replace('"code":"card_payment"', '"code":"card_payment","was":"4111111111111111"'),
			'a payment card',
		],
	])('fails on a server that %s', async (_what, spoil, promise) => {
		const key = await pos.key({ test: true });
		const { code, lines } = await conformance('--url', await spoilt(spoil), '--key', key);
		expect(lines.filter((line) => line.startsWith('failed ')).join()).toContain(promise);
		expect(lines.at(-1)).toMatch(/^\d+ failed\.$/);
		expect(code).toBe(1);
	});

	test('books nothing for a hotel without being told to', async () => {
		const before = await pos.position();
		expect((await conformance('--url', url, '--key', 'demo')).code).toBe(2);
		expect(await pos.position()).toBe(before);
		expect((await conformance('--url', url, '--key', 'demo', '--live')).code).toBe(0);
		expect(await pos.position()).toBeGreaterThan(before);
	});

	test('says how it is called, and that nobody answers', async () => {
		expect((await conformance()).code).toBe(2);
		const { code, lines } = await conformance('--url', 'http://127.0.0.1:1', '--key', 'loy_test_x');
		expect([code, lines]).toEqual([2, ['http://127.0.0.1:1 is no Retorno server that answers.']]);
	});
});
