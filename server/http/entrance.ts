import type { IncomingMessage } from 'node:http';
import { BlockList, isIP, isIPv6 } from 'node:net';
import { hostname } from 'node:os';
import type { TLSSocket } from 'node:tls';

/** How the server is reached from beyond its own machine. */
export type Entrance = {
	/** Names that people and systems call it by, beside the machine's own: `retorno.hotel.example`. */
	readonly names: readonly string[];
	/** Addresses of proxies that stand in front, whose word for host, scheme and caller is taken. */
	readonly trustProxy: readonly string[];
};

export const NO_ENTRANCE: Entrance = { names: [], trustProxy: [] };

/** Why somebody is not let in. */
export type NotLetIn = 'host_unknown' | 'origin_foreign';

const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'];

/** An address as it is written where it has two ways: `::ffff:10.0.0.5` is `10.0.0.5`. */
const plainAddress = (address: string): string => address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');

export const isLoopbackAddress = (address: string): boolean =>
	/^127\.\d+\.\d+\.\d+$/.test(plainAddress(address)) || address === '::1';

/** A proxy that is trusted. @throws where one is no address and no network */
export function proxyList(trustProxy: readonly string[]): (address: string) => boolean {
	const proxies = new BlockList();
	for (const entry of trustProxy) {
		const [address = '', prefix] = entry.split('/');
		const family = isIPv6(address) ? 'ipv6' : 'ipv4';
		if (isIP(address) === 0) throw new Error(`${entry} is no address of a proxy.`);
		if (prefix === undefined) proxies.addAddress(address, family);
		else proxies.addSubnet(address, Number(prefix), family);
	}
	return (address) => {
		const plain = plainAddress(address);
		return isIP(plain) !== 0 && proxies.check(plain, isIPv6(plain) ? 'ipv6' : 'ipv4');
	};
}

/**
 * Looks at each request and upgrade: the host it asks for has to be a name of this server, so a name that somebody else
 * points here opens nothing (DNS rebinding); an origin, where a browser sends one, has to be this server itself. Ports of
 * hosts are not compared, because they are forwarded; those of origins are.
 *
 * @returns why not, or `null`
 */
export function doorkeeper({ names, trustProxy }: Entrance): (request: IncomingMessage) => NotLetIn | null {
	const isProxy = proxyList(trustProxy);
	const machine = hostname().toLowerCase();
	const called = [machine, `${machine}.local`, ...names.map((name) => name.toLowerCase())];
	return ({ headers, socket }) => {
		const at = plainAddress(socket.localAddress ?? '127.0.0.1');
		const behindProxy = isProxy(socket.remoteAddress ?? '');
		const forwarded = behindProxy ? headers['x-forwarded-host'] : undefined;
		const authority = typeof forwarded === 'string' ? forwarded : headers.host;
		const name = nameIn(authority ?? '');
		const isHere =
			name !== null &&
			(called.includes(name) ||
				name === (isIPv6(at) ? `[${at}]` : at) ||
				(isLoopbackAddress(at) && LOOPBACK_NAMES.includes(name)));
		if (!isHere) return 'host_unknown';
		if (headers.origin === undefined) return null;
		const forwardedScheme = behindProxy ? headers['x-forwarded-proto'] : undefined;
		const scheme = forwardedScheme ?? ((socket as TLSSocket).encrypted ? 'https' : 'http');
		return headers.origin === `${String(scheme)}://${authority!.toLowerCase()}` ? null : 'origin_foreign';
	};
}

/** The name in `name:port`, in lower case; `null` where it is none. */
function nameIn(authority: string): string | null {
	const found = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/i.exec(authority);
	return found?.[1]!.toLowerCase() ?? null;
}
