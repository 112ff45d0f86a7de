import { fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { expect, vi } from 'vitest';
import { startPrinterEmulator, type PrinterEmulator } from '../../bridge/simulate/printer/emulator.ts';
import type { ReversalId, StaffId, VisitId } from '#shared/kernel/ids.ts';
import { momentAt } from '#shared/kernel/moment.ts';
import { ServerLink } from '../../bridge/link/server-link.ts';
import { PROGRAMME, PROPERTY } from '../../server/demo/miramar.ts';
import { seedDemo } from '../../server/demo/seed.ts';
import { registerCounter } from '../../server/identity/counters.ts';
import { cardTokenOf, openKeys } from '../../server/identity/keys.ts';
import { buildOf, buildScreens } from '../../server/screens.ts';
import { booksPath } from '../../server/server.ts';
import { openSqliteStore } from '../../server/store/sqlite/sqlite-store.ts';
import { verifyBooks } from '../../server/store/verify/verify.ts';
import { visitOf } from './hotel.ts';
import { LinkTap } from './link-tap.ts';
import { ReaderProcess } from './reader-process.ts';

const ROOT = new URL('../../', import.meta.url);

/** Two cards quicker than any hand are two at once. */
const SWIPE_APART_MS = 400;

type Role = 'till' | 'kiosk';

/** What a test may want beside the house itself. */
type Extras = {
	/** Another bridge than the product's. */
	readonly bridgeScript?: string;
	/** Keeps a copy of all that bridge and server say to each other. */
	readonly tapped?: boolean;
};

/** The whole house as a hotel runs it: two processes, a reader on a real serial line, a printer on a real socket. */
export class RunningHouse {
	readonly #folder: string;
	readonly #outlet: string;
	readonly #role: Role;
	readonly #extras: Extras;
	readonly #log: string[] = [];
	readonly #processes = new Map<string, ChildProcess>();
	readonly printer: PrinterEmulator;
	reader: ReaderProcess;
	serverPort = 0;
	bridgePort = 0;
	#tap: LinkTap | undefined;
	#swipedAtMs = -SWIPE_APART_MS;
	#deviceKey = '';
	#otherKey = '';

	private constructor(
		folder: string,
		{ outlet, role, extras }: { outlet: string; role: Role; extras: Extras },
		printer: PrinterEmulator,
		reader: ReaderProcess,
	) {
		this.#folder = folder;
		this.#outlet = outlet;
		this.#role = role;
		this.#extras = extras;
		this.printer = printer;
		this.reader = reader;
	}

	static async open(outlet = 'restaurant', role: Role = 'till', extras: Extras = {}): Promise<RunningHouse> {
		buildScreens(ROOT, () => undefined);
		const reader = await ReaderProcess.open();
		const folder = mkdtempSync(join(tmpdir(), 'retorno-house-'));
		const house = new RunningHouse(folder, { outlet, role, extras }, await startPrinterEmulator(), reader);
		symlinkSync(reader.path, house.#readerPath);
		await house.#seed();
		await house.startServer();
		if (extras.tapped) house.#tap = await LinkTap.open(house.serverPort);
		await house.startBridge();
		return house;
	}

	/** A name that stays, as `/dev/serial/by-id` gives one to a real reader. */
	get #readerPath(): string {
		return join(this.#folder, 'reader');
	}

	get tillUrl(): string {
		return `http://localhost:${this.bridgePort}/till`;
	}

	get kioskUrl(): string {
		return `http://localhost:${this.bridgePort}/kiosk`;
	}

	/** What bridge and server said to each other, where the house is tapped. */
	get linkSaid(): Buffer {
		return this.#tap?.said() ?? Buffer.alloc(0);
	}

	/** Until one of the processes has said this. */
	async logged(words: string): Promise<void> {
		await vi.waitFor(() => expect(this.log).toContain(words), 20_000);
	}

	/** What both processes said. */
	get log(): string {
		return this.#log.join('');
	}

	async #seed(): Promise<void> {
		const store = openSqliteStore(booksPath(this.#folder), (cause) => {
			throw cause;
		});
		const house = await seedDemo(store, openKeys(this.#folder), new Date().toISOString());
		this.#deviceKey = await registerCounter(store, house, {
			outlet: this.#outlet,
			terminal: `${this.#role}-1`,
			role: this.#role,
		});
		this.#otherKey = await registerCounter(store, house, { outlet: this.#outlet, terminal: 'till-2', role: 'till' });
		await store.close();
	}

	async startServer(): Promise<void> {
		this.serverPort = await this.#start('server/main.ts', { RETORNO_SERVER_PORT: String(this.serverPort) });
	}

	async startBridge(): Promise<void> {
		const config = join(this.#folder, 'bridge.json');
		writeFileSync(
			config,
			JSON.stringify({
				role: this.#role,
				serverUrl: `http://127.0.0.1:${this.#tap?.port ?? this.serverPort}`,
				deviceKey: this.#deviceKey,
				port: this.bridgePort,
				stateFolder: this.#folder,
				screensFolder: fileURLToPath(new URL('build/kiosk', ROOT)),
				readers: [{ kind: 'serial', path: this.#readerPath }],
				printer: { host: '127.0.0.1', port: this.printer.port, profile: 'epson' },
			}),
		);
		const script = this.#extras.bridgeScript ?? 'bridge/main.ts';
		this.bridgePort = await this.#start('bridge/main.ts', { RETORNO_BRIDGE_CONFIG: config }, script);
	}

	/** @param signal SIGSTOP freezes a process, SIGCONT lets it go on, SIGKILL is a power cut */
	signal(script: 'server/main.ts' | 'bridge/main.ts', signal: NodeJS.Signals): void {
		this.#processes.get(script)?.kill(signal);
	}

	async end(script: 'server/main.ts' | 'bridge/main.ts', signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
		const process = this.#processes.get(script);
		if (!process || process.exitCode !== null || process.signalCode !== null) return;
		const ended = new Promise((resolve) => process.once('exit', resolve));
		process.kill(signal);
		await ended;
	}

	/** Plugged in again: another device under the same name. */
	async plugReader(): Promise<void> {
		this.reader = await ReaderProcess.open();
		rmSync(this.#readerPath, { force: true });
		symlinkSync(this.reader.path, this.#readerPath);
	}

	/** The same guest at another till: recorded before this returns. */
	async recordElsewhere(card: string, amounts: Record<string, number>, points = 0): Promise<VisitId> {
		return this.#elsewhere(async (link) => {
			const guest = await link.lookUp(cardTokenOf(card, openKeys(this.#folder)));
			if (!guest.ok) throw new Error(guest.error.code);
			const moment = momentAt(new Date().toISOString(), PROPERTY);
			const visit = visitOf(PROGRAMME, moment, this.#outlet, guest.value, amounts, points);
			const answer = await link.record({ ...visit, terminal: 'till-2' }, 'live');
			if (!answer.ok) throw new Error(answer.error.code);
			return visit.id;
		});
	}

	/** A supervisor at another till takes a visit back whole: done before this returns. */
	async takeBackElsewhere(visitId: VisitId): Promise<void> {
		await this.#elsewhere(async (link) => {
			const answer = await link.reverse({
				...{ id: randomUUID() as ReversalId, visitId, outlet: this.#outlet, terminal: 'till-2' },
				...{ cashier: 'boris' as StaffId, approvedBy: null, occurredAt: new Date().toISOString() },
				...{ reason: 'complaint', lines: null },
			});
			if (!answer.ok) throw new Error(answer.error.code);
		});
	}

	/** At the other till of this outlet. */
	async #elsewhere<Done>(act: (link: ServerLink) => Promise<Done>): Promise<Done> {
		const online = Promise.withResolvers<void>();
		const link = new ServerLink(
			`http://127.0.0.1:${this.serverPort}`,
			{ deviceKey: this.#otherKey, build: 'test' },
			{
				online: () => online.resolve(),
				offline: () => undefined,
				news: () => undefined,
				refused: (code) => online.reject(new Error(code)),
			},
		);
		link.open();
		await online.promise;
		try {
			return await act(link);
		} finally {
			link.close();
		}
	}

	/** A swipe as a serial reader sends it: the track and a carriage return. Not so soon that it were two cards at once. */
	async swipe(card: string): Promise<void> {
		await setTimeout(Math.max(0, this.#swipedAtMs + SWIPE_APART_MS - performance.now()));
		await this.reader.write(Buffer.from(`;${card}?\r`, 'latin1'));
		this.#swipedAtMs = performance.now();
	}

	/** The visits in the books, which add up; the server has ended when this returns. */
	async bookedVisits(): Promise<readonly VisitId[]> {
		await this.end('server/main.ts');
		const store = openSqliteStore(booksPath(this.#folder), (cause) => {
			throw cause;
		});
		try {
			const { faults } = await store.read(verifyBooks(PROPERTY.id, new Date().toISOString().slice(0, 10)));
			expect(faults).toEqual([]);
		} finally {
			await store.close();
		}
		const books = new DatabaseSync(booksPath(this.#folder), { readOnly: true });
		try {
			return books
				.prepare('SELECT id FROM visit')
				.all()
				.map(({ id }) => id as VisitId);
		} finally {
			books.close();
		}
	}

	/** Everything this house has written to disk, by file name. */
	files(): Map<string, Buffer> {
		const names = readdirSync(this.#folder).filter((name) => name !== 'reader');
		return new Map(names.map((name) => [name, readFileSync(join(this.#folder, name))]));
	}

	async close(): Promise<void> {
		await this.end('bridge/main.ts');
		await this.end('server/main.ts');
		await this.#tap?.close();
		await this.reader.unplug();
		await this.printer.close();
		rmSync(this.#folder, { recursive: true, force: true });
	}

	#start(name: string, env: NodeJS.ProcessEnv, script = name): Promise<number> {
		const build = buildOf(ROOT);
		const child = fork(new URL(script, ROOT), {
			env: { ...process.env, DATABASE_URL: '', RETORNO_DATA: this.#folder, RETORNO_BUILD: build, ...env },
			stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
		});
		this.#processes.set(name, child);
		for (const stream of [child.stdout, child.stderr]) {
			stream?.on('data', (chunk: Buffer) => this.#log.push(chunk.toString()));
		}
		return new Promise((resolve, reject) => {
			child.once('message', (message: { port: number }) => resolve(message.port));
			child.once('exit', () => reject(new Error(`${script} ended:\n${this.log}`)));
		});
	}
}
