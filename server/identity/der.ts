/**
 * The few pieces of DER that a certificate needs. Node reads certificates and does not write them.
 *
 * Source: ITU-T X.690.
 */
const LONG_FORM = 0x80;

function tagged(tag: number, content: Uint8Array): Buffer {
	const length: number[] = [];
	for (let left = content.length; left > 0; left = Math.floor(left / 256)) length.unshift(left % 256);
	const isShort = content.length < LONG_FORM;
	const head = isShort ? [tag, content.length] : [tag, LONG_FORM | length.length, ...length];
	return Buffer.concat([Uint8Array.from(head), content]);
}

export const sequence = (...parts: readonly Uint8Array[]): Buffer => tagged(0x30, Buffer.concat(parts));
export const setOf = (part: Uint8Array): Buffer => tagged(0x31, part);
export const boolean = (value: boolean): Buffer => tagged(0x01, Uint8Array.of(value ? 0xff : 0));
export const octets = (content: Uint8Array): Buffer => tagged(0x04, content);
export const utf8 = (text: string): Buffer => tagged(0x0c, Buffer.from(text));
/** Its last `unused` bits mean nothing. */
export const bits = (content: Uint8Array, unused = 0): Buffer =>
	tagged(0x03, Buffer.concat([Uint8Array.of(unused), content]));
/** A constructed piece that the surrounding type tells apart by number. */
export const explicit = (number: number, content: Uint8Array): Buffer => tagged(0xa0 | number, content);
export const implicit = (number: number, content: Uint8Array): Buffer => tagged(0x80 | number, content);

/** Not negative, most significant byte first. */
export function integer(bytes: Uint8Array): Buffer {
	const from = bytes.findIndex((byte) => byte !== 0);
	const digits = from === -1 ? Uint8Array.of(0) : bytes.subarray(from);
	return tagged(0x02, digits[0]! >= 0x80 ? Buffer.concat([Uint8Array.of(0), digits]) : digits);
}

/** @param dotted `2.5.29.17` */
export function objectId(dotted: string): Buffer {
	const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
	const bytes = [40 * first + second, ...rest].flatMap((arc) => {
		const groups = [arc % 128];
		for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) groups.unshift(128 | (left % 128));
		return groups;
	});
	return tagged(0x06, Uint8Array.from(bytes));
}

/** Until 2049 with two digits of the year, from 2050 on with four. Source: RFC 5280, 4.1.2.5. */
export function time(instant: Date): Buffer {
	const digits = instant.toISOString().replaceAll(/[-:T]|\.\d+/g, '');
	return instant.getUTCFullYear() < 2050
		? tagged(0x17, Buffer.from(digits.slice(2)))
		: tagged(0x18, Buffer.from(digits));
}
