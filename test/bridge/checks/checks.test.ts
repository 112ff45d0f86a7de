import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { healthOf, type ReaderHealth } from '#shared/counter/reader-state.ts';
import { hindranceOf } from '../../../bridge/checks/device-check.ts';
import { checkConfig, checkFolder } from '../../../bridge/checks/file-checks.ts';
import { holdersOf, listenerOn, lockHolderOf } from '../../../bridge/checks/holders.ts';
import { oneAtATime } from '../../../bridge/checks/one-at-a-time.ts';
import { checkPort } from '../../../bridge/checks/page-check.ts';
import { checkPrinter } from '../../../bridge/checks/printer-check.ts';
import { freshMemory, keepPrinter } from '../../../bridge/printing/printer-memory.ts';
import { checkReader } from '../../../bridge/checks/reader-check.ts';
import { systemMachine, type Machine } from '../../../bridge/checks/surroundings.ts';
import { readerSchema } from '../../../bridge/devices/reader-config.ts';
import { startPrinterEmulator } from '../../../bridge/simulate/printer/emulator.ts';
import { holdState, lockPathIn } from '../../../bridge/state-lock.ts';

const BRIDGE = 4_242;
const OTHER = 5_151;

let folder: string;
let machine: Machine;
const ends: (() => unknown)[] = [];

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'retorno-checks-'));
	machine = { ...systemMachine, proc: join(folder, 'proc'), sys: join(folder, 'sys') };
});
afterEach(async () => {
	for (const end of ends.splice(0)) await end();
	rmSync(folder, { recursive: true, force: true });
});

const codes = (findings: readonly { readonly code: string }[]): string[] => findings.map(({ code }) => code);

/** A process as Linux shows it, with what it has open. */
function runs(pid: number, name: string, ...open: string[]): void {
	const at = join(folder, 'proc', String(pid));
	mkdirSync(join(at, 'fd'), { recursive: true });
	writeFileSync(join(at, 'comm'), `${name}\n`);
	for (const [index, path] of open.entries()) symlinkSync(path, join(at, 'fd', String(index)));
}

/** A serial adapter on USB, and its device file. */
function plug(name = 'ttyUSB0'): string {
	const usb = join(folder, 'sys/devices/usb1/1-1');
	mkdirSync(join(usb, '1-1:1.0', name), { recursive: true });
	writeFileSync(join(usb, 'idVendor'), '067b\n');
	writeFileSync(join(usb, 'idProduct'), '2303\n');
	mkdirSync(join(folder, 'sys/class/tty', name), { recursive: true });
	symlinkSync(join(usb, '1-1:1.0', name), join(folder, 'sys/class/tty', name, 'device'));
	return line(name);
}

/** A device file that hangs on nothing. */
function line(name: string): string {
	const path = join(folder, 'dev', name);
	mkdirSync(join(folder, 'dev'), { recursive: true });
	writeFileSync(path, '');
	return path;
}

describe('a configuration', () => {
	const GOOD = {
		...{ role: 'till', serverUrl: 'http://127.0.0.1:4700', deviceKey: 'k', port: 4710, screensFolder: '.' },
		...{ stateFolder: '.', readers: [], printer: null },
	};
	const written = (text: string, mode = 0o600): string => {
		const path = join(folder, 'bridge.json');
		writeFileSync(path, text, { mode });
		return path;
	};

	test('that is complete', async () => {
		const checked = await checkConfig(written(JSON.stringify(GOOD)));
		expect(checked).toMatchObject({ ok: true, value: { config: { port: 4710 }, findings: [{ code: 'config_ok' }] } });
	});

	test('that others can read', async () => {
		const checked = await checkConfig(written(JSON.stringify(GOOD), 0o644));
		expect(checked.ok && codes(checked.value.findings)).toEqual(['config_ok', 'file_exposed']);
	});

	test.each([
		['that is missing', null, 'config_missing', undefined],
		['that is no JSON', '{"deviceKey": "secret-key', 'config_invalid', 'it is no JSON'],
		['that lacks something', JSON.stringify({ ...GOOD, port: 'secret-key' }), 'config_invalid', /^port: /],
		['that says too much', JSON.stringify({ ...GOOD, printers: [] }), 'config_invalid', /printers/],
		[
			'of a server elsewhere without its key',
			JSON.stringify({ ...GOOD, serverUrl: 'https://a:1' }),
			'config_invalid',
			/join/,
		],
	])('%s', async (_name, text, code, fault) => {
		const checked = await checkConfig(text === null ? join(folder, 'none') : written(text));
		expect(checked).toMatchObject({ ok: false, error: { code, level: 'fault' } });
		const said = checked.ok ? '' : String(checked.error.values['fault'] ?? '');
		if (fault) expect(said).toMatch(fault);
		expect(said).not.toContain('secret-key');
	});
});

