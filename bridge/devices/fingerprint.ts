import { readdir, readFile, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { OpenPort, Opening, Port } from './port.ts';

/** What a device is known by; whatever is missing is not asked for. */
export type Fingerprint = {
	readonly vendorId: number;
	readonly productId: number;
	readonly serialNumber?: string | undefined;
	readonly usagePage?: number | undefined;
	/** The place where it is plugged in, as the system numbers it: `1-1.2`. */
	readonly socket?: string | undefined;
};

/** A device that the machine has now. */
export type FoundDevice = Fingerprint & {
	readonly path: string;
	readonly socket: string;
	/** Maker and product, as the device says them. */
	readonly name?: string | undefined;
};

/** Which of two readers that look alike is this desk's: the place where it is plugged in. */
export type SocketMemory = { readonly get: () => string | undefined; readonly set: (socket: string) => void };

/** Which devices the readers of one counter have, so that two of them never listen to the same one. */
export class Claims {
	readonly #owned = new Map<object, FoundDevice>();

	/** @returns whether it is the owner's now */
	take(device: FoundDevice, owner: object): boolean {
		if (!this.isFree(device, owner)) return false;
		this.#owned.set(owner, device);
		return true;
	}

	/** One device may have several files. */
	isFree({ path, socket }: FoundDevice, owner: object): boolean {
		return [...this.#owned].every(([other, its]) => other === owner || (its.path !== path && its.socket !== socket));
	}

	release(owner: object): void {
		this.#owned.delete(owner);
	}
}

/** How often to look whether readers that look alike have come or gone. */
const LOOK_EVERY_MS = 1_000;

export type Choice =
	| { readonly kind: 'one'; readonly device: FoundDevice }
	| { readonly kind: 'none' }
	| { readonly kind: 'alike'; readonly among: readonly FoundDevice[] };

/**
 * Which of the devices is meant. Two that look alike are told apart by the place that was remembered, and by nothing else;
 * where none is in that place, also a single one may be the other desk's.
 */
export function chooseDevice(
	devices: readonly FoundDevice[],
	isMeant: (device: FoundDevice) => boolean,
	remembered: string | undefined,
): Choice {
	// One device may have several files.
	const among = devices
		.filter(isMeant)
		.filter(({ socket }, index, all) => all.findIndex((other) => other.socket === socket) === index);
	const [first, second] = among;
	const own = among.find(({ socket }) => socket === remembered);
	if (own) return { kind: 'one', device: own };
	if (!first) return { kind: 'none' };
	return second || remembered !== undefined ? { kind: 'alike', among } : { kind: 'one', device: first };
}

/** Whether a device is the one that a configuration names. */
export const isNamed =
	({ vendorId, productId, serialNumber, usagePage, socket }: Fingerprint) =>
	(device: FoundDevice): boolean =>
		device.vendorId === vendorId &&
		device.productId === productId &&
		(serialNumber === undefined || device.serialNumber === serialNumber) &&
		(usagePage === undefined || device.usagePage === usagePage) &&
		(socket === undefined || device.socket === socket);

type Finding = {
	readonly list: () => Promise<readonly FoundDevice[]>;
	readonly isMeant: (device: FoundDevice) => boolean;
	readonly openPath: (path: string) => OpenPort;
	readonly memory?: SocketMemory | undefined;
	/** What the other readers of the counter have. */
	readonly claims?: Claims | undefined;
};

/**
 * A device that is looked for at every opening, because its path changes. Where several look alike, each is listened to
 * until a member card says which is this desk's; that card is nobody's swipe. What another reader of the counter has is
 * none of them: of two that are set up alike, the first that is swiped on is the first one's, and the other the other's.
 */
export function foundPort({
	list: listAll,
	isMeant,
	openPath,
	memory = inMemory(),
	claims = new Claims(),
}: Finding): OpenPort {
	const owner = {};
	const list = async (): Promise<readonly FoundDevice[]> =>
		(await listAll()).filter((device) => claims.isFree(device, owner));
	return async (signal, opening) => {
		claims.release(owner);
		for (;;) {
			const choice = chooseDevice(await list(), isMeant, memory.get());
			if (choice.kind === 'one') {
				// Another reader may have taken it since the list was made.
				if (!claims.take(choice.device, owner)) continue;
				return opened(openPath(choice.device.path), signal, () => claims.release(owner));
			}
			if (choice.kind === 'none') throw new Error('no card reader on USB');
			if (!opening) throw new Error('several readers look alike');
			opening.alike();
			const settled = await settle(choice.among, { list, isMeant, openPath }, opening, signal);
			if (signal.aborted) throw new Error('aborted');
			if (settled && claims.take(settled, owner)) memory.set(settled.socket);
		}
	};
}

/** @param ended called when the device is let go, however that comes */
async function opened(open: OpenPort, signal: AbortSignal, ended: () => void): Promise<Port> {
	signal.addEventListener('abort', ended, { once: true });
	const port = await open(signal).catch((cause: unknown) => {
		ended();
		throw cause;
	});
	async function* chunks(): AsyncGenerator<Uint8Array, void, undefined> {
		try {
			yield* port;
		} finally {
			ended();
		}
	}
	return port.write ? Object.assign(chunks(), { write: port.write.bind(port) }) : chunks();
}

/** The reader that read a member card; `undefined` when readers have come or gone. */
async function settle(
	among: readonly FoundDevice[],
	{ list, isMeant, openPath }: Pick<Finding, 'list' | 'isMeant' | 'openPath'>,
	opening: Opening,
	signal: AbortSignal,
): Promise<FoundDevice | undefined> {
	const ending = new AbortController();
	const until = AbortSignal.any([signal, ending.signal]);
	const socketsOf = (devices: readonly FoundDevice[]): string => JSON.stringify(devices.map(({ path }) => path).sort());
	const released: Promise<void>[] = [];
	async function hasCard(device: FoundDevice): Promise<boolean> {
		const port = await openPath(device.path)(until);
		if (port.released) released.push(port.released);
		return opening.hasCard(port);
	}
	/** A reader that was just plugged in may not have its file yet, or not the rights on it. */
	async function listenTo(device: FoundDevice): Promise<FoundDevice | undefined> {
		while (!until.aborted) {
			if (await hasCard(device).catch(() => false)) return device;
			await opening.wait(LOOK_EVERY_MS, until);
		}
		return undefined;
	}
	async function changed(): Promise<undefined> {
		while (!until.aborted) {
			await opening.wait(LOOK_EVERY_MS, until);
			if (socketsOf((await list()).filter(isMeant)) !== socketsOf(among)) return undefined;
		}
		return undefined;
	}
	try {
		return await Promise.race([...among.map(listenTo), changed()]);
	} finally {
		ending.abort();
		await Promise.all(released);
	}
}

function inMemory(): SocketMemory {
	let held: string | undefined;
	return { get: () => held, set: (socket) => void (held = socket) };
}

/** The serial devices on USB of this machine. Source: the kernel's sysfs, "Rules on how to access information". */
export async function usbSerials({ sys = '/sys', dev = '/dev' } = {}): Promise<readonly FoundDevice[]> {
	const names = await readdir(join(sys, 'class/tty')).catch(() => []);
	const found = await Promise.all(
		names.map(async (name) => {
			const usb = await usbOf(join(sys, 'class/tty', name, 'device'));
			return usb && { ...usb, path: join(dev, name) };
		}),
	);
	return found.filter((device) => device !== undefined);
}

type UsbDevice = Pick<FoundDevice, 'vendorId' | 'productId' | 'serialNumber' | 'socket' | 'name'>;

/** So many folders lie between a device file and its USB device at most. */
const DEPTH_MAX = 8;

/** The USB device that a device of the system hangs on; `undefined`: none. */
export async function usbOf(link: string): Promise<UsbDevice | undefined> {
	let folder = await realpath(link).catch(() => undefined);
	for (let depth = 0; folder !== undefined && depth < DEPTH_MAX; depth++, folder = dirname(folder)) {
		const vendor = await textOf(join(folder, 'idVendor'));
		if (vendor === undefined) continue;
		return {
			vendorId: Number.parseInt(vendor, 16),
			productId: Number.parseInt((await textOf(join(folder, 'idProduct'))) ?? '', 16),
			serialNumber: await textOf(join(folder, 'serial')),
			socket: basename(folder),
			name: await nameIn(folder),
		};
	}
	return undefined;
}

async function nameIn(folder: string): Promise<string | undefined> {
	const said = await Promise.all(['manufacturer', 'product'].map((file) => textOf(join(folder, file))));
	return said.filter(Boolean).join(' ') || undefined;
}

const textOf = (path: string): Promise<string | undefined> =>
	readFile(path, 'utf8').then(
		(text) => text.trim(),
		() => undefined,
	);
