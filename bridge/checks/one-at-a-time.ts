/** Whoever asks while it runs gets that answer: many who ask cost as much as one. */
export function oneAtATime<Value>(run: () => Promise<Value>): () => Promise<Value> {
	let running: Promise<Value> | null = null;
	return () => (running ??= run().finally(() => (running = null)));
}
