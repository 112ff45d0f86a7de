import { once } from 'node:events';
import { connect } from 'node:net';
import { chunksOf, type OpenPort } from './port.ts';

/** A device server in the same building answers at once; one that does not in three seconds is tried again. */
const CONNECT_MS_MAX = 3_000;
/** A switch that was turned off says no goodbye. */
const KEEP_ALIVE_AFTER_MS = 5_000;

/** A reader behind a serial device server: the same bytes, over TCP. */
export const tcpPort =
	({ host, port }: { readonly host: string; readonly port: number }): OpenPort =>
	async (signal) => {
		const socket = connect({
			host,
			port,
			noDelay: true,
			keepAlive: true,
			keepAliveInitialDelay: KEEP_ALIVE_AFTER_MS,
		});
		try {
			await once(socket, 'connect', { signal: AbortSignal.any([signal, AbortSignal.timeout(CONNECT_MS_MAX)]) });
			const write = (bytes: Uint8Array): void => void (socket.writable && socket.write(bytes));
			return Object.assign(
				chunksOf(socket, signal, () => void socket.destroy()),
				{ write },
			);
		} catch (cause) {
			socket.on('error', () => undefined);
			socket.destroy();
			throw cause;
		}
	};
