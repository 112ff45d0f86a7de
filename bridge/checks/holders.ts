import { readdir, readFile, readlink, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A process of this machine, by the name that the system gives it. */
export type Holder = { readonly pid: number; readonly process: string };

/** Where Linux tells of its processes; elsewhere nobody is known by name. */
export const PROC = '/proc';

/** Who has a file open, other than this process. What other users have open only the system's administrator sees. */
export async function holdersOf(path: string, proc = PROC): Promise<readonly Holder[]> {
	const target = await realpath(path).catch(() => path);
	return processesWith((open) => open === target, proc);
}

/**
 * Who has locked a file; `null`: nobody, or nobody can tell. It asks the system and not the lock, which would be taken for a
 * moment by that.
 *
 * Source: proc_locks(5).
 */
export async function lockHolderOf(path: string, proc = PROC): Promise<Holder | null> {
	const inode = await stat(path).then(
		({ ino }) => ino,
		() => null,
	);
	if (inode === null) return null;
	for (const line of (await textOf(join(proc, 'locks'))).split('\n')) {
		const [, pid, locked] = / WRITE +(\d+) [0-9a-f]+:[0-9a-f]+:(\d+) /.exec(line) ?? [];
		if (locked === String(inode)) return nameOf(Number(pid), proc);
	}
	return null;
}

/** `undefined`: nobody listens there. `null`: somebody does, and this user may not know who. */
export async function listenerOn(port: number, proc = PROC): Promise<Holder | null | undefined> {
	const tables = await Promise.all(['net/tcp', 'net/tcp6'].map((name) => textOf(join(proc, name))));
	const sockets = tables.flatMap((table) => listeningIn(table, port));
	if (sockets.length === 0) return undefined;
	const [holder] = await processesWith((open) => sockets.includes(open), proc, null);
	return holder ?? null;
}

const LISTENING = '0A';

/** Source: proc_net(5), `tcp`. */
function listeningIn(table: string, port: number): string[] {
	const hex = port.toString(16).toUpperCase().padStart(4, '0');
	return table.split('\n').flatMap((line) => {
		const [, local = '', , state, , , , , , inode] = line.trim().split(/\s+/);
		return local.endsWith(`:${hex}`) && state === LISTENING ? [`socket:[${inode}]`] : [];
	});
}

/** @param own is not looked at */
async function processesWith(
	isMeant: (open: string) => boolean,
	proc: string,
	own: number | null = process.pid,
): Promise<readonly Holder[]> {
	const pids = (await readdir(proc).catch(() => [])).filter((name) => /^\d+$/.test(name) && Number(name) !== own);
	const found = await Promise.all(
		pids.map(async (pid) => {
			const folder = join(proc, pid, 'fd');
			const names = await readdir(folder).catch(() => []);
			const open = await Promise.all(names.map((name) => readlink(join(folder, name)).catch(() => '')));
			return open.some(isMeant) ? [await nameOf(Number(pid), proc)] : [];
		}),
	);
	return found.flat();
}

const nameOf = async (pid: number, proc: string): Promise<Holder> => ({
	pid,
	process: (await textOf(join(proc, String(pid), 'comm'))).trim() || '?',
});

const textOf = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '');
