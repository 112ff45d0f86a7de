import { resolve } from 'node:path';

export type ServerConfig = {
	readonly dataFolder: string;
	readonly host: string;
	readonly port: number;
	readonly build: string;
};

export const SERVER_PORT = 4700;
export const BRIDGE_PORT = 4710;
export const KIOSK_PORT = 4711;

/** Reads `RETORNO_DATA`, `RETORNO_SERVER_HOST` and `RETORNO_SERVER_PORT`. @throws with a sentence for whoever started it */
export function readConfig(env: NodeJS.ProcessEnv): ServerConfig {
	const host = env['RETORNO_SERVER_HOST'] ?? '127.0.0.1';
	if (!isLoopback(host)) {
		throw new Error(
			`RETORNO_SERVER_HOST is ${host}: other than loopback is refused until counters can be paired over TLS.`,
		);
	}
	return {
		dataFolder: resolve(env['RETORNO_DATA'] ?? 'data'),
		host,
		port: portOf(env['RETORNO_SERVER_PORT'], SERVER_PORT, 'RETORNO_SERVER_PORT'),
		build: env['RETORNO_BUILD'] ?? 'development',
	};
}

/** 0 lets the system choose. */
export function portOf(text: string | undefined, otherwise: number, name: string): number {
	if (text === undefined) return otherwise;
	const port = Number(text);
	if (!/^\d+$/.test(text) || port > 65_535) throw new Error(`${name} is ${text}: a port is a number from 0 to 65535.`);
	return port;
}

const isLoopback = (host: string): boolean => host === '127.0.0.1' || host === '::1' || host === 'localhost';
