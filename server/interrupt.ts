/**
 * Runs `close` at the first SIGINT or SIGTERM and then ends the process. More of them change nothing: a terminal sends
 * Ctrl+C to every process of a group, and whoever supervises sends its own signal as well. Whoever supervises may also be
 * killed; then nobody is left to end this process, and it ends by itself.
 */
export function endWhenInterrupted(close: () => Promise<void>, onFault: (cause: unknown) => void): void {
	let closing = false;
	const end = (): void => {
		if (closing) return;
		closing = true;
		void close().then(() => process.exit(0), onFault);
	};
	process.on('SIGINT', end);
	process.on('SIGTERM', end);
	process.on('disconnect', end);
}
