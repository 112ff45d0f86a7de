import type { Clock } from '../clock.ts';

const LOOK_EVERY_MS = 1_000;
/** Clocks are corrected by less than this. */
const JUMP_MS_MIN = 2_000;

/**
 * Resolves when the machine has slept, or its clock was set: while it sleeps, wall time goes on and elapsed time does not.
 * Devices that were open look open afterwards and are often deaf. Also when `signal` aborts.
 */
export async function woken({ nowMs, elapsedMs, sleep }: Clock, signal: AbortSignal): Promise<void> {
	let apartMs = nowMs() - elapsedMs();
	while (!signal.aborted) {
		await sleep(LOOK_EVERY_MS, signal);
		const nowApartMs = nowMs() - elapsedMs();
		if (Math.abs(nowApartMs - apartMs) >= JUMP_MS_MIN) return;
		// A clock that is corrected little by little never jumps.
		apartMs = nowApartMs;
	}
}
