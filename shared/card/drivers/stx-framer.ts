import type { Framer } from './framer.ts';
import { HeldBytes } from '../held-bytes.ts';
import { isStxFrame, STX, STX_FRAME_BYTES_MAX, STX_FRAME_BYTES_MIN } from './stx.ts';

/**
 * For readers of binary frames: cut by their length, because ETX may stand inside. A frame is one when silence, a line end
 * or the next STX comes behind it: with a byte too many inside, its ETX stands there, and a check of eight bits does not
 * always tell. Where a frame does not add up, its STX was none, and the next one is looked for behind it; so the line is in
 * step again after any damage.
 */
export const createStxFramer = (): Framer => new StxFramer();

/** STX, and what ends a line: some readers send it behind each frame. */
const BEHIND: ReadonlySet<number> = new Set([STX, 0x0d, 0x0a]);

class StxFramer implements Framer {
	readonly #held = new HeldBytes(STX_FRAME_BYTES_MAX + 1);
	#noiseBytes = 0;

	get noiseBytes(): number {
		return this.#noiseBytes;
	}

	push(bytes: Uint8Array): Uint8Array[] {
		const frames: Uint8Array[] = [];
		for (const byte of bytes) {
			this.#held.add(byte);
			frames.push(...this.#cut());
		}
		bytes.fill(0);
		return frames;
	}

	/** A frame comes without a pause in it, and again while the tag is near: what is left is one or none. */
	flush(): Uint8Array[] {
		const frame = this.#held.copy(this.#held.length);
		const isWhole = isStxFrame(frame);
		if (!isWhole) frame.fill(0);
		this.#noiseBytes += isWhole ? 0 : frame.length;
		this.#held.drop(frame.length);
		return isWhole ? [frame] : [];
	}

	#cut(): Uint8Array[] {
		const frames: Uint8Array[] = [];
		while (this.#held.length > 0) {
			const length = this.#held.at(1);
			const canBegin = this.#held.at(0) === STX && (this.#held.length < 2 || isLength(length));
			if (canBegin && (this.#held.length < 2 || this.#held.length <= length)) break;
			const frame = canBegin ? this.#held.copy(length) : undefined;
			const isWhole = frame !== undefined && isStxFrame(frame) && BEHIND.has(this.#held.at(length));
			if (isWhole) frames.push(frame);
			else frame?.fill(0);
			this.#noiseBytes += isWhole ? 0 : 1;
			this.#held.drop(isWhole ? length : 1);
		}
		return frames;
	}
}

const isLength = (byte: number): boolean => byte >= STX_FRAME_BYTES_MIN && byte <= STX_FRAME_BYTES_MAX;
