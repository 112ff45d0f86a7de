import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pino from 'pino';
import { startBridge, type RunningBridge } from '../../bridge/bridge.ts';
import { ConfigFile } from '../../bridge/config-file.ts';
import { readBridgeConfig } from '../../bridge/config.ts';
import { countersReaders } from '../../bridge/counters-readers.ts';
import type { Attached } from '../../bridge/setup/attached.ts';
import { seedDemo } from '../../server/demo/seed.ts';
import { registerCounter } from '../../server/identity/counters.ts';
import { openKeys } from '../../server/identity/keys.ts';
import { buildOf } from '../../server/screens.ts';
import { booksPath, startServer, type RunningServer } from '../../server/server.ts';
import { openSqliteStore } from '../../server/store/sqlite-store.ts';
import { rethrow } from './hotel-folder.ts';

const ROOT = new URL('../../', import.meta.url);

/** A till of the demo hotel as it is after it was paired: no reader, no printer. */
export class BareCounter {
	readonly #folder: string;
	readonly #server: RunningServer;
	/** What is plugged in. */
	readonly attached: Attached[] = [];
	log = '';
	#bridge: RunningBridge | undefined;

	private constructor(folder: string, server: RunningServer) {
		this.#folder = folder;
		this.#server = server;
	}

	static async open(role: 'till' | 'kiosk' = 'till'): Promise<BareCounter> {
		const folder = mkdtempSync(join(tmpdir(), 'retorno-bare-'));
		mkdirSync(join(folder, 'counter'));
		const store = openSqliteStore(booksPath(folder), rethrow);
		const house = await seedDemo(store, openKeys(folder), new Date().toISOString());
		const deviceKey = await registerCounter(store, house, { outlet: 'restaurant', terminal: `${role}-1`, role });
		await store.close();
		const silent = pino({ level: 'silent' });
		const build = buildOf(ROOT);
		const server = await startServer({ dataFolder: folder, host: '127.0.0.1', port: 0, build }, silent, rethrow);
		const counter = new BareCounter(folder, server);
		const config = {
			...{ role, serverUrl: `http://127.0.0.1:${server.port}`, deviceKey, port: 0, simulate: false },
			...{ stateFolder: join(folder, 'counter'), screensFolder: fileURLToPath(new URL('build/kiosk', ROOT)) },
			...{ readers: [], printer: null },
		};
		writeFileSync(counter.configPath, JSON.stringify(config), { mode: 0o600 });
		await counter.start();
		return counter;
	}

	get configPath(): string {
		return join(this.#folder, 'bridge.json');
	}

	get config(): Record<string, unknown> {
		return JSON.parse(readFileSync(this.configPath, 'utf8')) as Record<string, unknown>;
	}

	get url(): string {
		return `http://localhost:${this.#bridge!.port}`;
	}

	/** As its main does it: by what stands in the file. */
	async start(): Promise<void> {
		const config = readBridgeConfig(this.configPath);
		const log = pino({ level: 'info' }, { write: (line: string) => (this.log += line) });
		const readers = countersReaders(config.readers, config.stateFolder);
		const ground = { file: new ConfigFile(this.configPath), attached: () => Promise.resolve(this.attached) };
		const devices = { readers, printer: config.printer, desk: null };
		this.#bridge = await startBridge(config, devices, buildOf(ROOT), log, { ground });
	}

	/** Somebody writes into the file by hand, and starts the counter again. */
	async configure(devices: Record<string, unknown>): Promise<void> {
		await this.#bridge?.close();
		writeFileSync(this.configPath, JSON.stringify({ ...this.config, ...devices }));
		await this.start();
	}

	async restart(): Promise<void> {
		await this.#bridge?.close();
		await this.start();
	}

	async close(): Promise<void> {
		await this.#bridge?.close();
		await this.#server.close();
		rmSync(this.#folder, { recursive: true, force: true });
	}
}
