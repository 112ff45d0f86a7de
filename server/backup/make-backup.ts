import { existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { hasKeys, openKeys } from '../identity/keys.ts';
import { booksPath } from '../store/open-store.ts';
import { packBackup } from './container.ts';
import { readErasedList } from './erased-list.ts';
import { keysIdOf } from './keys-id.ts';
import type { Manifest } from './manifest.ts';
import { refusalOfSystem, type Refusal } from './refusal.ts';
import { makeSeal } from './seal.ts';
import { sha256OfFile } from './sha256-of-file.ts';
import { postgresSource, sqliteSource, type Source } from './source.ts';
import { syncFolder } from './sync-folder.ts';
import { makeWorkFolder } from './work-folder.ts';

/** Plain data: it goes to a worker thread. */
export type BackupOrder = {
	readonly dataFolder: string;
	/** `DATABASE_URL`, where the books are in PostgreSQL. */
	readonly databaseUrl: string | null;
	/** A folder gets a file named after hotel and time. */
	readonly target: { readonly kind: 'folder' | 'file'; readonly path: string };
	/** RFC 3339, UTC. */
	readonly now: string;
	readonly passphrase: string | null;
};

export type Backup = {
	readonly path: string;
	readonly bytes: number;
	readonly manifest: Manifest;
};

export const BACKUP_EXTENSION = '.retorno';

/** Copies the books, checks the copy, packs it, and gives it its name once it is on the disk. */
export async function makeBackup(order: BackupOrder): Promise<Result<Backup, Refusal>> {
	const { target } = order;
	const folder = target.kind === 'folder' ? target.path : dirname(target.path);
	let work: string | undefined;
	try {
		if (order.databaseUrl === null && !existsSync(booksPath(order.dataFolder))) {
			return err({ code: 'books_missing', at: order.dataFolder });
		}
		if (target.kind === 'file' && existsSync(target.path)) return err({ code: 'backup_exists', at: target.path });
		// Never a parent as well: a disk that is not mounted must not become a folder on this one.
		if (!existsSync(folder)) mkdirSync(folder, { mode: 0o700 });
		work = makeWorkFolder(folder, order.now);
		return await packInto(work, folder, order);
	} catch (cause) {
		const refusal = refusalOfSystem(cause, folder);
		if (!refusal) throw cause;
		return err(refusal);
	} finally {
		if (work) rmSync(work, { recursive: true, force: true });
	}
}

async function packInto(work: string, folder: string, order: BackupOrder): Promise<Result<Backup, Refusal>> {
	const { dataFolder, target, now, passphrase } = order;
	const source = sourceOf(order);
	const copyPath = join(work, 'copy');
	const copied = await source.copy(copyPath);
	if (!copied.ok) return copied;
	const checked = await source.check(copyPath, work, now);
	if (!checked.ok) return checked.error.code === 'books_missing' ? err({ ...checked.error, at: dataFolder }) : checked;

	const { property, migrations, head, erased } = checked.value;
	const keys = hasKeys(dataFolder) ? openKeys(dataFolder) : null;
	const sealed = passphrase === null ? null : await makeSeal(passphrase, keys);
	const manifest: Manifest = {
		...{ kind: source.kind, property, madeAt: now, migrations, head },
		copy: { bytes: statSync(copyPath).size, sha256: await sha256OfFile(copyPath) },
		erased: [...new Set([...erased, ...readErasedList(dataFolder)])].sort(),
		keysId: keysIdOf(keys),
		seal: sealed?.seal ?? null,
	};
	const path = target.kind === 'file' ? target.path : join(folder, nameOf(property.id, now));
	if (existsSync(path)) return err({ code: 'backup_exists', at: path });
	const packedPath = join(work, 'packed');
	const { bytes } = await packBackup(packedPath, copyPath, manifest, sealed?.sealKeys ?? null);
	renameSync(packedPath, path);
	syncFolder(folder);
	return ok({ path, bytes, manifest });
}

function sourceOf({ dataFolder, databaseUrl, now }: BackupOrder): Source {
	if (databaseUrl === null) return sqliteSource(booksPath(dataFolder));
	return postgresSource(databaseUrl, process.env, `retorno_check_${now.replaceAll(/\D/g, '')}_${process.pid}`);
}

/** `miramar-20261122T080000Z.retorno`; whatever else an id holds has no place in a file's name. */
const nameOf = (propertyId: string, now: string): string =>
	`${propertyId.replaceAll(/[^A-Za-z0-9_-]/g, '-')}-${now.replaceAll(/[-:]|\.\d+/g, '')}${BACKUP_EXTENSION}`;
