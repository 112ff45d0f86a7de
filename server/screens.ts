import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const SOURCES = ['kiosk/**/*', 'shared/**/*.ts', 'vite.config.ts', 'package-lock.json'];
const BUILT = 'build/kiosk/index.html';
const VERSION = 'build/kiosk/_app/version.json';

/** Builds the screens where a source is newer than they are. @throws where the build fails, with its output shown */
export function buildScreens(root: URL, say: (text: string) => void): void {
	const folder = fileURLToPath(root);
	if (isFresh(folder)) return;
	say('Building the screens …');
	const { status } = spawnSync(process.execPath, ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'], {
		cwd: folder,
		// Whoever runs tests still gets the screens that a hotel gets.
		env: { ...process.env, NODE_ENV: 'production' },
		stdio: ['ignore', 'ignore', 'inherit'],
	});
	if (status !== 0) throw new Error('The screens could not be built; the reason stands above.');
}

/** The name that this build of the screens has given itself. A page of another build loads itself again. */
export function buildOf(root: URL): string {
	const { version } = JSON.parse(readFileSync(new URL(VERSION, root), 'utf8')) as { version: string };
	return version;
}

function isFresh(folder: string): boolean {
	const built = `${folder}/${BUILT}`;
	if (!existsSync(built)) return false;
	const builtMs = statSync(built).mtimeMs;
	return globSync(SOURCES, { cwd: folder }).every((path) => statSync(`${folder}/${path}`).mtimeMs <= builtMs);
}
