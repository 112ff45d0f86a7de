import { resolve } from 'node:path';
import type { CertificateFiles } from './http/certificate-files.ts';
import { proxyList, type Entrance } from './http/entrance.ts';

export type ServerConfig = {
	readonly dataFolder: string;
	readonly host: string;
	readonly port: number;
	readonly build: string;
	/** How it is reached from beyond its machine; not at all unless said. */
	readonly entrance?: Entrance;
	/** Of its own making unless said. */
	readonly certificate?: CertificateFiles | null;
};

export const SERVER_PORT = 4700;
export const BRIDGE_PORT = 4710;
export const KIOSK_PORT = 4711;

/**
 * Reads `RETORNO_DATA`, `RETORNO_SERVER_HOST`, `RETORNO_SERVER_PORT`, `RETORNO_SERVER_NAMES`, `RETORNO_TRUST_PROXY`,
 * `RETORNO_TLS_CERT` and `RETORNO_TLS_KEY`. Lists are parted by commas.
 *
 * @throws with a sentence for whoever started it
 */
export function readConfig(env: NodeJS.ProcessEnv): ServerConfig {
	const trustProxy = listOf(env['RETORNO_TRUST_PROXY']);
	proxyList(trustProxy);
	return {
		dataFolder: resolve(env['RETORNO_DATA'] ?? 'data'),
		host: env['RETORNO_SERVER_HOST'] || '127.0.0.1',
		port: portOf(env['RETORNO_SERVER_PORT'], SERVER_PORT, 'RETORNO_SERVER_PORT'),
		build: env['RETORNO_BUILD'] ?? 'development',
		entrance: { names: listOf(env['RETORNO_SERVER_NAMES']), trustProxy },
		certificate: filesOf(env['RETORNO_TLS_CERT'], env['RETORNO_TLS_KEY']),
	};
}

function filesOf(certPath: string | undefined, keyPath: string | undefined): CertificateFiles | null {
	if (!certPath && !keyPath) return null;
	if (!certPath || !keyPath) throw new Error('RETORNO_TLS_CERT and RETORNO_TLS_KEY name two files: set both or none.');
	return { certPath: resolve(certPath), keyPath: resolve(keyPath) };
}

const listOf = (text = ''): readonly string[] =>
	text
		.split(',')
		.map((part) => part.trim())
		.filter((part) => part !== '');

/** 0 lets the system choose. */
export function portOf(text: string | undefined, otherwise: number, name: string): number {
	if (text === undefined) return otherwise;
	const port = Number(text);
	if (!/^\d+$/.test(text) || port > 65_535) throw new Error(`${name} is ${text}: a port is a number from 0 to 65535.`);
	return port;
}
