import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { type PrinterModel, WIDE_PRINTER } from './model.ts';
import { type Paper, type Slip, slips } from './paper.ts';
import { joined } from './parser.ts';
import { type Answers, SimulatedPrinter } from './printer.ts';
import { type Condition } from './status.ts';

export type EmulatorOptions = {
	/** 0: any that is free. */
	readonly port?: number;
	/** Paper is private and nobody signs in here: the loopback, nothing else. */
	readonly host?: `127.0.0.${number}` | '::1';
	readonly model?: PrinterModel;
	/** Port 9100 has one session at a time: the next one `waits` unread, or is `refused`. */
	readonly secondSession?: 'waits' | 'refused';
};

/** Further sessions are refused. */
const SESSIONS_WAITING_MAX = 8;
/** What a host does not read: after that many bytes answers are dropped, as the small buffers of a printer do. */
const UNREAD_BYTES_MAX = 64 * 1024;
/** The record for tests: the last sessions, the beginning of each. */
const SESSIONS_RECORDED_MAX = 64;
const RECORDED_BYTES_MAX = 8 * 1024 * 1024;

export async function startPrinterEmulator(options: EmulatorOptions = {}): Promise<PrinterEmulator> {
	const emulator = new PrinterEmulator(options);
	await emulator.powerOn();
	return emulator;
}

/** A network printer: raw TCP as on port 9100 around a simulated printer, with a hand at its cover and its plug. */
export class PrinterEmulator {
	readonly #options: Required<EmulatorOptions>;
	readonly #printer: SimulatedPrinter;
	readonly #slipListeners = new Set<(slip: Slip) => void>();
	readonly #changeListeners = new Set<() => void>();
	#server: Server | undefined;
	#port: number;
	#active: Socket | undefined;
	#waiting: Socket[] = [];
	#records: { chunks: Uint8Array[]; bytes: number }[] = [];
	#isStalled = false;
	#isOccupied = false;
	#bytesPerSecond = Infinity;
	#isResting = false;

