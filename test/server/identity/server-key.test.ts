import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { selfSigned } from '../../../server/identity/certificate.ts';
import { fingerprintOf, isFingerprintOf, pinOf } from '../../../server/identity/fingerprint.ts';
import { openServerIdentity, openServerPin } from '../../../server/identity/server-key.ts';

const NOW = '2026-11-22T10:00:00.000Z';
const NAMES = ['localhost', '127.0.0.1', '::1', '2001:db8::5', 'retorno.hotel.example'];

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'retorno-key-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const daysAfter = (days: number): string => new Date(Date.parse(NOW) + days * 86_400_000).toISOString();

describe('a certificate of a server’s own making', () => {
	test('says what it is for, and is signed with the key that it carries', () => {
		const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
		const [from, until] = [new Date(NOW), new Date('2051-02-03T04:05:06Z')];
		const certificate = new X509Certificate(selfSigned(privateKey, { names: NAMES, from, until }));
		expect(certificate.verify(publicKey)).toBe(true);
		expect(certificate.checkPrivateKey(privateKey)).toBe(true);
		expect(certificate.ca).toBe(false);
		expect([certificate.validFromDate, certificate.validToDate]).toEqual([from, until]);
		for (const address of NAMES.slice(1, 4)) expect(certificate.checkIP(address)).toBe(address);
		expect(certificate.checkHost('retorno.hotel.example')).toBe('retorno.hotel.example');
		expect(certificate.checkHost('evil.example')).toBeUndefined();
		expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
		expect(certificate.serialNumber).toMatch(/^[0-7]?[0-9A-F]{1,31}$/);
	});

	test('has a number of its own each time', () => {
		const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
		const claim = { names: ['localhost'], from: new Date(NOW), until: new Date(daysAfter(1)) };
		const numbers = Array.from({ length: 300 }, () => new X509Certificate(selfSigned(privateKey, claim)).serialNumber);
		expect(new Set(numbers).size).toBe(300);
	});
});

describe('the identity of a server', () => {
	test('is made at the first start, for its owner alone, and stays', () => {
		const first = openServerIdentity(folder, NAMES, NOW);
		for (const file of ['server.key', 'server.crt']) expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
		expect(openServerIdentity(folder, NAMES, daysAfter(600))).toEqual(first);
		expect(openServerPin(folder)).toBe(first.pin);
		expect(pinOf(new X509Certificate(first.cert).publicKey)).toBe(first.pin);
	});

	test.each([
		['before it ends', NAMES, daysAfter(671)],
		['after it ended, while the server was off', NAMES, daysAfter(5000)],
		['where the server got another name', [...NAMES, 'new.hotel.example'], NOW],
	])('is renewed %s, with the same key', (_name, names, now) => {
		const first = openServerIdentity(folder, NAMES, NOW);
		const renewed = openServerIdentity(folder, names, now);
		expect(renewed).toMatchObject({ key: first.key, pin: first.pin });
		expect(renewed.cert).not.toBe(first.cert);
		expect(new X509Certificate(renewed.cert).validToDate.getTime()).toBeGreaterThan(Date.parse(now));
		expect(openServerIdentity(folder, names, now)).toEqual(renewed);
	});

	test.each([
		['a damaged one', () => 'nothing'],
		['one of another key', () => selfSigned(otherKey(), claim())],
	])('does not go by a certificate that is %s', (_name, made) => {
		const first = openServerIdentity(folder, NAMES, NOW);
		const path = join(folder, 'server.crt');
		writeFileSync(path, made());
		const mended = openServerIdentity(folder, NAMES, NOW);
		expect(new X509Certificate(mended.cert).checkPrivateKey(createPrivateKey(first.key))).toBe(true);
		expect(readFileSync(path, 'utf8')).toBe(mended.cert);
	});
});

const otherKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const claim = () => ({ names: NAMES, from: new Date(NOW), until: new Date(daysAfter(700)) });

test('a fingerprint is compared by people: case and what parts its groups do not matter, each digit does', () => {
	const { pin } = openServerIdentity(folder, NAMES, NOW);
	const shown = fingerprintOf(pin);
	expect(shown).toMatch(/^([0-9a-f]{4}-){7}[0-9a-f]{4}$/);
	expect(isFingerprintOf(shown.toUpperCase().replaceAll('-', ' '), pin)).toBe(true);
	const last = shown.endsWith('0') ? '1' : '0';
	for (const typed of ['', shown.slice(0, -1), shown.slice(0, -1) + last, `${shown}-0000`]) {
		expect(isFingerprintOf(typed, pin)).toBe(false);
	}
});
