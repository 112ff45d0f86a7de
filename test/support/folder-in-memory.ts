import { chmodSync, mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';

/** A file system in memory, as every Linux has one. */
const IN_MEMORY = '/dev/shm';
/** What a whole run writes beside each other, databases and browsers included, several times over. */
const ROOM_BYTES = 4 * 2 ** 30;

/**
 * Once before all tests: what they write lies in memory where there is room for it. No test pulls the plug of a disk, and
 * a disk waits for itself at each commit and takes a hundred times as long to copy a database.
 */
export default function setup(): (() => void) | undefined {
	if (process.env['TMPDIR'] || !isFit()) return undefined;
	const folder = mkdtempSync(join(IN_MEMORY, 'retorno-tests-'));
	// As `/tmp`: a PostgreSQL that root starts runs as somebody else.
	chmodSync(folder, 0o1777);
	process.env['TMPDIR'] = folder;
	return () => rmSync(folder, { recursive: true, force: true });
}

/** Some tests write programs and run them, which a container may forbid there. */
function isFit(): boolean {
	try {
		const mounts = readFileSync('/proc/mounts', 'utf8').split('\n');
		const options = mounts.map((mount) => mount.split(' ')).find(([, place]) => place === IN_MEMORY)?.[3];
		const { bavail, bsize } = statfsSync(IN_MEMORY);
		return options?.split(',').includes('noexec') === false && bavail * bsize >= ROOM_BYTES;
	} catch {
		return false;
	}
}
