import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { io, type Socket } from 'socket.io-client';
import type { CounterState } from '#shared/counter/state.ts';
import type { BridgeHealth } from '#shared/protocol/health.ts';
import type { BridgeToPage } from '#shared/protocol/sockets.ts';
import { startBridge, type RunningBridge } from '../../bridge/bridge.ts';
import { systemMachine } from '../../bridge/checks/surroundings.ts';
import { readBridgeConfig } from '../../bridge/config.ts';
import { LogBook } from '../../bridge/log-book.ts';
import { selfCheck } from '../../bridge/checks/self-check.ts';
import { registerCounter } from '../../server/identity/counters.ts';
import { startServer, type RunningServer } from '../../server/server.ts';
import { HotelFolders, rethrow } from './hotel-folder.ts';
import type { Hotel } from './hotel.ts';

const SILENT = pino({ level: 'silent' });

/** The demo hotel's server and a till of its restaurant, both real and in this process, and a page that looks on. */
export class RealTill {
	readonly hotel: Hotel;
	/** The server's folder. */
	readonly folder: string;
	/** The till's own. */
	readonly state = mkdtempSync(join(tmpdir(), 'retorno-state-'));
	readonly configPath = join(this.state, 'bridge.json');
	health: BridgeHealth | undefined;
	/** Every state that the page was sent. */
	readonly states: CounterState[] = [];
	readonly #folders: HotelFolders;
	readonly #server: RunningServer;
	#bridge: RunningBridge | undefined;
	#page: Socket<BridgeToPage> | undefined;

	private constructor(folders: HotelFolders, folder: string, hotel: Hotel, server: RunningServer, deviceKey: string) {
		[this.#folders, this.folder, this.hotel, this.#server] = [folders, folder, hotel, server];
		mkdirSync(join(this.state, 'screens'));
		const config = {
			...{ role: 'till', serverUrl: `http://127.0.0.1:${server.port}`, deviceKey, port: 0, simulate: false },
			...{ screensFolder: join(this.state, 'screens'), stateFolder: this.state, readers: [], printer: null },
		};
		writeFileSync(this.configPath, JSON.stringify(config), { mode: 0o600 });
	}

	/** The till has not run yet. */
	static async open(): Promise<RealTill> {
		const folders = new HotelFolders();
		const { hotel, folder } = await folders.open('hotel');
		const counter = { outlet: 'restaurant', terminal: 'till-1', role: 'till' } as const;
		const deviceKey = await registerCounter(hotel.store, hotel.house, counter);
		await hotel.store.close();
		const server = await startServer({ dataFolder: folder, host: '127.0.0.1', port: 0, build: 'b1' }, SILENT, rethrow);
		return new RealTill(folders, folder, hotel, server, deviceKey);
	}

	/** @returns when its page has heard how it stands */
	async start(): Promise<void> {
		const book = new LogBook();
		const log = pino({ name: 'bridge' }, pino.multistream([{ level: 'warn', stream: book }]));
		const config = readBridgeConfig(this.configPath);
		this.#bridge = await startBridge(config, { readers: [], printer: null, desk: null }, 'b1', log, {
			selfCheck: (self) => selfCheck(this.configPath, 'b1', systemMachine, self),
			log: () => book.lines,
		});
		const origin = `http://localhost:${this.#bridge.port}`;
		const page: Socket<BridgeToPage> = io(origin, {
			...{ transports: ['websocket'], extraHeaders: { origin }, auth: { looksOn: true } },
		});
		this.#page = page;
		page.on('counter.state', (state) => this.states.push(state));
		await new Promise<void>((resolve) => {
			page.on('bridge.health', (now) => {
				this.health = now;
				resolve();
			});
		});
	}

	async stop(): Promise<void> {
		this.#page?.close();
		await this.#bridge?.close();
		[this.#bridge, this.#page, this.health] = [undefined, undefined, undefined];
	}

	async close(): Promise<void> {
		await this.stop();
		await this.#server.close();
		this.#folders.remove();
		rmSync(this.state, { recursive: true });
	}
}