	constructor(options: EmulatorOptions) {
		this.#options = { port: 0, host: '127.0.0.1', model: WIDE_PRINTER, secondSession: 'waits', ...options };
		this.#port = this.#options.port;
		this.#printer = new SimulatedPrinter(this.#options.model, {
			reply: (bytes) => this.#send(bytes),
			cut: () => this.#announceSlip(),
			changed: () => this.#changeListeners.forEach((listener) => listener()),
		});
	}

	/** The same after a power cut. */
	get port(): number {
		return this.#port;
	}

	get isOn(): boolean {
		return this.#server !== undefined;
	}

	get condition(): Condition {
		return this.#printer.condition;
	}

	/** Connections that are open: the one that is read and those that wait. */
	get sessions(): number {
		return this.#waiting.length + (this.#active ? 1 : 0);
	}

	paper(): Paper {
		return this.#printer.paper();
	}

	slips(): Slip[] {
		return slips(this.paper());
	}

	/** @returns how to stop listening. Called at every cut, with what was cut off. */
	onSlip(listener: (slip: Slip) => void): () => void {
		this.#slipListeners.add(listener);
		return () => void this.#slipListeners.delete(listener);
	}

	/** Called when its condition is another one, whoever made it so. */
	onChange(listener: () => void): void {
		this.#changeListeners.add(listener);
	}

	/** Every byte of the latest session that was read, up to 8 MiB. */
	received(): Uint8Array {
		return this.receivedBySession().at(-1) ?? new Uint8Array();
	}

	receivedBySession(): Uint8Array[] {
		return this.#records.map((record) => joined(record.chunks));
	}

	answer(answers: Answers): void {
		this.#printer.answer(answers);
	}

	fallSilentAtCut(): void {
		this.#printer.fallSilentAtCut();
	}

	paperOut(): void {
		this.#touch(() => this.#printer.paperOut());
	}

	/** Out in the middle of a job: after so many lines more. */
	paperOutAfterLines(lines: number): void {
		this.#printer.paperOutAfterLines(lines);
	}

	openCoverAfterLines(lines: number): void {
		this.#printer.openCoverAfterLines(lines);
	}

	paperNearEnd(): void {
		this.#touch(() => this.#printer.paperNearEnd());
	}

	loadPaper(): void {
		this.#touch(() => this.#printer.loadPaper());
	}

	openCover(): void {
		this.#touch(() => this.#printer.openCover());
	}

	closeCover(): void {
		this.#touch(() => this.#printer.closeCover());
	}

	cutterJam(): void {
		this.#printer.jamCutter();
	}

	clearCutter(): void {
		this.#printer.clearCutter();
	}

	heatHead(): void {
		this.#touch(() => this.#printer.heatHead());
	}

	coolHead(): void {
		this.#touch(() => this.#printer.coolHead());
	}

	breakDown(): void {
		this.#touch(() => this.#printer.breakDown());
	}

	setDrawerHigh(isHigh: boolean): void {
		this.#touch(() => this.#printer.setDrawerHigh(isHigh));
	}

	/** Reads nothing more, as a network that swallows packets: the host's writes pile up. */
	stall(): void {
		this.#touch(() => (this.#isStalled = true));
	}

	endStall(): void {
		this.#touch(() => (this.#isStalled = false));
	}

	/** Another machine has the session: who comes now waits unread. */
	occupy(): void {
		this.#isOccupied = true;
		this.hangUp();
	}

	release(): void {
		this.#isOccupied = false;
		this.#next();
	}

	/** How many bytes the line takes in a second. */
	slowDown(bytesPerSecond: number): void {
		this.#bytesPerSecond = bytesPerSecond;
	}

	/** The network drops every session; the printer itself notices nothing. */
	hangUp(): void {
		const active = this.#active;
		const waiting = this.#waiting;
		this.#waiting = [];
		for (const socket of [...waiting, active]) socket?.resetAndDestroy();
		// A socket that the other side has just ended is reset without a word of it.
		if (active) this.#end(active);
	}

	/** Another printer of the same kind at this address. */
	exchange(serial: string): void {
		this.#printer.exchange(serial);
		this.hangUp();
	}

	/** What an earlier host left in it when it was killed. */
	leave(bytes: Uint8Array): void {
		this.#printer.receive(bytes);
	}

	/** Buffers, settings and automatic status are gone, connections are dropped and new ones refused. */
	async powerCut(): Promise<void> {
		const server = this.#server;
		if (!server) return;
		this.#server = undefined;
		this.#printer.restart();
		this.#isStalled = false;
		const closed = once(server, 'close');
		server.close();
		this.hangUp();
		await closed;
	}

	async powerOn(): Promise<void> {
		if (this.#server) return;
		const server = createServer({ pauseOnConnect: true }, (socket) => this.#accept(socket));
		this.#server = server;
		server.listen(this.#port, this.#options.host);
		await once(server, 'listening');
		this.#port = (server.address() as AddressInfo).port;
	}

	close(): Promise<void> {
		return this.powerCut();
	}

	#accept(socket: Socket): void {
		const mayWait = this.#options.secondSession === 'waits' && this.#waiting.length < SESSIONS_WAITING_MAX;
		// The loss of a connection is told by `close`, which follows every error.
		socket.on('error', () => undefined);
		if (this.#active && !mayWait) return void socket.destroy();
		socket.setNoDelay(true);
		socket.on('close', () => this.#end(socket));
		this.#waiting.push(socket);
		this.#next();
	}

	#next(): void {
		if (this.#active || this.#isOccupied) return;
		const socket = this.#waiting.shift();
		if (!socket) return;
		this.#active = socket;
		const record = { chunks: [] as Uint8Array[], bytes: 0 };
		this.#records = [...this.#records, record].slice(-SESSIONS_RECORDED_MAX);
		socket.on('data', (chunk: Buffer) => {
			if (record.bytes + chunk.length <= RECORDED_BYTES_MAX) {
				record.chunks.push(chunk);
				record.bytes += chunk.length;
			}
			this.#touch(() => this.#printer.receive(chunk));
			this.#rest(chunk.length);
		});
		this.#flow();
	}

	#end(socket: Socket): void {
		this.#waiting = this.#waiting.filter((other) => other !== socket);
		if (this.#active !== socket) return;
		this.#active = undefined;
		this.#next();
	}

	#touch(change: () => void): void {
		change();
		this.#flow();
	}

	#rest(bytes: number): void {
		if (this.#bytesPerSecond === Infinity) return;
		this.#touch(() => (this.#isResting = true));
		setTimeout(() => this.#touch(() => (this.#isResting = false)), (bytes / this.#bytesPerSecond) * 1_000).unref();
	}

	#flow(): void {
		if (this.#isStalled || this.#isResting || this.#printer.isFull) this.#active?.pause();
		else this.#active?.resume();
	}

	#send(bytes: Uint8Array): void {
		const socket = this.#active;
		if (socket?.writable && socket.writableLength < UNREAD_BYTES_MAX) socket.write(bytes);
	}

	#announceSlip(): void {
		const slip = this.slips().findLast(({ isCut }) => isCut);
		if (slip) for (const listener of this.#slipListeners) listener(slip);
	}
}
