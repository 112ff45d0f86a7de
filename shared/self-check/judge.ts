import { finding, type Finding } from './finding.ts';

/** As package.json asks for. */
const NODE_MAJOR_MIN = 26;

const MB = 1_000_000;
/** A busy house writes some megabytes in a day. */
const FREE_MB_MIN = 50;
const FREE_MB_WARNED = 500;

export const judgeNode = (version: string): Finding =>
	Number.parseInt(version) >= NODE_MAJOR_MIN
		? finding('node_ok', { version })
		: finding('node_old', { version, needed: NODE_MAJOR_MIN });

export type SeenFolder = {
	/** Whether it may be read and written. */
	readonly may: boolean;
	readonly freeBytes: number;
	/** Permissions, as the system counts them. */
	readonly mode: number;
};

/** A folder that has to be written, and that nobody else may look into. @param seen `null`: it is not there */
export function judgeFolder(folder: string, seen: SeenFolder | null): readonly Finding[] {
	if (seen === null) return [finding('folder_missing', { folder })];
	if (!seen.may) return [finding('folder_unwritable', { folder })];
	const freeMb = Math.floor(seen.freeBytes / MB);
	const code = freeMb < FREE_MB_MIN ? 'folder_full' : freeMb < FREE_MB_WARNED ? 'folder_nearly_full' : 'folder_ok';
	const exposed = isExposed(seen.mode) ? [finding('folder_exposed', { folder, mode: sayMode(seen.mode) })] : [];
	return [finding(code, { folder, freeMb }), ...exposed];
}

/** A file that holds a key: others must not read it. */
export const judgeSecret = (path: string, mode: number): readonly Finding[] =>
	isExposed(mode) ? [finding('file_exposed', { path, mode: sayMode(mode) })] : [];

/** To a group or to everybody. */
const isExposed = (mode: number): boolean => (mode & 0o077) !== 0;

const sayMode = (mode: number): string => (mode & 0o777).toString(8).padStart(3, '0');
