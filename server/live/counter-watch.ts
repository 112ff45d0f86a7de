import { err, ok, type Result } from '#shared/kernel/result.ts';
import { REPORT_MS_MIN, type CounterReport, type ReportRefusal } from '#shared/protocol/counter-report.ts';
import { keptLines, type LogLine } from '#shared/self-check/log-line.ts';
import { keepReport, loadReport } from '../store/counter-report-store.ts';
import type { Store } from '../store/store.ts';
import { readReport } from '../queries/counter-views.ts';

type Parts = {
	readonly store: Pick<Store, 'read' | 'configure'>;
	readonly propertyId: string;
	/** RFC 3339, UTC. */
	readonly now: () => string;
	/** Milliseconds of a clock that never goes back. */
	readonly nowMs: () => number;
};

/** A link that is not quite as slow as the counter's own clock is heard all the same. */
const REPORT_MS_HEARD = REPORT_MS_MIN / 2;

/** So much of each counter's log is kept, the newest of it. */
export const LOG_BYTES_MAX = 64_000;

/** Keeps what counters say of themselves, the last report of each with the warnings of a week. */
export class CounterWatch {
	readonly #parts: Parts;
	readonly #heardMs = new Map<string, number>();

	constructor(parts: Parts) {
		this.#parts = parts;
	}

	/** Resolves when it is on disk. A counter that says more than agreed is refused. */
	async hear(counter: string, report: CounterReport): Promise<Result<null, ReportRefusal>> {
		const { store, propertyId, now, nowMs } = this.#parts;
		const heardMs = nowMs();
		if (heardMs - (this.#heardMs.get(counter) ?? -Infinity) < REPORT_MS_HEARD) return err({ code: 'too_often' });
		this.#heardMs.set(counter, heardMs);
		const before = await store.read(loadReport(propertyId, counter));
		const known = before === null ? [] : (readReport(before)?.log ?? []);
		const heardAt = now();
		const document = JSON.stringify({ ...report, log: logOf([...known, ...report.log], heardAt) });
		await store.configure([keepReport(propertyId, { counter, heardAt, document })]);
		return ok(null);
	}
}

/** A counter whose link was opened anew tells its lines again. */
function logOf(lines: readonly LogLine[], now: string): readonly LogLine[] {
	const once = new Map(lines.map((line) => [JSON.stringify(line), line]));
	const kept = keptLines([...once.values()], now);
	let bytes = 0;
	const from = kept.findLastIndex((line) => (bytes += JSON.stringify(line).length) > LOG_BYTES_MAX) + 1;
	return kept.slice(from);
}
