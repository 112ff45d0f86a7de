import { createPublicKey, hash, randomBytes, sign, type KeyObject } from 'node:crypto';
import { isIPv4, isIPv6 } from 'node:net';
import { bits, boolean, explicit, implicit, integer, objectId, octets, sequence, setOf, time, utf8 } from './der.ts';

/** What a certificate says. */
export type Claim = {
	/** Host names and addresses that the server answers to. */
	readonly names: readonly string[];
	readonly from: Date;
	readonly until: Date;
};

const ECDSA_WITH_SHA256 = sequence(objectId('1.2.840.10045.4.3.2'));

const OID = {
	commonName: '2.5.4.3',
	subjectKeyId: '2.5.29.14',
	keyUsage: '2.5.29.15',
	subjectAltName: '2.5.29.17',
	basicConstraints: '2.5.29.19',
	extendedKeyUsage: '2.5.29.37',
	serverAuth: '1.3.6.1.5.5.7.3.1',
} as const;

/**
 * A certificate that a server makes for itself. Whoever has pinned the key needs no more of it; it is there because TLS
 * carries keys in certificates.
 *
 * Source: RFC 5280.
 *
 * @param key private, of the curve P-256
 * @returns PEM
 */
export function selfSigned(key: KeyObject, { names, from, until }: Claim): string {
	const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
	const self = sequence(setOf(sequence(objectId(OID.commonName), utf8('Retorno'))));
	// The highest bit stays clear: a serial number is positive.
	const serial = randomBytes(16);
	serial[0]! &= 0x7f;
	const version3 = explicit(0, integer(Uint8Array.of(2)));
	const body = sequence(
		...[version3, integer(serial), ECDSA_WITH_SHA256, self, sequence(time(from), time(until)), self, spki],
		explicit(3, extensions(names, spki)),
	);
	const signed = sequence(body, ECDSA_WITH_SHA256, bits(sign('sha256', body, key)));
	const lines = signed.toString('base64').match(/.{1,64}/g)!;
	return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

function extensions(names: readonly string[], spki: Uint8Array): Buffer {
	const critical = boolean(true);
	const digitalSignature = bits(Uint8Array.of(0x80), 7);
	return sequence(
		sequence(objectId(OID.basicConstraints), critical, octets(sequence())),
		sequence(objectId(OID.keyUsage), critical, octets(digitalSignature)),
		sequence(objectId(OID.extendedKeyUsage), octets(sequence(objectId(OID.serverAuth)))),
		sequence(objectId(OID.subjectKeyId), octets(octets(hash('sha256', spki, 'buffer').subarray(0, 20)))),
		sequence(objectId(OID.subjectAltName), octets(sequence(...names.map(altName)))),
	);
}

const DNS_NAME = 2;
const IP_ADDRESS = 7;

function altName(name: string): Buffer {
	if (isIPv4(name)) return implicit(IP_ADDRESS, Uint8Array.from(name.split('.').map(Number)));
	return isIPv6(name) ? implicit(IP_ADDRESS, ipv6Bytes(name)) : implicit(DNS_NAME, Buffer.from(name, 'latin1'));
}

function ipv6Bytes(address: string): Buffer {
	const [head = '', tail] = address.split('::');
	const groupsOf = (text: string): string[] => (text === '' ? [] : text.split(':'));
	const front = groupsOf(head);
	const back = groupsOf(tail ?? '');
	const zeros = Array<string>(8 - front.length - back.length).fill('0');
	return Buffer.from([...front, ...zeros, ...back].map((group) => group.padStart(4, '0')).join(''), 'hex');
}
