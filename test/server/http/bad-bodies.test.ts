import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findsWindow } from '../../support/digit-search.ts';
import { cardOf, Pos, printedBill } from '../../support/pos.ts';

const BODIES = 2_000;

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Place = readonly (string | number)[];

const good = (): Json => JSON.parse(JSON.stringify(printedBill(randomUUID(), '0123456789abcdef'))) as Json;

/** Every place in a body, from the whole down to its numbers. */
const placesIn = (value: Json, at: Place = []): Place[] =>
	value === null || typeof value !== 'object'
		? [at]
		: [
				at,
				...Object.entries(value).flatMap(([key, inner]) =>
					placesIn(inner, [...at, Array.isArray(value) ? Number(key) : key]),
				),
			];

function changed(value: Json, [key, ...rest]: Place, change: (value: Json) => Json | undefined): Json | undefined {
	if (key === undefined) return change(value);
	const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string | number, Json>;
	const inner = changed(copy[key]!, rest, change);
	if (inner === undefined) delete copy[key];
	else copy[key] = inner;
	return copy;
}

/** What no field of a bill may hold, or what most of them may not. */
const poison = fc.oneof(
	fc.constantFrom<Json>(null, true, '', [], {}, -1, 0.5, 2 ** 53, 1e308, -0, 'NaN', [[[]]], '\u0000', '\ud800'),
	fc.constantFrom<Json>('Elena Petrova', '9702310000000013', "'; drop table visit; --", '${7*7}', 'x'.repeat(5_000)),
	fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>,
);

/** A good bill that is spoilt in one to three places: a value replaced, a field taken out, an unknown one put in. */
const spoilt = fc
	.array(fc.record({ which: fc.nat(), what: poison, how: fc.constantFrom('replace', 'drop', 'add') }), {
		minLength: 1,
		maxLength: 3,
	})
	.map((acts) =>
		acts.reduce<Json>((body, { which, what, how }) => {
			const places = placesIn(body);
			const place = places[which % places.length]!;
			switch (how) {
				case 'replace':
					return changed(body, place, () => what)!;
				case 'drop':
					return place.length === 0 ? null : changed(body, place, () => undefined)!;
				case 'add':
					return changed(body, place, (value) =>
						value !== null && typeof value === 'object' && !Array.isArray(value)
							? { ...value, surplus: what }
							: [value],
					)!;
			}
		}, good()),
	);

describe('a body that nobody meant', () => {
	let pos: Pos;
	beforeAll(async () => {
		pos = await Pos.open();
	});
	afterAll(() => pos.close());

	test(`never is a fault of ours, and what is refused books nothing: ${BODIES} of them`, async () => {
		let position = await pos.position();
		let refused = 0;
		await fc.assert(
			fc.asyncProperty(spoilt, fc.constantFrom('/api/v1/visits', '/api/v1/members/lookup'), async (body, url) => {
				const { status, headers, body: said } = await pos.post(url, body);
				if (status === 201) {
					// Without its quote or its tenders a bill may still be a good one: a link for it, and one for its member.
					position += said['memberId'] === null ? 1 : 2;
					return;
				}
				refused++;
				expect(status).toBeGreaterThanOrEqual(400);
				expect(status).toBeLessThan(500);
				expect(headers['content-type']).toMatch(/^application\/problem\+json/);
				expect(said['code']).toEqual(expect.any(String));
			}),
			{ numRuns: BODIES },
		);
		expect(await pos.position()).toBe(position);
		expect(refused).toBeGreaterThan(0.95 * BODIES);
	});

	test('as bytes is refused as well', async () => {
		const before = await pos.position();
		await fc.assert(
			fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 200 }), async (text) => {
				const { status } = await pos.post('/api/v1/visits', text);
				expect(status).toBe(400);
			}),
			{ numRuns: 200 },
		);
		expect(await pos.position()).toBe(before);
	});

	test('leaves neither a name nor a card in the log', () => {
		expect(pos.log).not.toMatch(/Elena|Petrova|Елена/);
		expect(findsWindow(Buffer.from(pos.log), cardOf('Elena'))).toBe(false);
	});
});
