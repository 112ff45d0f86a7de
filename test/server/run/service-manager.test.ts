import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { keepNotifying, notifier } from '../../../server/run/service-manager.ts';

let folder: string;
let env: NodeJS.ProcessEnv;
const ends: (() => void)[] = [];

/** In the place of systemd's program one that notes what it is told. */
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'retorno-notify-'));
	const program = join(folder, 'systemd-notify');
	writeFileSync(program, `#!/bin/sh\necho "$* $NOTIFY_SOCKET" >> ${join(folder, 'said')}\n`);
	chmodSync(program, 0o755);
	env = { PATH: `${folder}:/usr/bin:/bin`, NOTIFY_SOCKET: '/run/notify', WATCHDOG_USEC: '300000' };
});
afterEach(() => {
	for (const end of ends.splice(0)) end();
	rmSync(folder, { recursive: true, force: true });
});

const said = (): string[] => {
	try {
		return readFileSync(join(folder, 'said'), 'utf8').trim().split('\n');
	} catch {
		return [];
	}
};

describe('a service says to its manager', () => {
	test('that it is ready once it answers, and then that it lives', async () => {
		let isAlive = false;
		let asked = 0;
		const alive = (): Promise<boolean> => {
			asked++;
			return isAlive ? Promise.resolve(true) : Promise.reject(new Error('refused'));
		};
		ends.push(keepNotifying(env, alive));
		await expect.poll(() => asked, { timeout: 10_000 }).toBeGreaterThan(2);
		expect(said()).toEqual([]);
		isAlive = true;
		await expect.poll(() => said().length, { timeout: 10_000 }).toBeGreaterThan(2);
		expect(said()).toContain('--ready /run/notify');
		expect(said().filter((line) => line.startsWith('--ready'))).toHaveLength(1);
		expect(said()).toContain('WATCHDOG=1 /run/notify');
	});

	test('nothing when it no longer answers, so that it is started again', async () => {
		const words: string[] = [];
		let [isAlive, asked] = [true, 0];
		const alive = (): Promise<boolean> => {
			asked++;
			return Promise.resolve(isAlive);
		};
		ends.push(keepNotifying(env, alive, (...said) => words.push(...said)));
		await expect.poll(() => words.length, { timeout: 10_000 }).toBeGreaterThan(1);
		isAlive = false;
		const [before, from] = [words.length, asked];
		await expect.poll(() => asked, { timeout: 10_000 }).toBeGreaterThan(from + 2);
		expect(words.length).toBeLessThanOrEqual(before + 1);
	});

	test('nothing where there is none, and a program that is missing ends nobody', async () => {
		let asked = 0;
		ends.push(keepNotifying({ PATH: folder }, () => Promise.resolve(++asked > 0)));
		expect(asked).toBe(0);
		notifier({ ...env, PATH: '/nowhere' })('--ready');
		await expect.poll(said, { timeout: 10_000 }).toEqual([]);
	});
});
