import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findsWindow } from '../../support/digit-search.ts';
import { collected } from '../../support/memory.ts';
import { unlimited } from '../../support/limits.ts';
import {
	cardOf,
	Pos,
	posBill,
	posEnrolment,
	posQuote,
	posReversal,
	printedBill,
	type Said,
} from '../../support/pos.ts';

/** In each round, over every route. */
const ROUND = 5_000;
const isLong = process.env['RETORNO_LONG'] === '1';
const ROUNDS = Number(process.env['BAD_BODIES'] ?? (isLong ? 1_000_000 : 100_000)) / ROUND;
/** What is kept after collection may grow by so much from the first rounds to the last. */
const GROWTH_MB_MAX = 10;

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Place = readonly (string | number)[];

const copyOf = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json;
const dinner = () => posBill('restaurant', 'Elena', { food: 6200, drinks: 1800 });

/** A good body of each route, and how many links of the feed it is worth where it is taken. */
type Route = {
	readonly url: (visitId: string) => string;
	readonly good: () => unknown;
	readonly booked: (said: Said) => number;
};
const linksOf = ({ status, body }: Said): number => (status !== 201 ? 0 : body['memberId'] === null ? 1 : 2);
const ROUTES: readonly Route[] = [
	{ url: () => '/api/v1/visits', good: () => printedBill(randomUUID(), '0123456789abcdef'), booked: linksOf },
	{
		url: () => '/api/v1/members/lookup',
		good: () => ({ credential: dinner().credential, outlet: 'spa' }),
		booked: () => 0,
	},
	{
		url: () => '/api/v1/members',
		good: () => posEnrolment({ credential: null }),
		booked: ({ status }) => (status === 201 ? 1 : 0),
	},
	{ url: () => '/api/v1/quotes', good: () => posQuote({ points: 10 }), booked: () => 0 },
	{
		url: (visitId) => `/api/v1/visits/${visitId}/reversals`,
		good: () => ({ ...posReversal(), lines: [{ id: '2', listMinor: 1 }] }),
		booked: linksOf,
	},
	{
		url: () => '/api/v1/visits/batch',
		good: () => ({ visits: [dinner(), { ...dinner(), tenders: [{ type: 'other', amountMinor: 7200 }] }] }),
		booked: ({ body }) => {
			const results = (body['results'] ?? []) as { status: number; visit: Record<string, unknown> }[];
			return results.reduce((sum, { status, visit }) => {
				return sum + (status === 201 ? linksOf({ status, headers: {}, body: visit }) : 0);
			}, 0);
		},
	},
];

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

/** A good body that is spoilt in one to three places: a value replaced, a field taken out, an unknown one put in. */
const spoilt = fc
	.tuple(
		fc.constantFrom(...ROUTES),
		fc.array(fc.record({ which: fc.nat(), what: poison, how: fc.constantFrom('replace', 'drop', 'add') }), {
			minLength: 1,
			maxLength: 3,
		}),
	)
	.map(([route, acts]) => ({
		route,
		body: acts.reduce<Json>((body, { which, what, how }) => {
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
		}, copyOf(route.good())),
	}));

/** A query that nobody meant, of the calls that take one. */
const spoiltQuery = fc
	.tuple(
		fc.constantFrom('/api/v1/visits', '/api/v1/day-close'),
		fc.dictionary(
			fc.constantFrom('outlet', 'businessDate', 'checkNumber', 'after', 'limit', 'x'),
			fc.oneof(fc.constantFrom('restaurant', '2026-11-21', '2026-02-30', '0', '101', '-1', 'null', ''), fc.string()),
		),
	)
	.map(([path, query]) => `${path}?${new URLSearchParams(query).toString()}`);

describe('a body that nobody meant', () => {
	let pos: Pos;
	beforeAll(async () => {
		pos = await Pos.open({ limits: unlimited() });
	});
	afterAll(() => pos.close());

	test(
		`never is a fault of ours, books nothing where it is refused, and leaves nothing behind: ${ROUND * ROUNDS} of them`,
		{
			timeout: 1_200_000,
		},
		async () => {
			const visit = dinner();
			await pos.visit(visit);
			let position = await pos.position();
			let refused = 0;
			const keptMb: number[] = [];
			for (let round = 0; round < ROUNDS; round++) {
				await fc.assert(
					fc.asyncProperty(spoilt, async ({ route, body }) => {
						const said = await pos.post(route.url(visit.id), body);
						position += route.booked(said);
						if (said.status < 300) return;
						refused++;
						expect(said.status).toBeGreaterThanOrEqual(400);
						expect(said.status).toBeLessThan(500);
						expect(said.headers['content-type']).toMatch(/^application\/problem\+json/);
						expect(said.body['code']).toEqual(expect.any(String));
					}),
					{ numRuns: ROUND },
				);
				keptMb.push(collected() / 1e6);
			}
			expect(await pos.position()).toBe(position);
			expect(refused).toBeGreaterThan(0.7 * ROUND * ROUNDS);
			expect(keptMb.at(-1)! - keptMb[Math.min(3, keptMb.length - 1)]!).toBeLessThan(GROWTH_MB_MAX);
		},
	);

	test('as a query is refused or answered, and never a fault of ours', async () => {
		await fc.assert(
			fc.asyncProperty(spoiltQuery, async (url) => {
				const { status } = await pos.get(url);
				expect(status).toBeLessThan(500);
			}),
			{ numRuns: 2_000 },
		);
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
