import { constants } from 'node:fs';
import { access, readFile, statfs } from 'node:fs/promises';
import { userInfo } from 'node:os';
import type { ReaderHealth } from '#shared/counter/reader-state.ts';
import type { PrinterState } from '#shared/counter/state.ts';
import type { BridgeHealth } from '#shared/protocol/health.ts';
import { PROC } from './holders.ts';

/** What a bridge that runs knows of its own devices and its link. Whoever has them open need not open them to ask. */
export type LiveCounter = {
	readonly readers: readonly ReaderHealth[];
	readonly printer: PrinterState;
	readonly isOnline: boolean;
	readonly health: BridgeHealth;
};

/** The machine as the checks see it; a test has its own. */
export type Machine = {
	readonly proc: string;
	readonly sys: string;
	readonly nodeVersion: string;
	/** Whether this user may read and write there; `null`: nothing is there. */
	readonly mayUse: (path: string) => Promise<boolean | null>;
	readonly freeBytes: (folder: string) => Promise<number>;
	/** Who runs this, and in which group. */
	readonly who: () => Promise<{ readonly user: string; readonly group: string }>;
};

export const systemMachine: Machine = {
	proc: PROC,
	sys: '/sys',
	nodeVersion: process.versions.node,
	mayUse: (path) =>
		access(path, constants.R_OK | constants.W_OK).then(
			() => true,
			(cause: NodeJS.ErrnoException) => (cause.code === 'ENOENT' ? null : false),
		),
	async freeBytes(folder) {
		const { bavail, bsize } = await statfs(folder);
		return bavail * bsize;
	},
	async who() {
		const { username, gid } = userInfo();
		const groups = await readFile('/etc/group', 'utf8').catch(() => '');
		const own = groups.split('\n').find((line) => line.split(':')[2] === String(gid));
		return { user: username, group: own?.split(':')[0] ?? String(gid) };
	},
};
