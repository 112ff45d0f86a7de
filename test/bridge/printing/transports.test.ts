import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { describe } from 'vitest';
import { deviceFilePrinter } from '../../../bridge/printing/device-file-printer.ts';
import { serialPrinter } from '../../../bridge/printing/serial-printer.ts';
import { tcpPrinter } from '../../../bridge/printing/tcp-printer.ts';
import { openPrinterTerminal } from '../../../bridge/simulate/printer/terminal.ts';
import { transportContract, type FarEnd } from '../../contracts/transport.ts';

/** One socket at a time, as printers have it. */
async function tcpEnd(hear: (bytes: Uint8Array) => void): Promise<FarEnd> {
	let socket: Socket | undefined;
	let isHolding = false;
	const flow = (): void => void (isHolding ? socket?.pause() : socket?.resume());
	const server = createServer((opened) => {
		socket = opened.on('data', hear).on('error', () => undefined);
		flow();
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return {
		transport: tcpPrinter({ host: '127.0.0.1', port: (server.address() as AddressInfo).port }),
		say: (bytes) => void socket?.write(bytes),
		hold: () => {
			isHolding = true;
			flow();
		},
		take: () => {
			isHolding = false;
			flow();
		},
		unplug: () => {
			server.close();
			socket?.resetAndDestroy();
		},
	};
}

describe('a printer on the network', () => transportContract(tcpEnd));

describe('a printer on a serial line', () =>
	transportContract(async (hear) => {
		const terminal = await openPrinterTerminal(hear);
		const { path } = terminal;
		return { ...terminal, transport: serialPrinter({ path, baudRate: 115_200, flow: 'none' }) };
	}));

describe('a printer behind a device file', () =>
	transportContract(async (hear) => {
		const terminal = await openPrinterTerminal(hear);
		return { ...terminal, transport: deviceFilePrinter(terminal) };
	}));
