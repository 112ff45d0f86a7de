/** Bytes that wait for the rest of their frame. Bounded, and what leaves is wiped. */
export class HeldBytes {
	readonly #bytes: Uint8Array;
	#length = 0;

	constructor(bytesMax: number) {
		this.#bytes = new Uint8Array(bytesMax);
	}

	get length(): number {
		return this.#length;
	}

	at(index: number): number {
		return this.#bytes[index]!;
	}

	/** Whoever fills it takes out in time; what is too much is not kept. */
	add(byte: number): void {
		if (this.#length < this.#bytes.length) this.#bytes[this.#length++] = byte;
	}

	/** A copy of the first bytes, for the caller to wipe. */
	copy(count: number): Uint8Array {
		return this.#bytes.slice(0, count);
	}

	drop(count: number): void {
		this.#bytes.copyWithin(0, count, this.#length);
		this.#bytes.fill(0, this.#length - count, this.#length);
		this.#length -= count;
	}
}
