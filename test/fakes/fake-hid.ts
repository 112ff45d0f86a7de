import { EventEmitter } from 'node:events';
import type { Device, HIDAsync } from 'node-hid';
import type { HidModule } from '../../bridge/devices/hid-port.ts';

/** Another device of a counter: it speaks HID as well, and must not be taken for the reader. */
export const KEYBOARD: Device = {
	vendorId: 0x046d,
	productId: 0xc31c,
	path: '/dev/null',
	release: 1,
	interface: 0,
	usagePage: 1,
	usage: 6,
};

/** The file is always there: what a test pulls, it pulls by `pull`. */
export const MAGTEK: Device = { ...KEYBOARD, vendorId: 0x0801, productId: 0x0002, usagePage: 0xff00, usage: 1 };

/** A machine with USB, for one device that is open at a time. */
export class FakeHid {
	devices: Device[] = [KEYBOARD, MAGTEK];
	readonly opened: string[] = [];
	closings = 0;
	driver: string | undefined;
	#device = new EventEmitter();

	readonly load = (): Promise<HidModule> =>
		Promise.resolve({
			setDriverType: (type) => void (this.driver = type),
			devicesAsync: () => Promise.resolve(this.driver ? this.devices : []),
			HIDAsync: { open: (path) => Promise.resolve(this.#open(path)) },
		});

	report(bytes: Uint8Array): void {
		this.#device.emit('data', bytes);
	}

	/** As node-hid tells it: with a text, not with an error. */
	pull(): void {
		this.#device.emit('error', 'could not read from HID device');
	}

	#open(path: string): HIDAsync {
		this.opened.push(path);
		const close = (): Promise<void> => Promise.resolve(void this.closings++);
		this.#device = Object.assign(new EventEmitter(), { close });
		return this.#device as HIDAsync;
	}
}
