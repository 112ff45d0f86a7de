import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { lockHolderOf } from '../../bridge/checks/holders.ts';
import { openPage } from '../../bridge/simulate/machine-scripts.ts';
import { lockPathIn } from '../../bridge/state-lock.ts';
import { runBridge } from '../../server/run-bridge.ts';
import { answersAt } from '../../server/service-manager.ts';

const ROOT = new URL('../../', import.meta.url);

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
