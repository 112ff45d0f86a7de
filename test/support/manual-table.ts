import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string): string => readFileSync(`${ROOT}${path}`, 'utf8');

/** One row of a table of the manual: its number, what its cells say, and the files that it names in its last one. */
export type TableRow = { readonly id: string; readonly says: readonly string[]; readonly files: readonly string[] };

/** The rows of a page whose ids are a letter and a number. @param path from the root of the project */
export const tableRows = (path: string, letter: string): TableRow[] =>
	read(path)
		.split('\n')
		.map((row) => row.split('|').map((cell) => cell.trim()))
		.filter(([, id = '']) => new RegExp(`^${letter}\\d+$`).test(id))
		.map(([, id = '', ...cells]) => {
			const files = cells.at(-2) ?? '';
			return { id, says: cells.slice(0, -2), files: [...files.matchAll(/`([^`]+)`/g)].map(([, path]) => path!) };
		});

/** Rows that name a file without a test, or a group of tests, whose name begins with their id. */
export const untested = (rows: readonly TableRow[]): string[] =>
	rows.flatMap(({ id, files }) => files.filter((path) => !names(read(path), id)).map((path) => `${id} ${path}`));

/** Rows that name no file although there is such a test. */
export function untold(rows: readonly TableRow[]): string[] {
	const tests = globSync('test/**/*.ts', { cwd: ROOT }).map(read);
	return rows
		.filter(({ id, files }) => files.length === 0 && tests.some((text) => names(text, id)))
		.map(({ id }) => id);
}

const names = (text: string, id: string): boolean =>
	new RegExp(`^\\s*(?:[\\w.([\\]]+)?\\(?['\`"]${id}: `, 'm').test(text);
