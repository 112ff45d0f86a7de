import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** As the kernel names what is plugged in, in a folder of its own. */
export class FakeSys {
	readonly root = mkdtempSync(join(tmpdir(), 'retorno-sys-'));
	readonly sys = join(this.root, 'sys');
	readonly dev = join(this.root, 'dev');

	constructor() {
		for (const folder of ['class/tty', 'class/usbmisc', 'devices'])
			mkdirSync(join(this.sys, folder), { recursive: true });
		mkdirSync(this.dev);
	}

	/** A device on USB with one file of the system below it. */
	plugUsb(socket: string, kind: 'tty' | 'usbmisc', file: string, said: Readonly<Record<string, string>>): void {
		const device = join(this.sys, 'devices', socket);
		mkdirSync(join(device, 'interface'), { recursive: true });
		for (const [name, text] of Object.entries(said)) writeFileSync(join(device, name), `${text}\n`);
		mkdirSync(join(this.sys, 'class', kind, file), { recursive: true });
		symlinkSync(join(device, 'interface'), join(this.sys, 'class', kind, file, 'device'));
	}

	remove(): void {
		rmSync(this.root, { recursive: true });
	}
}

export const PROLIFIC = { idVendor: '067b', idProduct: '2303', manufacturer: 'Prolific', product: 'USB-Serial' };

/** This machine has no libusb. */
export const noHid = (): Promise<never> => Promise.reject(new Error('no libusb'));
