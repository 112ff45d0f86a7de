import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { encode } from 'uqr';
import type { SimulatedAct, SimulatedView } from '#shared/protocol/simulate.ts';
import { systemClock } from '../clock.ts';
import { DESK_FAULTS, FaultPlayer } from './fault-player.ts';
import { startPrinterEmulator, type PrinterEmulator } from './printer/emulator.ts';
import { drawSlip, type DrawQr } from './printer/picture.ts';
import { openSimulatedReader, type SimulatedReader } from './serial-reader.ts';

/** So many slips stay on the demo's desk. */
const SLIPS_MAX = 5;

/** Where the bridge finds the reader: another place after each plugging in. */
export type ReaderPlace =
	| { readonly kind: 'serial'; readonly path: string }
	| { readonly kind: 'tcp'; readonly host: string; readonly port: number };

type Line = { readonly place: ReaderPlace; write(bytes: Uint8Array): void; close(): void };

/** The devices of the demo's counter, and the hand that swipes, unplugs and takes the paper out. */
export class SimulatedDesk {
	readonly #printer: PrinterEmulator;
	readonly #changed = new Set<(view: SimulatedView) => void>();
	#line: Line;
	#plugged = true;
	/** Why the system does not open the reader. */
	#refusal: string | null = null;
	readonly #faults: FaultPlayer;
	#slips: readonly string[] = [];

	private constructor(printer: PrinterEmulator, line: Line) {
		this.#printer = printer;
		this.#line = line;
		this.#faults = new FaultPlayer(
			{
				reader: {
					isPlugged: () => this.#plugged,
					plug: () => this.#plug(),
					unplug: () => this.#unplug(),
					send: (bytes) => this.#send(bytes),
					refuse: (reason) => void (this.#refusal = reason),
				},
				printer,
			},
			systemClock,
			() => this.#tell(),
		);
		printer.onChange(() => this.#tell());
		printer.onSlip((slip) => {
			this.#slips = [drawSlip(slip, drawQr), ...this.#slips].slice(0, SLIPS_MAX);
			this.#tell();
		});
	}

	static async open(): Promise<SimulatedDesk> {
		return new SimulatedDesk(await startPrinterEmulator(), await openLine());
	}

	/** @throws what the system says where it does not open the reader */
	get readerPlace(): ReaderPlace {
		if (this.#refusal !== null) throw new Error(this.#refusal);
		return this.#line.place;
	}

	get printerPort(): number {
		return this.#printer.port;
	}

	get view(): SimulatedView {
		const { paperOut, coverOpen } = this.#printer.condition;
		return {
			reader: { plugged: this.#plugged, over: this.#line.place.kind },
			printer: { on: this.#printer.isOn, paperOut, coverOpen },
			slips: this.#slips,
			faults: DESK_FAULTS,
			playing: this.#faults.playing,
		};
	}

	onChange(listener: (view: SimulatedView) => void): void {
		this.#changed.add(listener);
	}

	async do(act: SimulatedAct): Promise<void> {
		switch (act.kind) {
			case 'swipe':
				// As a serial reader sends it; what is no Latin-1 could not stand on a stripe.
				this.#send(Buffer.from(`${act.stripe}\r`, 'latin1'));
				break;
			case 'unplug-reader':
				this.#unplug();
				break;
			case 'plug-reader':
				await this.#plug();
				break;
			case 'paper-out':
				this.#printer.paperOut();
				break;
			case 'load-paper':
				this.#printer.loadPaper();
				break;
			case 'open-cover':
				this.#printer.openCover();
				break;
			case 'close-cover':
				this.#printer.closeCover();
				break;
			case 'printer-off':
				await this.#printer.powerCut();
				break;
			case 'printer-on':
				await this.#printer.powerOn();
				break;
			case 'play-fault':
				await this.#faults.play(act.fault);
				break;
			case 'stop-fault':
				await this.#faults.stop();
				break;
		}
		this.#tell();
	}

	async close(): Promise<void> {
		await this.#faults.stop();
		this.#line.close();
		await this.#printer.close();
	}

	#send(bytes: Uint8Array): void {
		if (this.#plugged) this.#line.write(bytes);
	}

	#unplug(): void {
		this.#line.close();
		this.#plugged = false;
		this.#tell();
	}

	async #plug(): Promise<void> {
		if (this.#plugged) return;
		const line = await openLine();
		// Somebody else was quicker.
		if (this.#plugged) return line.close();
		this.#line = line;
		this.#plugged = true;
		this.#tell();
	}

	#tell(): void {
		for (const listener of this.#changed) listener(this.view);
	}
}

const drawQr: DrawQr = (data, ecc) => encode(data, { ecc, border: 0 }).data;

async function openLine(): Promise<Line> {
	const reader = await openSimulatedReader();
	return reader ? serialLine(reader) : tcpLine();
}

const serialLine = (reader: SimulatedReader): Line => ({
	place: { kind: 'serial', path: reader.path },
	write: (bytes) => void reader.write(bytes).catch(() => undefined),
	close: () => reader.unplug(),
});

/** Where the machine has no pseudo-terminals, the reader stands behind a serial device server, as real ones can. */
function tcpLine(): Promise<Line> {
	const connections = new Set<Socket>();
	const server: Server = createServer((socket) => {
		connections.add(socket);
		socket.on('error', () => socket.destroy());
		socket.on('close', () => connections.delete(socket));
	});
	return new Promise((resolve, reject) => {
		server.once('error', reject);
		server.listen(0, '127.0.0.1', () =>
			resolve({
				place: { kind: 'tcp', host: '127.0.0.1', port: (server.address() as AddressInfo).port },
				write: (bytes) => connections.forEach((socket) => socket.write(bytes)),
				close() {
					server.close();
					connections.forEach((socket) => socket.destroy());
				},
			}),
		);
	});
}
