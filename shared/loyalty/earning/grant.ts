import type { Explanation } from '../explain.ts';

/** What one rule gives on one bill, as it is posted. A rule that gives nothing and does not look back has none. */
export type Grant = {
	readonly ruleId: string;
	readonly kind: 'base' | 'bonus';
	/** What of the bill the rule looked at, in minor units; 0 where it counts something else. */
	readonly baseMinor: number;
	readonly points: number;
	/** The rule looks back: what it gave is added up for the member's later visits. */
	readonly tallied: boolean;
};

/** A grant with its arithmetic. */
export type Granted = Grant & { readonly explanation: readonly Explanation[] };
