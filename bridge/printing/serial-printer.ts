import { access } from 'node:fs/promises';
import type { SerialPort } from 'serialport';
import { opened, PRESENCE_MS, wakeAfterReads } from '../devices/serial-port.ts';
import { writeInPieces, type PrinterLine, type Transport } from './transport.ts';

/** How a serial printer says that it can take no more. */
export type FlowControl = 'rts_cts' | 'xon_xoff' | 'none';

export type SerialPrinterAddress = { readonly path: string; readonly baudRate: number; readonly flow: FlowControl };

/** At 9,600 baud a second's worth: a question behind it is answered in time. */
const PIECE_BYTES = 1_024;

/** A printer on a serial line, 8 data bits, no parity. */
export const serialPrinter = ({ path, baudRate, flow }: SerialPrinterAddress): Transport => ({
	silence: 'absent',
	open: async ({ data, closed }, signal) => {
		// A machine without serial devices does not load the native library.
		const { SerialPort } = await import('serialport');
		signal.throwIfAborted();
		const port = new SerialPort({
			...{ path, baudRate, dataBits: 8, parity: 'none', stopBits: 1, autoOpen: false },
			...{ rtscts: flow === 'rts_cts', xon: flow === 'xon_xoff', xoff: flow === 'xon_xoff' },
		});
		await opened(port);
		wakeAfterReads(port);
		const gone = new AbortController();
		const watch = setInterval(() => void access(path).catch(() => close(port)), PRESENCE_MS);
		watch.unref();
		port.on('error', ignored);
		port.on('data', (bytes: Buffer) => data(bytes));
		port.once('close', () => {
			clearInterval(watch);
			gone.abort();
			closed();
		});
		return lineOf(port, gone.signal);
	},
});

const lineOf = (port: SerialPort, gone: AbortSignal): PrinterLine => ({
	write: (bytes) => writeInPieces(bytes, PIECE_BYTES, (piece) => sent(port, piece, gone)),
	close: () => close(port),
});

/** Until the bytes have left the machine: what still lies in its buffer would hold up the next question. */
function sent(port: SerialPort, piece: Uint8Array, gone: AbortSignal): Promise<void> {
	return new Promise((resolve, reject) => {
		const settle = (cause?: Error | null): void => {
			gone.removeEventListener('abort', broke);
			if (cause) reject(cause);
			else resolve();
		};
		const broke = (): void => settle(new Error('the line is gone'));
		if (gone.aborted || !port.isOpen) return broke();
		gone.addEventListener('abort', broke);
		port.write(Buffer.from(piece), (cause) => {
			if (cause || gone.aborted) settle(cause);
			else port.drain(settle);
		});
	});
}

/** What the printer has not taken is thrown away: the wait for its leaving would outlive the port. */
function close(port: SerialPort): void {
	if (!port.isOpen || port.closing) return;
	port.flush(() => {
		if (port.isOpen && !port.closing) port.close(ignored);
	});
}

/** An error is followed by the end of the line, which is what counts. */
const ignored = (): void => undefined;
