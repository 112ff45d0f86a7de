/**
 * Sixteen hex digits that differ, short of a 64-bit accident, where two texts differ. It compares, it does not protect:
 * whoever trusts nobody counts again.
 *
 * Source: FNV-1a, 64 bits, over UTF-16 code units (draft-eastlake-fnv). Kept in four limbs of 16 bits, because a page
 * calls it on every key and a BigInt for each character is seven times slower.
 */
export function fingerprint(text: string): string {
	// The offset basis 0xcbf29ce484222325, lowest limb first.
	let a = 0x2325;
	let b = 0x8422;
	let c = 0x9ce4;
	let d = 0xcbf2;
	for (let index = 0; index < text.length; index++) {
		a ^= text.charCodeAt(index);
		// The prime is 2^40 + 0x1b3: a product of each limb, and the two lowest limbs again 40 bits further up.
		const low = a * 0x1b3;
		const second = b * 0x1b3 + (low >>> 16);
		const third = c * 0x1b3 + (second >>> 16) + ((a << 8) & 0xffff);
		const fourth = d * 0x1b3 + (third >>> 16) + ((b << 8) | (a >>> 8));
		a = low & 0xffff;
		b = second & 0xffff;
		c = third & 0xffff;
		d = fourth & 0xffff;
	}
	return [d, c, b, a].map((limb) => limb.toString(16).padStart(4, '0')).join('');
}
