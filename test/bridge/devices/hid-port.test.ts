import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Device } from 'node-hid';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { hidPort, isReader } from '../../../bridge/devices/hid-port.ts';
import { FakeHid, KEYBOARD, MAGTEK } from '../../fakes/fake-hid.ts';
import { settled } from '../../fakes/manual-clock.ts';

let hid: FakeHid;
let stop: AbortController;
beforeEach(() => {
	hid = new FakeHid();
	stop = new AbortController();
});
afterEach(() => stop.abort());

const opened = async (): Promise<AsyncIterator<Uint8Array>> =>
	(await hidPort(undefined, hid.load)(stop.signal))[Symbol.asyncIterator]();

describe('a reader on USB', () => {
	test('gives each report as it came, in order', async () => {
		const chunks = await opened();
		for (const byte of [1, 2, 3]) hid.report(new Uint8Array(337).fill(byte));
		for (const byte of [1, 2, 3]) {
			const { value } = (await chunks.next()) as IteratorYieldResult<Uint8Array>;
			expect([value.length, value[0]]).toEqual([337, byte]);
		}
		expect(hid.driver).toBe('hidraw');
	});

	test('that is not there says so', async () => {
		hid.devices = [KEYBOARD];
		await expect(opened()).rejects.toThrow('no card reader on USB');
		expect(hid.opened).toEqual([]);
	});

	test('that is pulled says why, and is let go', async () => {
		const chunks = await opened();
		hid.pull();
		await expect(chunks.next()).rejects.toBe('could not read from HID device');
		expect(hid.closings).toBe(1);
	});

	test('that vanishes without a word is missed, and let go', async () => {
		const folder = mkdtempSync(join(tmpdir(), 'retorno-'));
		const path = join(folder, 'hidraw0');
		writeFileSync(path, '');
		hid.devices = [{ ...MAGTEK, path: `/dev/..${path}` }];
		expect(existsSync(hid.devices[0]!.path!)).toBe(true);
		const chunks = await opened();
		rmSync(folder, { recursive: true });
		expect((await chunks.next()).done).toBe(true);
		expect(hid.closings).toBe(1);
	});

	test('that is no longer wanted is let go, also while it is being opened', async () => {
		const chunks = await opened();
		stop.abort();
		await expect(chunks.next()).rejects.toThrow('aborted');
		await settled();
		expect(hid.closings).toBe(1);
		await expect(opened()).rejects.toThrow('aborted');
		expect(hid.closings).toBe(2);
	});
});

describe('among all that is on USB', () => {
	const idtech = (productId: number): Device => ({ ...MAGTEK, vendorId: 0x0acd, productId });

	test.each([
		['a MagTek reader', MAGTEK, true],
		['a MagTek reader that poses as a keyboard', { ...MAGTEK, productId: 0x0001, usagePage: 1 }, false],
		['an ID TECH reader', idtech(0x0500), true],
		['an ID TECH reader with the layout of MagTek', idtech(0x0510), true],
		['an ID TECH reader that poses as a keyboard', idtech(0x0520), false],
		['a keyboard', KEYBOARD, false],
		['a mouse with pages of its own', { ...MAGTEK, vendorId: 0x046d }, false],
	])('%s is known for what it is', (_name, device, expected) => {
		expect(isReader(device)).toBe(expected);
	});

	test('an imitation is taken where its numbers are given, and then nothing else', () => {
		const imitation = { ...MAGTEK, vendorId: 0x1234, productId: 0x5678 };
		const ids = { vendorId: 0x1234, productId: 0x5678 };
		expect([imitation, MAGTEK, { ...imitation, productId: 1 }].map((device) => isReader(device, ids))).toEqual([
			true,
			false,
			false,
		]);
	});
});

test('a machine without the native library says so, and is asked again later', async () => {
	const load = vi.fn().mockRejectedValue(new Error('libusb-1.0.so.0: cannot open shared object file'));
	await expect(hidPort(undefined, load)(stop.signal)).rejects.toThrow('libusb');
	await expect(hidPort(undefined, load)(stop.signal)).rejects.toThrow('libusb');
	expect(load).toHaveBeenCalledTimes(2);
});