describe('a state folder', () => {
	test.each([
		['with room', 0o700, 2e9, ['folder_ok']],
		['with little room', 0o700, 499e6, ['folder_nearly_full']],
		['that is full', 0o700, 49e6, ['folder_full']],
		['that others look into', 0o755, 2e9, ['folder_ok', 'folder_exposed']],
	])('%s', async (_name, mode, freeBytes, expected) => {
		const path = join(folder, 'state');
		mkdirSync(path, { mode });
		expect(codes(await checkFolder(path, { ...machine, freeBytes: () => Promise.resolve(freeBytes) }))).toEqual(
			expected,
		);
	});

	test('that is missing, or not ours', async () => {
		expect(codes(await checkFolder(join(folder, 'none'), machine))).toEqual(['folder_missing']);
		const closed = { ...machine, mayUse: () => Promise.resolve(false) };
		expect(codes(await checkFolder(folder, closed))).toEqual(['folder_unwritable']);
	});
});

describe('who has something', () => {
	test('of a file, by the name of the process', async () => {
		const path = line('ttyUSB0');
		runs(BRIDGE, 'node', '/dev/null', path);
		runs(OTHER, 'ModemManager', '/dev/null');
		expect(await holdersOf(path, machine.proc)).toEqual([{ pid: BRIDGE, process: 'node' }]);
	});

	test('of a file that goes by another name', async () => {
		const path = line('ttyUSB0');
		symlinkSync(path, join(folder, 'by-id'));
		runs(OTHER, 'ModemManager', path);
		expect(await holdersOf(join(folder, 'by-id'), machine.proc)).toEqual([{ pid: OTHER, process: 'ModemManager' }]);
	});

	test.runIf(process.platform === 'linux')('of the lock of a state folder, as the system tells it', async () => {
		expect(await lockHolderOf(lockPathIn(folder))).toBeNull();
		const letGo = holdState(folder);
		expect(await lockHolderOf(lockPathIn(folder))).toMatchObject({ pid: process.pid });
		letGo();
		expect(await lockHolderOf(lockPathIn(folder))).toBeNull();
	});

	test.runIf(process.platform === 'linux')('of a port, as the system tells it', async () => {
		const server = await listening();
		expect(await listenerOn(portOf(server))).toMatchObject({ pid: process.pid });
		server.close();
		await once(server, 'close');
		expect(await listenerOn(portOf(server))).toBeUndefined();
	});

	test('of a port that belongs to somebody else', async () => {
		mkdirSync(join(folder, 'proc/net'), { recursive: true });
		const row = '0: 0100007F:1266 00000000:0000 0A 00000000:00000000 00:00000000 00000000 1000 0 31337 1';
		writeFileSync(join(folder, 'proc/net/tcp'), `  sl  local_address\n   ${row}\n`);
		expect(await listenerOn(4_710, machine.proc)).toBeNull();
		runs(OTHER, 'python3', 'socket:[31337]');
		expect(await listenerOn(4_710, machine.proc)).toEqual({ pid: OTHER, process: 'python3' });
		expect(await listenerOn(4_711, machine.proc)).toBeUndefined();
	});
});

const portOfAddress = (address: ReturnType<Server['address']>): number => (address as AddressInfo).port;
const ports = new Map<Server, number>();
const portOf = (server: Server): number => ports.get(server)!;

async function listening(): Promise<Server> {
	const server = createServer((socket) => socket.on('error', () => undefined)).listen(0, '127.0.0.1');
	await once(server, 'listening');
	ports.set(server, portOfAddress(server.address()));
	ends.push(() => server.close());
	return server;
}

