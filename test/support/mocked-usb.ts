import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** One input report of 337 bytes, usage page 0xFF00, as MagTek's descriptor boils down to. */
const REPORT_DESCRIPTOR = '0600FF0901A1010920150026FF0075089651018102C0';

/** Source: umockdev's device format; the tree is that of MagTek readers on a Debian machine, side by side. */
function describe(reader: number): string {
	const socket = `1-${reader + 1}`;
	const device = `/devices/pci0000:00/0000:00:14.0/usb1/${socket}`;
	const hid = `0003:0801:0002.000${reader + 1}`;
	return `P: ${device}
N: bus/usb/001/00${reader + 2}
E: DEVTYPE=usb_device
E: SUBSYSTEM=usb
E: BUSNUM=001
E: DEVNUM=00${reader + 2}
A: idVendor=0801
A: idProduct=0002
A: bcdDevice=0100
A: manufacturer=Mag-Tek
A: product=USB Swipe Reader

P: ${device}/${socket}:1.0
E: DEVTYPE=usb_interface
E: SUBSYSTEM=usb
A: bInterfaceNumber=00

P: ${device}/${socket}:1.0/${hid}
E: SUBSYSTEM=hid
E: HID_ID=0003:00000801:00000002
E: HID_NAME=Mag-Tek USB Swipe Reader
E: HID_PHYS=usb-0000:00:14.0-${reader + 1}/input0
E: HID_UNIQ=B12${reader}
H: report_descriptor=${REPORT_DESCRIPTOR}

P: ${device}/${socket}:1.0/${hid}/hidraw/hidraw${reader}
N: hidraw${reader}
L: device=../../../${hid}
E: DEVNAME=/dev/hidraw${reader}
E: MAJOR=243
E: MINOR=${reader}
E: SUBSYSTEM=hidraw
A: dev=243:${reader}
`;
}

/** As the kernel writes it: 32 bits, least significant byte first. */
const DESCRIPTOR_BYTES = `${(REPORT_DESCRIPTOR.length / 2).toString(16).toUpperCase().padStart(2, '0')}000000`;

const ioctlsOf = (reader: number): string => `@DEV /dev/hidraw${reader}
HIDIOCGRDESCSIZE 0 ${DESCRIPTOR_BYTES}
HIDIOCGRDESC 0 ${DESCRIPTOR_BYTES}${REPORT_DESCRIPTOR}
HIDIOCGRAWINFO 0 0300000001080200
`;

export const hasUmockdev = spawnSync('umockdev-run', ['--version']).status === 0;

/** A process that keeps a USB reader alive on a machine where umockdev plays the kernel, with one such reader or two. */
export class MockedUsb {
	/** What the process has to say of its reader, in order. */
	readonly news: string[] = [];
	readonly #folder = mkdtempSync(join(tmpdir(), 'retorno-usb-'));
	readonly #process: ChildProcess;
	readonly #ended: Promise<unknown>;

	constructor(readers: 1 | 2 = 1) {
		const numbers = Array.from({ length: readers }, (_, number) => number);
		const device = join(this.#folder, 'magtek.umockdev');
		writeFileSync(device, numbers.map(describe).join('\n'));
		const ioctls = numbers.flatMap((number) => {
			const path = join(this.#folder, `magtek-${number}.ioctl`);
			writeFileSync(path, ioctlsOf(number));
			return ['-i', `/dev/hidraw${number}=${path}`];
		});
		const script = fileURLToPath(new URL('usb-reader.ts', import.meta.url));
		this.#process = spawn('umockdev-run', ['-d', device, ...ioctls, '--', process.execPath, script], {
			stdio: ['pipe', 'pipe', 'inherit'],
		});
		this.#ended = new Promise((resolve) => this.#process.once('close', resolve));
		createInterface(this.#process.stdout!).on('line', (line) => this.news.push(line));
	}

	/** A reader's file is this terminal device: what is written into that is a report, and its end is the reader's. */
	plug(path: string, reader = 0): void {
		// A terminal would wait for the end of a line.
		spawnSync('stty', ['-F', path, 'raw', '-echo']);
		this.#process.stdin?.write(`${reader} ${path}\n`);
	}

	/** The file vanishes, and nobody says a word. */
	vanish(reader = 0): void {
		this.#process.stdin?.write(`${reader} \n`);
	}

	async close(): Promise<void> {
		this.#process.stdin?.end();
		await this.#ended;
		rmSync(this.#folder, { recursive: true, force: true });
	}
}
