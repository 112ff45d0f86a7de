import { describe, expect, test } from 'vitest';
import { tableRows, untested, untold } from '../support/manual-table.ts';

const FAULTS = Array.from({ length: 40 }, (_, index) => `F${index + 1}`);
const rows = tableRows('docs/faults.md', 'F');

describe('the page of faults', () => {
	test('has each of them once, in order', () => {
		expect(rows.map(({ id }) => id)).toEqual(FAULTS);
	});

	test('names files, each with a test that names the fault, and says what is seen and done', () => {
		expect(untested(rows)).toEqual([]);
		const tested = rows.filter(({ files }) => files.length > 0);
		expect(tested.filter(({ says }) => says.length !== 3 || says.includes(''))).toEqual([]);
	});

	test('says "not yet" of none that has a test', () => {
		expect(untold(rows)).toEqual([]);
	});
});
