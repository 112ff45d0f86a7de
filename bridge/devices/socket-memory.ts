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
	return {
		get: () => read(path)[key],
		set: (socket) => write(path, { ...read(path), [key]: socket }),
	};
}

/**
 * The memory follows the list of readers.
 *
 * @param numberOf which number a reader has from now on, by its number so far, from 1; `null`: it is forgotten
 */
export function renumberSockets(path: string, numberOf: (number: number) => number | null): void {
	const kept = Object.entries(read(path)).flatMap(([key, socket]) => {
		const number = numberOf(Number(key));
		return number === null ? [] : [[String(number), socket] as const];
	});
	write(path, Object.fromEntries(kept));
}

type Sockets = Readonly<Record<string, string>>;

function read(path: string): Sockets {
	try {
		return fileSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
	} catch {
		return {};
	}
}

function write(path: string, sockets: Sockets): void {
	writeFileSync(`${path}.new`, JSON.stringify(sockets));
	renameSync(`${path}.new`, path);
}
