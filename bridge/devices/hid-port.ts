import { access } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Device, HIDAsync } from 'node-hid';
import {
	foundPort,
	isNamed,
	usbOf,
	type Claims,
	type Fingerprint,
	type FoundDevice,
	type SocketMemory,
} from './fingerprint.ts';
import { chunksOf, type OpenPort } from './port.ts';

/** One make of reader, as USB numbers it, and perhaps one device of that make. */
export type HidIds = Fingerprint;

/** The part of node-hid that a reader needs. */
export type HidModule = {
	readonly setDriverType: (type: 'hidraw') => void;
	readonly devicesAsync: () => Promise<Device[]>;
	readonly HIDAsync: { readonly open: (path: string) => Promise<HIDAsync> };
};

const MAGTEK = 0x0801;
const IDTECH = 0x0acd;
/** The second speaks MagTek's layout. */
const IDTECH_HID_PRODUCTS = [0x0500, 0x0510];
/** The vendor's own. The same readers pose as keyboards under page 1, and those belong to the desktop. */
const USAGE_PAGE_VENDOR = 0xff00;

/** A reader that is pulled mostly says so; one behind a hub that loses its power may not. */
const PRESENCE_MS = 500;

/**
 * A card reader on USB that speaks HID: each chunk is one input report. Where several fit, the next card says which is
 * this desk's. What node-hid hands over is a copy of bytes that it frees without wiping them; nothing here can reach those.
 *
 * @param ids a reader of another make that imitates one of the known ones, or one of two that look alike
 */
export function hidPort(
	ids?: HidIds,
	load: () => Promise<HidModule> = loadHid,
	{ memory, claims, sys = '/sys' }: Around = {},
): OpenPort {
	let hid: HidModule | undefined;
	async function loaded(): Promise<HidModule> {
		hid ??= await load();
		// Before anything else of it: through libusb the kernel would lose the device to us.
		hid.setDriverType('hidraw');
		return hid;
	}
	async function list(): Promise<readonly FoundDevice[]> {
		const hid = await loaded();
		const readers = (await hid.devicesAsync()).filter((device) => isReader(device, ids));
		const isAlone = readers.length === 1 && ids?.socket === undefined && memory?.get() === undefined;
		return Promise.all(readers.map((device) => foundAt(device, isAlone ? null : sys)));
	}
	const openPath =
		(path: string): OpenPort =>
		async (signal) =>
			opensHid(await loaded(), path)(signal);
	return foundPort({ list, isMeant: ids ? isNamed(ids) : () => true, openPath, memory, claims });
}

type Around = {
	/** Which of two that look alike. */
	readonly memory?: SocketMemory | undefined;
	/** What the other readers of the counter have. */
	readonly claims?: Claims | undefined;
	readonly sys?: string;
};

/** The readers that the machine has now, with the places where they are plugged in. Opens none of them. */
export async function hidReaders(
	ids?: HidIds,
	{ load = loadHid, sys = '/sys' }: { readonly load?: () => Promise<HidModule>; readonly sys?: string } = {},
): Promise<readonly FoundDevice[]> {
	const hid = await load();
	hid.setDriverType('hidraw');
	const readers = (await hid.devicesAsync()).filter((device) => isReader(device, ids));
	return Promise.all(readers.map((device) => foundAt(device, sys)));
}

/** Elsewhere than on Linux its path is all that tells where a device is plugged in. @param sys `null`: it does not matter where */
export async function foundAt(device: Device, sys: string | null): Promise<FoundDevice> {
	const { path = '', vendorId, productId, serialNumber, usagePage } = device;
	const usb = sys === null ? undefined : await usbOf(join(sys, 'class/hidraw', basename(path), 'device'));
	return { vendorId, productId, serialNumber, usagePage, path, socket: usb?.socket ?? path };
}

export const opensHid =
	(hid: HidModule, path: string): OpenPort =>
	async (signal) => {
		const device = await hid.HIDAsync.open(path);
		const watch = setInterval(() => void isThere(path).then((there) => there || device.emit('close')), PRESENCE_MS);
		watch.unref();
		async function close(): Promise<void> {
			clearInterval(watch);
			await device.close().catch(() => undefined);
		}
		if (signal.aborted) void close();
		return chunksOf(device, signal, close);
	};

/** Source: reference manuals MagTek 99875191, ID TECH 80066510-001. */
export function isReader({ vendorId, productId, usagePage }: Device, ids?: HidIds): boolean {
	if (ids) return vendorId === ids.vendorId && productId === ids.productId;
	if (vendorId === MAGTEK) return usagePage === USAGE_PAGE_VENDOR;
	return vendorId === IDTECH && IDTECH_HID_PRODUCTS.includes(productId);
}

/** Elsewhere than on Linux a device's path is no file, and its error event has to do. */
const isThere = (path: string): Promise<boolean> =>
	path.startsWith('/dev/')
		? access(path).then(
				() => true,
				() => false,
			)
		: Promise.resolve(true);

/** A machine without USB readers does not load the native library, nor need libusb, against which it is linked. */
export const loadHid = (): Promise<HidModule> => import('node-hid');
