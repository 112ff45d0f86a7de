import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Socket } from 'socket.io-client';
import type { SimulatedView } from '#shared/protocol/simulate.ts';
import { lockHolderOf } from '../../../bridge/checks/holders.ts';
import { openPage } from '../../../bridge/simulate/machine-scripts.ts';
import { lockPathIn } from '../../../bridge/state-lock.ts';
import { runBridge } from '../../../server/run/bridge.ts';
import { answersAt } from '../../../server/run/service-manager.ts';

const ROOT = new URL('../../../', import.meta.url);

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'retorno-bridge-'));
});
afterEach(async () => {
	// One whose test failed ends as well.
	const left = await lockHolderOf(lockPathIn(join(folder, 'till')));
	if (left) process.kill(left.pid, 'SIGKILL');
	vi.unstubAllEnvs();
	rmSync(folder, { recursive: true, force: true });
});

async function freePort(): Promise<number> {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	server.close();
	await once(server, 'close');
	return port;
}

/** A counter whose process notes each file that it loads. */
async function startNoting(
	simulate: boolean,
): Promise<{ page: Socket; loaded: () => string; end: () => Promise<void> }> {
	const [hooks, noted] = [join(folder, 'hooks.mjs'), join(folder, 'loaded')];
	writeFileSync(
		hooks,
		`import { appendFileSync } from 'node:fs';
		import { registerHooks } from 'node:module';
		registerHooks({ load(url, context, next) { appendFileSync(${JSON.stringify(noted)}, url + '\\n'); return next(url, context); } });`,
	);
	vi.stubEnv('NODE_OPTIONS', `--import ${hooks}`);
	const [stateFolder, port] = [join(folder, 'till'), await freePort()];
	writeFileSync(
		join(folder, 'bridge.json'),
		JSON.stringify({
			...{ role: 'till', serverUrl: 'http://127.0.0.1:1', deviceKey: 'k', port, screensFolder: folder, stateFolder },
			...{ readers: [], printer: null, simulate },
		}),
	);
	const running = runBridge(ROOT, join(folder, 'bridge.json'), 'test');
	await expect.poll(() => answersAt(port, '/healthz'), { timeout: 30_000 }).toBe(true);
	const page = openPage(port);
	return {
		page,
		loaded: () => readFileSync(noted, 'utf8'),
		async end() {
			page.close();
			process.kill((await lockHolderOf(lockPathIn(stateFolder)))!.pid, 'SIGTERM');
			expect(await running).toBe(0);
		},
	};
}

test('a counter with real devices hears no hand at simulated ones, and loads nothing of them; the demo’s does', async () => {
	const play = { kind: 'play-fault', fault: 'F15' };
	const demo = await startNoting(true);
	let view: SimulatedView | undefined;
	demo.page.on('simulate.view', (now: SimulatedView) => (view = now));
	await expect.poll(() => view?.printer.paperOut, { timeout: 10_000 }).toBe(false);
	demo.page.emit('simulate.act', play);
	await expect.poll(() => view?.printer.paperOut, { timeout: 10_000 }).toBe(true);
	expect(demo.loaded()).toContain('/bridge/simulate/faults.ts');
	await demo.end();

	rmSync(join(folder, 'loaded'));
	const real = await startNoting(false);
	const heard: string[] = [];
	real.page.onAny((name: string) => heard.push(name));
	const answered: string[] = [];
	for (const act of [play, 'malformed']) real.page.emit('simulate.act', act, () => answered.push('simulate.act'));
	// One event after the other: when this is answered, those before it were not.
	await new Promise((resolve) => real.page.emit('setup.input', 'malformed', resolve));
	expect(answered).toEqual([]);
	expect(heard).not.toContain('simulate.view');
	expect(real.loaded()).toContain('/bridge/pages/pages.ts');
	expect(real.loaded()).not.toContain('/bridge/simulate/');
	await real.end();
});

test('a counter as a service says when it is ready and that it lives, and whether a page is heard', async () => {
	const said = join(folder, 'said');
	writeFileSync(join(folder, 'systemd-notify'), `#!/bin/sh\necho "$*" >> ${said}\n`);
	chmodSync(join(folder, 'systemd-notify'), 0o755);
	const stateFolder = join(folder, 'till');
	mkdirSync(stateFolder);
	const port = await freePort();
	const configPath = join(folder, 'bridge.json');
	writeFileSync(
		configPath,
		JSON.stringify({
			...{ role: 'till', serverUrl: 'http://127.0.0.1:1', deviceKey: 'k', port, screensFolder: folder, stateFolder },
			...{ readers: [], printer: null },
		}),
	);
	vi.stubEnv('NOTIFY_SOCKET', '/run/notify');
	vi.stubEnv('WATCHDOG_USEC', '600000');
	vi.stubEnv('PATH', `${folder}:${process.env['PATH']}`);
	const running = runBridge(ROOT, configPath, 'test');
	await expect
		.poll(() => (existsSync(said) ? readFileSync(said, 'utf8') : ''), { timeout: 30_000 })
		.toMatch(/^--ready\n(?:.*\n)*WATCHDOG=1/);

	const isHeard = (): Promise<boolean> => answersAt(port, '/healthz/page');
	expect(await isHeard()).toBe(false);
	const page = openPage(port);
	await expect.poll(isHeard, { timeout: 10_000 }).toBe(true);
	page.close();
	await expect.poll(isHeard, { timeout: 10_000 }).toBe(false);

	const bridge = await lockHolderOf(lockPathIn(stateFolder));
	process.kill(bridge!.pid, 'SIGTERM');
	expect(await running).toBe(0);
});
