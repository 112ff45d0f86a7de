import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string): string => readFileSync(`${ROOT}${path}`, 'utf8');
const COMPLAINTS = Array.from({ length: 53 }, (_, index) => `C${index + 1}`);

/** The page, row by row: complaint, what holds here, files with a test of that name. */
const rows = read('docs/complaints.md')
	.split('\n')
	.map((row) => row.split('|').map((cell) => cell.trim()))
	.filter(([, id = '']) => /^C\d+$/.test(id))
	.map(([, id = '', complaint = '', here = '', files = '']) => {
		return { id, complaint, here, files: [...files.matchAll(/`([^`]+)`/g)].map(([, path]) => path!) };
	});

/** A test or a group of tests whose name begins with the complaint. */
const names = (text: string, id: string): boolean =>
	new RegExp(`^\\s*(?:[\\w.([\\]]+)?\\(?['\`"]${id}: `, 'm').test(text);

describe('the page of complaints', () => {
	test('has each of them once, in order, with what holds here', () => {
		expect(rows.map(({ id }) => id)).toEqual(COMPLAINTS);
		expect(rows.filter(({ complaint, here }) => complaint === '' || here === '')).toEqual([]);
	});

	test('names files, each with a test that names the complaint', () => {
		const missing = rows.flatMap(({ id, files }) =>
			files.filter((path) => !names(read(path), id)).map((path) => `${id} ${path}`),
		);
		expect(missing).toEqual([]);
		expect(rows.filter(({ files }) => files.length > 0).length).toBeGreaterThan(40);
	});

	test('says "not yet" of none that has a test', () => {
		const tests = globSync('test/**/*.ts', { cwd: ROOT }).map((path) => read(path));
		const untold = rows.filter(({ id, files }) => files.length === 0 && tests.some((text) => names(text, id)));
		expect(untold.map(({ id }) => id)).toEqual([]);
	});
});
