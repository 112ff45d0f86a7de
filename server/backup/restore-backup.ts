import { existsSync, mkdirSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { hasKeys, openKeys, writeKeys, type Keys } from '../identity/keys.ts';
import { MIGRATIONS } from '../store/migrations/migrations.ts';
import type { CheckedBooks } from './check-books.ts';
import { openBackup, unpackBackup, type Opened } from './container.ts';
import { addToErasedList, readErasedList } from './erased-list.ts';
import { keysIdOf } from './keys-id.ts';
import type { Manifest } from './manifest.ts';
import { postgresPlace } from './postgres-place.ts';
import { refusalOfSystem, type Refusal } from './refusal.ts';
import { openSeal, type SealKeys } from './seal.ts';
import { sqlitePlace } from './sqlite-place.ts';
import { makeWorkFolder } from './work-folder.ts';

export type RestoreOrder = {
	readonly backupPath: string;
	readonly dataFolder: string;
	/** `DATABASE_URL`, where the books are to be in PostgreSQL. */
	readonly databaseUrl: string | null;
	/** Books that stand there are moved aside. */
	readonly replace: boolean;
	/** RFC 3339, UTC. */
	readonly now: string;
	readonly passphrase: string | null;
};

export type Restored = {
	readonly manifest: Manifest;
	readonly positions: number;
	/** How many forgotten guests the backup still knew. */
	readonly erasedAgain: number;
	/** Where the books are that stood there before. */
	readonly movedTo: string | null;
	readonly keys: 'there' | 'restored' | 'missing';
};

/** Books that are being made of a backup: whole and checked, and not yet in their place. */
export type Prepared = { readonly books: CheckedBooks; readonly erasedAgain: number };

/** Where books can stand: a data folder or a database. */
export type Place = {
	readonly kind: Manifest['kind'];
	readonly at: string;
	/** Looks without a trace. `property` is `null` where the books cannot be read. */
	readonly look: () => Promise<{
		readonly isRunning: boolean;
		readonly isTaken: boolean;
		readonly property: Manifest['property'] | null;
		readonly erased: readonly string[];
	}>;
	/** Makes books of an unpacked copy, beside the place. @param erased who is to be forgotten in them */
	readonly prepare: (copyPath: string, order: PrepareOrder) => Promise<Result<Prepared, Refusal>>;
	/** Puts them there; what stood there goes aside. @param first is done once nobody can refuse any more */
	readonly settle: (first: () => void) => Promise<Result<{ readonly movedTo: string | null }, Refusal>>;
	/** Removes whatever was made and is not in its place. */
	readonly tidy: () => Promise<void>;
};

export type PrepareOrder = { readonly manifest: Manifest; readonly erased: readonly string[]; readonly now: string };

/** Puts the books of a backup into their place, or changes nothing and says why. */
export async function restoreBackup(order: RestoreOrder): Promise<Result<Restored, Refusal>> {
	const opened = await openBackup(order.backupPath);
	if (!opened.ok) return opened;
	const fit = checkManifest(opened.value.manifest, order);
	if (!fit.ok) return fit;
	const unsealed = await unseal(opened.value.manifest, order.passphrase);
	if (!unsealed.ok) return unsealed;

	const isNewFolder = !existsSync(order.dataFolder);
	let work: string | undefined;
	let restored: Result<Restored, Refusal> | undefined;
	try {
		if (isNewFolder) mkdirSync(order.dataFolder, { mode: 0o700 });
		work = makeWorkFolder(order.dataFolder, order.now);
		restored = await restoreInto(work, opened.value, unsealed.value, order);
		return restored;
	} catch (cause) {
		const refusal = refusalOfSystem(cause, order.dataFolder);
		if (!refusal) throw cause;
		return err(refusal);
	} finally {
		if (work) rmSync(work, { recursive: true, force: true });
		if (isNewFolder && !restored?.ok) removeIfEmpty(order.dataFolder);
	}
}

function checkManifest(manifest: Manifest, { databaseUrl }: RestoreOrder): Result<void, Refusal> {
	const unknown = manifest.migrations.find((name) => !MIGRATIONS.some((migration) => migration.name === name));
	if (unknown !== undefined) return err({ code: 'backup_too_new', what: unknown });
	const kind = databaseUrl === null ? 'sqlite' : 'postgres';
	return manifest.kind === kind ? ok(undefined) : err({ code: 'database_differs', kind: manifest.kind });
}

type Unsealed = { readonly sealKeys: SealKeys | null; readonly keys: Keys | null };

async function unseal({ seal }: Manifest, passphrase: string | null): Promise<Result<Unsealed, Refusal>> {
	if (!seal) return ok({ sealKeys: null, keys: null });
	if (passphrase === null) return err({ code: 'passphrase_needed' });
	const unsealed = await openSeal(passphrase, seal);
	return unsealed ? ok({ sealKeys: unsealed.seal, keys: unsealed.keys }) : err({ code: 'passphrase_wrong' });
}

async function restoreInto(
	work: string,
	opened: Opened,
	{ sealKeys, keys }: Unsealed,
	order: RestoreOrder,
): Promise<Result<Restored, Refusal>> {
	const { manifest } = opened;
	const { dataFolder, databaseUrl, now } = order;
	const place = databaseUrl === null ? sqlitePlace(dataFolder, work, now) : postgresPlace(databaseUrl, now);
	try {
		const there = await place.look();
		if (there.isRunning) return err({ code: 'house_running', at: place.at });
		if (there.property && there.property.id !== manifest.property.id) {
			return err({ code: 'house_differs', backup: manifest.property.name, here: there.property.name });
		}
		const keysHere = hasKeys(dataFolder) ? openKeys(dataFolder) : null;
		const isForeign = keysHere !== null && manifest.keysId !== null && keysIdOf(keysHere) !== manifest.keysId;
		if (isForeign) return err({ code: 'keys_differ' });
		if (there.isTaken && !order.replace) return err({ code: 'target_not_empty', at: place.at });

		const copyPath = join(work, 'copy');
		const unpacked = await unpackBackup(opened, copyPath, sealKeys);
		if (!unpacked.ok) return unpacked;
		const erased = [...new Set([...manifest.erased, ...readErasedList(dataFolder), ...there.erased])];
		const prepared = await place.prepare(copyPath, { manifest, erased, now });
		if (!prepared.ok) return prepared;

		const { books, erasedAgain } = prepared.value;
		const settled = await place.settle(() => {
			// Before the books: a list that is longer than they know does no harm, a shorter one would.
			addToErasedList(dataFolder, books.erased);
			if (!keysHere && keys) writeKeys(dataFolder, keys);
		});
		if (!settled.ok) return settled;
		const keysAfter = keysHere ? 'there' : keys ? 'restored' : 'missing';
		return ok({ manifest, positions: books.positions, erasedAgain, ...settled.value, keys: keysAfter });
	} finally {
		await place.tidy();
	}
}

function removeIfEmpty(folder: string): void {
	if (existsSync(folder) && readdirSync(folder).length === 0) rmdirSync(folder);
}
