import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** One input report of 337 bytes, usage page 0xFF00, as MagTek's descriptor boils down to. */
const REPORT_DESCRIPTOR = '0600FF0901A1010920150026FF0075089651018102C0';

const DEVICE = '/devices/pci0000:00/0000:00:14.0/usb1/1-1';
const HID = '0003:0801:0002.0001';

/** Source: umockdev's device format; the tree is that of a MagTek reader on a Debian machine. */
const DESCRIPTION = `P: ${DEVICE}
N: bus/usb/001/002
E: DEVTYPE=usb_device
E: SUBSYSTEM=usb
E: BUSNUM=001
E: DEVNUM=002
A: idVendor=0801
A: idProduct=0002
A: bcdDevice=0100
A: manufacturer=Mag-Tek
A: product=USB Swipe Reader

P: ${DEVICE}/1-1:1.0
E: DEVTYPE=usb_interface
E: SUBSYSTEM=usb
A: bInterfaceNumber=00

P: ${DEVICE}/1-1:1.0/${HID}
E: SUBSYSTEM=hid
E: HID_ID=0003:00000801:00000002
E: HID_NAME=Mag-Tek USB Swipe Reader
E: HID_PHYS=usb-0000:00:14.0-1/input0
E: HID_UNIQ=B123
H: report_descriptor=${REPORT_DESCRIPTOR}

P: ${DEVICE}/1-1:1.0/${HID}/hidraw/hidraw0
N: hidraw0
L: device=../../../${HID}
E: DEVNAME=/dev/hidraw0
E: MAJOR=243
E: MINOR=0
E: SUBSYSTEM=hidraw
A: dev=243:0
`;

/** As the kernel writes it: 32 bits, least significant byte first. */
const DESCRIPTOR_BYTES = `${(REPORT_DESCRIPTOR.length / 2).toString(16).toUpperCase().padStart(2, '0')}000000`;

const IOCTLS = `@DEV /dev/hidraw0
HIDIOCGRDESCSIZE 0 ${DESCRIPTOR_BYTES}
HIDIOCGRDESC 0 ${DESCRIPTOR_BYTES}${REPORT_DESCRIPTOR}
HIDIOCGRAWINFO 0 0300000001080200
`;

export const hasUmockdev = spawnSync('umockdev-run', ['--version']).status === 0;

/** A process that keeps a USB reader alive on a machine where umockdev plays the kernel. */
export class MockedUsb {
	/** What the process has to say of its reader, in order. */
	readonly news: string[] = [];
	readonly #folder = mkdtempSync(join(tmpdir(), 'retorno-usb-'));
	readonly #process: ChildProcess;
	readonly #ended: Promise<unknown>;

	constructor() {
		const [device, ioctls] = [join(this.#folder, 'magtek.umockdev'), join(this.#folder, 'magtek.ioctl')];
		writeFileSync(device, DESCRIPTION);
		writeFileSync(ioctls, IOCTLS);
		const script = fileURLToPath(new URL('usb-reader.ts', import.meta.url));
		this.#process = spawn(
			'umockdev-run',
			['-d', device, '-i', `/dev/hidraw0=${ioctls}`, '--', process.execPath, script],
			{ stdio: ['pipe', 'pipe', 'inherit'] },
		);
		this.#ended = new Promise((resolve) => this.#process.once('close', resolve));
		createInterface(this.#process.stdout!).on('line', (line) => this.news.push(line));
	}

	/** The reader's file is this terminal device: what is written into that is a report, and its end is the reader's. */
	plug(path: string): void {
		// A terminal would wait for the end of a line.
		spawnSync('stty', ['-F', path, 'raw', '-echo']);
		this.#process.stdin?.write(`${path}\n`);
	}

	/** The file vanishes, and nobody says a word. */
	vanish(): void {
		this.#process.stdin?.write('\n');
	}

	async close(): Promise<void> {
		this.#process.stdin?.end();
		await this.#ended;
		rmSync(this.#folder, { recursive: true, force: true });
	}
}
