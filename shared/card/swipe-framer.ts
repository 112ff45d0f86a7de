import type { Framer } from './framer.ts';
import { isLineEnd } from './swipe.ts';

/** Three full tracks with their LRCs are 226 characters. */
export const SWIPE_BYTES_MAX = 256;

/**
 * For readers and scanners that end a frame by CR, LF or both, or by a pause: after the pause, whatever has come is a
 * frame, so that half a swipe becomes "not readable" and not silence. A frame that runs over its bound comes out empty,
 * at the end it would have had, for the same reason; what follows is whole again.
 *
 * @param frameBytesMax for code scanners as many as their longest code has
 */
export const createSwipeFramer = (frameBytesMax = SWIPE_BYTES_MAX): Framer => new SwipeFramer(frameBytesMax);

class SwipeFramer implements Framer {
	readonly #buffer: Uint8Array;
	#length = 0;
	#hasRunOver = false;

	constructor(frameBytesMax: number) {
		this.#buffer = new Uint8Array(frameBytesMax);
	}

	push(bytes: Uint8Array): Uint8Array[] {
		const frames: Uint8Array[] = [];
		for (const byte of bytes) {
			if (isLineEnd(byte)) frames.push(...this.flush());
			else this.#keep(byte);
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
