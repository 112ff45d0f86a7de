import { realpath } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { chooseDevice, isNamed, usbOf, usbSerials, type FoundDevice, type SocketMemory } from './fingerprint.ts';
import { hidReaders, type HidModule } from './hid-port.ts';
import type { ReaderConfig } from './reader-config.ts';

/** How the system calls a device file, and what it hangs on; `undefined`: not on USB. */
export type DeviceFile = {
	readonly path: string;
	readonly subsystem: 'hidraw' | 'tty' | 'usbmisc';
	readonly usb: { readonly vendorId: number; readonly productId: number } | undefined;
};

/** Where a reader of the configuration is now, found without opening anything. */
export type ReaderPlace =
	FilePlace | { readonly kind: 'network'; readonly host: string; readonly port: number } | { readonly kind: 'alike' };

type FilePlace = ({ readonly kind: 'file' } & DeviceFile) | { readonly kind: 'absent' };

type Around = {
	/** Which of two that look alike. */
	readonly memory: SocketMemory;
	readonly sys: string;
	readonly loadHid?: () => Promise<HidModule>;
};

export async function readerPlace(reader: ReaderConfig, { memory, sys, loadHid }: Around): Promise<ReaderPlace> {
	switch (reader.kind) {
		case 'tcp':
			return { kind: 'network', host: reader.host, port: reader.port };
		case 'serial': {
			if (reader.path !== undefined) return fileAt(reader.path, 'tty', sys);
			return chosen(await usbSerials({ sys }), 'tty', reader.usb, memory);
		}
		case 'hid': {
			const found = await hidReaders(reader.ids, { sys, ...(loadHid && { load: loadHid }) });
			return chosen(found, 'hidraw', reader.ids, memory);
		}
	}
}

function chosen(
	found: readonly FoundDevice[],
	subsystem: DeviceFile['subsystem'],
	named: Parameters<typeof isNamed>[0] | undefined,
	memory: SocketMemory,
): ReaderPlace {
	const choice = chooseDevice(found, named ? isNamed(named) : () => true, memory.get());
	if (choice.kind !== 'one') return { kind: choice.kind === 'none' ? 'absent' : 'alike' };
	return { kind: 'file', path: choice.device.path, subsystem, usb: choice.device };
}

/** A device file by its name, which may be a link to it. */
export async function fileAt(name: string, subsystem: DeviceFile['subsystem'], sys: string): Promise<FilePlace> {
	const path = await realpath(name).catch(() => null);
	if (path === null) return { kind: 'absent' };
	return { kind: 'file', path, subsystem, usb: await usbOf(join(sys, 'class', subsystem, basename(path), 'device')) };
}
