import type { Framer } from './framer.ts';

/** Three full tracks with their LRCs are 226 characters. */
export const SWIPE_BYTES_MAX = 256;

/** What ends a frame. `line`: CR, LF or both, as most readers are set up; `none`: a pause alone. */
export type FrameEnd = 'line' | 'cr' | 'lf' | 'crlf' | 'tab' | 'etx' | 'none';

type FramerOptions = {
	/** For code scanners as many as their longest code has. */
	readonly frameBytesMax?: number;
	readonly end?: FrameEnd;
};

/**
 * For readers and scanners that end a frame by a sign, or by a pause: after the pause, whatever has come is a frame, so
 * that half a swipe becomes "not readable" and not silence. A frame that runs over its bound comes out empty, at the end it
 * would have had, for the same reason; what follows is whole again.
 */
export const createSwipeFramer = ({ frameBytesMax = SWIPE_BYTES_MAX, end = 'line' }: FramerOptions = {}): Framer =>
	new SwipeFramer(frameBytesMax, end);

class SwipeFramer implements Framer {
	readonly #buffer: Uint8Array;
	readonly #end: FrameEnd;
	#length = 0;
	#hasRunOver = false;
	#isAfterCr = false;
	#noiseBytes = 0;

	constructor(frameBytesMax: number, end: FrameEnd) {
		this.#buffer = new Uint8Array(frameBytesMax);
		this.#end = end;
	}

	get noiseBytes(): number {
		return this.#noiseBytes;
	}

	push(bytes: Uint8Array): Uint8Array[] {
		const frames: Uint8Array[] = [];
		for (const byte of bytes) {
			if (isNoise(byte)) this.#noiseBytes++;
			if (this.#isEnd(byte)) frames.push(...this.flush());
			else this.#keep(byte);
			this.#isAfterCr = byte === CR;
		}
		bytes.fill(0);
		return frames;
	}

	flush(): Uint8Array[] {
		if (this.#length === 0 && !this.#hasRunOver) return [];
		const frame = this.#buffer.slice(0, this.#length);
		this.#clear();
		this.#hasRunOver = false;
		return [frame];
	}

	#isEnd(byte: number): boolean {
		switch (this.#end) {
			case 'line':
				return byte === CR || byte === LF;
			case 'cr':
				return byte === CR;
			case 'lf':
				return byte === LF;
			case 'crlf':
				return byte === LF && this.#isAfterCr;
			case 'tab':
				return byte === TAB;
			case 'etx':
				return byte === ETX;
			case 'none':
				return false;
		}
	}

	#keep(byte: number): void {
		if (this.#hasRunOver) return;
		if (this.#length === this.#buffer.length) {
			this.#clear();
			this.#hasRunOver = true;
			return;
		}
		this.#buffer[this.#length++] = byte;
	}

	#clear(): void {
		this.#buffer.fill(0);
		this.#length = 0;
	}
}

const ETX = 0x03;
const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;
/** Licences and parcels have them in their barcodes: EOT, FS, GS, RS, US. */
const IN_CODES = [0x04, 0x1c, 0x1d, 0x1e, 0x1f];

/** No sign of a stripe, and of no code either: those may hold any letter of any alphabet. Source: RFC 3629. */
const isNoise = (byte: number): boolean =>
	(byte < 0x20 && ![ETX, TAB, LF, CR, ...IN_CODES].includes(byte)) || byte === 0x7f || byte >= 0xf8;
