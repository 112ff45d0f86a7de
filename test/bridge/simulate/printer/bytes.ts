/** Bytes as a manual writes them: `hex('1B 40')`. */
export const hex = (text: string): Uint8Array =>
	Uint8Array.from(text.split(' ').filter(Boolean), (byte) => Number.parseInt(byte, 16));

export const ascii = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

export const job = (...parts: readonly (Uint8Array | string)[]): Uint8Array =>
	Uint8Array.from(parts.flatMap((part) => [...(typeof part === 'string' ? ascii(part) : part)]));

export const asHex = (bytes: Uint8Array): string =>
	[...bytes].map((byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(' ');

export const INIT = hex('1B 40');
export const CUT = hex('1D 56 41 00');
export const ALL_AUTOMATIC_STATUS = hex('1D 61 FF');
export const PAPER_STATUS = hex('1D 72 01');

export const processId = (id: string): Uint8Array => job(hex('1D 28 48 06 00 30 30'), id);
export const processIdReply = (id: string): string => asHex(job(hex('37 22'), id, hex('00')));

/** `GS v 0`: one byte of width for every eight dots. */
export const raster = (widthBytes: number, rows: number, bits: Uint8Array): Uint8Array =>
	job(hex('1D 76 30 00'), Uint8Array.of(widthBytes, 0, rows & 0xff, rows >> 8), bits);

/** `GS ( k` fn 80 and 81. */
export const qr = (data: string): Uint8Array =>
	job(hex('1D 28 6B'), Uint8Array.of(data.length + 3, 0), hex('31 50 30'), data, hex('1D 28 6B 03 00 31 51 30'));
