import { invariant } from '#shared/kernel/result.ts';
import { median } from './figures.ts';

type Bound = { readonly unit: string; readonly relation: '≥' | '≤'; readonly limit: number };

const atLeast = (limit: number, unit: string): Bound => ({ unit, relation: '≥', limit });
const atMost = (limit: number, unit: string): Bound => ({ unit, relation: '≤', limit });

/** What the house promises of itself, in the order in which it is printed. */
const BUDGETS = {
	visits_1_over_floor_sqlite: atLeast(0.6, 'ratio'),
	visits_16_over_floor_sqlite: atLeast(1.2, 'ratio'),
	floor_over_raw: atLeast(0.35, 'ratio'),
	lookup_over_floor: atLeast(0.7, 'ratio'),
	fsyncs_per_visit_1: atMost(1.05, 'fsyncs'),
	fsyncs_per_visit_16: atMost(0.3, 'fsyncs'),
	visits_16_over_1_slow_disk: atLeast(8, 'ratio'),
	visits_16_over_floor_pg: atLeast(0.65, 'ratio'),
	server_rss_1e6_mb: atMost(200, 'MB'),
	growth_1e6: atMost(1.5, 'ratio'),
	confirm_ack_p95_ms: atMost(20, 'ms'),
	ack_first_byte_p95_ms: atMost(20, 'ms'),
	swipe_painted_p95_ms: atMost(30, 'ms'),
	drain_page_task_max_ms: atMost(100, 'ms'),
	kiosk_js_gzip_kb: atMost(90, 'kB'),
	kiosk_first_load_kb: atMost(250, 'kB'),
	kiosk_first_load_zh_kb: atMost(250, 'kB'),
} as const satisfies Record<string, Bound>;

export type BudgetName = keyof typeof BUDGETS;

export const BUDGET_NAMES = Object.keys(BUDGETS) as BudgetName[];

/** One budget as it was measured. `value` is the median of `median_of` repetitions, `spread` their smallest and largest. */
export type Row = {
	readonly name: BudgetName;
	readonly value: number | null;
	readonly unit: string;
	readonly goal: string;
	readonly met: boolean;
	readonly median_of: number;
	readonly spread: readonly [number, number] | null;
};

/** A row with what a reader has to know beside it. */
export type Measured = { readonly row: Row; readonly note: string };

export function measured(name: BudgetName, samples: readonly number[], note: string): Measured {
	invariant(samples.length > 0 && samples.every(Number.isFinite), `${name} was measured`);
	const { unit, relation, limit }: Bound = BUDGETS[name];
	const value = rounded(median(samples));
	return {
		row: {
			name,
			value,
			unit,
			goal: `${relation} ${limit}`,
			met: relation === '≥' ? value >= limit : value <= limit,
			median_of: samples.length,
			spread: [rounded(Math.min(...samples)), rounded(Math.max(...samples))],
		},
		note,
	};
}

/** What could not be measured is not met. */
export function unmeasured(name: BudgetName, reason: string): Measured {
	const { unit, relation, limit }: Bound = BUDGETS[name];
	return {
		row: { name, value: null, unit, goal: `${relation} ${limit}`, met: false, median_of: 0, spread: null },
		note: reason,
	};
}

const rounded = (value: number): number => Math.round(value * 1_000) / 1_000;

/** One line for a person. */
export function formatRow({ row, note }: Measured): string {
	const { name, value, unit, goal, met, median_of, spread } = row;
	const range = spread ? `${spread[0]}–${spread[1]}` : '–';
	const figures = [
		name.padEnd(28),
		String(value ?? '–').padStart(9),
		unit.padEnd(7),
		goal.padEnd(7),
		(met ? 'met' : 'NOT MET').padEnd(8),
		`median of ${median_of}`.padEnd(13),
		range.padEnd(18),
	];
	return `${figures.join(' ')} ${note}`.trimEnd();
}
