import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PLAYWRIGHT_OFF } from './support/browser.ts';
import { chromiumPath, findChromium } from './support/chromium.ts';

const PREPARE = fileURLToPath(new URL('prepare.ts', import.meta.url));

describe('before the tests', () => {
	let folder: string;
	beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'retorno-prepare-'))));
	afterEach(() => rmSync(folder, { recursive: true }));

	/** A machine where only these commands are there; Chromium is. */
	function prepare(commands: Readonly<Record<string, string>>) {
		for (const [name, script] of Object.entries(commands)) {
			writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
			chmodSync(join(folder, name), 0o755);
		}
		const env = { PATH: folder, CHROMIUM: process.execPath };
		return spawnSync(process.execPath, [PREPARE], { env, encoding: 'utf8' });
	}
	const aptGet = (exitCode: number) => ({ 'apt-get': `echo "$@" >>'${folder}/asked'; exit ${exitCode}` });
	const asked = () => (existsSync(join(folder, 'asked')) ? readFileSync(join(folder, 'asked'), 'utf8') : '');
	const mayInstall = process.getuid?.() === 0 && existsSync('/etc/debian_version');

	test('all is there: nothing is said and nothing is installed', () => {
		expect(prepare({ socat: '', 'umockdev-run': '', ...aptGet(0) })).toMatchObject({
			status: 0,
			stdout: '',
			stderr: '',
		});
		expect(asked()).toBe('');
	});

	test('one thing is missing: it is installed where that is allowed, else one sentence names the command', () => {
		const { status, stdout, stderr } = prepare({ 'umockdev-run': '', ...aptGet(0) });
		expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
		expect(stdout).toMatch(/^Some tests need socat: .*`apt-get install -y socat`.*\n$/);
		expect(asked()).toBe(mayInstall ? 'update\ninstall -y socat\n' : '');
	});

	test.runIf(mayInstall)('it cannot be installed: the tests run all the same', () => {
		const { status, stdout } = prepare({ 'umockdev-run': '', ...aptGet(100) });
		expect(status).toBe(0);
		expect(stdout).toContain('That failed: run `apt-get install -y socat` to see why.');
	});
});

describe('the browser of the browser tests', () => {
	const only = (path: string) => (asked: string) => asked === path;

	test.each([
		['as Debian has it', undefined, '/usr/bin/chromium', '/usr/bin/chromium'],
		['as others have it', undefined, '/usr/bin/google-chrome', '/usr/bin/google-chrome'],
		['as the developer names it', '/opt/chrome', '/opt/chrome', '/opt/chrome'],
		['named, and then no other', '/opt/chrome', '/usr/bin/chromium', undefined],
		['an empty name is none', '', '/usr/bin/chromium', '/usr/bin/chromium'],
		['nowhere', undefined, '/nowhere', undefined],
	])('%s', (_name, named, there, found) => {
		expect(findChromium(named, only(there))).toBe(found);
	});

	test('where there is none, the tests fail with one sentence that names the command', () => {
		expect(() => chromiumPath('', () => false)).toThrow('run `apt-get install -y chromium` as root');
		expect(() => chromiumPath('/opt/chrome', () => false)).toThrow('CHROMIUM names /opt/chrome, which is no program');
	});

	test('does without all that Playwright would have it do without', async () => {
		// No browser: the error says how it was called.
		const said = await chromium.launch({ executablePath: '/bin/true' }).then(String, String);
		expect(/--disable-features=(\S+)/.exec(said)?.[1]?.split(',').sort()).toEqual(PLAYWRIGHT_OFF.toSorted());
	});
});
