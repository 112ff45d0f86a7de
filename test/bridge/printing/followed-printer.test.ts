import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { PrinterConfig } from '../../../bridge/printing/printer-config.ts';
import { systemClock } from '../../../bridge/clock.ts';
import { startPrinterEmulator, type PrinterEmulator } from '../../../bridge/simulate/printer/emulator.ts';
import { WIDE_PRINTER } from '../../../bridge/simulate/printer/model.ts';
import { FakePrinter } from '../../fakes/fake-printer.ts';
import { PrinterCounter, visit } from '../../faults/printer-counter.ts';

const HOME = '192.168.1.50';
const AWAY = '192.168.1.73';
const OFFICE = '192.168.1.80';
const OWN_MAC = '00:26:ab:00:00:01';

const numbered = (serial: string): FakePrinter =>
	new FakePrinter({ ...WIDE_PRINTER, names: { ...WIDE_PRINTER.names, serial } });

/** A network of printers, each with its hardware address. */
class Network {
	readonly places = new Map<string, { readonly printer: FakePrinter; readonly mac: string }>();
	searches = 0;

	readonly neighbours = {
		known: () => Promise.resolve(new Map([...this.places].map(([address, { mac }]) => [address, mac] as const))),
		stir: () => Promise.resolve(void this.searches++),
	};

	readonly connect = ({ host }: { readonly host: string }) => ({
		silence: 'busy' as const,
		open: async (...line: Parameters<FakePrinter['open']>) => {
			const place = this.places.get(host);
			if (!place) throw new Error('nobody there');
			return { ...(await place.printer.open(...line)), address: host };
		},
	});

	put(address: string, printer: FakePrinter, mac: string): void {
		this.places.get(address)?.printer.hangUp();
		this.places.set(address, { printer, mac });
	}

	remove(address: string): void {
		const place = this.places.get(address);
		this.places.delete(address);
		place?.printer.hangUp();
	}
}

let counter: PrinterCounter;
let network: Network;
let own: FakePrinter;
let office: FakePrinter;
let moves: string[];

beforeEach(() => {
	counter = new PrinterCounter();
	network = new Network();
	own = numbered('DEMO000001');
	office = numbered('DEMO000001');
	moves = [];
	network.put(HOME, own, OWN_MAC);
	network.put(OFFICE, office, '00:17:c8:00:00:02');
});
afterEach(() => counter.remove());

function start(config: Partial<PrinterConfig> = {}): void {
	const { connect, neighbours } = network;
	const onMoved = ({ from, to }: { from: string; to: string }) => moves.push(`${from} > ${to}`);
	counter.start({ host: HOME, ...config }, { connect, neighbours, onMoved });
}
async function settle(config?: Partial<PrinterConfig>): Promise<void> {
	start(config);
	counter.printing.submit(visit('first'));
	await counter.clock.advance(3_000);
	expect(counter.told.at(-1)).toBe('first confirmed');
	counter.told = [];
}
/** The network gives the printer another address, and its own to another machine. */
function move(other: FakePrinter = numbered('OTHER00002')): FakePrinter {
	network.put(AWAY, own, OWN_MAC);
	network.put(HOME, other, '00:26:ab:00:00:09');
	own.hangUp();
	return other;
}
const slipsOn = (printer: FakePrinter): number => printer.text().filter((line) => line.startsWith('TOTAL')).length;
const kept = (): { mac?: string; movedTo?: string } =>
	JSON.parse(readFileSync(join(counter.folder, 'printer.json'), 'utf8')) as { mac?: string; movedTo?: string };

