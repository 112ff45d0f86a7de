/** Chance that can be thrown again: the same seed gives the same numbers. */
export class Chance {
	#state: number;

	constructor(seed: number) {
		this.#state = seed >>> 0;
	}

	/** From 0 up to 1, without it. Source: mulberry32 by Tommy Ettinger, public domain. */
	next(): number {
		this.#state = (this.#state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	}

	/** A whole number from 0 up to `end`, without it. */
	below(end: number): number {
		return Math.floor(this.next() * end);
	}

	isLess(share: number): boolean {
		return this.next() < share;
	}

	of<Item>(items: readonly Item[]): Item {
		return items[this.below(items.length)]!;
	}
}
