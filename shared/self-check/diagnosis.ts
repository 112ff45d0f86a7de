import type { Finding } from './finding.ts';
import type { LogLine } from './log-line.ts';

/** What is known of one counter for whoever helps from afar: nothing that opens anything, and nobody's name. */
export type CounterDiagnosis = {
	readonly findings: readonly Finding[];
	/** Its configuration without keys; `null` where none can be read. */
	readonly config: unknown;
	readonly log: readonly LogLine[];
};
