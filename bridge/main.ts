import { mkdirSync } from 'node:fs';
import pino from 'pino';
import { startBridge, type Devices, type RunningBridge } from './bridge.ts';
import { ConfigFile } from './config-file.ts';
import { systemMachine } from './checks/surroundings.ts';
import { readBridgeConfig, type BridgeConfig } from './config.ts';
import { countersReaders } from './devices/counters-readers.ts';
import { codecOf } from './devices/codecs.ts';
import { serialPort } from './devices/serial-port.ts';
import { tcpPort } from './devices/tcp-port.ts';
import { LogBook } from './log-book.ts';
import { selfCheck } from './checks/self-check.ts';
import { attachedDevices } from './setup/attached.ts';

const book = new LogBook();
const log = pino(
	{ name: 'bridge' },
	pino.multistream([{ stream: pino.destination(1) }, { level: 'warn', stream: book }]),
);
let bridge: RunningBridge | undefined;

function end(cause: unknown): never {
	bridge?.failed(cause);
	log.fatal(cause, 'the bridge ends');
	process.exit(1);
}

process.on('uncaughtException', end);

try {
	const path = process.env['RETORNO_BRIDGE_CONFIG'];
	if (path === undefined) throw new Error('RETORNO_BRIDGE_CONFIG names no configuration file.');
	const config = readBridgeConfig(path);
	mkdirSync(config.stateFolder, { recursive: true, mode: 0o700 });
	book.keepIn(config.stateFolder);
	const build = process.env['RETORNO_BUILD'] ?? 'development';
	// Simulated devices stand in no configuration.
	const ground = config.simulate ? null : { file: new ConfigFile(path), attached: () => attachedDevices() };
	const running = await startBridge(config, await devicesOf(config), build, log, {
		selfCheck: (self) => selfCheck(path, build, systemMachine, self),
		ground,
		log: () => book.lines,
	});
	bridge = running;
	log.info({ port: running.port }, 'listening');
	process.send?.({ ready: true, port: running.port });
	// Ctrl+C reaches the whole group, and whoever supervises sends a signal of its own or is killed: closing happens once.
	let closing = false;
	for (const ending of ['SIGINT', 'SIGTERM', 'disconnect'] as const) {
		process.on(ending, () => {
			if (!closing) void running.close().then(() => process.exit(0), end);
			closing = true;
		});
	}
} catch (cause) {
	end(cause);
}

async function devicesOf(config: BridgeConfig): Promise<Devices> {
	if (config.simulate) return simulatedDevices();
	const readers = countersReaders(config.readers, config.stateFolder);
	return { printer: config.printer, readers, desk: null };
}

/** Loaded by name, so that a counter with real devices carries no simulator. */
async function simulatedDevices(): Promise<Devices> {
	const { SimulatedDesk } = await import('./simulate/desk.ts');
	const desk = await SimulatedDesk.open();
	return {
		desk,
		printer: { host: '127.0.0.1', port: desk.printerPort, profile: 'epson' },
		readers: [
			{
				name: 'simulated',
				async open(signal) {
					const place = desk.readerPlace;
					const open = place.kind === 'serial' ? serialPort(() => place.path) : tcpPort(place);
					return open(signal);
				},
				codec: (patterns) => codecOf('swipe', patterns),
			},
		],
	};
}
