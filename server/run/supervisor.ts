import { fork, type ChildProcess } from 'node:child_process';
import { NODE_FLAGS } from './node-flags.ts';

export type Child = {
	/** What it is called here: two children may run the same script. */
	readonly name: string;
	/** Script below the project's root, `server/main.ts`. */
	readonly script: string;
	readonly env: NodeJS.ProcessEnv;
};

export type Supervised = {
	/** Ports by name, once each has said it is ready. */
	readonly ports: ReadonlyMap<string, number>;
	readonly stop: () => Promise<void>;
};

/** A process that ends is started again: at once, then ever later, so that a lasting fault does not heat the machine. */
const RESTART_MS_MIN = 250;
const RESTART_MS_MAX = 10_000;
/** Who ran this long was well; the next fault counts as the first. */
const WELL_MS = 60_000;
const STOP_MS_MAX = 10_000;

/** Keeps processes running until stopped. The first start has to work: whatever fails then is told, not tried again. */
export async function supervise(root: URL, children: readonly Child[]): Promise<Supervised> {
	const running = new Map<string, ChildProcess>();
	const ports = new Map<string, number>();
	let stopping = false;

	function start(child: Child, failures: number): Promise<void> {
		const startedMs = performance.now();
		const process = fork(new URL(child.script, root), {
			env: child.env,
			execArgv: [...NODE_FLAGS],
			stdio: 'inherit',
		});
		running.set(child.name, process);
		return new Promise((resolve, reject) => {
			process.on('message', (message: { ready?: boolean; port?: number }) => {
				if (!message.ready || message.port === undefined) return;
				ports.set(child.name, message.port);
				resolve();
			});
			process.once('exit', (code, signal) => {
				reject(new Error(`${child.name} ended before it was ready (${signal ?? code}).`));
				if (stopping || !ports.has(child.name)) return;
				const next = performance.now() - startedMs > WELL_MS ? 0 : failures + 1;
				const restart = (): void => {
					if (!stopping) start(child, next).catch(() => undefined);
				};
				setTimeout(restart, Math.min(RESTART_MS_MIN * 2 ** next, RESTART_MS_MAX));
			});
		});
	}

	async function stop(): Promise<void> {
		stopping = true;
		await Promise.all([...running.values()].map(ended));
	}

	try {
		for (const child of children) await start(child, 0);
	} catch (cause) {
		await stop();
		throw cause;
	}
	return { ports, stop };
}

function ended(process: ChildProcess): Promise<void> {
	if (process.exitCode !== null || process.signalCode !== null) return Promise.resolve();
	return new Promise((resolve) => {
		const force = setTimeout(() => process.kill('SIGKILL'), STOP_MS_MAX);
		process.once('exit', () => {
			clearTimeout(force);
			resolve();
		});
		process.kill('SIGTERM');
	});
}
