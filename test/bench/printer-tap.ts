import { connect, createServer, type AddressInfo, type Server } from 'node:net';

const SLIP_MS_MAX = 10_000;
/** Questions about a printer's state have three bytes; the shortest slip has some hundred. */
const SLIP_BYTES_MIN = 32;

/** A wire to the printer that tells when a slip begins to run through it. */
export class PrinterTap {
	readonly #server: Server;
	#waiting: ((atMs: number) => void)[] = [];

	private constructor(printerPort: number) {
		this.#server = createServer((bridge) => {
			const printer = connect(printerPort, '127.0.0.1');
			bridge.setNoDelay(true);
			printer.setNoDelay(true);
			bridge.on('data', (bytes: Buffer) => {
				if (bytes.length >= SLIP_BYTES_MIN) this.#heardSlip(performance.now());
				printer.write(bytes);
			});
			printer.on('data', (bytes: Buffer) => bridge.write(bytes));
			for (const [one, other] of [
				[bridge, printer],
				[printer, bridge],
			] as const) {
				one.on('error', () => other.destroy());
				one.on('close', () => other.destroy());
			}
		});
	}

	static open(printerPort: number): Promise<PrinterTap> {
		const tap = new PrinterTap(printerPort);
		return new Promise((resolve, reject) => {
			tap.#server.once('error', reject);
			tap.#server.listen(0, '127.0.0.1', () => resolve(tap));
		});
	}

	get port(): number {
		return (this.#server.address() as AddressInfo).port;
	}

	nextSlip(): Promise<number> {
		return new Promise((resolve, reject) => {
			const timer = setTimeout(() => reject(new Error('no slip reaches the printer')), SLIP_MS_MAX);
			this.#waiting.push((atMs) => {
				clearTimeout(timer);
				resolve(atMs);
			});
		});
	}

	close(): void {
		this.#server.close();
	}

	#heardSlip(atMs: number): void {
		for (const resolve of this.#waiting.splice(0)) resolve(atMs);
	}
}