describe('a printer that the network has given another address', () => {
	test('F24: is found there, and no other one gets a slip', async () => {
		await settle();
		const other = move();
		counter.printing.submit(visit('a'));
		await counter.clock.advance(90_000);
		expect([counter.told.at(-1), slipsOn(own), slipsOn(other), moves]).toEqual([
			...['a confirmed', 2, 0, [`${HOME} > ${AWAY}`]],
		]);
		expect([office.sessions, office.received.length, network.searches]).toEqual([0, 0, 1]);
		expect(kept()).toMatchObject({ mac: OWN_MAC, movedTo: AWAY });
	});

	test('is found at once by the next bridge, and again where it comes back', async () => {
		await settle();
		move();
		await counter.clock.advance(90_000);
		await counter.stop();
		start();
		counter.printing.submit(visit('a'));
		await counter.clock.advance(3_000);
		expect([counter.told.at(-1), network.searches]).toEqual(['a confirmed', 1]);
		network.put(HOME, own, OWN_MAC);
		network.remove(AWAY);
		counter.printing.submit(visit('b'));
		await counter.clock.advance(120_000);
		expect([counter.told.at(-1), moves.at(-1)]).toEqual(['b confirmed', `${AWAY} > ${HOME}`]);
		expect(kept().movedTo).toBeUndefined();
	});

	test('is looked for every five minutes, not sooner, and not while it is only switched off and on', async () => {
		await settle();
		network.remove(HOME);
		await counter.clock.advance(25_000);
		network.put(HOME, own, OWN_MAC);
		await counter.clock.advance(30_000);
		network.remove(HOME);
		await counter.clock.advance(25_000);
		expect(network.searches).toBe(0);
		await counter.clock.advance(5 * 60_000 - 25_000);
		expect(network.searches).toBe(1);
		await counter.clock.advance(15 * 60_000);
		expect(network.searches).toBe(4);
		expect([office.sessions, moves]).toEqual([0, []]);
	});

	test('is not followed where that is switched off, nor to where it stood before', async () => {
		await settle();
		move();
		await counter.clock.advance(90_000);
		await counter.stop();
		start({ follow: false });
		counter.printing.submit(visit('a'));
		await counter.clock.advance(400_000);
		expect([counter.told.at(-1), slipsOn(own), network.searches]).toEqual(['stranger', 1, 1]);
	});

	test('is not followed where it has never told its number', async () => {
		own.holdsBack = (answer) => answer[0] === 0x5f;
		await settle();
		network.put(AWAY, own, OWN_MAC);
		network.remove(HOME);
		await counter.clock.advance(400_000);
		expect([network.searches, moves]).toEqual([0, []]);
	});

	test('is not followed where its hardware address was never seen', async () => {
		network.neighbours.known = () => Promise.resolve(new Map<string, string>());
		await settle();
		move();
		await counter.clock.advance(400_000);
		expect([network.searches, moves]).toEqual([0, []]);
	});

	test('is not taken for another one behind the same hardware address', async () => {
		await settle();
		const other = numbered('OTHER00002');
		network.put(AWAY, other, OWN_MAC);
		network.remove(HOME);
		counter.printing.submit(visit('a'));
		await counter.clock.advance(90_000);
		expect([network.searches, other.sessions, slipsOn(other), moves]).toEqual([1, 1, 0, []]);
	});

	test('is not chosen among two that say the same', async () => {
		await settle();
		network.put(AWAY, own, OWN_MAC);
		network.put('192.168.1.74', numbered('DEMO000001'), OWN_MAC);
		network.remove(HOME);
		await counter.clock.advance(90_000);
		expect([network.searches, moves]).toEqual([1, []]);
	});
});

describe('on a wire', () => {
	const emulators: PrinterEmulator[] = [];
	afterEach(() => Promise.all(emulators.map((emulator) => emulator.close())));
	async function emulate(host: `127.0.0.${number}`, port: number, serial: string): Promise<PrinterEmulator> {
		const model = { ...WIDE_PRINTER, names: { ...WIDE_PRINTER.names, serial } };
		const emulator = await startPrinterEmulator({ host, port, model });
		emulators.push(emulator);
		return emulator;
	}

	test('the slip comes out at the other address, and the machines beside it hear nothing', async () => {
		const before = await emulate('127.0.0.2', 0, 'DEMO000001');
		const { port } = before;
		const office = await emulate('127.0.0.4', port, 'OFFICE0001');
		const known = new Map([
			['127.0.0.2', OWN_MAC],
			['127.0.0.4', '00:17:c8:00:00:02'],
		]);
		let skippedMs = 0;
		const clock = { ...systemClock, elapsedMs: () => systemClock.elapsedMs() + skippedMs };
		const { neighbours } = network;
		counter.start(
			{ host: '127.0.0.2', port },
			{
				clock,
				connect: (await import('../../../bridge/printing/tcp-printer.ts')).tcpPrinter,
				neighbours: { ...neighbours, known: () => Promise.resolve(known) },
			},
		);
		const hears = (words: string): Promise<void> => vi.waitFor(() => expect(counter.told).toContain(words), 20_000);
		await hears('ready');
		await vi.waitFor(() => expect(kept().mac).toBe(OWN_MAC), 20_000);
		const after = await emulate('127.0.0.3', port, 'DEMO000001');
		known.delete('127.0.0.2');
		known.set('127.0.0.3', OWN_MAC);
		await before.close();
		counter.printing.submit(visit('a'));
		await vi.waitFor(() => expect(counter.told.at(-1)).toBe('absent'), 20_000);
		skippedMs = 60_000;
		await hears('a confirmed');
		expect([after.slips().length, office.receivedBySession()]).toEqual([1, []]);
	});
});
