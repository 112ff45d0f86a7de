import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readerSchema } from '../../../bridge/devices/reader-config.ts';
import { attachedDevices } from '../../../bridge/setup/attached.ts';
import { FakeSys, noHid, PROLIFIC } from '../../support/fake-sys.ts';

const LINE = { speech: 'swipe', end: 'line' } as const;

let machine: FakeSys;
beforeEach(() => {
	machine = new FakeSys();
});
afterEach(() => machine.remove());

const found = () => attachedDevices({ sys: machine.sys, dev: machine.dev, hid: noHid });

test('a machine with nothing has nothing', async () => {
	expect(await found()).toEqual([]);
});

test('a serial port on USB has the name that a person knows, and its configuration none of a path', async () => {
	machine.plugUsb('1-1.2', 'tty', 'ttyUSB0', PROLIFIC);
	const [device] = await found();
	expect(device).toMatchObject({ kind: 'serial', name: 'Prolific USB-Serial', place: '1-1.2' });
	expect(device!.id).not.toContain('tty');
	expect(readerSchema.parse(device!.reader!.configOf(LINE, 19_200))).toMatchObject({
		usb: { vendorId: 0x067b, productId: 0x2303 },
		baudRate: 19_200,
	});
	expect(device!.reader!.alike).toEqual(['1-1.2']);
});

test('two that look alike know of one another', async () => {
	machine.plugUsb('1-1.2', 'tty', 'ttyUSB0', PROLIFIC);
	machine.plugUsb('1-1.3', 'tty', 'ttyUSB1', PROLIFIC);
	for (const { reader } of await found()) expect([...reader!.alike].sort()).toEqual(['1-1.2', '1-1.3']);
});

test('a port of the main board is there where a chip is behind it', async () => {
	for (const [name, type] of [
		['ttyS0', '4'],
		['ttyS1', '0'],
	] as const) {
		mkdirSync(join(machine.sys, 'class/tty', name));
		writeFileSync(join(machine.sys, 'class/tty', name, 'type'), `${type}\n`);
	}
	const devices = await found();
	expect(devices.map(({ name }) => name)).toEqual(['ttyS0']);
	expect(devices[0]!.printerAt!(9_600)).toEqual({ kind: 'serial', path: join(machine.dev, 'ttyS0'), baudRate: 9_600 });
});

test('a printer with a file of its own prints and reads nothing', async () => {
	machine.plugUsb('1-1.4', 'usbmisc', 'lp0', { idVendor: '04b8', idProduct: '0e28', product: 'TM-T20III' });
	const [device] = await found();
	expect(device).toMatchObject({ kind: 'printer', name: 'TM-T20III', place: '1-1.4' });
	expect(device!.reader).toBeUndefined();
	expect(device!.printerAt!(null)).toEqual({ kind: 'device', path: join(machine.dev, 'usb/lp0') });
});
