import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import type { SocketMemory } from './fingerprint.ts';

const fileSchema = z.record(z.string(), z.string());

/**
 * Where the readers of this counter are plugged in, in a file that outlives the bridge. A file that cannot be read has
 * forgotten; then the next card says it again.
 *
 * @param key which of the counter's readers
 */
export function socketMemory(path: string, key: string): SocketMemory {
	const read = (): Record<string, string> => {
		try {
			return fileSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
		} catch {
			return {};
		}
	};
	return {
		get: () => read()[key],
		set(socket) {
			writeFileSync(`${path}.new`, JSON.stringify({ ...read(), [key]: socket }));
			renameSync(`${path}.new`, path);
		},
	};
}
