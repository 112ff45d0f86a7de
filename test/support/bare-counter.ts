import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pino from 'pino';
import { startBridge, type RunningBridge } from '../../bridge/bridge.ts';
import { ConfigFile } from '../../bridge/config-file.ts';
import { readBridgeConfig } from '../../bridge/config.ts';
import { countersReaders } from '../../bridge/devices/counters-readers.ts';
import type { Attached } from '../../bridge/setup/attached.ts';
import { seedDemo } from '../../server/demo/seed.ts';
import { openKeys } from '../../server/identity/keys.ts';
import { runJoin } from '../../server/run/join.ts';
import { runPair } from '../../server/run/pair.ts';
import { buildOf } from '../../server/screens.ts';
import { booksPath, startServer, type RunningServer } from '../../server/server.ts';
import { openSqliteStore } from '../../server/store/sqlite/sqlite-store.ts';
import { rethrow } from './hotel-folder.ts';

const ROOT = new URL('../../', import.meta.url);

/** A counter of the demo hotel as it is after it was paired: no reader, no printer. */
export class BareCounter {
	readonly #folder: string;
	#server: RunningServer | undefined;
	readonly #terminal: string;
	/** What is plugged in. */
	readonly attached: Attached[] = [];
	log = '';
	#bridge: RunningBridge | undefined;

	private constructor(folder: string, server: RunningServer, terminal: string) {
		this.#folder = folder;
		this.#server = server;
		this.#terminal = terminal;
	}

	static async open(role: 'till' | 'kiosk' = 'till'): Promise<BareCounter> {
		const folder = mkdtempSync(join(tmpdir(), 'retorno-bare-'));
		const store = openSqliteStore(booksPath(folder), rethrow);
		await seedDemo(store, openKeys(folder), new Date().toISOString());
		await store.close();
		const silent = pino({ level: 'silent' });
		const build = buildOf(ROOT);
		const server = await startServer({ dataFolder: folder, host: '127.0.0.1', port: 0, build }, silent, rethrow);
		const counter = new BareCounter(folder, server, `${role}-1`);
		await counter.#pair(role);
		await counter.start();
		return counter;
	}

	/** As two people do it, with a file from the server's machine to the counter's. */
	async #pair(role: 'till' | 'kiosk'): Promise<void> {
		const path = join(this.#folder, 'counter.json');
		const url = `https://127.0.0.1:${this.#server!.port}`;
		const say = (): void => undefined;
		const order = { name: this.#terminal, role, outlet: 'restaurant', url, file: { path, hours: 1 } };
		await runPair(order, { dataFolder: this.#folder, env: {} }, say);
		const screensFolder = fileURLToPath(new URL('build/kiosk', ROOT));
		const place = { dataFolder: this.#machine, screensFolder, ask: () => Promise.resolve(''), say };
		await runJoin({ url: undefined, code: undefined, fingerprint: undefined, file: path, port: 0 }, place);
	}

	/** The data folder of the counter's own machine. */
	get #machine(): string {
		return join(this.#folder, 'machine');
	}

	get configPath(): string {
		return join(this.#machine, 'counters', this.#terminal, 'bridge.json');
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

	/** The server is switched off, and stays off. */
	async loseServer(): Promise<void> {
		const server = this.#server;
		this.#server = undefined;
		await server?.close();
	}

	async close(): Promise<void> {
		await this.#bridge?.close();
		await this.loseServer();
		rmSync(this.#folder, { recursive: true, force: true });
	}
}
