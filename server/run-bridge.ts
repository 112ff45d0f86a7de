import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

/**
 * One counter alone, as a process of its own: its output is ours, signals go on to it.
 *
 * @returns its exit code, or 128 and the number of the signal that ended it, as a shell tells it
 */
export function runBridge(root: URL, configPath: string, build: string): Promise<number> {
	const bridge = spawn(process.execPath, [fileURLToPath(new URL('bridge/main.ts', root))], {
		env: { ...process.env, RETORNO_BRIDGE_CONFIG: configPath, RETORNO_BUILD: build },
		stdio: 'inherit',
	});
	for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => bridge.kill(signal));
	return new Promise((resolve, reject) => {
		bridge.once('error', reject);
		bridge.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal!]));
	});
}
