import { X509Certificate } from 'node:crypto';
import { constants, existsSync, readdirSync, statSync } from 'node:fs';
import { access, readFile, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { finding, type Finding } from '#shared/self-check/finding.ts';
import { judgeFolder, judgeNode, judgeSecret, type SeenFolder } from '#shared/self-check/judge.ts';
import { readManifest } from '../backup/container.ts';
import { BACKUP_EXTENSION } from '../backup/make-backup.ts';
import type { CertificateFiles } from '../http/certificate-files.ts';
import { isHouseHeld } from '../store/house-lock.ts';
import { booksPath } from '../store/open-store.ts';
import { checkBooksOpen } from './books-check.ts';

export type HouseAround = {
	readonly dataFolder: string;
	readonly databaseUrl: string | null;
	/** Where backups are looked for. */
	readonly backupsFolder: string;
	readonly certificate: CertificateFiles | null;
	/** RFC 3339, UTC. */
	readonly now: string;
	readonly nodeVersion: string;
	/** `null`: it is not there. */
	readonly seeFolder: (folder: string) => Promise<SeenFolder | null>;
};

const DAY_MS = 86_400_000;
/** The night's backup, and one that failed. */
const BACKUP_DAYS_MAX = 2;
/** The server's own is renewed 60 days before. */
const CERTIFICATE_DAYS_MIN = 14;

/** Looks at everything that a server of a hotel needs, and changes nothing. */
export async function checkHouse(around: HouseAround): Promise<readonly Finding[]> {
	const { dataFolder, databaseUrl, nodeVersion, now } = around;
	const keysPath = join(dataFolder, 'keys.json');
	return [
		judgeNode(nodeVersion),
		...judgeFolder(dataFolder, await around.seeFolder(dataFolder)),
		...(await checkBooksOpen(databaseUrl === null ? booksPath(dataFolder) : null, databaseUrl, now)),
		...(existsSync(keysPath) ? await secretAt(keysPath) : [finding('keys_missing', { path: keysPath })]),
		...(await secretAt(join(dataFolder, 'server.key'))),
		...(await checkCertificate(around)),
		await checkBackups(around),
		...(databaseUrl === null ? [finding(isHouseHeld(dataFolder) ? 'house_open' : 'house_closed')] : []),
	];
}

/** As the machine has it. */
export async function seeFolder(folder: string): Promise<SeenFolder | null> {
	if (!existsSync(folder)) return null;
	const [{ mode }, { bavail, bsize }] = await Promise.all([stat(folder), statfs(folder)]);
	const may = await access(folder, constants.R_OK | constants.W_OK).then(
		() => true,
		() => false,
	);
	return { may, mode, freeBytes: bavail * bsize };
}

const secretAt = async (path: string): Promise<readonly Finding[]> =>
	existsSync(path) ? judgeSecret(path, (await stat(path)).mode) : [];

/** The hotel's own certificate where it has one, else that which the server made. */
async function checkCertificate({ dataFolder, certificate, now }: HouseAround): Promise<readonly Finding[]> {
	const path = certificate?.certPath ?? join(dataFolder, 'server.crt');
	if (certificate === null && !existsSync(path)) return [finding('certificate_none')];
	try {
		const endsMs = Date.parse(new X509Certificate(await readFile(path)).validTo);
		const days = Math.floor((endsMs - Date.parse(now)) / DAY_MS);
		if (days < 0) return [finding('certificate_over', { path })];
		return [finding(days < CERTIFICATE_DAYS_MIN ? 'certificate_ending' : 'certificate_ok', { path, days })];
	} catch {
		return [finding('certificate_unfit', { path })];
	}
}

/** The newest file there that is a backup. */
async function checkBackups({ backupsFolder: folder, now }: HouseAround): Promise<Finding> {
	const paths = (existsSync(folder) ? readdirSync(folder) : [])
		.filter((name) => name.endsWith(BACKUP_EXTENSION))
		.map((name) => join(folder, name))
		.sort((left, right) => statSync(right).mtimeMs - statSync(left).mtimeMs);
	for (const path of paths) {
		const manifest = await readManifest(path);
		if (!manifest.ok) continue;
		const days = Math.max(0, Math.floor((Date.parse(now) - Date.parse(manifest.value.madeAt)) / DAY_MS));
		return finding(days > BACKUP_DAYS_MAX ? 'backup_old' : 'backup_ok', { days, path });
	}
	return finding('backup_none', { folder });
}
