import { readdir, readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { fingerprint } from '#shared/kernel/fingerprint.ts';
import type { FoundDevice as ShownDevice, ReaderFormat } from '#shared/setup/state.ts';
import { isNamed, usbOf, usbSerials, type FoundDevice } from '../devices/fingerprint.ts';
import { foundAt, isReader, loadHid, opensHid, type HidModule } from '../devices/hid-port.ts';
import type { OpenPort } from '../devices/port.ts';
import type { ReaderConfig } from '../devices/reader-config.ts';
import { LINE_9600_8N1, serialPort } from '../devices/serial-port.ts';
import { tcpPort } from '../devices/tcp-port.ts';
import type { EarKind } from './ears.ts';

/** A device that may read cards: how it is heard, and how it is named in the configuration. */
export type AttachedReader = {
	readonly ears: Exclude<EarKind, 'asked'>;
	/** @param speed in baud; `null` where its line has none */
	readonly open: (speed: number | null) => OpenPort;
	readonly configOf: (format: ReaderFormat, speed: number | null) => ReaderConfig;
	/** Whether a reader of the configuration is this one. */
	readonly isUsedAs: (reader: ReaderConfig) => Promise<boolean>;
	/** The places of all devices that look like it, its own among them; none where it is named by its address or path. */
	readonly alike: readonly string[];
};

/** A device that this machine has. */
export type Attached = Pick<ShownDevice, 'id' | 'kind' | 'name' | 'place'> & {
	readonly reader?: AttachedReader;
	/** Where it is as a printer. @param speed in baud; `null` where its line has none */
	readonly printerAt?: (speed: number | null) => PrinterPlace;
};

/** The part of a printer's configuration that says where it stands. */
export type PrinterPlace =
	| { readonly kind: 'tcp'; readonly host: string; readonly port: number }
	| { readonly kind: 'serial'; readonly path: string; readonly baudRate?: number }
	| { readonly kind: 'device'; readonly path: string };

/** What is plugged in. A machine without a kind of device has none of it, which is no fault. */
export async function attachedDevices({ sys = '/sys', dev = '/dev', hid = loadHid } = {}): Promise<
	readonly Attached[]
> {
	const [usb, ports, reports, printers] = await Promise.all([
		usbSerials({ sys, dev }),
		builtInPorts(sys),
		hidReaders(hid).catch(() => []),
		usbPrinters(sys, dev),
	]);
	const lasting = await lastingNames(join(dev, 'serial/by-id'));
	const usbPaths = usb.map(({ path }) => path);
	return [
		...reports,
		...printers,
		...usb.map((device) => usbSerialOf(device, usb, lasting.get(device.path) ?? device.path)),
		...ports
			.map((name) => ({ name, path: join(dev, name) }))
			.filter(({ path }) => !usbPaths.includes(path))
			.map(({ name, path }) => serialAt(path, name)),
	];
}

/** A reader behind a device server, or a printer on the network. */
export const addressed = (host: string, port: number): Attached => ({
	...{ id: `tcp:${host}:${port}`, kind: 'address', name: `${host}:${port}`, place: null },
	printerAt: () => ({ kind: 'tcp', host, port }),
	reader: {
		ears: 'line',
		open: () => tcpPort({ host, port }),
		configOf: ({ speech, end }) => ({ kind: 'tcp', host, port, ...speaking(speech), end, pauseMs: PAUSE_MS }),
		isUsedAs: (reader) => Promise.resolve(reader.kind === 'tcp' && reader.host === host && reader.port === port),
		alike: [],
	},
});

/** Of an id that was made of what a person typed. */
export function addressIn(id: string): { readonly host: string; readonly port: number } | undefined {
	const [, host, port] = /^tcp:([a-z0-9.-]+):(\d+)$/.exec(id) ?? [];
	return host === undefined ? undefined : { host, port: Number(port) };
}

/** A serial port by its path, as those on the main board are. */
export const serialAt = (path: string, name: string): Attached => ({
	...{ id: idOf(path), kind: 'serial', name, place: null },
	printerAt: printsAt(path),
	reader: {
		...onLine(path),
		configOf: (format, speed) => ({ kind: 'serial', path, ...lineOf(format, speed) }),
		isUsedAs: (reader) => isAt(reader, path),
		alike: [],
	},
});

/** @param lasting a name of it that stays when it is plugged in again */
function usbSerialOf(device: FoundDevice, all: readonly FoundDevice[], lasting: string): Attached {
	const { path, vendorId, productId, serialNumber, socket, name } = device;
	const usb = { vendorId, productId, ...(serialNumber !== undefined && { serialNumber }) };
	return {
		...{ id: idOf(path), kind: 'serial', name: name ?? idsOf(device), place: socket },
		printerAt: printsAt(lasting),
		reader: {
			...onLine(path),
			configOf: (format, speed) => ({ kind: 'serial', usb, ...lineOf(format, speed) }),
			isUsedAs: async (reader) =>
				(reader.kind === 'serial' && reader.usb !== undefined && isNamed(reader.usb)(device)) ||
				(await isAt(reader, path)),
			alike: socketsOf(all.filter(isNamed(usb))),
		},
	};
}

const printsAt =
	(path: string) =>
	(speed: number | null): PrinterPlace => ({ kind: 'serial', path, ...(speed !== null && { baudRate: speed }) });

/** Printers on USB that the system gives a file of their own. */
async function usbPrinters(sys: string, dev: string): Promise<readonly Attached[]> {
	const folder = join(sys, 'class/usbmisc');
	const names = (await readdir(folder).catch(() => [])).filter((name) => /^lp\d+$/.test(name));
	return Promise.all(
		names.map(async (name): Promise<Attached> => {
			const usb = await usbOf(join(folder, name, 'device'));
			const path = join(dev, 'usb', name);
			return {
				...{ id: idOf(path), kind: 'printer', name: usb?.name ?? name, place: usb?.socket ?? null },
				printerAt: () => ({ kind: 'device', path }),
			};
		}),
	);
}

/** By the path that a device has now. */
async function lastingNames(folder: string): Promise<ReadonlyMap<string, string>> {
	const names = (await readdir(folder).catch(() => [])).map((name) => join(folder, name));
	const paths = await Promise.all(names.map((name) => realpath(name).catch(() => name)));
	return new Map(paths.map((path, index) => [path, names[index]!]));
}

const PAUSE_MS = 150;

const onLine = (path: string): Pick<AttachedReader, 'ears' | 'open'> => ({
	ears: 'line',
	open: (speed) => serialPort(() => path, { ...LINE_9600_8N1, baudRate: speed ?? LINE_9600_8N1.baudRate }),
});

const lineOf = ({ speech, end }: ReaderFormat, speed: number | null) => ({
	...speaking(speech),
	...{ baudRate: speed ?? LINE_9600_8N1.baudRate, end, pauseMs: PAUSE_MS },
});

/** Reports come from HID alone. */
const speaking = (speech: ReaderFormat['speech']) => ({ speaks: speech === 'report' ? ('swipe' as const) : speech });

async function isAt(reader: ReaderConfig, path: string): Promise<boolean> {
	if (reader.kind !== 'serial' || reader.path === undefined) return false;
	const real = await Promise.all([reader.path, path].map((one) => realpath(one).catch(() => one)));
	return real[0] === real[1];
}

/** Ports of the main board that have a chip behind them: the system names more than there are. */
async function builtInPorts(sys: string): Promise<readonly string[]> {
	const folder = join(sys, 'class/tty');
	const names = (await readdir(folder).catch(() => [])).filter((name) => name.startsWith('ttyS'));
	const types = await Promise.all(
		names.map((name) => readFile(join(folder, name, 'type'), 'utf8').catch(() => NO_CHIP)),
	);
	return names.filter((_, index) => types[index]!.trim() !== NO_CHIP);
}

const NO_CHIP = '0';

/** From here on a usage is the maker's own; what is below poses as a keyboard or is no reader. */
const VENDOR_PAGES_FROM = 0xff00;

async function hidReaders(load: () => Promise<HidModule>): Promise<readonly Attached[]> {
	const hid = await load();
	hid.setDriverType('hidraw');
	const devices = (await hid.devicesAsync()).filter(
		(device) => isReader(device) || (device.usagePage ?? 0) >= VENDOR_PAGES_FROM,
	);
	const known = await Promise.all(
		devices.map(async (device) => ({ device, found: await foundAt(device, '/sys'), isKnown: isReader(device) })),
	);
	return known.map(({ device, found, isKnown }): Attached => {
		const { path, socket, vendorId, productId } = found;
		const ids = { vendorId, productId };
		const alike = known.filter((other) => (isKnown ? other.isKnown : isSameMake(other.found, found)));
		return {
			...{ id: idOf(path), kind: 'hid', place: socket },
			name: [device.manufacturer, device.product].filter(Boolean).join(' ') || idsOf(found),
			reader: {
				ears: 'reports',
				open: () => opensHid(hid, path),
				configOf: () => ({ kind: 'hid', ...(!isKnown && { ids }) }),
				isUsedAs: (reader) =>
					Promise.resolve(reader.kind === 'hid' && (reader.ids ? isNamed(reader.ids)(found) : isKnown)),
				alike: socketsOf(alike.map((other) => other.found)),
			},
		};
	});
}

type Make = { readonly vendorId: number; readonly productId: number };

const isSameMake = (one: Make, other: Make): boolean =>
	one.vendorId === other.vendorId && one.productId === other.productId;

/** As `lsusb` writes them. */
const idsOf = ({ vendorId, productId }: Make): string =>
	[vendorId, productId].map((id) => id.toString(16).padStart(4, '0')).join(':');

/** One device may have several files. */
const socketsOf = (devices: readonly FoundDevice[]): readonly string[] => [
	...new Set(devices.map(({ socket }) => socket)),
];

/** Says nothing of where the device is: a page hears it. */
const idOf = (path: string): string => fingerprint(path);
