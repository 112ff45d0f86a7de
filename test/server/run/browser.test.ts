import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { browserCommand, pageOf, runBrowser } from '../../../server/run/browser.ts';

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'retorno-browser-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const started = (): number[] => {
	try {
		return readFileSync(join(folder, 'started'), 'utf8').trim().split('\n').map(Number);
	} catch {
		return [];
	}
};
/** A browser that notes its process and then does this. */
const browser = (does: string): readonly string[] => [
	...[process.execPath, '-e'],
	`require('node:fs').appendFileSync(${JSON.stringify(join(folder, 'started'))}, process.pid + '\\n'); ${does}`,
];
const STAYS = "process.on('SIGTERM', () => process.exit(7)); setInterval(() => undefined, 1_000)";
const isRunning = (pid: number): boolean => {
	try {
		return process.kill(pid, 0);
	} catch {
		return false;
	}
};

describe('the browser before a counter', () => {
	test('is started anew when the bridge hears no page for long, and ended with its keeper', async () => {
		const ending = new AbortController();
		const said: string[] = [];
		let hears = true;
		const run = runBrowser({
			...{ command: browser(STAYS), hearsPage: () => Promise.resolve(hears), say: (line: string) => said.push(line) },
			...{ signal: ending.signal, goneMs: 300, lookMs: 20 },
		});
		await expect.poll(() => started().length, { timeout: 10_000 }).toBe(1);
		expect(said).toEqual([]);
		hears = false;
		await expect.poll(() => started().length, { timeout: 10_000 }).toBeGreaterThan(1);
		hears = true;
		const [first] = started();
		expect(isRunning(first!)).toBe(false);
		expect(said[0]).toMatch(/started anew/);
		ending.abort();
		expect(await run).toBe(0);
		expect(started().filter(isRunning)).toEqual([]);
	});

	test('is left alone while the bridge does not answer', async () => {
		const ending = new AbortController();
		let asked = 0;
		const hearsPage = (): Promise<boolean> => {
			asked++;
			return Promise.reject(new Error('refused'));
		};
		const run = runBrowser({
			...{ command: browser(STAYS), hearsPage, say: () => undefined },
			...{ signal: ending.signal, goneMs: 50, lookMs: 10 },
		});
		await expect.poll(() => asked, { timeout: 10_000 }).toBeGreaterThan(20);
		expect(started().length).toBeLessThanOrEqual(1);
		ending.abort();
		await run;
	});

	test('that ends by itself ends its keeper, with its own code', async () => {
		const around = {
			hearsPage: () => Promise.resolve(true),
			say: () => undefined,
			signal: new AbortController().signal,
		};
		expect(await runBrowser({ command: browser('process.exit(3)'), ...around })).toBe(3);
		await expect(runBrowser({ command: [join(folder, 'none')], ...around })).rejects.toThrow('ENOENT');
	});

	test('shows the page of the counter alone, as a guest may touch it', () => {
		expect(pageOf('kiosk', 4711)).toBe('http://localhost:4711/kiosk');
		expect(() => pageOf('office', 4711)).toThrow('--role');
		const command = browserCommand('http://localhost:4711/kiosk', { CHROMIUM: '/opt/chromium', HOME: '/home/screen' });
		expect(command.slice(0, 4)).toEqual(['cage', '-s', '--', '/opt/chromium']);
		for (const flag of ['--kiosk', '--disable-pinch', '--noerrdialogs', '--user-data-dir=/home/screen/.retorno-screen'])
			expect(command).toContain(flag);
		expect(command.at(-1)).toBe('http://localhost:4711/kiosk');
	});
});