describe('the port of the pages', () => {
	test('is free, or held by a program with a name', async () => {
		const server = await listening();
		const held = await checkPort(portOf(server), systemMachine);
		expect(held).toMatchObject({ code: 'port_held', values: { pid: process.pid, port: portOf(server) } });
		expect((await checkPort(portOf(server), machine)).code).toBe('port_taken');
		server.close();
		await once(server, 'close');
		expect((await checkPort(portOf(server), systemMachine)).code).toBe('port_free');
	});
});

describe('a reader', () => {
	const memory = { get: () => undefined, set: () => undefined };
	const check = (
		config: object,
		{
			live = null,
			bridgePid = null,
			...more
		}: Partial<Machine> & { live?: ReaderHealth | null; bridgePid?: number | null } = {},
	) => checkReader(readerSchema.parse(config), 1, { machine: { ...machine, ...more }, memory, live, bridgePid });
	const notMine = {
		mayUse: () => Promise.resolve(false),
		who: () => Promise.resolve({ user: 'ana', group: 'retorno' }),
	};
	const bad = (count: number) => Array.from({ length: 100 }, (_, index) => index >= count);

	test('that is there and free', async () => {
		const path = plug();
		expect(codes(await check({ kind: 'serial', path }))).toEqual(['reader_ok']);
	});

	test('that is not there', async () => {
		expect(codes(await check({ kind: 'serial', path: '/dev/none' }))).toEqual(['reader_absent']);
		expect(codes(await check({ kind: 'serial', usb: { vendorId: 1, productId: 2 } }))).toEqual(['reader_absent']);
	});

	test('that may not be opened, with the rule for its make and nobody else let in', async () => {
		const path = plug();
		const [found] = await check({ kind: 'serial', path }, notMine);
		expect(found).toMatchObject({ code: 'reader_forbidden', values: { path } });
		expect(found!.values['rule']).toBe(
			'SUBSYSTEM=="tty", ATTRS{idVendor}=="067b", ATTRS{idProduct}=="2303", GROUP="retorno", MODE="0660", TAG+="uaccess"',
		);
	});

	test('on a line of the mainboard that may not be opened', async () => {
		const [found] = await check({ kind: 'serial', path: line('ttyS0') }, notMine);
		expect(found).toMatchObject({ code: 'reader_group', values: { user: 'ana', group: 'dialout' } });
	});

	test('that another program holds, by its name', async () => {
		const path = plug();
		runs(OTHER, 'ModemManager', path);
		const [found] = await check({ kind: 'serial', path });
		expect(found).toMatchObject({ code: 'reader_held', values: { process: 'ModemManager', pid: OTHER } });
	});

	test('that the bridge itself holds is well', async () => {
		const path = plug();
		runs(BRIDGE, 'node', path);
		expect(codes(await check({ kind: 'serial', path }, { bridgePid: BRIDGE }))).toEqual(['reader_ok']);
	});

	test.each([
		['reads well', healthOf(1, 'ready', bad(0)), ['reader_ok']],
		['reads badly', healthOf(1, 'ready', bad(9)), ['reader_ok', 'reader_dirty']],
		['sends what no reader says', healthOf(1, 'misconfigured', []), ['reader_misconfigured']],
		['is one of two', healthOf(1, 'alike', []), ['reader_alike']],
		['is held by nobody that can be seen', healthOf(1, 'held', []), ['reader_taken']],
		['cannot be opened for another reason', healthOf(1, 'absent', []), ['reader_absent']],
	])('of which the bridge says that it %s', async (_name, live, expected) => {
		expect(codes(await check({ kind: 'serial', path: plug() }, { live }))).toEqual(expected);
	});

	test('on the network', async () => {
		const server = await listening();
		const config = { kind: 'tcp', host: '127.0.0.1', port: portOf(server) };
		expect(codes(await check(config))).toEqual(['reader_ok']);
		server.close();
		await once(server, 'close');
		expect(codes(await check(config))).toEqual(['reader_unreachable']);
	});

	test('of a make that is known by its numbers: node-hid is asked and nothing is opened', async () => {
		const hid = {
			setDriverType: () => undefined,
			devicesAsync: () =>
				Promise.resolve([{ vendorId: 0x0801, productId: 2, usagePage: 0xff00, path: line('hidraw0') }]),
			HIDAsync: { open: () => Promise.reject(new Error('opened')) },
		};
		const around = { machine, memory, live: null, bridgePid: null, loadHid: () => Promise.resolve(hid as never) };
		expect(codes(await checkReader(readerSchema.parse({ kind: 'hid' }), 1, around))).toEqual(['reader_ok']);
		const closed = { ...around, machine: { ...machine, ...notMine } };
		const [found] = await checkReader(readerSchema.parse({ kind: 'hid' }), 1, closed);
		expect(found!.values['rule']).toMatch(
			/^SUBSYSTEM=="hidraw", ATTRS\{idVendor\}=="0801", ATTRS\{idProduct\}=="0002"/,
		);
	});
});

