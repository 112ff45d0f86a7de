/** Whole numbers below a limit, the same for the same seed. Source: Mulberry32, public domain. */
export function someNumbers(seed: number): (below: number) => number {
	let state = seed;
	return (below) => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
	};
}

/** Chance that can be thrown again: the same seed gives the same choices. */
export class Chance {
	/** A whole number from 0 up to a limit, without it. */
	readonly below: (limit: number) => number;

	constructor(seed: number) {
		this.below = someNumbers(seed);
	}

	isLess(share: number): boolean {
		return this.below(1_000_000) < share * 1_000_000;
	}

	of<Item>(items: readonly Item[]): Item {
		return items[this.below(items.length)]!;
	}
}
