import type { CardPattern } from './card.ts';
import { isHex } from './digits.ts';

/** Other cards in the place of those that were read: as long, of the same worth, the same one for the same card. */
export type Fakes = {
	/** @param isDiscretionary what stands behind a number on its stripe */
	readonly digits: (run: Uint8Array, patterns: readonly CardPattern[], isDiscretionary?: boolean) => Uint8Array;
	/** The serial number of a tag. */
	readonly tag: (serial: Uint8Array, patterns: readonly CardPattern[]) => Uint8Array;
	readonly letters: (run: Uint8Array) => Uint8Array;
};

/** How what a reader sends can be kept without its cards. */
export type Redaction = {
	/** How many bytes the first frame has, its end included; 0 where it is not whole yet. Bytes before a frame are one, too. */
	readonly frameBytes: (bytes: Uint8Array) => number;
	/**
	 * Another card's frame in the place of this one: as long, cut the same, and of the same worth to whoever reads it. What
	 * is no whole frame keeps its length and the kind of its bytes.
	 */
	readonly redact: (frame: Uint8Array, fakes: Fakes, patterns: readonly CardPattern[]) => Uint8Array;
};

/** Frames from a first byte on, so many bytes long. */
export function framesFrom(first: number, lengthOf: (bytes: Uint8Array) => number): Redaction['frameBytes'] {
	return (bytes) => {
		const at = bytes.indexOf(first);
		if (at !== 0) return at === -1 ? bytes.length : at;
		const length = lengthOf(bytes);
		return bytes.length >= length ? Math.max(length, 1) : 0;
	};
}

export const xorOf = (bytes: Uint8Array): number => bytes.reduce((sum, byte) => sum ^ byte, 0);

/** Digits of hex, large or small, as bytes; `undefined` where one is none. */
export function bytesOfHex(digits: Uint8Array): Uint8Array | undefined {
	if (digits.length === 0 || digits.length % 2 === 1 || !digits.every(isHex)) return undefined;
	return Uint8Array.from({ length: digits.length / 2 }, (_, at) =>
		parseInt(String.fromCharCode(digits[at * 2]!, digits[at * 2 + 1]!), 16),
	);
}

/** Bytes as digits of hex, large or small as they were written before. */
export function hexLike(bytes: Uint8Array, before: Uint8Array): Uint8Array {
	const isSmall = before.some((byte) => byte >= 0x61);
	const text = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
	return Uint8Array.from(isSmall ? text : text.toUpperCase(), (letter) => letter.charCodeAt(0));
}

/** Half a frame of hex, or none: its length, its signs, and where something stands that cannot. */
export const hexNoise = (frame: Uint8Array, signs: readonly number[]): Uint8Array =>
	frame.map((byte) => (signs.includes(byte) ? byte : isHex(byte) ? 0x30 : 0x7f));
