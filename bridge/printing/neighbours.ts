import { createSocket } from 'node:dgram';
import { readFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { addressesBeside } from '#shared/kernel/ipv4.ts';
import { systemClock } from '../clock.ts';

/** The machines beside this one, on its own networks. */
export type Neighbours = {
	/** The hardware address of each that has spoken lately, by its IPv4 address; none where the system does not say. */
	readonly known: () => Promise<ReadonlyMap<string, string>>;
	/** Has the system look for each that may be there. Nothing reaches a port that prints. */
	readonly stir: (signal: AbortSignal) => Promise<void>;
};

/** Where nobody listens: what counts is that the system asks for the hardware address first. Source: RFC 863. */
const DISCARD = 9;
/** Twenty in a second, so that no switch and no table of neighbours minds. */
const BETWEEN_MS = 50;
/** For the last ones to answer. */
const ANSWER_MS = 1_000;

export const systemNeighbours: Neighbours = {
	known: async () => neighboursIn(await readFile('/proc/net/arp', 'utf8').catch(() => '')),
	async stir(signal) {
		const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
		const cidrs = own.flatMap(({ family, internal, cidr }) => (family === 'IPv4' && !internal && cidr ? [cidr] : []));
		await greet([...new Set(cidrs.flatMap(addressesBeside))], DISCARD, signal);
	},
};

/** One empty datagram to each, slowly. */
export async function greet(addresses: readonly string[], port: number, signal: AbortSignal): Promise<void> {
	const socket = createSocket('udp4');
	// That nobody is there is what most of them say.
	socket.on('error', () => undefined);
	for (const address of addresses) {
		if (signal.aborted) break;
		socket.send('', port, address, () => undefined);
		await systemClock.sleep(BETWEEN_MS, signal);
	}
	await systemClock.sleep(ANSWER_MS, signal);
	socket.close();
}

/** Flag of an entry that has been answered. Source: Linux, include/uapi/linux/if_arp.h. */
const ATF_COM = 0x02;

/** @param table as Linux writes it in /proc/net/arp */
export function neighboursIn(table: string): ReadonlyMap<string, string> {
	const rows = table
		.split('\n')
		.slice(1)
		.map((line) => line.trim().split(/\s+/));
	return new Map(
		rows.flatMap(([address, , flags, mac]) =>
			address && mac && (Number(flags) & ATF_COM) !== 0 ? [[address, mac.toLowerCase()] as const] : [],
		),
	);
}
