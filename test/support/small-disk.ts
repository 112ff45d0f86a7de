import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A disk of its own, which can be filled. @returns whether there is one: only root can make it */
export const mountSmallDisk = (folder: string): boolean =>
	spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder]).status === 0;

export const unmount = (folder: string): void => void spawnSync('umount', [folder]);

/** Elsewhere such tests are left out. */
export const canMount = ((): boolean => {
	const trial = mkdtempSync(join(tmpdir(), 'retorno-mount-'));
	const isMounted = mountSmallDisk(trial);
	if (isMounted) unmount(trial);
	rmSync(trial, { recursive: true });
	return isMounted;
})();

const CHUNK = Buffer.alloc(4_096, 1);

/** Grows this file until nothing more goes on its disk. */
export function fillDisk(path: string): void {
	const file = openSync(path, 'a');
	try {
		for (;;) writeSync(file, CHUNK);
	} catch {
		closeSync(file);
	}
}
