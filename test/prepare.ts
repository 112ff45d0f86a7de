import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { findChromium, isProgram } from './support/chromium.ts';

/** Before the tests: brings what npm cannot, where that is allowed, and otherwise says in one sentence what is missing. */

/** An installation that takes longer hangs. */
const INSTALL_MS_MAX = 10 * 60_000;

const onPath = (name: string): boolean =>
	(process.env['PATH'] ?? '').split(delimiter).some((folder) => isProgram(join(folder, name)));

/** A browser that `CHROMIUM` names is the developer's own business. */
const hasChromium = Boolean(process.env['CHROMIUM'] || findChromium(undefined));

bring([
	...(hasChromium ? [] : ['chromium']),
	...(onPath('socat') ? [] : ['socat']),
	...(onPath('umockdev-run') ? [] : ['umockdev']),
]);

function bring(packages: readonly string[]): void {
	if (packages.length === 0) return;
	const names = packages.join(' and ');
	const command = `apt-get install -y ${packages.join(' ')}`;
	if (!isDebian()) return console.log(`Some tests need ${names}: install it (on Debian: \`${command}\` as root).`);
	if (process.getuid?.() !== 0) return console.log(`Some tests need ${names}: run \`${command}\` as root.`);

	console.log(`Some tests need ${names}: installing with \`${command}\`.`);
	aptGet('update');
	if (!aptGet('install', '-y', ...packages)) console.log(`That failed: run \`${command}\` to see why.`);
}

function isDebian(): boolean {
	try {
		return /^ID(_LIKE)?=.*\bdebian\b/m.test(readFileSync('/etc/os-release', 'utf8'));
	} catch {
		return false;
	}
}

function aptGet(...words: readonly string[]): boolean {
	const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
	return spawnSync('apt-get', words, { stdio: 'ignore', timeout: INSTALL_MS_MAX, env }).status === 0;
}
