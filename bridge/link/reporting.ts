import type { Logger } from 'pino';
import {
	REPORT_FINDINGS_MAX,
	REPORT_LINES_MAX,
	REPORT_MS,
	REPORT_MS_MIN,
	REPORT_VALUE_MAX,
	type CounterReport,
} from '#shared/protocol/counter-report.ts';
import type { Finding } from '#shared/self-check/finding.ts';
import type { LogLine } from '#shared/self-check/log-line.ts';
import type { Clock } from '../clock.ts';
import type { ServerLink } from './server-link.ts';

/** What can be asked at any time and costs nothing. */
export type Standing = Pick<CounterReport, 'build' | 'readers' | 'waitingVisits' | 'copy'>;

type Parts = {
	readonly link: Pick<ServerLink, 'isOnline' | 'report'>;
	readonly standing: () => Standing;
	/** What else, when it changes, is worth telling at once: printer, clock. */
	readonly trouble: () => unknown;
	readonly findings: () => Promise<readonly Finding[]>;
	readonly log: () => readonly LogLine[];
	readonly clock: Pick<Clock, 'elapsedMs'>;
};

/** Tells the server how this counter stands: when it changes, and each minute. While the link is away nothing is told. */
export class Reporting {
	readonly #parts: Parts;
	#told = '';
	#toldAtMs = -Infinity;
	#lastLine: LogLine | undefined;
	#isTelling = false;

	constructor(parts: Parts) {
		this.#parts = parts;
	}

	/** The link is open: the server may be another one, or know nothing. */
	begin(): void {
		this.#toldAtMs = -Infinity;
		this.#lastLine = undefined;
	}

	/** To be called often. @returns when what was due has been told */
	async look(): Promise<void> {
		const { link, standing, trouble, log, clock } = this.#parts;
		const lines = this.#newLines(log());
		const key = JSON.stringify([newsIn(standing()), trouble()]);
		const sinceMs = clock.elapsedMs() - this.#toldAtMs;
		const isDue = sinceMs >= REPORT_MS || (sinceMs >= REPORT_MS_MIN && (key !== this.#told || lines.length > 0));
		if (!isDue || !link.isOnline || this.#isTelling) return;
		this.#isTelling = true;
		try {
			const findings = (await this.#parts.findings())
				.filter(({ level }) => level !== 'ok')
				.slice(0, REPORT_FINDINGS_MAX);
			this.#toldAtMs = clock.elapsedMs();
			const told = await link.report({ ...standing(), findings: findings.map(shortened), log: lines });
			if (!told.ok) return;
			this.#told = key;
			this.#lastLine = lines.at(-1) ?? this.#lastLine;
		} finally {
			this.#isTelling = false;
		}
	}

	#newLines(lines: readonly LogLine[]): readonly LogLine[] {
		const from = this.#lastLine === undefined ? 0 : lines.indexOf(this.#lastLine) + 1;
		return lines.slice(from, from + REPORT_LINES_MAX);
	}
}

/** How often it is looked whether there is news. */
const LOOK_MS = 1_000;

type Started = Parts & { readonly logger: Pick<Logger, 'warn'>; readonly signal: AbortSignal };

/** Looks for news until `signal` aborts. */
export function startReporting({ logger, signal, ...parts }: Started): Reporting {
	const reporting = new Reporting(parts);
	const failed = (cause: unknown): void => logger.warn({ cause }, 'the server was not told how this counter stands');
	const beat = setInterval(() => void reporting.look().catch(failed), LOOK_MS);
	signal.addEventListener('abort', () => clearInterval(beat), { once: true });
	return reporting;
}

/** A kiosk books nothing. */
export const standingOf = ({
	readers,
	waitingVisits = 0,
}: {
	readonly readers: CounterReport['readers'];
	readonly waitingVisits?: number;
}): Pick<Standing, 'readers' | 'waitingVisits'> => ({ readers, waitingVisits });

/** What is worth telling before the minute is over: not each card that was read. */
const newsIn = ({ readers, waitingVisits, copy }: Standing): unknown => [
	readers.map(({ kind, isDirty }) => [kind, isDirty]),
	waitingVisits > 0,
	copy,
];

const shortened = ({ code, level, values }: Finding): Finding => ({
	code,
	level,
	values: Object.fromEntries(
		Object.entries(values).map(([name, value]) => [
			name,
			typeof value === 'string' ? value.slice(0, REPORT_VALUE_MAX) : value,
		]),
	),
});
