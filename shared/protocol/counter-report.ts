import type { ReaderHealth } from '../counter/reader-state.ts';
import type { Finding } from '../self-check/finding.ts';
import type { LogLine } from '../self-check/log-line.ts';

/** How a counter stands, as it tells its server. Nothing in it says who anybody is. */
export type CounterReport = {
	readonly build: string;
	/** What is not well with it, and what to do. */
	readonly findings: readonly Finding[];
	readonly readers: readonly ReaderHealth[];
	/** Visits on its disk that the server does not have yet. */
	readonly waitingVisits: number;
	/** Its copy of all members. `failed`: its disk does not take it. */
	readonly copy: 'current' | 'fetching' | 'failed';
	/** Warnings that it has not told yet, oldest first. */
	readonly log: readonly LogLine[];
};

/** Said again where it is told sooner than `REPORT_MS_MIN` after the last one. */
export type ReportRefusal = { readonly code: 'too_often' };

/** A counter that is well says so as often. */
export const REPORT_MS = 60_000;
/** News wait so long, so that what wavers is one report. */
export const REPORT_MS_MIN = 5_000;
export const REPORT_FINDINGS_MAX = 30;
/** So many lines fit one message; the next ones come with the next. */
export const REPORT_LINES_MAX = 40;
export const REPORT_VALUE_MAX = 300;
