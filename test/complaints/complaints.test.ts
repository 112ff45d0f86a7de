import { describe, expect, test } from 'vitest';
import { tableRows, untested, untold } from '../support/manual-table.ts';

const COMPLAINTS = Array.from({ length: 53 }, (_, index) => `C${index + 1}`);
const rows = tableRows('docs/complaints.md', 'C');

describe('the page of complaints', () => {
	test('has each of them once, in order, with what holds here', () => {
		expect(rows.map(({ id }) => id)).toEqual(COMPLAINTS);
		expect(rows.filter(({ says }) => says.length !== 2 || says.includes(''))).toEqual([]);
	});

	test('names files, each with a test that names the complaint', () => {
		expect(untested(rows)).toEqual([]);
		expect(rows.filter(({ files }) => files.length > 0).length).toBeGreaterThan(40);
	});

	test('says "not yet" of none that has a test', () => {
		expect(untold(rows)).toEqual([]);
	});
});
