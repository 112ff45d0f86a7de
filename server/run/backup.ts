import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { backUpInWorker } from '../backup/back-up-in-worker.ts';
import { readManifest } from '../backup/container.ts';
import { BACKUP_EXTENSION, type Backup, type BackupOrder } from '../backup/make-backup.ts';
import { exitCodeOf, sentenceOf } from '../backup/refusal.ts';

export type BackupOptions = {
	readonly dataFolder: string;
	readonly databaseUrl: string | null;
	/** A folder, or a file that ends in `.retorno`; by default `backups` in the data folder. */
	readonly to: string | undefined;
	/** How many backups of this hotel stay in that folder; all without it. */
	readonly keep: string | undefined;
	readonly passphrase: string | null;
	/** RFC 3339, UTC. */
	readonly now: string;
};

/**
 * Makes a backup, also of a hotel that is open, and says what it made.
 *
 * @returns the exit code
 * @throws with a sentence where the options make no sense
 */
export async function runBackup(options: BackupOptions, say: (line: string) => void): Promise<number> {
	const { dataFolder, databaseUrl, now, passphrase } = options;
	const target = targetOf(options);
	const keep = keepOf(options.keep, target);
	const made = await backUpInWorker({ dataFolder, databaseUrl, target, now, passphrase });
	if (!made.ok) {
		say(sentenceOf(made.error));
		return exitCodeOf(made.error);
	}
	const { path, bytes, manifest } = made.value;
	const { property, head, copy, seal } = manifest;
	say(
		`${property.name}: ${head.position} positions of the feed were copied and walked; everything is as it was booked.`,
	);
	say(`${path}: ${sizeOf(bytes)}, ${sizeOf(copy.bytes)} unpacked, ${seal ? 'sealed' : 'not sealed'}.`);
	if (!seal) say('It holds names of guests, and not keys.json: without that file no card is known. Keep a copy of it.');
	if (keep !== null) for (const old of await removeOlder(made.value, keep)) say(`${old}: removed.`);
	return 0;
}

function targetOf({ dataFolder, to }: BackupOptions): BackupOrder['target'] {
	if (to === undefined) return { kind: 'folder', path: join(dataFolder, 'backups') };
	const path = resolve(to);
	const isFolder = existsSync(path) ? statSync(path).isDirectory() : !to.endsWith(BACKUP_EXTENSION);
	return { kind: isFolder ? 'folder' : 'file', path };
}

function keepOf(text: string | undefined, target: BackupOrder['target']): number | null {
	if (text === undefined) return null;
	if (!/^[1-9]\d{0,3}$/.test(text)) throw new Error(`--keep is ${text}: a number from 1 to 9999 is needed.`);
	if (target.kind === 'file') throw new Error('--keep needs a folder as --to: one file has no older ones beside it.');
	return Number(text);
}

/** Only what is certainly an older backup of the same hotel goes; whatever cannot be read stays. */
async function removeOlder({ path, manifest }: Backup, keep: number): Promise<readonly string[]> {
	const folder = dirname(path);
	const others: { path: string; madeAt: string }[] = [];
	for (const name of readdirSync(folder).filter((name) => name.endsWith(BACKUP_EXTENSION))) {
		const other = await readManifest(join(folder, name));
		const isOurs = other.ok && other.value.property.id === manifest.property.id && other.value.madeAt < manifest.madeAt;
		if (isOurs) others.push({ path: join(folder, name), madeAt: other.value.madeAt });
	}
	const old = others.sort((a, b) => (a.madeAt < b.madeAt ? 1 : -1)).slice(keep - 1);
	for (const { path } of old) rmSync(path);
	return old.map(({ path }) => path);
}

const sizeOf = (bytes: number): string =>
	bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
