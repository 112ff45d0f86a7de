import { isDigit } from '../digits.ts';
import type { Framer } from './framer.ts';
import { HeldBytes } from '../held-bytes.ts';
import { hasFoundTag, TWN4_REPLY_BYTES_MAX, twn4Crc, type Twn4Dialect } from './twn4.ts';

/**
 * For Elatec's TWN4, which is asked several times a second whether a tag is near. An answer that says of none is no frame.
 * One that says of a tag becomes one when the next answer says the same: the ASCII dialect has no check of its own.
 */
export const createTwn4Framer = (dialect: Twn4Dialect): Framer =>
	new Twn4Framer(dialect === 'ascii' ? new HexLines() : new CheckedMessages());

/** How one dialect is cut into answers, as bytes from the error code on. */
interface Cutter {
	/** @returns the answer that this byte completes */
	take(byte: number): Uint8Array | undefined;
	/** The line has been quiet. */
	forget(): void;
	readonly noiseBytes: number;
}

class Twn4Framer implements Framer {
	readonly #cutter: Cutter;
	#said = new Uint8Array(0);

	constructor(cutter: Cutter) {
		this.#cutter = cutter;
	}

	get noiseBytes(): number {
		return this.#cutter.noiseBytes;
	}

	push(bytes: Uint8Array): Uint8Array[] {
		const frames: Uint8Array[] = [];
		for (const byte of bytes) {
			const answer = this.#cutter.take(byte);
			if (answer && this.#isSaidAgain(answer)) frames.push(answer.slice());
		}
		bytes.fill(0);
		return frames;
	}

	/** A pause between two answers is no sign that the tag has gone: only an answer is. */
	flush(): Uint8Array[] {
		this.#cutter.forget();
		return [];
	}

	#isSaidAgain(answer: Uint8Array): boolean {
		const isSame = answer.length === this.#said.length && answer.every((byte, index) => byte === this.#said[index]);
		this.#said.fill(0);
		this.#said = hasFoundTag(answer) ? Uint8Array.from(answer) : new Uint8Array(0);
		return isSame && this.#said.length > 0;
	}
}

const CR = 0x0d;
const LF = 0x0a;
/** Two digits a byte, and CR. */
const LINE_BYTES_MAX = TWN4_REPLY_BYTES_MAX * 2;

/** A line of hex digits up to CR. A line that is too long or holds anything else is dropped as a whole. */
class HexLines implements Cutter {
	readonly #held = new HeldBytes(LINE_BYTES_MAX + 1);
	#isBroken = false;
	noiseBytes = 0;

	take(byte: number): Uint8Array | undefined {
		if (byte === LF) return undefined;
		if (byte !== CR) {
			this.#hold(byte);
			return undefined;
		}
		const { length } = this.#held;
		const digits = this.#held.copy(length);
		const isWhole = !this.#isBroken && length > 0 && length % 2 === 0 && length <= LINE_BYTES_MAX;
		this.forget();
		const answer = isWhole ? bytesOf(digits) : undefined;
		digits.fill(0);
		return answer;
	}

	forget(): void {
		this.#held.drop(this.#held.length);
		this.#isBroken = false;
	}

	#hold(byte: number): void {
		this.#held.add(byte);
		if (hexValue(byte) !== undefined) return;
		this.#isBroken = true;
		this.noiseBytes++;
	}
}

const bytesOf = (digits: Uint8Array): Uint8Array =>
	Uint8Array.from(
		{ length: digits.length / 2 },
		(_, index) => (hexValue(digits[index * 2]!)! << 4) | hexValue(digits[index * 2 + 1]!)!,
	);

function hexValue(digit: number): number | undefined {
	if (isDigit(digit)) return digit - 0x30;
	const upper = digit & ~0x20;
	return upper >= 0x41 && upper <= 0x46 ? upper - 0x37 : undefined;
}

const LENGTH_BYTES = 2;
const CRC_BYTES = 2;

/** A message with its length in front and its CRC behind. Where it does not add up, it is looked for one byte on. */
class CheckedMessages implements Cutter {
	readonly #held = new HeldBytes(LENGTH_BYTES + TWN4_REPLY_BYTES_MAX + CRC_BYTES);
	noiseBytes = 0;

	take(byte: number): Uint8Array | undefined {
		this.#held.add(byte);
		while (this.#held.length >= LENGTH_BYTES) {
			const length = this.#held.at(0) | (this.#held.at(1) << 8);
			const canBegin = length > 0 && length <= TWN4_REPLY_BYTES_MAX;
			const bytes = LENGTH_BYTES + length + CRC_BYTES;
			if (canBegin && this.#held.length < bytes) return undefined;
			if (canBegin) {
				const message = this.#held.copy(LENGTH_BYTES + length).subarray(LENGTH_BYTES);
				const crc = this.#held.at(bytes - 2) | (this.#held.at(bytes - 1) << 8);
				if (twn4Crc(message) === crc) {
					this.#held.drop(bytes);
					return message;
				}
				message.fill(0);
			}
			this.noiseBytes++;
			this.#held.drop(1);
		}
		return undefined;
	}

	/** What is left of a damaged message must not be the beginning of the next one. */
	forget(): void {
		this.noiseBytes += this.#held.length;
		this.#held.drop(this.#held.length);
	}
}
