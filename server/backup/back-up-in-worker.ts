import { Worker } from 'node:worker_threads';
import type { Result } from '#shared/kernel/result.ts';
import type { Backup, BackupOrder } from './make-backup.ts';
import type { Refusal } from './refusal.ts';

/** Makes a backup on a thread of its own: copying and walking the books would hold up whoever else has this one. */
export function backUpInWorker(order: BackupOrder): Promise<Result<Backup, Refusal>> {
	const worker = new Worker(new URL('./backup-worker.ts', import.meta.url), { workerData: order, execArgv: [] });
	return new Promise((resolve, reject) => {
		worker.once('message', resolve);
		worker.once('error', reject);
		worker.once('exit', (code) => reject(new Error(`the backup's thread ended with ${code}`)));
	});
}
