import { z } from 'zod';
import type { Speech } from './codecs.ts';
import type { OpenPort } from './port.ts';
import { hidPort } from './hid-port.ts';
import { LINE_9600_8N1, serialPort } from './serial-port.ts';
import { tcpPort } from './tcp-port.ts';

/** Over a line of bytes nobody can tell by itself. */
const speaks = z.enum(['swipe', 'rdm6300', 'code', 'aim-code']).default('swipe') satisfies z.ZodType<Speech>;

const usbNumber = z.int().min(0).max(0xffff);

export const readerSchema = z.discriminatedUnion('kind', [
	z.strictObject({
		kind: z.literal('serial'),
		path: z.string().min(1),
		baudRate: z.int().positive().default(LINE_9600_8N1.baudRate),
		speaks,
	}),
	z.strictObject({
		kind: z.literal('tcp'),
		host: z.string().min(1),
		port: z.int().min(1).max(65_535),
		speaks,
	}),
	z.strictObject({
		kind: z.literal('hid'),
		/** Of a make that imitates a known one; the known ones are found without. */
		ids: z.strictObject({ vendorId: usbNumber, productId: usbNumber }).optional(),
	}),
]);

export type ReaderConfig = z.infer<typeof readerSchema>;

export const speechOf = (reader: ReaderConfig): Speech => (reader.kind === 'hid' ? 'report' : reader.speaks);

/** For the log: which of several readers is meant. */
export function nameOf(reader: ReaderConfig): string {
	switch (reader.kind) {
		case 'serial':
			return reader.path;
		case 'tcp':
			return `${reader.host}:${reader.port}`;
		case 'hid':
			return 'USB';
	}
}

export function portOf(reader: ReaderConfig): OpenPort {
	switch (reader.kind) {
		case 'serial':
			return serialPort(() => reader.path, { ...LINE_9600_8N1, baudRate: reader.baudRate });
		case 'tcp':
			return tcpPort(reader);
		case 'hid':
			return hidPort(reader.ids);
	}
}
