import { describe, expect, test } from 'vitest';
import { API_LIMITS, LimitBook, networkOf } from '../../../../server/http/limits/api-limits.ts';
import { Recent } from '../../../../server/http/limits/recent.ts';

describe('what is kept of callers', () => {
	test('is never more than so many, and what was used last stays', () => {
		let made = 0;
		const recent = new Recent(3, () => ++made);
		for (const name of ['a', 'b', 'c', 'a', 'd']) recent.of(name);
		expect([recent.size, recent.has('b')]).toEqual([3, false]);
		expect(['a', 'c', 'd'].map((name) => recent.of(name))).toEqual([1, 3, 4]);
	});

	test('of ever new addresses is bounded, and those that are kept are still counted', () => {
		const book = new LimitBook(API_LIMITS, () => 0);
		for (let index = 0; index < 50_000; index++)
			book.takeStranger(`10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`);
		const { calls } = API_LIMITS.strangers;
		expect(book.strangersAt('10.0.195.79').left).toBe(calls - 1);
		expect(book.strangersAt('10.0.0.0').left).toBe(calls);
	});

	test.each([
		['2001:db8:1:2::1', '2001:db8:1:2:ffff:ffff:ffff:ffff', true],
		['2001:db8:1:2:3:4:5:6', '2001:0DB8:0001:0002::9', true],
		['2001:db8:1:2::1', '2001:db8:1:3::1', false],
		['fe80::1%eth0', 'fe80::2%eth0', true],
		['::1', '::2', true],
		['::ffff:192.0.2.1', '::ffff:192.0.2.2', false],
		['192.0.2.1', '192.0.2.2', false],
	])('%s and %s are of one network: %s', (one, other, same) => {
		expect(networkOf(one) === networkOf(other)).toBe(same);
	});
});
