import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { isUuid } from '#shared/kernel/ids.ts';
import { syncFolder } from './sync-folder.ts';

/**
 * Who was forgotten, beside the books: one random id a line. The books hold the same list; this one is there when they are
 * lost and an older backup takes their place.
 */
export const erasedListPath = (dataFolder: string): string => join(dataFolder, 'erased.txt');

/** @throws with a sentence where a line is no id: a guest might come back unseen */
export function readErasedList(dataFolder: string): readonly string[] {
	const path = erasedListPath(dataFolder);
	const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean) : [];
	if (!lines.every(isUuid)) throw new Error(`${path} holds a line that is no id of a member. Repair it first.`);
	return lines;
}

/** Adds who is missing, and makes sure that it is on the disk. */
export function addToErasedList(dataFolder: string, memberIds: readonly string[]): void {
	const known = new Set(readErasedList(dataFolder));
	const missing = memberIds.filter((id) => !known.has(id));
	if (missing.length === 0) return;
	const file = openSync(erasedListPath(dataFolder), 'a', 0o600);
	try {
		writeSync(file, missing.map((id) => `${id}\n`).join(''));
		fsyncSync(file);
	} finally {
		closeSync(file);
	}
	syncFolder(dataFolder);
}
