import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { on } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Result } from '#shared/kernel/result.ts';
import type { CardRead, CardRefusal } from '#shared/card/card.ts';
import { decodeSwipe } from '#shared/card/drivers/swipe.ts';
import { createSwipeFramer } from '#shared/card/drivers/swipe-framer.ts';
import { systemClock } from '../../../bridge/clock.ts';
import { foundPort } from '../../../bridge/devices/fingerprint.ts';
import { runReader } from '../../../bridge/devices/reader.ts';
import { serialPort } from '../../../bridge/devices/serial-port.ts';
import { openSimulatedReader, type SimulatedReader } from '../../../bridge/simulate/serial-reader.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const SWIPE = ';9702310000000013?\r\n';

const PATTERNS = [{ medium: 'magstripe', prefix: '970231', length: 16, check: 'luhn' }] as const;

const plugged: SimulatedReader[] = [];
const started: ChildProcess[] = [];
let stop = new AbortController();

async function plug(): Promise<SimulatedReader> {
	const reader = await openSimulatedReader();
	if (!reader) throw new Error('this machine has no pseudo-terminals');
	plugged.push(reader);
	return reader;
}

afterEach(() => {
	stop.abort();
	stop = new AbortController();
	for (const reader of plugged.splice(0)) reader.close();
	for (const child of started.splice(0)) child.kill('SIGKILL');
});

/** Everything that came until `text` was complete. */
async function received(chunks: AsyncIterator<Uint8Array, undefined>, text: string): Promise<string> {
	let all = '';
	while (all.length < text.length) {
		const { done, value } = await chunks.next();
		if (done) break;
		all += new TextDecoder().decode(value);
	}
	return all;
}

async function opened(path: string): Promise<AsyncIterator<Uint8Array, undefined>> {
	return (await serialPort(() => path)(stop.signal))[Symbol.asyncIterator]();
}

describe('a serial port', () => {
	test('gives what the reader writes, byte for byte', async () => {
		const reader = await plug();
		const chunks = await opened(reader.path);
		await reader.write(bytes(SWIPE));
		expect(await received(chunks, SWIPE)).toBe(SWIPE);
		const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);
		await reader.write(all);
		const raw: number[] = [];
		while (raw.length < all.length) raw.push(...(await chunks.next()).value!);
		expect(raw).toEqual([...all]);
	});

	test('gives every swipe when it is made, not with the next one, where nothing else happens in the process', async () => {
		const reader = await plug();
		const quiet = spawn(process.execPath, [join(import.meta.dirname, 'quiet-reader.ts'), reader.path]);
		started.push(quiet);
		const said = on(quiet.stdout.setEncoding('utf8'), 'data') as AsyncIterator<[string], undefined>;
		expect((await said.next()).value).toEqual(['ready\n']);
		for (let swipes = 0; swipes < 5; swipes++) {
			// Guests take their time; by then the reader's process sleeps.
			await setTimeout(50);
			await reader.write(bytes(SWIPE));
			let heard = 0;
			while (heard < SWIPE.length) heard += Number((await said.next()).value![0]);
			expect(heard).toBe(SWIPE.length);
		}
	});

	test('ends when the reader is pulled', async () => {
		const reader = await plug();
		const chunks = await opened(reader.path);
		reader.unplug();
		expect(
			await chunks.next().then(
				({ done }) => done,
				() => true,
			),
		).toBe(true);
		expect(existsSync(reader.path)).toBe(false);
	});

	test('ends when the reader is pulled in the middle of a swipe', async () => {
		for (let times = 0; times < 3; times++) {
			const reader = await plug();
			const chunks = await opened(reader.path);
			void reader.write(bytes(';97023100')).catch(() => undefined);
			reader.unplug();
			let isOpen = true;
			while (isOpen)
				isOpen = await chunks.next().then(
					({ done }) => !done,
					() => false,
				);
		}
	});

	test('ends when it is no longer wanted, and can be opened again once it is released', async () => {
		const reader = await plug();
		const port = await serialPort(() => reader.path)(stop.signal);
		await expect(opened(reader.path)).rejects.toThrow(/lock/);
		stop.abort();
		await expect(port[Symbol.asyncIterator]().next()).rejects.toThrow('aborted');
		await port.released;
		stop = new AbortController();
		const again = await opened(reader.path);
		await reader.write(bytes(SWIPE));
		expect(await received(again, SWIPE)).toBe(SWIPE);
	});

	test('that is not there says so', async () => {
		await expect(opened('/dev/no-such-reader')).rejects.toThrow(/No such file/);
	});

	test('that is a file is no port', async () => {
		const folder = mkdtempSync(join(tmpdir(), 'retorno-'));
		const file = join(folder, 'not-a-port');
		writeFileSync(file, SWIPE);
		await expect(opened(file)).rejects.toThrow();
		rmSync(folder, { recursive: true });
	});
});

