/** A device file on USB that the system guards: of a reader that speaks HID, of a serial one, of a printer. */
export type GuardedDevice = {
	readonly subsystem: 'hidraw' | 'tty' | 'usbmisc';
	readonly vendorId: number;
	readonly productId: number;
};

/** Before 73, where the system hands devices to whoever sits at the machine. */
export const UDEV_FILE = '/etc/udev/rules.d/70-retorno.rules';

/**
 * The one line that lets a group and whoever sits at the machine have one make of device, and nobody else.
 *
 * Source: udev(7); systemd's 70-uaccess.rules for the tag.
 */
export const udevRule = ({ subsystem, vendorId, productId }: GuardedDevice, group: string): string =>
	`SUBSYSTEM=="${subsystem}", ATTRS{idVendor}=="${hex(vendorId)}", ATTRS{idProduct}=="${hex(productId)}", ` +
	`GROUP="${group}", MODE="0660", TAG+="uaccess"`;

const hex = (number: number): string => number.toString(16).padStart(4, '0');

/** Readers that are found without being named: MagTek SureSwipe, ID TECH SecureMag and its like. */
export const KNOWN_HID: readonly { readonly vendorId: number; readonly productId: number }[] = [
	{ vendorId: 0x0801, productId: 0x0002 },
	{ vendorId: 0x0acd, productId: 0x0500 },
	{ vendorId: 0x0acd, productId: 0x0510 },
];
