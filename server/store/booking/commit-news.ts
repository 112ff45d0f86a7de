/** Who wants to hear of commits, in this process. */
export class CommitNews {
	readonly #listeners = new Set<() => void>();

	/** @returns ends it */
	on(listener: () => void): () => void {
		// Wrapped, so that the same function given twice is told twice and each end ends one.
		const told = (): void => listener();
		this.#listeners.add(told);
		return () => void this.#listeners.delete(told);
	}

	/** Later in the same turn: what a listener breaks never becomes the answer to a command that is booked. */
	tell(): void {
		for (const listener of this.#listeners) queueMicrotask(listener);
	}
}