test('a reader that is plugged in again is read again, on its new path', async () => {
	const news: string[] = [];
	let reader = await plug();
	const events = {
		ready: () => void news.push('ready'),
		absent: () => void news.push('absent'),
		read: (outcome: Result<CardRead, CardRefusal>) =>
			void news.push(outcome.ok ? outcome.value.number : outcome.error.code),
	};
	const running = runReader(
		serialPort(() => reader.path),
		{ createFramer: createSwipeFramer, decode: (frame) => decodeSwipe(frame, PATTERNS) },
		events,
		{ signal: stop.signal, clock: systemClock },
	);
	await vi.waitFor(() => expect(news).toEqual(['ready']));
	await reader.write(bytes(SWIPE));
	await vi.waitFor(() => expect(news).toEqual(['ready', '9702310000000013']));

	reader.unplug();
	await vi.waitFor(() => expect(news.at(-1)).toBe('absent'));
	reader = await plug();
	await vi.waitFor(() => expect(news.at(-1)).toBe('ready'), 5_000);
	// No line end: the pause ends the frame.
	await reader.write(bytes(';9702310000000021?'));
	await vi.waitFor(() => expect(news.slice(2)).toEqual(['absent', 'ready', '9702310000000021']), 5_000);
	stop.abort();
	await running;
});

describe.runIf(spawnSync('socat', ['-V']).status === 0)('a line that another program makes', () => {
	test('is read, and its end is noticed', async () => {
		const folder = mkdtempSync(join(tmpdir(), 'retorno-'));
		const path = join(folder, 'reader');
		const socat = spawn('socat', [`pty,raw,echo=0,link=${path}`, 'stdio']);
		started.push(socat);
		await vi.waitFor(() => expect(existsSync(path)).toBe(true), 5_000);
		const chunks = await opened(path);
		socat.stdin.write(SWIPE);
		expect(await received(chunks, SWIPE)).toBe(SWIPE);
		socat.kill('SIGKILL');
		expect(
			await chunks.next().then(
				({ done }) => done,
				() => true,
			),
		).toBe(true);
		rmSync(folder, { recursive: true });
	});
});

test('of two that look alike the one that was swiped on is read from then on, and nobody says that it is in use', async () => {
	const [left, right] = [await plug(), await plug()];
	const news: string[] = [];
	const found = foundPort({
		list: () =>
			Promise.resolve([left, right].map(({ path }) => ({ path, socket: path, vendorId: 0x067b, productId: 0x2303 }))),
		isMeant: () => true,
		openPath: (path) => serialPort(() => path),
	});
	const running = runReader(
		found,
		{ createFramer: createSwipeFramer, decode: (frame) => decodeSwipe(frame, PATTERNS) },
		{
			ready: () => void news.push('ready'),
			absent: (_reason, _retryInMs, kind) => void news.push(kind),
			read: (outcome) => void news.push(outcome.ok ? outcome.value.number : outcome.error.code),
		},
		{ signal: stop.signal, clock: systemClock },
	);
	await vi.waitFor(() => expect(news).toEqual(['alike']));
	await right.write(bytes(SWIPE));
	await vi.waitFor(() => expect(news.length).toBeGreaterThan(1));
	await right.write(bytes(SWIPE));
	await vi.waitFor(() => expect(news).toEqual(['alike', 'ready', '9702310000000013']));
	stop.abort();
	await running;
});
