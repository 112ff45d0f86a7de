import { z } from 'zod';
import type { CardPattern } from '#shared/card/card.ts';
import type { Speech } from '#shared/card/speech.ts';
import type { FrameEnd } from '#shared/card/drivers/swipe-framer.ts';
import { codecOf } from './codecs.ts';
import { foundPort, isNamed, usbSerials, type Claims, type Fingerprint, type SocketMemory } from './fingerprint.ts';
import { QUIET_MS } from './frames.ts';
import type { OpenPort } from './port.ts';
import { hidPort } from './hid-port.ts';
import type { ReaderCodec } from './reader.ts';
import { LINE_9600_8N1, serialPort } from './serial-port.ts';
import { tcpPort } from './tcp-port.ts';

/** Over a line of bytes nobody can tell by itself. */
const speaks = z
	.enum(['swipe', 'rdm6300', 'stx', 'twn4', 'twn4-binary', 'code', 'aim-code'])
	.default('swipe') satisfies z.ZodType<Speech>;

/** How stripes and codes end: as the reader is set up, or by a silence of so many milliseconds. */
const ending = {
	end: z.enum(['line', 'cr', 'lf', 'crlf', 'tab', 'etx', 'none']).default('line') satisfies z.ZodType<FrameEnd>,
	pauseMs: z.int().min(20).max(2_000).default(QUIET_MS),
};

const usbNumber = z.int().min(0).max(0xffff);

/** What a USB reader is known by. Its path is not among it: that changes with each plugging in. */
const usb = z.strictObject({
	vendorId: usbNumber,
	productId: usbNumber,
	serialNumber: z.string().min(1).optional(),
	usagePage: usbNumber.optional(),
	/** As the system numbers the place where it is plugged in, `1-1.2`. */
	socket: z.string().min(1).optional(),
}) satisfies z.ZodType<Fingerprint>;

export const readerSchema = z.discriminatedUnion('kind', [
	z
		.strictObject({
			kind: z.literal('serial'),
			/** A name that stays, `/dev/serial/by-id/…`; or `usb`. */
			path: z.string().min(1).optional(),
			usb: usb.omit({ usagePage: true }).optional(),
			baudRate: z.int().positive().default(LINE_9600_8N1.baudRate),
			speaks,
			...ending,
		})
		.refine(({ path, usb }) => (path === undefined) !== (usb === undefined), 'names its path or its usb, not both'),
	z.strictObject({
		kind: z.literal('tcp'),
		host: z.string().min(1),
		port: z.int().min(1).max(65_535),
		speaks,
		...ending,
	}),
	z.strictObject({
		kind: z.literal('hid'),
		/** Of a make that imitates a known one; the known ones are found without. */
		ids: usb.optional(),
	}),
]);

export type ReaderConfig = z.infer<typeof readerSchema>;

/** @param patterns what the house's cards look like, asked for every card */
export const readerCodecOf = (reader: ReaderConfig, patterns: () => readonly CardPattern[]): ReaderCodec =>
	reader.kind === 'hid' ? codecOf('report', patterns) : codecOf(reader.speaks, patterns, reader);

/** For the log: which of several readers is meant. */
export function nameOf(reader: ReaderConfig): string {
	switch (reader.kind) {
		case 'serial':
			return reader.path ?? 'serial on USB';
		case 'tcp':
			return `${reader.host}:${reader.port}`;
		case 'hid':
			return 'USB';
	}
}

/**
 * @param memory where readers that look alike are plugged in
 * @param claims which devices the counter's readers have
 */
export function portOf(reader: ReaderConfig, memory?: SocketMemory, claims?: Claims): OpenPort {
	switch (reader.kind) {
		case 'serial': {
			const { path, usb, baudRate } = reader;
			const line = { ...LINE_9600_8N1, baudRate };
			if (path !== undefined) return serialPort(() => path, line);
			const openPath = (found: string): OpenPort => serialPort(() => found, line);
			const isMeant = usb ? isNamed(usb) : () => true;
			return foundPort({ list: () => usbSerials(), isMeant, openPath, memory, claims });
		}
		case 'tcp':
			return tcpPort(reader);
		case 'hid':
			return hidPort(reader.ids, undefined, { memory, claims });
	}
}
