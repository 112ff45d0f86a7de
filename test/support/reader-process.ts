import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { openSimulatedReader } from '../../bridge/simulate/serial-reader.ts';

/**
 * A simulated reader in a process of its own: whoever forks while it is open hands its line on to the child, and then a
 * pulled reader would go on living there.
 */
export class ReaderProcess {
	readonly path: string;
	readonly #process: ChildProcess;

	private constructor(process: ChildProcess, path: string) {
		this.#process = process;
		this.path = path;
	}

	static open(): Promise<ReaderProcess> {
		const child = fork(fileURLToPath(import.meta.url), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
		return new Promise((resolve, reject) => {
			child.once('message', (path: string) => resolve(new ReaderProcess(child, path)));
			child.once('exit', () => reject(new Error('The tests need @lydell/node-pty for a real serial line.')));
		});
	}

	/** Resolves when the bytes are on the line. */
	write(bytes: Uint8Array): Promise<void> {
		return new Promise((resolve) => {
			this.#process.once('message', () => resolve());
			this.#process.send([...bytes]);
		});
	}

	async unplug(): Promise<void> {
		if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
		const ended = new Promise((resolve) => this.#process.once('exit', resolve));
		this.#process.kill('SIGKILL');
		await ended;
	}
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const reader = await openSimulatedReader();
	if (!reader) process.exit(1);
	process.send?.(reader.path);
	process.on(
		'message',
		(bytes: number[]) => void reader.write(Uint8Array.from(bytes)).then(() => process.send?.('written')),
	);
	process.on('disconnect', () => process.exit());
}
