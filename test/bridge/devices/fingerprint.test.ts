import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { chooseDevice, isNamed, usbSerials, type FoundDevice } from '../../../bridge/devices/fingerprint.ts';
import { portOf, readerSchema } from '../../../bridge/devices/reader-config.ts';
import { socketMemory } from '../../../bridge/devices/socket-memory.ts';

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'retorno-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const device = (socket: string, more: Partial<FoundDevice> = {}): FoundDevice => ({
	...{ path: `/dev/${socket}`, socket, vendorId: 0x067b, productId: 0x2303 },
	...more,
});
const MAKE = { vendorId: 0x067b, productId: 0x2303 };

describe('the reader that is meant', () => {
	test.each([
		['is the only one of its make', [device('1-1'), device('1-2', { productId: 1 })], MAKE, undefined, '1-1'],
		[
			'has its serial number',
			[device('1-1'), device('1-2', { serialNumber: 'B' })],
			{ ...MAKE, serialNumber: 'B' },
			undefined,
			'1-2',
		],
		[
			'has its usage page',
			[device('1-1', { usagePage: 1 }), device('1-2', { usagePage: 0xff00 })],
			{ ...MAKE, usagePage: 0xff00 },
			undefined,
			'1-2',
		],
		['is in its place', [device('1-1'), device('1-2')], { ...MAKE, socket: '1-2' }, undefined, '1-2'],
		['is where it was', [device('1-1'), device('1-2')], MAKE, '1-2', '1-2'],
		[
			'has several files',
			[device('1-1', { path: '/dev/a' }), device('1-1', { path: '/dev/b' })],
			MAKE,
			undefined,
			'1-1',
		],
		['is not there', [device('1-2', { productId: 1 })], MAKE, undefined, 'none'],
		['looks like another one', [device('1-1'), device('1-2')], MAKE, undefined, 'alike'],
		['may be the other desk’s', [device('1-1')], MAKE, '1-2', 'alike'],
	] as const)('%s', (_name, devices, wanted, remembered, expected) => {
		const choice = chooseDevice(devices, isNamed(wanted), remembered);
		expect(choice.kind === 'one' ? choice.device.socket : choice.kind).toBe(expected);
	});
});

/** A machine's files for one serial adapter, as the kernel lays them out. */
function plug(name: string, socket: string, serial?: string): void {
	const usb = join(folder, 'sys/devices/pci0000:00/usb1', socket);
	mkdirSync(join(usb, `${socket}:1.0`, name), { recursive: true });
	writeFileSync(join(usb, 'idVendor'), '067b\n');
	writeFileSync(join(usb, 'idProduct'), '2303\n');
	if (serial !== undefined) writeFileSync(join(usb, 'serial'), `${serial}\n`);
	mkdirSync(join(folder, 'sys/class/tty', name), { recursive: true });
	symlinkSync(join(usb, `${socket}:1.0`, name), join(folder, 'sys/class/tty', name, 'device'));
}

test('the serial devices of a machine are read from the kernel, those that are not on USB left out', async () => {
	plug('ttyUSB0', '1-1.2');
	plug('ttyUSB1', '1-1.3', 'A7');
	mkdirSync(join(folder, 'sys/class/tty/ttyS0'), { recursive: true });
	const found = await usbSerials({ sys: join(folder, 'sys'), dev: '/dev' });
	expect(found.toSorted((left, right) => (left.path < right.path ? -1 : 1))).toEqual([
		{ path: '/dev/ttyUSB0', socket: '1-1.2', vendorId: 0x067b, productId: 0x2303, serialNumber: undefined },
		{ path: '/dev/ttyUSB1', socket: '1-1.3', vendorId: 0x067b, productId: 0x2303, serialNumber: 'A7' },
	]);
	expect(await usbSerials({ sys: join(folder, 'nothing') })).toEqual([]);
});

test('the place of a reader outlives the bridge, for each reader its own', () => {
	const path = join(folder, 'readers.json');
	socketMemory(path, '1').set('1-1');
	socketMemory(path, '2').set('1-2');
	expect(['1', '2', '3'].map((key) => socketMemory(path, key).get())).toEqual(['1-1', '1-2', undefined]);
	writeFileSync(path, readFileSync(path).subarray(0, 5));
	expect(socketMemory(path, '1').get()).toBeUndefined();
	socketMemory(path, '1').set('1-3');
	expect(socketMemory(path, '1').get()).toBe('1-3');
});

test('a serial reader is named by its path, as ever, or by what it is, and not by both', async () => {
	const usb = { vendorId: 0x067b, productId: 0x2303, serialNumber: 'A7' };
	const isGood = (config: object): boolean => readerSchema.safeParse({ kind: 'serial', ...config }).success;
	expect([isGood({ path: '/dev/reader' }), isGood({ usb })]).toEqual([true, true]);
	expect([isGood({}), isGood({ path: '/dev/reader', usb }), isGood({ usb: { vendorId: 1 } })]).toEqual([
		false,
		false,
		false,
	]);
	const reader = readerSchema.parse({ kind: 'serial', usb: { ...usb, serialNumber: 'of no machine' } });
	await expect(portOf(reader)(new AbortController().signal)).rejects.toThrow('no card reader on USB');
});
