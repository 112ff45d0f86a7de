import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Locator } from 'playwright';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { MEMBERS } from '../../server/demo/miramar.ts';
import { launchChromium } from '../support/browser.ts';
import { KioskPage } from '../support/kiosk-page.ts';

const CLI = fileURLToPath(new URL('../../server/cli.ts', import.meta.url));
/** The screens are built first where a source is newer. */
const OPEN_MS_MAX = 240_000;

/** `retorno` as somebody types it. */
class Retorno {
	readonly #process: ChildProcess;
	#said = '';

	constructor(words: readonly string[], env: NodeJS.ProcessEnv) {
		this.#process = spawn(process.execPath, [CLI, ...words], {
			env: { ...process.env, ...env },
			stdio: ['ignore', 'pipe', 'pipe'],
			detached: true,
		});
		for (const stream of [this.#process.stdout, this.#process.stderr])
			stream?.on('data', (chunk: Buffer) => (this.#said += chunk.toString()));
	}

	async says(words: string): Promise<void> {
		const check = () => {
			if (this.#process.exitCode === null || this.#said.includes(words)) expect(this.#said).toContain(words);
			else throw new Error(`retorno ended:\n${this.#said}`);
		};
		await vi.waitFor(check, { timeout: OPEN_MS_MAX, interval: 100 });
	}

	/** As Ctrl+C does it: every process of the group hears it at once. @returns the exit code */
	async interrupt(): Promise<number | null> {
		if (this.#process.exitCode !== null) return this.#process.exitCode;
		const ended = new Promise<number | null>((resolve) => this.#process.once('exit', resolve));
		process.kill(-this.#process.pid!, 'SIGINT');
		return ended;
	}

	/** The one that supervises, and it alone. */
	kill(): void {
		this.#process.kill('SIGKILL');
	}

	get said(): string {
		return this.#said;
	}
}

async function freePort(): Promise<number> {
	const server = createServer();
	const port = await new Promise<number>((resolve) => {
		server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
	});
	await new Promise((resolve) => server.close(resolve));
	return port;
}

const isHealthy = async (port: number): Promise<boolean> =>
	fetch(`http://localhost:${port}/healthz`).then(
		({ ok }) => ok,
		() => false,
	);

let folder: string;
let ports: readonly [number, number, number];
let env: NodeJS.ProcessEnv;
let running: Retorno | undefined;
beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'retorno-e2e-'));
	ports = [await freePort(), await freePort(), await freePort()];
	env = {
		RETORNO_DATA: folder,
		RETORNO_SERVER_PORT: String(ports[0]),
		RETORNO_BRIDGE_PORT: String(ports[1]),
		RETORNO_KIOSK_PORT: String(ports[2]),
	};
});
afterAll(async () => {
	await running?.interrupt();
	rmSync(folder, { recursive: true, force: true });
});

/** The other programme as till and kiosk show it: in pesos, with its own names. */
async function showsTheWallet(till: number, kiosk: number): Promise<void> {
	const browser = await launchChromium();
	try {
		const at = await browser.newPage({ locale: 'en-GB' });
		await at.goto(`http://localhost:${till}/till`);
		await at.getByText('PIN, please').first().waitFor();
		await at.keyboard.type('1111');
		await at.getByText('Nothing to clear').first().waitFor();
		await swipesUntil(till, at.getByRole('heading', { name: 'Elena Petrova' }));
		await at.keyboard.type('1200');
		// 15 % off 1,200.00, and five points for the visit.
		await at.getByText('$1,020.00').first().waitFor();
		const guests = await browser.newPage({ locale: 'bg' });
		await guests.goto(`http://localhost:${kiosk}/kiosk`);
		await guests.locator('body').click();
		await swipe(kiosk);
		await guests
			.getByText(/1[\s\u00a0]?250/)
			.first()
			.waitFor();
		// 1,250 points at 0.50.
		await guests
			.getByText(/625,00/)
			.first()
			.waitFor();
	} finally {
		await browser.close();
	}
}

/** As a cashier does: on a machine so busy that the server's answer comes too late, the card is swiped again. */
async function swipesUntil(port: number, shown: Locator): Promise<void> {
	for (let tries = 1; tries < 3; tries++) {
		await swipe(port);
		const isShown = await shown.waitFor({ timeout: 5_000 }).then(
			() => true,
			() => false,
		);
		if (isShown) return;
	}
	await swipe(port);
	await shown.waitFor();
}

/** Elena's card at the simulated reader of a counter. */
async function swipe(port: number): Promise<void> {
	const origin = `http://localhost:${port}`;
	const devices = io(origin, { transports: ['websocket'], extraHeaders: { origin } });
	await new Promise((resolve) => devices.once('simulate.view', resolve));
	devices.emit('simulate.act', { kind: 'swipe', stripe: `;${MEMBERS[0]!.card}?` });
	// The act is on its way before the line ends.
	await vi.waitFor(() => expect(devices.io.engine.writeBuffer).toEqual([]));
	devices.close();
}

describe('the demo hotel', { timeout: OPEN_MS_MAX + 60_000 }, () => {
	test('opens with a till and a kiosk, says where they are, and ends with Ctrl+C', async () => {
		running = new Retorno(['demo', '--data', folder, '--outlet', 'spa', '--programme', 'monedero'], env);
		await running.says('Ctrl+C closes the hotel.');
		const [server, till, kiosk] = ports;
		for (const words of [
			`till      http://localhost:${till}/till     in the spa`,
			`http://localhost:${till}/devices`,
			`kiosk     http://localhost:${kiosk}/kiosk    in the lobby`,
			`http://localhost:${kiosk}/devices`,
		])
			expect(running.said).toContain(words);
		expect(await Promise.all([server, till, kiosk].map(isHealthy))).toEqual([true, true, true]);
		await showsTheWallet(till, kiosk);
		expect(await running.interrupt()).toBe(0);
		expect(running.said).not.toMatch(/"level":(50|60)/);
		expect(await Promise.all([server, till, kiosk].map(isHealthy))).toEqual([false, false, false]);
	});

	test('that was kept is opened again with every counter', async () => {
		running = new Retorno(['start'], env);
		await running.says(`kiosk-1   http://localhost:${ports[2]}/kiosk`);
		await running.says(`till-1    http://localhost:${ports[1]}/till`);
		const page = new KioskPage(ports[2]);
		await page.until((kiosk) => kiosk.server.kind === 'online' && kiosk.reader.kind === 'ready');
		page.close();
		expect(await running.interrupt()).toBe(0);
		expect(running.said).not.toMatch(/"level":(50|60)/);
	});

	test('leaves no process behind when the one that supervises is killed', async () => {
		running = new Retorno(['start'], env);
		await running.says(`till-1    http://localhost:${ports[1]}/till`);
		running.kill();
		await vi.waitFor(
			async () => expect(await Promise.all(ports.map(isHealthy))).toEqual([false, false, false]),
			30_000,
		);
	});

	test('is not there in an empty folder, and that is said', async () => {
		const empty = join(folder, 'nothing');
		running = new Retorno(['start'], { ...env, RETORNO_DATA: empty });
		await running.says('holds no hotel yet');
		expect(existsSync(empty)).toBe(false);
	});

	test('has its kiosk as a process of its own, when somebody wants it so', async () => {
		const config = join(folder, 'counters/kiosk-1/bridge.json');
		running = new Retorno(['bridge', config], env);
		await running.says('listening');
		expect(await isHealthy(ports[2])).toBe(true);
		expect(await running.interrupt()).toBe(0);
		expect(await isHealthy(ports[2])).toBe(false);
	});
});
