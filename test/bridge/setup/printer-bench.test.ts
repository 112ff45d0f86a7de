import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { SetupEvent } from '#shared/setup/state.ts';
import { ConfigFile } from '../../../bridge/config-file.ts';
import { systemClock } from '../../../bridge/clock.ts';
import { freshMemory, keepPrinter } from '../../../bridge/printing/printer-memory.ts';
import { PrinterBench } from '../../../bridge/setup/printer-bench.ts';
import { startPrinterEmulator, type PrinterEmulator } from '../../../bridge/simulate/printer/emulator.ts';

const BEFORE = '192.168.1.50';

let folder: string;
let emulator: PrinterEmulator;
let bench: PrinterBench;
let told: SetupEvent[];

beforeEach(async () => {
	folder = mkdtempSync(join(tmpdir(), 'bench-'));
	emulator = await startPrinterEmulator();
	const path = join(folder, 'bridge.json');
	const drawer = { pin: 5, onMs: 60, openIs: 'low' };
	const printer = { drawer, kind: 'tcp', host: BEFORE, port: emulator.port, shared: true, follow: true };
	const around = { role: 'till', serverUrl: 'http://127.0.0.1:4700', deviceKey: 'k', port: 0, screensFolder: 's' };
	writeFileSync(path, JSON.stringify({ ...around, stateFolder: folder, readers: [], printer }));
	const memoryPath = join(folder, 'printer.json');
	const memory = { ...freshMemory(false), profile: 'citizen', movedTo: '127.0.0.1' } as const;
	keepPrinter(memoryPath, `tcp:${BEFORE}:${emulator.port}`, memory);
	told = [];
	bench = new PrinterBench({
		...{ file: new ConfigFile(path), memoryPath, house: () => 'Hotel Miramar', clock: systemClock },
		placeOf: (device) => (device === 'own' ? undefined : { kind: 'device', path: '/dev/usb/lp0' }),
		...{ putAway: () => Promise.resolve(), tell: (event) => told.push(event), log: { info: () => undefined } },
	});
});
afterEach(async () => {
	bench.rest();
	await emulator.close();
	rmSync(folder, { recursive: true });
});

describe('a printer that was found at another address', () => {
	test('is shown with both, and as what it says it is', () => {
		expect(bench.used).toEqual({
			...{ name: `127.0.0.1:${emulator.port}`, movedFrom: `${BEFORE}:${emulator.port}` },
			...{ profile: 'citizen', pin: 5 },
		});
	});

	test('prints the test slip there, as what it is', async () => {
		await bench.run({ kind: 'print-slip', device: 'own', speed: null, figure: 0, row: 0 });
		await vi.waitFor(() => expect(told.at(-1)).toMatchObject({ kind: 'printed', profile: 'citizen' }), 20_000);
		expect(emulator.slips()).toHaveLength(1);
	});

	test('leaves nothing of its address to one at a cable', async () => {
		await bench.run({ kind: 'keep-printer', device: 'a1', speed: null, figure: 3, row: 1, pin: 2 });
		const { printer } = JSON.parse(readFileSync(join(folder, 'bridge.json'), 'utf8')) as {
			printer: Record<string, unknown>;
		};
		expect(Object.keys(printer).sort()).toEqual(['drawer', 'kind', 'path', 'profile']);
		expect(printer['drawer']).toEqual({ pin: 2, onMs: 60, offMs: 200, openIs: 'low' });
	});
});
