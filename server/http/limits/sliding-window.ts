/** So many calls in any span of so long. */
export type Quota = { readonly calls: number; readonly windowMs: number };

export type WindowState = {
	/** Calls that may come now. */
	readonly left: number;
	/** Until one more may come than now; 0 where all of them may. */
	readonly moreInMs: number;
};

const ROOM_MIN = 8;

/**
 * Counts the calls of one caller exactly: in no span of `windowMs`, wherever it begins, are more than `calls` let through.
 * Only calls that were let through count, so whoever is refused and waits gets on.
 *
 * Its memory grows with the calls of one window and never beyond `calls` times. Times are milliseconds of a clock that
 * never goes back.
 */
export class SlidingWindow {
	readonly #quota: Quota;
	/** A ring of the times at which calls were let through, the oldest at `#first`. */
	#times = new Float64Array(ROOM_MIN);
	#first = 0;
	#count = 0;

	constructor(quota: Quota) {
		this.#quota = quota;
	}

	stateAt(nowMs: number): WindowState {
		this.#forgetBefore(nowMs);
		const left = this.#quota.calls - this.#count;
		return { left, moreInMs: this.#count === 0 ? 0 : this.#times[this.#first]! + this.#quota.windowMs - nowMs };
	}

	/** Lets a call through, or not. */
	take(nowMs: number): boolean {
		this.#forgetBefore(nowMs);
		if (this.#count >= this.#quota.calls) return false;
		if (this.#count === this.#times.length) this.#grow();
		this.#times[(this.#first + this.#count) % this.#times.length] = nowMs;
		this.#count++;
		return true;
	}

	/** A call at the very end of the window is outside of it. */
	#forgetBefore(nowMs: number): void {
		while (this.#count > 0 && this.#times[this.#first]! + this.#quota.windowMs <= nowMs) {
			this.#first = (this.#first + 1) % this.#times.length;
			this.#count--;
		}
	}

	#grow(): void {
		const grown = new Float64Array(Math.min(this.#times.length * 2, this.#quota.calls));
		for (let index = 0; index < this.#count; index++) {
			grown[index] = this.#times[(this.#first + index) % this.#times.length]!;
		}
		this.#times = grown;
		this.#first = 0;
	}
}
