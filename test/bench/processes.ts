import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { NODE_FLAGS } from '../../server/run/node-flags.ts';

const ROOT = new URL('../../', import.meta.url);
const START_MS_MAX = 30_000;
const LISTEN_MS = 50;
const STOP_MS_MAX = 15_000;
/** Of what a process says, so much is kept to explain why it did not start. */
const SAID_LENGTH_MAX = 1_000;

/** However this process ends, nothing that it started goes on running. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
	for (const child of running) child.kill('SIGKILL');
});

/** One script of ours as a process of its own. */
export class ScriptProcess {
	readonly #child: ChildProcess;
	/** The last that it said. */
	#said = '';

	private constructor(child: ChildProcess) {
		this.#child = child;
	}

	/**
	 * Starts a script and waits for its `{ ready: true }`.
	 *
	 * @param before a program that starts Node in our place, with its arguments: a tracer
	 */
	static async start(
		script: string,
		env: NodeJS.ProcessEnv = {},
		before: readonly string[] = [],
	): Promise<{ process: ScriptProcess; port: number }> {
		const [command, ...args] = [
			...before,
			process.execPath,
			...NODE_FLAGS,
			fileURLToPath(new URL(script, ROOT)),
		] as const;
		const child = spawn(command, args, {
			env: { ...process.env, ...env },
			// Standard output belongs to the rows.
			stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
		});
		running.add(child);
		child.once('exit', () => running.delete(child));
		const started = new ScriptProcess(child);
		child.stdout!.on('data', (chunk: Buffer) => {
			started.#said = `${started.#said}${chunk.toString()}`.slice(-SAID_LENGTH_MAX);
		});
		const message = await started.#answer<{ port?: number }>(START_MS_MAX).catch((cause: unknown) => {
			child.kill('SIGKILL');
			throw new Error(`${script} did not start: ${started.#said || String(cause)}`, { cause });
		});
		return { process: started, port: message.port ?? 0 };
	}

	/** By which the system knows it. */
	get id(): number {
		return this.#child.pid!;
	}

	signal(signal: NodeJS.Signals): void {
		this.#child.kill(signal);
	}

	/** Until it has said this. */
	async says(words: string, msMax: number): Promise<void> {
		const untilMs = performance.now() + msMax;
		while (!this.#said.includes(words)) {
			if (performance.now() > untilMs) throw new Error(`it did not say "${words}": ${this.#said}`);
			await pause(LISTEN_MS);
		}
	}

	/** Sends a question and waits for the one answer. */
	ask<Answer>(question: object, answerMsMax: number): Promise<Answer> {
		const answer = this.#answer<Answer>(answerMsMax);
		this.#child.send(question);
		return answer;
	}

	async stop(): Promise<void> {
		if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
		const ended = new Promise((resolve) => this.#child.once('exit', resolve));
		const force = setTimeout(() => this.#child.kill('SIGKILL'), STOP_MS_MAX);
		this.#child.kill('SIGTERM');
		await ended;
		clearTimeout(force);
	}

	#answer<Answer>(withinMs: number): Promise<Answer> {
		const child = this.#child;
		return new Promise((resolve, reject) => {
			const settle = (act: () => void) => {
				clearTimeout(timer);
				child.off('message', heard).off('exit', ended).off('error', failed);
				act();
			};
			const heard = (message: unknown) => settle(() => resolve(message as Answer));
			const ended = (code: number | null, signal: string | null) =>
				settle(() => reject(new Error(`it ended (${signal ?? code})`)));
			const failed = (cause: Error) => settle(() => reject(cause));
			const timer = setTimeout(() => settle(() => reject(new Error(`no answer in ${withinMs} ms`))), withinMs);
			child.on('message', heard).on('exit', ended).on('error', failed);
		});
	}
}
