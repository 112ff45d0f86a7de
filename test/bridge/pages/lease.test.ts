import { describe, expect, test } from 'vitest';
import { Lease } from '../../../bridge/pages/lease.ts';

const has = (page: string) => ({ page, has: true });
const hasNot = (page: string) => ({ page, has: false });

describe('the pages of a counter', () => {
	test('have it one at a time, the first one first', () => {
		const lease = new Lease<string>();
		expect([lease.open('a', null), lease.open('b', null)]).toEqual([[has('a')], [hasNot('b')]]);
		expect(lease.takeOver('b')).toEqual([hasNot('a'), has('b')]);
		expect(lease.takeOver('a')).toEqual([hasNot('b'), has('a')]);
		expect(lease.holder).toBe('a');
	});

	test('hand it on to the latest of the others', () => {
		const lease = new Lease<string>();
		for (const page of ['a', 'b', 'c']) lease.open(page, page);
		expect(lease.close('b')).toEqual([]);
		expect(lease.close('a')).toEqual([has('c')]);
		expect(lease.close('c')).toEqual([]);
		expect(lease.holder).toBeNull();
		expect(lease.open('d', 'd')).toEqual([has('d')]);
	});

	test('of the same window need not ask, and one that is gone gets nothing', () => {
		const lease = new Lease<string>();
		lease.open('a', 'monday');
		expect(lease.open('b', 'monday')).toEqual([hasNot('a'), has('b')]);
		lease.close('a');
		expect(lease.takeOver('a')).toEqual([]);
		expect(lease.takeOver('b')).toEqual([]);
		expect(lease.close('b')).toEqual([]);
	});
});
