import { invariant } from '#shared/kernel/result.ts';

/** The middle one; between two middle ones their mean. */
export function median(values: readonly number[]): number {
	invariant(values.length > 0, 'a median has values');
	const sorted = values.toSorted((a, b) => a - b);
	const middle = sorted.length / 2;
	return (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
}

/** The smallest value that `share` of all values do not exceed: nearest rank. */
export function percentile(values: readonly number[], share: number): number {
	invariant(values.length > 0, 'a percentile has values');
	const sorted = values.toSorted((a, b) => a - b);
	return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!;
}
