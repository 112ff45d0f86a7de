import { Worker } from 'node:worker_threads';
import type { Verification } from '../store/verify/verify.ts';

export type VerifyOrder = {
	readonly dataFolder: string;
	/** Where the books are not in the data folder. */
	readonly databaseUrl: string | null;
	/** RFC 3339, UTC. */
	readonly now: string;
};

/** Walks the books on a thread and a connection of its own, while others write them: they wait for nothing. @param signal ends it */
export function verifyInWorker(order: VerifyOrder, signal?: AbortSignal): Promise<Verification> {
	const worker = new Worker(new URL('./verify-worker.ts', import.meta.url), { workerData: order, execArgv: [] });
	signal?.addEventListener('abort', () => void worker.terminate(), { once: true });
	return new Promise((resolve, reject) => {
		worker.once('message', resolve);
		worker.once('error', reject);
		worker.once('exit', (code) => reject(new Error(`the thread that verifies ended with ${code}`)));
	});
}
