import { hash, randomUUID } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { MEMBERS, OUTLETS, PROGRAMME, STAFF } from '../../../server/demo/miramar.ts';
import { booksPath } from '../../../server/store/open-store.ts';
import { openSqliteStore } from '../../../server/store/sqlite/sqlite-store.ts';
import { Chance } from '../../support/chance.ts';
import { findsWindow } from '../../support/digit-search.ts';
import { HotelFolders, rethrow } from '../../support/hotel-folder.ts';
import { unlimited } from '../../support/limits.ts';
import { collected } from '../../support/memory.ts';
import { cardOf, Pos, posBill, type Said } from '../../support/pos.ts';
import { spoilt, valueOf, type Json, type Schema, type Vocabulary } from '../../support/schema-values.ts';

const isLong = process.env['RETORNO_LONG'] === '1';
const CALLS = Number(process.env['BAD_BODIES'] ?? (isLong ? 1_000_000 : 100_000));
/** After so many the memory is looked at, and the books. */
const ROUND = 10_000;
/** At once: as many as one turn of the server takes together. */
const AT_ONCE = 50;
/** A call that has no answer by then hangs. */
const HANGS_MS = 20_000;
/** What is kept after collection may grow by so much over all calls. */
const GROWTH_MB_MAX = 10;
const SEED = Number(process.env['BAD_BODIES_SEED'] ?? Math.floor(Math.random() * 2 ** 32));

/** One call of the API as its document has it. */
type Route = {
	readonly id: string;
	readonly method: 'GET' | 'POST' | 'DELETE';
	readonly path: string;
	readonly parameters: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[];
	readonly body: Schema | null;
	readonly example: Json | undefined;
	readonly isGood: (body: Json) => boolean;
};

type Document = {
	readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
};
type Operation = {
	readonly operationId: string;
	readonly parameters: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[];
	readonly requestBody?: {
		readonly content: Readonly<Record<string, { readonly schema: Schema; readonly example?: Json }>>;
	};
};

/** Every call that the API serves: the document is made from the table that makes the routes. */
const routesOf = ({ paths }: Document): readonly Route[] =>
	Object.entries(paths).flatMap(([path, operations]) =>
		Object.entries(operations).map(([method, { operationId: id, parameters, requestBody }]): Route => {
			const { schema = null, example } = requestBody?.content['application/json'] ?? {};
			const form = schema && z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
			const isGood = (body: Json): boolean => form !== null && form.safeParse(body).success;
			return { id, method: method.toUpperCase() as Route['method'], path, parameters, body: schema, example, isGood };
		}),
	);

/** Codes that the hotel has, so that a call comes as far as it can. */
const WORDS: Vocabulary = {
	outlet: OUTLETS.map(({ code }) => code),
	category: OUTLETS.flatMap(({ categories }) => categories.map(({ code }) => code)),
	cashier: STAFF.map(({ id }) => id),
	approvedBy: STAFF.map(({ id }) => id),
	by: STAFF.map(({ id }) => id),
	decidedBy: STAFF.map(({ id }) => id),
	memberId: MEMBERS.map(({ memberId }) => memberId),
	claims: PROGRAMME.offers.map(({ id }) => id),
	currency: [PROGRAMME.currency.code, 'USD'],
	value: [cardOf('Elena'), cardOf('Alice'), cardOf('Miguel'), '9702310000000054', '4111111111111111'],
	businessDate: ['2026-11-21'],
	occurredAt: ['2026-11-21T17:42:00Z'],
	until: ['2026-12-01T12:00:00Z'],
};

/** Everything in the books, in the order of its bytes. */
function digestOf(path: string): string {
	const books = new DatabaseSync(path, { readOnly: true });
	try {
		const tables = books.prepare(`select name from sqlite_master where type = 'table' order by name`).all();
		const rows = tables.flatMap(({ name }) =>
			books
				.prepare(`select * from "${String(name)}"`)
				.all()
				.map((row) => `${String(name)} ${JSON.stringify(row)}`)
				.sort(),
		);
		return hash('sha256', rows.join('\n'));
	} finally {
		books.close();
	}
}

