import type { Framer } from './framer.ts';
import { RDM6300_FRAME_BYTES, STX } from './rdm6300.ts';

/**
 * For RDM6300 modules: 14 bytes from STX. A second STX begins anew, because none can stand inside; bytes outside of a
 * frame are dropped. Half a frame that a pause cuts off is dropped as well: the tag sends again while it is near.
 */
export const createRdm6300Framer = (): Framer => new Rdm6300Framer();

class Rdm6300Framer implements Framer {
	readonly #buffer = new Uint8Array(RDM6300_FRAME_BYTES);
	#length = 0;
	#noiseBytes = 0;

	get noiseBytes(): number {
		return this.#noiseBytes;
	}

	push(bytes: Uint8Array): Uint8Array[] {
		const frames: Uint8Array[] = [];
		for (const byte of bytes) {
			if (!isSent(byte)) this.#noiseBytes++;
			if (byte === STX) this.#clear();
			else if (this.#length === 0) continue;
			this.#buffer[this.#length++] = byte;
			if (this.#length < RDM6300_FRAME_BYTES) continue;
			frames.push(this.#buffer.slice());
			this.#clear();
		}
		bytes.fill(0);
		return frames;
	}

	flush(): Uint8Array[] {
		this.#clear();
		return [];
	}

	#clear(): void {
		this.#buffer.fill(0);
		this.#length = 0;
	}
}

/** STX, ETX, hex digits and the line ends of some makes. */
const isSent = (byte: number): boolean =>
	byte === STX || byte === 0x03 || byte === 0x0d || byte === 0x0a || (byte >= 0x30 && byte <= 0x66);
