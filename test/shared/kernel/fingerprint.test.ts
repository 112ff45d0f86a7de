import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fingerprint } from '#shared/kernel/fingerprint.ts';

/** FNV-1a once more, by other means: four 16-bit limbs, lowest first, and schoolbook multiplication by 2^40 + 0x1b3. */
function fnv1a(text: string): string {
	let limbs = [0x2325, 0x8422, 0x9ce4, 0xcbf2];
	for (let index = 0; index < text.length; index++) {
		limbs[0]! ^= text.charCodeAt(index);
		const [a, b, c, d] = limbs as [number, number, number, number];
		const sums = [a * 0x1b3, b * 0x1b3, c * 0x1b3 + a * 0x100, d * 0x1b3 + b * 0x100];
		let carry = 0;
		limbs = sums.map((sum) => {
			const whole = sum + carry;
			carry = Math.floor(whole / 0x10000);
			return whole % 0x10000;
		});
	}
	return limbs
		.reverse()
		.map((limb) => limb.toString(16).padStart(4, '0'))
		.join('');
}

describe('a fingerprint', () => {
	// Source: draft-eastlake-fnv, test vectors for ASCII text, where code units are octets.
	test.each([
		['', 'cbf29ce484222325'],
		['a', 'af63dc4c8601ec8c'],
		['b', 'af63df4c8601f1a5'],
		['foobar', '85944171f73967e8'],
	])('of %j is %s', (text, digits) => {
		expect(fingerprint(text)).toBe(digits);
		expect(fnv1a(text)).toBe(digits);
	});

	test('is FNV-1a over the code units of any text', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), (text) => {
				expect(fingerprint(text)).toBe(fnv1a(text));
			}),
			{ numRuns: 2_000 },
		);
	});

	test('has sixteen digits even where the first ones are zero', () => {
		fc.assert(
			fc.property(fc.string(), (text) => {
				expect(fingerprint(text)).toMatch(/^[0-9a-f]{16}$/);
			}),
		);
	});
});
