import { createPrivateKey, createPublicKey, generateKeyPairSync, X509Certificate, type KeyObject } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { selfSigned } from './certificate.ts';
import { pinOf } from './fingerprint.ts';

/** A server's own key and the certificate that carries it, PEM. */
export type ServerIdentity = { readonly key: string; readonly cert: string; readonly pin: string };

const DAY_MS = 86_400_000;
/** Counters look at the key and not at the day, so a server that was off for long is still known. */
const VALID_DAYS = 730;
const RENEWED_DAYS_BEFORE = 60;
/** A counter's clock may be slow. */
const FROM_DAYS_AGO = 1;

/**
 * The identity of the server of a data folder: the key is made at the first start and stays; the certificate is made anew
 * before it ends or where the server got other names, with the same key.
 *
 * @param names host names and addresses
 * @param now RFC 3339, UTC
 */
export function openServerIdentity(dataFolder: string, names: readonly string[], now: string): ServerIdentity {
	const key = openServerKey(dataFolder);
	const pem = key.export({ type: 'pkcs8', format: 'pem' }).toString();
	const pin = pinOf(createPublicKey(key));
	const path = join(dataFolder, 'server.crt');
	const kept = existsSync(path) ? readFileSync(path, 'utf8') : null;
	if (kept !== null && isGood(kept, key, names, now)) return { key: pem, cert: kept, pin };
	const from = new Date(Date.parse(now) - FROM_DAYS_AGO * DAY_MS);
	const until = new Date(Date.parse(now) + VALID_DAYS * DAY_MS);
	const cert = selfSigned(key, { names, from, until });
	writePrivate(`${path}.new`, cert, 'w');
	renameSync(`${path}.new`, path);
	return { key: pem, cert, pin };
}

/** The pin of the server of a data folder, whose key is made where there is none. */
export const openServerPin = (dataFolder: string): string => pinOf(createPublicKey(openServerKey(dataFolder)));

function openServerKey(dataFolder: string): KeyObject {
	const path = join(dataFolder, 'server.key');
	if (!existsSync(path)) {
		const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
		writePrivate(path, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), 'wx');
	}
	return createPrivateKey(readFileSync(path));
}

function writePrivate(path: string, text: string, flag: 'w' | 'wx'): void {
	writeFileSync(path, text, { mode: 0o600, flag });
	chmodSync(path, 0o600);
}

function isGood(pem: string, key: KeyObject, names: readonly string[], now: string): boolean {
	try {
		const certificate = new X509Certificate(pem);
		const endsMs = Date.parse(certificate.validTo);
		return (
			certificate.checkPrivateKey(key) &&
			endsMs - Date.parse(now) > RENEWED_DAYS_BEFORE * DAY_MS &&
			names.every((name) => (isIP(name) ? certificate.checkIP(name) : certificate.checkHost(name)) !== undefined)
		);
	} catch {
		return false;
	}
}
