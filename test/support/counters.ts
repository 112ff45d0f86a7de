import { expect } from 'vitest';

/** How many cases a law was asked with, and how often each of those that matter came up among them. */
export type Counters = Readonly<Record<string, { readonly all: number } & Readonly<Record<string, number>>>>;

/** Says what came up, and fails where a law was kept because nobody asked. @param casesMin of each law */
export function tellCounters(seed: number, casesMin: number, counters: Counters): void {
	console.info(`seed ${seed}: ${JSON.stringify(counters)}`);
	for (const { all, ...cases } of Object.values(counters)) {
		expect(all).toBeGreaterThanOrEqual(casesMin);
		for (const [name, count] of Object.entries(cases)) expect(count / all, name).toBeGreaterThan(0.01);
	}
}
