import { execFile } from 'node:child_process';

/** Three signs of life in each watch of the unit. */
const SIGNS = 3;

/** Node speaks no datagrams to local sockets; this program of systemd's does. */
const PROGRAM = 'systemd-notify';
const SAYING_MS_MAX = 10_000;

/** Says something to whoever started this service. */
export type Notify = (...words: readonly string[]) => void;

/** @returns says nothing where nobody wants to hear it. Source: sd_notify(3) */
export function notifier(env: NodeJS.ProcessEnv): Notify {
	if (!env['NOTIFY_SOCKET']) return () => undefined;
	const say = (words: readonly string[]) =>
		new Promise<void>((resolve) => {
			// What cannot be said is missed by the watch of the unit, which starts this service again.
			execFile(PROGRAM, words, { env, timeout: SAYING_MS_MAX }, () => resolve());
		});
	// Each by a process of its own, and yet in their order.
	let said = Promise.resolve();
	return (...words) => void (said = said.then(() => say(words)));
}

/**
 * Says that the service is ready once it is, and then that it lives, as often as its unit wants to hear it: each time after
 * `isAlive` has said so.
 *
 * @returns ends it
 */
export function keepNotifying(
	env: NodeJS.ProcessEnv,
	isAlive: () => Promise<boolean>,
	notify = notifier(env),
): () => void {
	if (!env['NOTIFY_SOCKET']) return () => undefined;
	const watchMs = Number(env['WATCHDOG_USEC'] ?? 60_000_000) / 1_000;
	let isReady = false;
	const look = async (): Promise<void> => {
		if (!(await isAlive().catch(() => false))) return;
		notify(isReady ? 'WATCHDOG=1' : '--ready');
		isReady = true;
	};
	void look();
	const soon = setInterval(() => void (isReady ? undefined : look()), Math.min(1_000, watchMs / SIGNS));
	const beat = setInterval(() => void look(), watchMs / SIGNS);
	return () => {
		clearInterval(soon);
		clearInterval(beat);
	};
}

/** Whether a page answers. @param port of this machine */
export const answersAt = (port: number, path: string): Promise<boolean> =>
	fetch(`http://localhost:${port}${path}`, { signal: AbortSignal.timeout(SAYING_MS_MAX) }).then(({ ok }) => ok);
