/** Why a backup or a restore was refused; in the order in which it is looked at. */
export type Refusal =
	| { readonly code: 'books_missing'; readonly at: string }
	| { readonly code: 'backup_missing'; readonly at: string }
	| { readonly code: 'backup_foreign' }
	| { readonly code: 'backup_truncated' }
	| { readonly code: 'backup_altered'; readonly part: AlteredPart }
	| { readonly code: 'backup_too_new'; readonly what: string }
	| { readonly code: 'passphrase_needed' }
	| { readonly code: 'passphrase_wrong' }
	| { readonly code: 'database_differs'; readonly kind: 'sqlite' | 'postgres' }
	| { readonly code: 'house_running'; readonly at: string }
	| { readonly code: 'house_differs'; readonly backup: string; readonly here: string }
	| { readonly code: 'keys_differ' }
	| { readonly code: 'target_not_empty'; readonly at: string }
	| { readonly code: 'books_faulty'; readonly faults: readonly string[] }
	| { readonly code: 'backup_exists'; readonly at: string }
	| { readonly code: 'disk_full'; readonly at: string }
	| { readonly code: 'folder_unwritable'; readonly at: string; readonly why: string }
	| { readonly code: 'tools_missing'; readonly tool: string }
	| { readonly code: 'tool_failed'; readonly tool: string; readonly said: string };

type AlteredPart = 'manifest' | 'body' | 'length' | 'books';

/** One number each, for scripts. 1 is whatever nobody foresaw, 2 are books that do not add up. */
const EXIT_CODES: Readonly<Record<Refusal['code'], number>> = {
	books_faulty: 2,
	books_missing: 10,
	backup_missing: 11,
	backup_foreign: 12,
	backup_truncated: 13,
	backup_altered: 14,
	backup_too_new: 15,
	passphrase_needed: 16,
	passphrase_wrong: 17,
	database_differs: 18,
	house_running: 19,
	house_differs: 20,
	keys_differ: 21,
	target_not_empty: 22,
	backup_exists: 23,
	disk_full: 24,
	folder_unwritable: 25,
	tools_missing: 26,
	tool_failed: 27,
};

export const exitCodeOf = ({ code }: Refusal): number => EXIT_CODES[code];

const ALTERED: Readonly<Record<AlteredPart, string>> = {
	manifest: 'what it says of itself does not fit its checksum',
	body: 'its content does not fit its checksum',
	length: 'something stands behind its end',
	books: 'the books in it are not those that it names',
};

/** What happened and what to do, for whoever typed the command. */
export function sentenceOf(refusal: Refusal): string {
	switch (refusal.code) {
		case 'books_missing':
			return `${refusal.at} holds no books.`;
		case 'backup_missing':
			return `${refusal.at} cannot be read as a file.`;
		case 'backup_foreign':
			return 'This is no backup of Retorno, or its first bytes are damaged.';
		case 'backup_truncated':
			return 'The backup ends too early: a part of it is missing. Copy it again, or take another one.';
		case 'backup_altered':
			return `The backup was altered or damaged: ${ALTERED[refusal.part]}. Copy it again, or take another one.`;
		case 'backup_too_new':
			return `The backup was made by a newer Retorno (${refusal.what}). Install that one first.`;
		case 'passphrase_needed':
			return 'The backup is sealed: put its passphrase into RETORNO_BACKUP_PASSPHRASE, or name a file that holds it with --passphrase-file.';
		case 'passphrase_wrong':
			return 'The passphrase is not the one that this backup was sealed with.';
		case 'database_differs':
			return refusal.kind === 'postgres'
				? 'The backup comes from PostgreSQL: name the database to restore into in DATABASE_URL.'
				: 'The backup comes from SQLite, and DATABASE_URL leads to PostgreSQL: unset it to restore into a data folder.';
		case 'house_running':
			return `The hotel in ${refusal.at} is running. Stop it first.`;
		case 'house_differs':
			return `The backup belongs to "${refusal.backup}", and here is "${refusal.here}". Restore it into a folder of its own.`;
		case 'keys_differ':
			return 'The keys.json here is not the one that belongs to this backup: no card of a guest would be known. Restore into a folder with the right keys.json, or with none.';
		case 'target_not_empty':
			return `${refusal.at} holds books already. With --replace they are moved aside, and nothing is deleted.`;
		case 'books_faulty':
			return ['The books do not add up, so nothing was made of them:', ...refusal.faults].join('\n  ');
		case 'backup_exists':
			return `${refusal.at} is there already, and a backup never overwrites.`;
		case 'disk_full':
			return `There is not enough room for ${refusal.at}.`;
		case 'folder_unwritable':
			return `${refusal.at} cannot be written (${refusal.why}).`;
		case 'tools_missing':
			return `${refusal.tool} is needed and was not found on PATH nor in PG_BIN. On Debian: apt-get install postgresql-client. Or make the copy with PostgreSQL's own means (docs/operations.md).`;
		case 'tool_failed':
			return `${refusal.tool} failed: ${refusal.said}`;
	}
}

const NO_ROOM = ['ENOSPC', 'EDQUOT', 'EFBIG'];
const NOT_WRITABLE = ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'ENOENT', 'EEXIST', 'ENAMETOOLONG', 'EISDIR'];
/** SQLITE_FULL and, behind a failed write, SQLITE_CANTOPEN. Source: sqlite.org/rescode.html */
const SQLITE_FULL = 13;
const SQLITE_CANTOPEN = 14;

/** What the system says of a disk, as a refusal; `null` where it is something else. */
export function refusalOfSystem(cause: unknown, at: string): Refusal | null {
	const { code = '', errcode } = (cause ?? {}) as { code?: string; errcode?: number };
	if (NO_ROOM.includes(code) || errcode === SQLITE_FULL) return { code: 'disk_full', at };
	if (NOT_WRITABLE.includes(code)) return { code: 'folder_unwritable', at, why: code };
	if (errcode === SQLITE_CANTOPEN) return { code: 'folder_unwritable', at, why: 'SQLITE_CANTOPEN' };
	return null;
}
