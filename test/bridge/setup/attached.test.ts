import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readerSchema } from '../../../bridge/devices/reader-config.ts';
import { attachedDevices } from '../../../bridge/setup/attached.ts';

let root: string;
let sys: string;
let dev: string;
const noHid = (): Promise<never> => Promise.reject(new Error('no libusb'));
const LINE = { speech: 'swipe', end: 'line' } as const;

beforeEach(() => {
	root = mkdtempSync(join(tmpdir(), 'retorno-attached-'));
	[sys, dev] = [join(root, 'sys'), join(root, 'dev')];
	for (const folder of ['class/tty', 'class/usbmisc', 'devices']) mkdirSync(join(sys, folder), { recursive: true });
	mkdirSync(dev);
});
afterEach(() => rmSync(root, { recursive: true }));

/** A device on USB with one file of the system below it. */
function plugUsb(socket: string, kind: 'tty' | 'usbmisc', file: string, said: Record<string, string>): void {
	const device = join(sys, 'devices', socket);
	mkdirSync(join(device, 'interface'), { recursive: true });
	for (const [name, text] of Object.entries(said)) writeFileSync(join(device, name), `${text}\n`);
	mkdirSync(join(sys, 'class', kind, file), { recursive: true });
	symlinkSync(join(device, 'interface'), join(sys, 'class', kind, file, 'device'));
}
const PROLIFIC = { idVendor: '067b', idProduct: '2303', manufacturer: 'Prolific', product: 'USB-Serial' };
const found = () => attachedDevices({ sys, dev, hid: noHid });

test('a machine with nothing has nothing', async () => {
	expect(await found()).toEqual([]);
});

test('a serial port on USB has the name that a person knows, and its configuration none of a path', async () => {
	plugUsb('1-1.2', 'tty', 'ttyUSB0', PROLIFIC);
	const [device] = await found();
	expect(device).toMatchObject({ kind: 'serial', name: 'Prolific USB-Serial', place: '1-1.2' });
	expect(device!.id).not.toContain('tty');
	expect(readerSchema.parse(device!.reader!.configOf(LINE, 19_200))).toMatchObject({
		usb: { vendorId: 0x067b, productId: 0x2303 },
		baudRate: 19_200,
	});
	expect(device!.reader!.socketAmongAlike).toBeNull();
});

test('of two that look alike the place is remembered', async () => {
	plugUsb('1-1.2', 'tty', 'ttyUSB0', PROLIFIC);
	plugUsb('1-1.3', 'tty', 'ttyUSB1', PROLIFIC);
	expect((await found()).map(({ reader }) => reader!.socketAmongAlike).sort()).toEqual(['1-1.2', '1-1.3']);
});

test('a port of the main board is there where a chip is behind it', async () => {
	for (const [name, type] of [
		['ttyS0', '4'],
		['ttyS1', '0'],
	] as const) {
		mkdirSync(join(sys, 'class/tty', name));
		writeFileSync(join(sys, 'class/tty', name, 'type'), `${type}\n`);
	}
	const devices = await found();
	expect(devices.map(({ name }) => name)).toEqual(['ttyS0']);
	expect(devices[0]!.printerAt!(9_600)).toEqual({ kind: 'serial', path: join(dev, 'ttyS0'), baudRate: 9_600 });
});

test('a printer with a file of its own prints and reads nothing', async () => {
	plugUsb('1-1.4', 'usbmisc', 'lp0', { idVendor: '04b8', idProduct: '0e28', product: 'TM-T20III' });
	const [device] = await found();
	expect(device).toMatchObject({ kind: 'printer', name: 'TM-T20III', place: '1-1.4' });
	expect(device!.reader).toBeUndefined();
	expect(device!.printerAt!(null)).toEqual({ kind: 'device', path: join(dev, 'usb/lp0') });
});
