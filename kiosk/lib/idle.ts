/** The first swipes have the line and the processor to themselves. */
const REST_MS = 5_000;

/** Once the page has been painted and has nothing else to do. Gives the way to call it off. */
export function afterPaint(act: () => unknown): () => void {
	let idle = 0;
	const frame = requestAnimationFrame(() => (idle = requestIdleCallback(act)));
	return () => {
		cancelAnimationFrame(frame);
		cancelIdleCallback(idle);
	};
}

/** Once it has stood for a while: for what a rare guest or a rare touch needs. */
export function afterRest(act: () => unknown): () => void {
	let off = () => {};
	const timer = setTimeout(() => (off = afterPaint(act)), REST_MS);
	return () => {
		clearTimeout(timer);
		off();
	};
}