describe('what nobody meant', () => {
	const folders = new HotelFolders();
	const path = booksPath(folders.path);
	let pos: Pos;
	let routes: readonly Route[];
	beforeAll(async () => {
		pos = await Pos.open({ store: openSqliteStore(path, rethrow), limits: unlimited() });
		await pos.visit(posBill('restaurant', 'Elena', { food: 6200, drinks: 1800 }));
		routes = routesOf((await pos.get('/api/openapi.json')).body as unknown as Document);
	});
	afterAll(async () => {
		await pos.close();
		folders.remove();
	});

	/** Parameters of the path and of the query, mostly with a form, and now and then what the call does not know. */
	function urlOf({ path, parameters }: Route, chance: Chance): string {
		const filled = path.replace(/\{(\w+)\}/g, (_all, name: string) => {
			const schema = parameters.find((one) => one.in === 'path' && one.name === name)?.schema ?? { type: 'string' };
			const value = chance.isLess(0.5) ? valueOf(schema, chance, WORDS, name) : spoilt(name, chance);
			return encodeURIComponent(wellFormed(value).slice(0, 200)) || 'x';
		});
		const query = new URLSearchParams();
		for (const { name, schema } of parameters.filter((one) => one.in === 'query')) {
			if (chance.isLess(0.4)) continue;
			const value = valueOf(schema, chance, WORDS, name);
			query.set(name, wellFormed(chance.isLess(0.5) ? value : spoilt(value, chance)).slice(0, 200));
		}
		if (chance.isLess(0.2)) query.set('surplus', '1');
		return query.size > 0 ? `${filled}?${query.toString()}` : filled;
	}
	const wellFormed = (value: Json): string =>
		(typeof value === 'string' ? value : JSON.stringify(value)).toWellFormed();

	/** Whether nothing of it has a form: each bill of a batch is a call of its own. */
	function isBad({ id, isGood }: Route, body: Json): boolean {
		if (id !== 'recordBatch') return !isGood(body);
		const bills = (body as { visits?: Json } | null)?.visits;
		const visit = routes.find((route) => route.id === 'recordVisit')!;
		return Array.isArray(bills) ? bills.length > 0 && !bills.some((bill) => visit.isGood(bill)) : !isGood(body);
	}

	/** A body without the form that the call asks for. */
	function badBody(route: Route, chance: Chance): Json {
		const { body, example } = route;
		let made = example !== undefined && chance.isLess(0.5) ? example : valueOf(body!, chance, WORDS);
		for (let times = 1 + chance.below(3); times > 0 || !isBad(route, made); times--) made = spoilt(made, chance);
		return made;
	}

	const send = (route: Route, url: string, body?: Json): Promise<Said> => {
		if (route.method === 'POST') return pos.post(url, JSON.stringify(body));
		return route.method === 'GET' ? pos.get(url) : pos.delete(url);
	};

	/** Waits for answers, and no longer than anybody would. */
	async function answered(calls: readonly Promise<Said>[]): Promise<readonly Said[]> {
		const { promise, reject } = Promise.withResolvers<never>();
		const timer = setTimeout(() => reject(new Error('a call hangs')), HANGS_MS);
		try {
			return await Promise.race([Promise.all(calls), promise]);
		} finally {
			clearTimeout(timer);
		}
	}

	const isProblem = ({ status, headers, body }: Said): boolean =>
		status >= 400 &&
		status < 500 &&
		/^application\/problem\+json/.test(String(headers['content-type'])) &&
		typeof body['code'] === 'string';
	const isRefused = (answer: Said): boolean => {
		const results = answer.body['results'] as readonly { readonly status: number }[] | undefined;
		return isProblem(answer) || (results?.every(({ status }) => status >= 400 && status < 500) ?? false);
	};

	test(
		`is refused in every call, is never a fault of ours, books nothing and leaves nothing behind: ${CALLS} of them`,
		{ timeout: isLong ? 3_600_000 : 600_000 },
		async () => {
			const chance = new Chance(SEED);
			const before = digestOf(path);
			const counts = new Map(routes.map(({ id }) => [id, { refused: 0, read: 0 }]));
			const keptMb: number[] = [];
			for (let sent = 0; sent < CALLS; sent += AT_ONCE) {
				const made = Array.from({ length: AT_ONCE }, () => {
					const route = chance.of(routes);
					const url = urlOf(route, chance);
					return { route, url, body: route.body === null ? undefined : badBody(route, chance) };
				});
				const said = await answered(made.map(({ route, url, body }) => send(route, url, body)));
				for (const [index, answer] of said.entries()) {
					const { route, url, body } = made[index]!;
					const count = counts.get(route.id)!;
					if (isRefused(answer)) count.refused++;
					else if (route.method === 'GET' && answer.status === 200) count.read++;
					else throw new Error(`seed ${SEED}: ${url} ${JSON.stringify(body)} is answered ${JSON.stringify(answer)}`);
				}
				if ((sent + AT_ONCE) % ROUND !== 0) continue;
				keptMb.push(collected() / 1e6);
				expect(digestOf(path), `seed ${SEED}`).toBe(before);
			}
			for (const [id, { refused }] of counts) expect(refused, id).toBeGreaterThan((0.1 * CALLS) / routes.length);
			expect(growthOf(keptMb.slice(1))).toBeLessThan(GROWTH_MB_MAX);
		},
	);

	test('and has a form all the same is refused or answered, and the books stand', { timeout: 300_000 }, async () => {
		const chance = new Chance(SEED + 1);
		let taken = 0;
		for (let sent = 0; sent < CALLS / 20; sent += AT_ONCE) {
			const calls = Array.from({ length: AT_ONCE }, () => {
				const route = chance.of(routes);
				if (route.body === null) return send(route, urlOf(route, chance));
				const made = valueOf(route.body, chance, WORDS);
				const isNew = route.example !== undefined && chance.isLess(0.5);
				return send(route, urlOf(route, chance), isNew ? renewed(route.example, made) : made);
			});
			for (const answer of await answered(calls)) {
				expect(answer.status, `seed ${SEED + 1}: ${JSON.stringify(answer.body)}`).toBeLessThan(500);
				if (answer.status === 201) taken++;
			}
		}
		expect(taken).toBeGreaterThan(CALLS / 20 / 100);
		expect(await pos.hotel.faults()).toEqual([]);
	});

	test('as bytes is refused as well', async () => {
		const chance = new Chance(SEED + 2);
		const before = await pos.position();
		for (let sent = 0; sent < 200; sent++) {
			const length = chance.below(200);
			const text = String.fromCharCode(...Array.from({ length }, () => chance.below(2 ** 16))).toWellFormed();
			const { status } = await pos.post('/api/v1/visits', text);
			expect(status, `seed ${SEED + 2}`).toBe(400);
		}
		expect(await pos.position()).toBe(before);
	});

	test('leaves neither a name nor a card in the log', () => {
		expect(pos.log).not.toMatch(/Elena|Petrova|Елена/);
		expect(findsWindow(Buffer.from(pos.log), cardOf('Elena'))).toBe(false);
	});
});

/** The example with one of the fields of another, under an id of its own. */
function renewed(example: Json, other: Json): Json {
	const [name, value] = Object.entries(other as Record<string, Json>)[0] ?? ['surplus', null];
	return { ...(example as object), [name]: value, id: randomUUID() };
}

/** By the line through all of them, so that one look at a bad moment decides nothing. */
function growthOf(values: readonly number[]): number {
	const middle = (values.length - 1) / 2;
	const mean = values.reduce((total, value) => total + value, 0) / values.length;
	const spread = values.reduce((total, _value, index) => total + (index - middle) ** 2, 0);
	const slope = values.reduce((total, value, index) => total + (index - middle) * (value - mean), 0) / spread;
	return values.length < 2 ? 0 : slope * values.length;
}
