import { X509Certificate, createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { isIP } from 'node:net';
import type { Logger } from 'pino';
import type { ServerConfig } from '../config.ts';
import { openServerIdentity } from '../identity/server-key.ts';
import type { Certificates, KeyPair, Secure } from './secure.ts';

/** Files of a certificate that the hotel got elsewhere, so that browsers of the office know the server. */
export type CertificateFiles = { readonly certPath: string; readonly keyPath: string };

/** Renewed files are taken within this time. */
const LOOK_MS = 60_000;

type Place = Pick<ServerConfig, 'dataFolder' | 'host' | 'entrance' | 'certificate'>;

/** @throws with a sentence where the files cannot be read or do not belong together */
export function readCertificates({ dataFolder, host, entrance, certificate }: Place, now: string): Certificates {
	const address = isIP(host) !== 0 && !/^[0.:]+$/.test(host) ? [host] : [];
	const names = ['localhost', '127.0.0.1', '::1', hostname(), ...address, ...(entrance?.names ?? []).map(withoutPort)];
	const { key, cert } = openServerIdentity(dataFolder, [...new Set(names)], now);
	return { own: { key, cert }, office: certificate ? readFiles(certificate) : { key, cert } };
}

function readFiles({ certPath, keyPath }: CertificateFiles): KeyPair {
	const [cert, key] = [readFileSync(certPath, 'utf8'), readFileSync(keyPath, 'utf8')];
	if (!new X509Certificate(cert).checkPrivateKey(createPrivateKey(key))) {
		throw new Error(`${certPath} and ${keyPath} do not belong together.`);
	}
	return { key, cert };
}

const withoutPort = (name: string): string => name.replace(/:\d+$/, '');

/** Takes renewed certificates without a restart; where a new one is unfit, the old one goes on. @returns ends it */
export function followCertificates(secure: Secure, place: Place, first: Certificates, log: Logger): () => void {
	let last = JSON.stringify(first);
	const beat = setInterval(() => {
		try {
			const certificates = readCertificates(place, new Date().toISOString());
			if (JSON.stringify(certificates) === last) return;
			secure.renew(certificates);
			last = JSON.stringify(certificates);
			log.info('the certificate was renewed');
		} catch (cause) {
			log.error({ cause: (cause as Error).message }, 'the renewed certificate is not fit: the old one goes on');
		}
	}, LOOK_MS);
	return () => clearInterval(beat);
}
