import { expect, test } from 'vitest';
import { addressesBeside } from '#shared/kernel/ipv4.ts';

test.each<[string, number, string | undefined, string | undefined]>([
	['192.168.1.10/24', 253, '192.168.1.1', '192.168.1.254'],
	['192.168.1.130/25', 125, '192.168.1.129', '192.168.1.254'],
	['10.1.2.2/30', 1, '10.1.2.1', '10.1.2.1'],
	['10.1.6.3/8', 1_021, '10.1.4.1', '10.1.7.254'],
	['172.31.255.1/22', 1_021, '172.31.252.1', '172.31.255.254'],
	['10.1.2.3/31', 0, undefined, undefined],
	['10.1.2.3/32', 0, undefined, undefined],
	['172.32.0.1/24', 0, undefined, undefined],
	['172.15.0.1/24', 0, undefined, undefined],
	['8.8.8.8/24', 0, undefined, undefined],
	['169.254.3.4/16', 0, undefined, undefined],
	['127.0.0.1/8', 0, undefined, undefined],
	['192.168.1.256/24', 0, undefined, undefined],
	['192.168.1.1', 0, undefined, undefined],
	['fd00::1/64', 0, undefined, undefined],
	['', 0, undefined, undefined],
])('beside %s are %i', (cidr, count, first, last) => {
	const addresses = addressesBeside(cidr);
	expect([addresses.length, addresses[0], addresses.at(-1)]).toEqual([count, first, last]);
	expect(addresses).not.toContain(cidr.split('/')[0]);
	expect(new Set(addresses).size).toBe(count);
});
