import type { Finding } from '#shared/self-check/finding.ts';
import type { LogLine } from '#shared/self-check/log-line.ts';
import type { RunningSelf } from './checks/self-check.ts';
import type { SetupGround } from './setup/setup-desk.ts';

/** What looks at a counter from outside its conversation. */
export type Watch = {
	/** Looks at everything that it needs. */
	readonly selfCheck?: (self: RunningSelf) => Promise<readonly Finding[]>;
	/** Where devices can be set up; nowhere where they are simulated. */
	readonly ground?: SetupGround | null;
	/** Its last warnings. */
	readonly log?: () => readonly LogLine[];
};