test('a device file that goes away while it is looked at is not there', async () => {
	const gone = { path: join(folder, 'gone'), subsystem: 'tty', usb: undefined } as const;
	expect(await hindranceOf(gone, machine, null)).toEqual({ kind: 'absent' });
});

describe('a printer', () => {
	const around = () => ({
		machine,
		memoryPath: join(folder, 'printer.json'),
		live: null,
		slipsUnkept: false,
		bridgePid: null,
	});
	const epson = { profile: 'epson' } as const;

	test('that nobody set up', async () => {
		expect(codes(await checkPrinter(null, around()))).toEqual(['printer_none']);
	});

	test('that is asked: it is ready, its roll ends, its cover is open, and nothing is printed', async () => {
		const printer = await startPrinterEmulator();
		ends.push(() => printer.close());
		const config = { ...epson, host: '127.0.0.1', port: printer.port };
		expect(codes(await checkPrinter(config, around()))).toEqual(['printer_ok']);
		printer.paperOut();
		expect(codes(await checkPrinter(config, around()))).toEqual(['printer_paper_out']);
		expect(printer.slips()).toEqual([]);
	});

	test('that is off', async () => {
		const server = await listening();
		server.close();
		await once(server, 'close');
		const config = { ...epson, host: '127.0.0.1', port: portOf(server) };
		expect(codes(await checkPrinter(config, around()))).toEqual(['printer_absent']);
	});

	test('of which the bridge says how it is, and nobody asks it again', async () => {
		const config = { ...epson, host: '127.0.0.1', port: 1 };
		const ready = { ...around(), live: { kind: 'ready', paperLow: true } } as const;
		expect(codes(await checkPrinter(config, ready))).toEqual(['printer_ok', 'printer_paper_low']);
		const stuck = { ...around(), live: { kind: 'cutter_stuck', since: '2026-11-22T10:00:00.000Z' } } as const;
		expect(codes(await checkPrinter(config, stuck))).toEqual(['printer_cutter_stuck']);
	});

	test('that was found at another address is told with both, and asked there', async () => {
		const printer = await startPrinterEmulator();
		ends.push(() => printer.close());
		const config = { ...epson, host: '192.168.1.50', port: printer.port };
		const memory = {
			...freshMemory(true),
			identity: { model: 'Paper-80', serial: 'DEMO000001' },
			movedTo: '127.0.0.1',
		};
		keepPrinter(around().memoryPath, `tcp:192.168.1.50:${printer.port}`, memory);
		const before = `192.168.1.50:${printer.port}`;
		expect(await checkPrinter(config, around())).toMatchObject([
			{ code: 'printer_ok', values: { place: `127.0.0.1:${printer.port}` } },
			{ code: 'printer_moved', values: { before } },
		]);
	});

	test('whose slips only memory holds is told with it', async () => {
		const ready = { ...around(), live: { kind: 'ready' }, slipsUnkept: true } as const;
		expect(codes(await checkPrinter({ ...epson, host: '127.0.0.1', port: 1 }, ready))).toEqual([
			...['printer_ok', 'slips_unkept'],
		]);
	});

	test('behind a file that a print queue holds', async () => {
		const path = line('lp0');
		runs(OTHER, 'cupsd', path);
		const [found] = await checkPrinter({ ...epson, kind: 'device', path }, around());
		expect(found).toMatchObject({ code: 'printer_held', values: { process: 'cupsd' } });
	});
});

test('many who ask at once cost one look', async () => {
	let looks = 0;
	const look = oneAtATime(() => Promise.resolve(++looks));
	expect(await Promise.all([look(), look(), look()])).toEqual([1, 1, 1]);
	expect(await look()).toBe(2);
});
