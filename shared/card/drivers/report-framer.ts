import type { Framer } from './framer.ts';

/** For USB readers: whatever comes in one report is one frame, because the reader has cut it already. */
export const createReportFramer = (): Framer => new ReportFramer();

class ReportFramer implements Framer {
	/** USB checks what it carries. */
	readonly noiseBytes = 0;

	push(bytes: Uint8Array): Uint8Array[] {
		const frame = Uint8Array.from(bytes);
		bytes.fill(0);
		return [frame];
	}

	flush(): Uint8Array[] {
		return [];
	}
}
