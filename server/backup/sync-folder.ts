import { closeSync, fsyncSync, openSync } from 'node:fs';

/** A name in a folder survives a power cut once the folder itself is on the disk. */
export function syncFolder(folder: string): void {
	const opened = openSync(folder, 'r');
	try {
		fsyncSync(opened);
	} finally {
		closeSync(opened);
	}
}
