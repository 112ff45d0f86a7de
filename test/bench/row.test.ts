import { describe, expect, test } from 'vitest';
import { median, percentile } from './figures.ts';
import { BUDGET_NAMES, formatRow, measured, unmeasured } from './row.ts';

describe('figures', () => {
	test.each([
		[[3], 3],
		[[9, 1, 5], 5],
		[[4, 1, 2, 3], 2.5],
	])('the median of %j is %d', (values, middle) => {
		expect(median(values)).toBe(middle);
	});

	test.each([
		[[7], 0.95, 7],
		[[1, 2, 3, 4], 0.5, 2],
		[Array.from({ length: 100 }, (_, index) => 100 - index), 0.95, 95],
		[Array.from({ length: 20 }, (_, index) => index + 1), 0.95, 19],
	])('of %j, %d lie at or below %d', (values, share, limit) => {
		expect(percentile(values, share)).toBe(limit);
	});
});

describe('a row', () => {
	test('is the median with its spread, and met where it keeps its bound', () => {
		expect(measured('visits_1_over_floor_sqlite', [0.5, 0.7, 0.6], '').row).toEqual({
			name: 'visits_1_over_floor_sqlite',
			value: 0.6,
			unit: 'ratio',
			goal: '≥ 0.6',
			met: true,
			median_of: 3,
			spread: [0.5, 0.7],
		});
		expect(measured('confirm_ack_p95_ms', [20.0004], '').row.met).toBe(true);
		expect(measured('confirm_ack_p95_ms', [20.1], '').row.met).toBe(false);
		expect(measured('lookup_over_floor', [0.699], '').row.met).toBe(false);
	});

	test('without a figure is not met and says why', () => {
		const row = unmeasured('fsyncs_per_visit_1', 'nobody can count here');
		expect(row.row).toMatchObject({ value: null, met: false, median_of: 0, spread: null });
		expect(formatRow(row)).toContain('nobody can count here');
	});

	test('prints its name in full', () => {
		for (const name of BUDGET_NAMES) expect(formatRow(unmeasured(name, ''))).toContain(`${name} `);
	});
});
