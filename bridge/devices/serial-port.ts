import type { EventEmitter } from 'node:events';
import { access } from 'node:fs/promises';
import type { SerialPort } from 'serialport';
import { chunksOf, type OpenPort } from './port.ts';

export type SerialLine = {
	readonly baudRate: number;
	readonly dataBits: 7 | 8;
	readonly parity: 'none' | 'even' | 'odd';
	readonly stopBits: 1 | 2;
};

/** What readers are delivered with. */
export const LINE_9600_8N1: SerialLine = { baudRate: 9_600, dataBits: 8, parity: 'none', stopBits: 1 };

/**
 * How often to look whether the device is still there. serialport 13 takes the end of a line for "nothing yet" and reads
 * again at once and for ever, so a reader that is pulled while it is read would never be missed. Source: its `unix-read`.
 */
export const PRESENCE_MS = 500;

/**
 * A reader on a serial line.
 *
 * @param findPath asked at every opening: the path of a device changes when it is plugged in again
 */
export const serialPort =
	(findPath: () => string | Promise<string>, line: SerialLine = LINE_9600_8N1): OpenPort =>
	async (signal) => {
		const path = await findPath();
		// A machine without serial readers does not load the native library.
		const { SerialPort } = await import('serialport');
		const port = new SerialPort({ path, ...line, autoOpen: false });
		await opened(port);
		wakeAfterReads(port);

		const watch = setInterval(() => void access(path).catch(close), PRESENCE_MS);
		watch.unref();
		function close(): Promise<void> {
			clearInterval(watch);
			return new Promise((resolve) => (port.isOpen ? port.close(() => resolve()) : resolve()));
		}
		port.once('close', () => clearInterval(watch));
		if (signal.aborted) void close();
		const write = (bytes: Uint8Array): void => void (port.isOpen && port.write(bytes));
		return Object.assign(chunksOf(port, signal, close), { write });
	};

/** Resolves when the port is open. */
export const opened = (port: SerialPort): Promise<void> =>
	new Promise((resolve, reject) => {
		port.open((cause) => (cause ? reject(cause) : resolve()));
	});

/**
 * Node 26.4 and later run no promises after the native callback with which serialport 13 tells that bytes are there: a
 * swipe would wait until something else happens in the process. An empty immediate is something else.
 *
 * Source: serialport/node-serialport#3148, serialport/bindings-cpp#239, nodejs/node#62969.
 */
export function wakeAfterReads({ port }: SerialPort): void {
	const { poller } = (port ?? {}) as { readonly poller?: EventEmitter };
	for (const ready of ['readable', 'writable']) poller?.on(ready, () => setImmediate(() => undefined));
}
