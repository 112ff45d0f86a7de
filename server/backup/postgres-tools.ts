import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { SANDBOX_SCHEMA } from '../store/sandbox-store.ts';
import type { Refusal } from './refusal.ts';

type Tool = 'pg_dump' | 'pg_restore';

/** Debian keeps one folder for each version, off the path. */
const DEBIAN = '/usr/lib/postgresql';

const SAID_LINES_MAX = 3;
const SAID_BYTES_MAX = 2 ** 20;

/** `PG_BIN`, then the newest that Debian has, then PATH. A tool dumps servers up to its own version. */
export function findTool(tool: Tool, env: NodeJS.ProcessEnv): string | null {
	const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a)) : [];
	const folders = [
		...(env['PG_BIN'] ? [env['PG_BIN']] : []),
		...versions.map((version) => join(DEBIAN, version, 'bin')),
		...(env['PATH'] ?? '').split(delimiter),
	];
	return folders.map((folder) => join(folder, tool)).find((path) => existsSync(path)) ?? null;
}

/** The books as one file, in one snapshot and without the sandbox; not packed, because the backup is. */
export const dumpDatabase = (url: string, copyPath: string, env: NodeJS.ProcessEnv): Promise<Result<void, Refusal>> =>
	runTool(
		'pg_dump',
		url,
		[
			...['--format=custom', '--compress=0', '--no-owner', '--no-privileges'],
			...[`--exclude-schema=${SANDBOX_SCHEMA}`, `--file=${copyPath}`],
		],
		env,
	);

/** Into an empty database, all or nothing. */
export const restoreDump = (url: string, copyPath: string, env: NodeJS.ProcessEnv): Promise<Result<void, Refusal>> =>
	runTool(
		'pg_restore',
		url,
		['--exit-on-error', '--single-transaction', '--no-owner', '--no-privileges', copyPath],
		env,
	);

function runTool(
	tool: Tool,
	url: string,
	args: readonly string[],
	env: NodeJS.ProcessEnv,
): Promise<Result<void, Refusal>> {
	const path = findTool(tool, env);
	if (path === null) return Promise.resolve(err({ code: 'tools_missing', tool }));
	// A password among the arguments could be read by everybody on the machine.
	const plain = new URL(url);
	const password = decodeURIComponent(plain.password);
	plain.password = '';
	const own = { ...env, LC_ALL: 'C', ...(password ? { PGPASSWORD: password } : {}) };
	return new Promise((resolve) => {
		const all = [...args, `--dbname=${plain.href}`];
		execFile(path, all, { env: own, maxBuffer: SAID_BYTES_MAX }, (cause, _out, said) =>
			resolve(cause ? err({ code: 'tool_failed', tool, said: errorsIn(said) }) : ok(undefined)),
		);
	});
}

/** The tool's own lines alone: what follows them may quote a row, and a row may hold a name. */
const errorsIn = (said: string): string =>
	said
		.split('\n')
		.filter((line) => /^pg_(dump|restore): error: /.test(line))
		.slice(0, SAID_LINES_MAX)
		.join(' ') || 'it gave no reason';
