import { hash, type KeyObject } from 'node:crypto';

/** What a counter keeps of its server: the SHA-256 of the public key, base64url. Source: RFC 7469, 2.4. */
export const pinOf = (publicKey: KeyObject): string =>
	hash('sha256', publicKey.export({ type: 'spki', format: 'der' }), 'base64url');

/** Of 256 bits; nobody finds another key for them. */
const GROUPS = 8;

/** What two people compare: eight groups of four hex digits, `3f2a-91c0-…`. */
export function fingerprintOf(pin: string): string {
	const groups = Buffer.from(pin, 'base64url').toString('hex').match(/.{4}/g)!;
	return groups.slice(0, GROUPS).join('-');
}

/** Whether somebody typed the fingerprint of this pin, with whatever stands between the groups. */
export const isFingerprintOf = (typed: string, pin: string): boolean =>
	typed.toLowerCase().replaceAll(/[^0-9a-z]/g, '') === fingerprintOf(pin).replaceAll('-', '');
