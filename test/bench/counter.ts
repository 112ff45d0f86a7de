import { setTimeout } from 'node:timers/promises';
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { invariant } from '#shared/kernel/result.ts';
import type { MemberView } from '#shared/protocol/views.ts';
import { startPrinterEmulator, type PrinterEmulator } from '../../bridge/simulate/printer/emulator.ts';
import { openSimulatedReader, type SimulatedReader } from '../../bridge/simulate/serial-reader.ts';
import { buildOf, buildScreens } from '../../server/screens.ts';
import { benchMember, seedHotel, type SeededHotel } from './members.ts';
import { PageLink } from './page-link.ts';
import { PrinterTap } from './printer-tap.ts';
import { ScriptProcess } from './processes.ts';
import { temporaryFolder } from './temporary-folder.ts';

const ROOT = new URL('../../', import.meta.url);
const SCREENS = 'build/kiosk';

/** No two guests are quicker, and two cards together are neither. */
const APART_MS = 350;

/** For a counter that hears of all members for the first time. */
const REPLICA_MS_MAX = 600_000;

type Devices = { readonly reader: SimulatedReader; readonly printer: PrinterEmulator; readonly tap: PrinterTap };

/** A counter as a hotel runs it: server and bridge as processes, a reader on a real serial line, a printer on a socket. */
export class BenchCounter {
	readonly #folder: string;
	readonly #seeded: SeededHotel;
	readonly #devices: Devices;
	readonly #processes: ScriptProcess[] = [];
	readonly #build: string;
	readonly members: number;
	#server: ScriptProcess | undefined;
	#serverPort = 0;
	/** Where the till's pages are. */
	tillPort = 0;
	#page: PageLink | undefined;
	#swipedMs = -Infinity;

	private constructor(folder: string, members: number, seeded: SeededHotel, devices: Devices) {
		this.#folder = folder;
		this.members = members;
		this.#seeded = seeded;
		this.#devices = devices;
		this.#build = buildOf(pathToFileURL(`${folder}/`));
	}

	static async open(members: number): Promise<BenchCounter> {
		// Standard output belongs to the rows.
		buildScreens(ROOT, (text) => console.error(text));
		const reader = await openSimulatedReader();
		if (!reader) throw new Error('@lydell/node-pty is missing, so there is no serial line to write to');
		const folder = temporaryFolder('counter');
		// A build beside us must not change what is measured.
		cpSync(fileURLToPath(new URL(SCREENS, ROOT)), join(folder, SCREENS), { recursive: true });
		const printer = await startPrinterEmulator();
		const devices = { reader, printer, tap: await PrinterTap.open(printer.port) };
		const counter = new BenchCounter(folder, members, await seedHotel(folder, members), devices);
		try {
			await counter.#start();
			return counter;
		} catch (cause) {
			await counter.close();
			throw cause;
		}
	}

	async #start(): Promise<void> {
		const { reader, tap } = this.#devices;
		const env = { RETORNO_DATA: this.#folder, RETORNO_SERVER_PORT: '0', RETORNO_BUILD: this.#build };
		const { process, port } = await ScriptProcess.start('server/main.ts', env);
		this.#processes.push(process);
		[this.#server, this.#serverPort] = [process, port];
		const till = await this.#startBridge('till', {
			readers: [{ kind: 'serial', path: reader.path }],
			printer: { host: '127.0.0.1', port: tap.port, profile: 'epson' },
		});
		this.tillPort = till.port;
		await till.process.says('all members are known here', REPLICA_MS_MAX);
		this.#page = new PageLink(this.tillPort);
		await this.#page.until(
			({ server, reader, printer }) => server.kind === 'online' && reader.kind === 'ready' && printer.kind === 'ready',
		);
	}

	get page(): PageLink {
		invariant(this.#page !== undefined, 'an open counter has a page');
		return this.#page;
	}

	/** What the till is told, while a browser has it. */
	lookOn(): PageLink {
		return new PageLink(this.tillPort, { looksOn: true });
	}

	/** A kiosk without devices. @returns where its pages are */
	async startKiosk(): Promise<number> {
		const { port } = await this.#startBridge('kiosk', { readers: [], printer: null });
		return port;
	}

	async #startBridge(role: 'till' | 'kiosk', devices: object): Promise<{ process: ScriptProcess; port: number }> {
		const config = join(this.#folder, `${role}.json`);
		writeFileSync(
			config,
			JSON.stringify({
				role,
				serverUrl: `http://127.0.0.1:${this.#serverPort}`,
				deviceKey: this.#seeded.deviceKeys[role],
				port: 0,
				stateFolder: join(this.#folder, role),
				screensFolder: join(this.#folder, SCREENS),
				...devices,
			}),
		);
		const env = { RETORNO_BRIDGE_CONFIG: config, RETORNO_BUILD: this.#build };
		const bridge = await ScriptProcess.start('bridge/main.ts', env);
		// Bridges end before their server.
		this.#processes.unshift(bridge.process);
		return bridge;
	}

	/** What the till keeps for its server. */
	get outboxPath(): string {
		return join(this.#folder, 'till', 'outbox.sqlite');
	}

	/** The server answers nobody, as a machine does whose network is cut. */
	freezeServer(): void {
		this.#server?.signal('SIGSTOP');
	}

	thawServer(): void {
		this.#server?.signal('SIGCONT');
	}

	/** Signs the demo's cashier in, where nobody is. */
	async signIn(): Promise<void> {
		if (this.page.state?.staff) return;
		this.page.send({ kind: 'pin-entered', pin: '1111' });
		await this.page.until(({ staff }) => staff !== null);
	}

	/** Writes a terminated frame into the serial line. @returns when, in milliseconds of this process's clock */
	async swipe(index: number): Promise<number> {
		await setTimeout(Math.max(0, this.#swipedMs + APART_MS - performance.now()));
		const frame = Buffer.from(`;${benchMember(index).card}?\r`, 'latin1');
		const writtenMs = performance.now();
		await this.#devices.reader.write(frame);
		this.#swipedMs = writtenMs;
		return writtenMs;
	}

	/** Swipes and waits until the counter shows the guest. */
	async greet(index: number): Promise<MemberView> {
		const { id } = benchMember(index);
		await this.swipe(index);
		const { guest } = await this.page.until(({ guest }) => guest.kind === 'shown' && guest.member.id === id);
		if (guest.kind !== 'shown') throw new Error('the guest is shown');
		return guest.member;
	}

	async nextGuest(): Promise<void> {
		this.page.send({ kind: 'next-guest' });
		await this.page.until(({ guest, visit }) => guest.kind === 'none' && visit.kind === 'open');
	}

	/** When the next slip's first byte reaches the printer. */
	nextSlip(): Promise<number> {
		return this.#devices.tap.nextSlip();
	}

	async close(): Promise<void> {
		this.#page?.close();
		for (const process of this.#processes) await process.stop();
		const { reader, printer, tap } = this.#devices;
		reader.close();
		tap.close();
		await printer.close();
		rmSync(this.#folder, { recursive: true, force: true });
	}
}
