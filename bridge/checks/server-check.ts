import { connect } from 'node:net';
import type { ServerTrouble } from '#shared/protocol/health.ts';
import { finding, type Finding, type FindingCode } from '#shared/self-check/finding.ts';
import type { BridgeConfig } from '../config.ts';
import { ServerLink } from '../link/server-link.ts';
import type { LiveCounter } from './surroundings.ts';

/** A server of the house answers a hundred times faster. */
const CONNECT_MS_MAX = 3_000;
const HELLO_MS_MAX = 5_000;
/** Further apart, bills get another minute than the one in which they were paid. */
const SKEW_MS_MAX = 120_000;

type Place = { readonly host: string; readonly port: number };
type Server = Pick<BridgeConfig, 'serverUrl' | 'serverPin' | 'deviceKey'>;

/**
 * Whether the server can be reached, is the right one and knows this counter, and what its clock says.
 *
 * @param live what the bridge of this counter knows, where it runs: its own link says more than another one
 */
export async function checkServer(
	server: Server,
	build: string,
	live: LiveCounter | null,
): Promise<readonly Finding[]> {
	const place = placeOf(server.serverUrl);
	const { trouble = null, skewMs = null } = live?.health ?? {};
	if (trouble !== null) return [finding(trouble, place)];
	if (live?.isOnline) return [finding('server_ok', { url: server.serverUrl }), ...clockFindings(skewMs)];
	const code = await refusalOf(place);
	if (code !== null) return [finding(code, place)];
	// The link of a bridge that runs tries again by itself; what it has not got by now it does not get.
	return live ? [finding('server_mute', place)] : greet(server, place, build);
}

function placeOf(url: string): Place {
	const { hostname, port, protocol } = new URL(url);
	const host = hostname.replace(/^\[(.*)\]$/, '$1');
	return { host, port: Number(port) || (protocol === 'https:' ? 443 : 80) };
}

/** @returns `null` where somebody takes the connection */
function refusalOf({ host, port }: Place): Promise<FindingCode | null> {
	return new Promise((resolve) => {
		const socket = connect({ host, port });
		const end = (code: FindingCode | null): void => {
			clearTimeout(deadline);
			socket.destroy();
			resolve(code);
		};
		const deadline = setTimeout(() => end('server_silent'), CONNECT_MS_MAX);
		socket.once('connect', () => end(null));
		socket.once('error', (cause: NodeJS.ErrnoException) => end(REFUSALS[cause.code ?? ''] ?? 'server_unreachable'));
	});
}

const REFUSALS: Readonly<Record<string, FindingCode>> = {
	ECONNREFUSED: 'server_refused',
	ENOTFOUND: 'server_name_unknown',
	EAI_AGAIN: 'server_name_unknown',
	ETIMEDOUT: 'server_silent',
};

/** Says hello as this counter, and hangs up. */
async function greet(server: Server, place: Place, build: string): Promise<readonly Finding[]> {
	const { deviceKey, serverPin = null } = server;
	const heard = Promise.withResolvers<ServerTrouble | 'online' | 'mute'>();
	const measured = Promise.withResolvers<number | null>();
	const link = new ServerLink(
		server.serverUrl,
		{ deviceKey, build, serverPin },
		{
			online: () => heard.resolve('online'),
			offline: () => undefined,
			news: () => undefined,
			refused: heard.resolve,
			skewed: measured.resolve,
		},
	);
	const deadline = setTimeout(() => {
		heard.resolve('mute');
		measured.resolve(null);
	}, HELLO_MS_MAX);
	try {
		link.open();
		const answer = await heard.promise;
		if (answer === 'mute') return [finding('server_mute', place)];
		if (answer !== 'online') return [finding(answer, place)];
		return [finding('server_ok', { url: server.serverUrl }), ...clockFindings(await measured.promise)];
	} finally {
		clearTimeout(deadline);
		link.close();
	}
}

/** @param skewMs by how much the clock here is ahead; `null`: nobody has measured it */
function clockFindings(skewMs: number | null): Finding[] {
	if (skewMs === null) return [];
	if (Math.abs(skewMs) <= SKEW_MS_MAX) return [finding('clock_ok')];
	const minutes = Math.round(Math.abs(skewMs) / 60_000);
	return [finding(skewMs > 0 ? 'clock_ahead' : 'clock_behind', { minutes })];
}
