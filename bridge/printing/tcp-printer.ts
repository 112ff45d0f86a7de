import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { writeInPieces, type PrinterLine, type Transport } from './transport.ts';

/** Another counter that holds the printer's only session looks like a printer that does not answer. */
const CONNECT_MS_MAX = 3_000;
/** Small pieces, so that the line never takes more than the printer can hold back. */
const CHUNK_BYTES = 4_096;
const KEEP_ALIVE_AFTER_MS = 1_000;

/** A network printer: raw TCP, usually port 9100. */
export const tcpPrinter = ({ host, port }: { readonly host: string; readonly port: number }): Transport => ({
	// Nothing takes a connection where the power is off: somebody is there, and serves another one.
	silence: 'busy',
	open: async ({ data, closed }, signal) => {
		const socket = connect({ host, port });
		socket.setNoDelay(true);
		socket.setKeepAlive(true, KEEP_ALIVE_AFTER_MS);
		try {
			await once(socket, 'connect', { signal: AbortSignal.any([signal, AbortSignal.timeout(CONNECT_MS_MAX)]) });
		} catch (cause) {
			socket.on('error', ignored).destroy();
			throw cause;
		}
		socket.on('error', ignored);
		socket.on('data', (bytes: Buffer) => data(bytes));
		// A printer that says goodbye takes no more either.
		socket.on('end', () => socket.destroy());
		socket.on('close', closed);
		return lineOf(socket);
	},
});

const lineOf = (socket: Socket): PrinterLine => ({
	write: (bytes) => writeInPieces(bytes, CHUNK_BYTES, (piece) => taken(socket, piece)),
	close: () => void socket.destroy(),
	address: socket.remoteAddress,
});

const taken = (socket: Socket, bytes: Uint8Array): Promise<void> =>
	new Promise((resolve, reject) => {
		socket.write(bytes, (cause) => (cause ? reject(cause) : resolve()));
	});

/** An error is followed by the end of the line, which is what counts. */
const ignored = (): void => undefined;
