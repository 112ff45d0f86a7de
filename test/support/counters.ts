import { expect } from 'vitest';

/** How many cases a law was asked with, and how often each of those that matter came up among them. */
export type Counters = Readonly<Record<string, { readonly all: number } & Readonly<Record<string, number>>>>;

/** What the laws promise: each case that matters is more than one of a hundred. The seed is fixed, so no run fails by chance. */
const SHARE_MIN = 0.01;

/** Fails where a law was kept because nobody asked. @param casesMin of each law */
export function expectMet(counters: Counters, casesMin = 1): void {
	for (const [law, { all, ...cases }] of Object.entries(counters)) {
		expect(all, law).toBeGreaterThanOrEqual(casesMin);
		for (const [name, count] of Object.entries(cases)) {
			expect(count / all, `${law}: share of ${name}`).toBeGreaterThan(SHARE_MIN);
		}
	}
}

/** Says what came up as well. */
export function tellCounters(seed: number, casesMin: number, counters: Counters): void {
	console.info(`seed ${seed}: ${JSON.stringify(counters)}`);
	expectMet(counters, casesMin);
}
