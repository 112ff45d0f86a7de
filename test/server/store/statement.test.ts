import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { known, together, type Loading, type Query } from '../../../server/store/statement.ts';

const STORE = new URL('../../../server/store/', import.meta.url).pathname;

/** Asks for `width` rows, `steps` times, and says what it was given. */
function* asking(name: string, steps: number, width: number): Loading<readonly unknown[]> {
	const given: unknown[] = [];
	for (let step = 1; step <= steps; step++) {
		const queries = Array.from({ length: width }, (_, index) => `${name}${step}.${index}`);
		given.push(...(yield queries as unknown as Query[]).flat());
	}
	return given;
}

/** A database that answers each query with the query itself. */
function run<State>(loading: Loading<State>) {
	const trips: (readonly unknown[])[] = [];
	let step = loading.next();
	while (!step.done) {
		trips.push(step.value);
		step = loading.next(step.value.map((query) => [query]));
	}
	return { trips, state: step.value };
}

describe('loadings side by side', () => {
	test('ask together what they need at the same step, and each is given its own', () => {
		const { trips, state } = run(together(asking('a', 1, 2), known('b'), asking('c', 3, 1), asking('d', 2, 1)));
		expect(trips).toEqual([['a1.0', 'a1.1', 'c1.0', 'd1.0'], ['c2.0', 'd2.0'], ['c3.0']]);
		expect(state).toEqual([['a1.0', 'a1.1'], 'b', ['c1.0', 'c2.0', 'c3.0'], ['d1.0', 'd2.0']]);
	});

	test('that need nothing ask nothing', () => {
		expect(run(together(known(1), together(), known(2)))).toEqual({ trips: [], state: [1, [], 2] });
	});
});

test('every statement has a name of its own, because a connection keeps it prepared under that name', () => {
	const names = readdirSync(STORE, { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('.ts'))
		.flatMap((file) => [...readFileSync(join(STORE, file), 'utf8').matchAll(/statement<[^(]*>\(\)\(\s*'([^']+)'/g)])
		.map(([, name]) => name);
	expect(names.length).toBeGreaterThan(20);
	expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});
