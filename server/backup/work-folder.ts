import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

const PREFIX = '.retorno-part-';

/** No backup takes as long; what is older was left by a process that was killed, and may hold names. */
const AGE_MS_MAX = 24 * 3_600_000;

/** A folder for what is not finished, closed to others, on the disk where it is to go: so the last step is one rename. */
export function makeWorkFolder(beside: string, now: string): string {
	for (const name of readdirSync(beside).filter((name) => name.startsWith(PREFIX))) {
		const path = join(beside, name);
		if (Date.parse(now) - statSync(path).mtimeMs > AGE_MS_MAX) rmSync(path, { recursive: true, force: true });
	}
	return mkdtempSync(join(beside, PREFIX));
}
