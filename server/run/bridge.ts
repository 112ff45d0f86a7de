import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { answersAt, keepNotifying } from './service-manager.ts';
import { NODE_FLAGS } from './node-flags.ts';

/**
 * One counter alone, as a process of its own: its output is ours, signals go on to it.
 *
 * @returns its exit code, or 128 and the number of the signal that ended it, as a shell tells it
 */
export function runBridge(root: URL, configPath: string, build: string): Promise<number> {
	const bridge = spawn(process.execPath, [...NODE_FLAGS, fileURLToPath(new URL('bridge/main.ts', root))], {
		env: { ...process.env, RETORNO_BRIDGE_CONFIG: configPath, RETORNO_BUILD: build },
		stdio: 'inherit',
	});
	for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => bridge.kill(signal));
	const port = portIn(configPath);
	const endSigns = keepNotifying(process.env, () => answersAt(port, '/healthz'));
	return codeOf(bridge).finally(endSigns);
}

/** Where its pages are; whatever else is wrong with the file the bridge says. */
function portIn(configPath: string): number {
	try {
		return (JSON.parse(readFileSync(configPath, 'utf8')) as { port: number }).port;
	} catch {
		return 0;
	}
}

/** Plays a counter's record again, in a process of its own. @returns its exit code: 0 where the same came of it */
export function runReplay(root: URL, recordPath: string): Promise<number> {
	const script = fileURLToPath(new URL('bridge/replay/main.ts', root));
	return codeOf(spawn(process.execPath, [script, recordPath], { stdio: 'inherit' }));
}

const codeOf = (child: ChildProcess): Promise<number> =>
	new Promise((resolve, reject) => {
		child.once('error', reject);
		child.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal!]));
	});
