import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleepFor } from 'node:timers/promises';

/** A page that loads itself again is back long before. */
const PAGE_GONE_MS = 60_000;
const LOOK_MS = 5_000;
const END_MS_MAX = 5_000;

/** Source: peter.sh/experiments/chromium-command-line-switches; the recipe of cage's wiki. */
const FLAGS = [
	...['--kiosk', '--noerrdialogs', '--no-first-run', '--disable-pinch', '--overscroll-history-navigation=0'],
	...['--disable-session-crashed-bubble', '--disable-component-update', '--disable-features=Translate'],
	'--ozone-platform=wayland',
];
const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The page of a counter. @throws with a sentence where it is none */
export function pageOf(role: string | undefined, port: number): string {
	if (role !== 'till' && role !== 'kiosk') throw new Error('retorno browser needs --role till or kiosk.');
	return `http://localhost:${port}/${role}`;
}

/** The one window that shows a page, and nothing else beside it. */
export function browserCommand(url: string, env: NodeJS.ProcessEnv): readonly string[] {
	const browser = env['CHROMIUM'] || BROWSERS.find((path) => existsSync(path)) || BROWSERS[0]!;
	const profile = `--user-data-dir=${join(env['HOME'] || homedir(), '.retorno-screen')}`;
	return ['cage', '-s', '--', browser, ...FLAGS, profile, url];
}

export type Watched = {
	readonly command: readonly string[];
	/** Whether the bridge hears a page; rejects where the bridge does not answer. */
	readonly hearsPage: () => Promise<boolean>;
	readonly say: (line: string) => void;
	readonly signal: AbortSignal;
	readonly goneMs?: number;
	readonly lookMs?: number;
};

/**
 * Keeps a browser before a counter's page. Where its bridge has heard no page for a minute, the browser is ended and started
 * anew: it hangs, or shows something else. A bridge that does not answer says nothing about the browser.
 *
 * @returns the exit code of a browser that ended by itself, 0 when `signal` aborts
 */
export async function runBrowser({ command, hearsPage, say, signal, ...times }: Watched): Promise<number> {
	const { goneMs = PAGE_GONE_MS, lookMs = LOOK_MS } = times;
	while (!signal.aborted) {
		const [program, ...words] = command;
		const browser = spawn(program!, words, { stdio: 'inherit', detached: true });
		const ended = once(browser, 'exit').then(([code]: unknown[]) => (typeof code === 'number' ? code : 1));
		const watching = new AbortController();
		const until = AbortSignal.any([signal, watching.signal]);
		const gone = pageGone(hearsPage, { goneMs, lookMs }, until);
		const why = await Promise.race([ended, gone]).finally(() => watching.abort());
		if (typeof why === 'number') return why;
		if (!signal.aborted) say('The page was gone for long: the browser is started anew.');
		await end(browser, ended);
	}
	return 0;
}

/** Resolves when no page was heard for `goneMs`, or `signal` aborts. */
async function pageGone(
	hearsPage: () => Promise<boolean>,
	{ goneMs, lookMs }: { readonly goneMs: number; readonly lookMs: number },
	signal: AbortSignal,
): Promise<'gone'> {
	let heardAtMs = performance.now();
	while (!signal.aborted && performance.now() - heardAtMs < goneMs) {
		await sleepFor(lookMs, undefined, { signal }).catch(() => undefined);
		if (await hearsPage().catch(() => true)) heardAtMs = performance.now();
	}
	return 'gone';
}

/** With all that it has started. */
async function end({ pid }: ChildProcess, ended: Promise<unknown>): Promise<void> {
	if (pid === undefined) return;
	const kill = (signal: NodeJS.Signals): void => {
		try {
			process.kill(-pid, signal);
		} catch {
			// It has ended meanwhile.
		}
	};
	kill('SIGTERM');
	const force = setTimeout(() => kill('SIGKILL'), END_MS_MAX);
	await ended;
	clearTimeout(force);
}
