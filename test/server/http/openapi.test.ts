import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { MEMBERS } from '../../../server/demo/miramar.ts';
import {
	cardOf,
	Pos,
	posBill,
	posCoupon,
	posEnrolment,
	posHold,
	posQuote,
	posReversal,
	posStay,
	type Said,
	posAdjustment,
	posBatch,
	posDecision,
} from '../../support/pos.ts';

type Schema = Parameters<typeof z.fromJSONSchema>[0];
type Content = Readonly<Record<string, { readonly schema: Schema; readonly example?: unknown }>>;
type Operation = {
	readonly operationId: string;
	readonly summary: string;
	readonly parameters: readonly {
		readonly name: string;
		readonly in: string;
		readonly required: boolean;
		readonly example?: string;
	}[];
	readonly requestBody?: { readonly content: Content };
	readonly responses: Readonly<Record<string, { readonly content: Content; readonly 'x-codes'?: readonly string[] }>>;
};
type Document = {
	readonly openapi: string;
	readonly info: { readonly title: string; readonly version: string };
	readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
	readonly components: { readonly schemas: { readonly Problem: Schema } };
};

const bill = () => ({ ...posBill('restaurant', 'Elena', { food: 8000 }), checkNumber: randomUUID().slice(0, 8) });

/** One good call of each operation, by its id. Whoever adds an operation adds a call. */
const CALLS: Readonly<Record<string, { readonly body?: () => unknown; readonly call: (pos: Pos) => Promise<Said> }>> = {
	lookUpMember: {
		body: () => ({ credential: { type: 'card', value: cardOf('Elena') }, outlet: 'spa' }),
		call: (pos) => pos.post('/api/v1/members/lookup', CALLS['lookUpMember']!.body!()),
	},
	recordVisit: { body: bill, call: (pos) => pos.visit(bill()) },
	quoteBill: {
		body: posQuote,
		call: (pos) => pos.post('/api/v1/quotes', CALLS['quoteBill']!.body!()),
	},
	reverseVisit: {
		body: posReversal,
		call: async (pos) => {
			const visit = bill();
			await pos.visit(visit);
			return pos.post(`/api/v1/visits/${visit.id}/reversals`, CALLS['reverseVisit']!.body!());
		},
	},
	enrolMember: {
		body: posEnrolment,
		call: (pos) => pos.post('/api/v1/members', posEnrolment({ credential: null })),
	},
	changeClub: {
		body: () => ({ id: randomUUID(), club: 'golf', joins: false, cashier: 'ana' }),
		call: (pos) => pos.post(`/api/v1/members/${MEMBERS[0]!.memberId}/clubs`, CALLS['changeClub']!.body!()),
	},
	recordBatch: {
		body: () => ({ visits: [{ ...bill(), tenders: [{ type: 'other', amountMinor: 7200 }] }] }),
		call: (pos) => pos.post('/api/v1/visits/batch', CALLS['recordBatch']!.body!()),
	},
	recordStay: { body: posStay, call: (pos) => pos.stay(posStay()) },
	adjustPoints: { body: posAdjustment, call: (pos) => pos.post('/api/v1/adjustments', posAdjustment()) },
	askBatch: { body: () => posBatch([5, -5]), call: (pos) => pos.post('/api/v1/adjustment-batches', posBatch([5, -5])) },
	decideBatch: {
		body: posDecision,
		call: async (pos) => {
			const { body } = await pos.post('/api/v1/adjustment-batches', posBatch([5, -5]));
			return pos.post(`/api/v1/adjustment-batches/${String(body['batchId'])}/decision`, posDecision());
		},
	},
	reverseBatch: {
		body: () => {
			const { rows: _rows, ...asker } = posBatch([]);
			return { ...asker, approvedBy: 'carmen' };
		},
		call: (pos) => pos.batchBack(true),
	},
	findRequests: {
		call: async (pos) => {
			await pos.post('/api/v1/adjustments', posAdjustment({ points: 500 }));
			await pos.post('/api/v1/adjustment-batches', posBatch([5, -5]));
			return pos.get('/api/v1/requests?limit=50');
		},
	},
	decideRequest: { body: posDecision, call: (pos) => pos.decided({}) },
	reassignVisit: {
		body: () => ({ id: randomUUID(), memberId: MEMBERS[1]!.memberId, terminal: 'office', cashier: 'boris' }),
		call: (pos) => pos.moved(MEMBERS[1]!.memberId),
	},
	placeHold: { body: posHold, call: (pos) => pos.post('/api/v1/holds', posHold()) },
	releaseHold: {
		call: async (pos) =>
			pos.delete(`/api/v1/holds/${String((await pos.post('/api/v1/holds', posHold())).body['holdId'])}`),
	},
	issueCoupon: { body: posCoupon, call: (pos) => pos.post('/api/v1/coupons', posCoupon()) },
	listCoupons: {
		call: async (pos) => {
			const { body } = await pos.post('/api/v1/coupons', posCoupon());
			return pos.get(`/api/v1/members/${String(body['memberId'])}/coupons`);
		},
	},
	cancelCoupon: {
		call: async (pos) =>
			pos.delete(`/api/v1/coupons/${String((await pos.post('/api/v1/coupons', posCoupon())).body['couponId'])}`),
	},
	readEvents: { call: (pos) => pos.get('/api/v1/events?limit=5') },
	readStatement: { call: (pos) => pos.get(`/api/v1/members/${MEMBERS[0]!.memberId}/statement`) },
	readEntry: {
		call: async (pos) => {
			const id = `${String((await pos.visit(bill())).body['visitId'])}/earn`;
			return pos.get(`/api/v1/entries/${encodeURIComponent(id)}`);
		},
	},
	listCounters: { call: (pos) => pos.get('/api/v1/counters') },
	closeDay: { call: (pos) => pos.get('/api/v1/day-close?outlet=restaurant&businessDate=2026-11-21') },
	findVisits: { call: (pos) => pos.get('/api/v1/visits?outlet=restaurant&businessDate=2026-11-21&limit=5') },
	readVisit: {
		call: async (pos) => pos.get(`/api/v1/visits/${String((await pos.visit(bill())).body['visitId'])}`),
	},
};

describe('the OpenAPI document', () => {
	let pos: Pos;
	let document: Document;
	let operations: readonly (readonly [string, string, Operation])[];
	beforeAll(async () => {
		pos = await Pos.open();
		document = (await pos.get('/api/openapi.json', { key: null })).body as unknown as Document;
		operations = Object.entries(document.paths).flatMap(([path, methods]) =>
			Object.entries(methods).map(([method, operation]) => [path, method, operation] as const),
		);
	});
	afterAll(() => pos.close());

	test('is there without a key and says what it is', () => {
		expect(document.openapi).toBe('3.1.0');
		expect(document.info).toMatchObject({ title: 'Retorno', version: '1' });
		expect(operations.map(([, , { operationId }]) => operationId).sort()).toEqual(Object.keys(CALLS).sort());
	});

	test('points only at what is in it', () => {
		const text = JSON.stringify(document);
		const references = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference]) => reference!);
		expect(references.length).toBeGreaterThan(0);
		for (const reference of references) {
			const target = reference
				.slice(2)
				.split('/')
				.reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], document);
			expect(target).toBeDefined();
		}
		expect(text).not.toContain('$schema');
	});

	test('names every parameter of a path as one that is needed', () => {
		for (const [path, , { parameters }] of operations) {
			const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
			expect(parameters.filter((one) => one.in === 'path').map(({ name }) => name)).toEqual(inPath);
			expect(parameters.every((one) => one.in !== 'path' || one.required)).toBe(true);
		}
	});

	test('has an example of each body that fits its schema, and of each value that an address needs', () => {
		for (const [, , { requestBody, parameters, operationId }] of operations) {
			if (requestBody) {
				const { schema, example } = requestBody.content['application/json']!;
				expect(example, operationId).toBeDefined();
				expect(z.fromJSONSchema(schema).safeParse(example).error).toBeUndefined();
			}
			for (const { required, example } of parameters) expect(required).toBe(example !== undefined);
		}
	});

	test('has each of its calls in the manual, as it is written for a shell', () => {
		const manual = readFileSync(new URL('../../../docs/api.md', import.meta.url), 'utf8');
		const written = [...manual.matchAll(/^call (?:-X (DELETE) )?"?\$API(\/[^\s"?]*)(?:\S*")?( -d)?/gm)].map(
			([, method, path, data]) =>
				`${method ?? (data ? 'POST' : 'GET')} ${path!.replace(/\/(\$VISIT|[0-9a-f-]{36})(%2F\w+)?/, '/{id}')}`,
		);
		const known = operations.map(([path, method]) => `${method.toUpperCase()} ${path.replace('/api/v1', '')}`);
		expect([...new Set(written)].sort()).toEqual(known.sort());
	});

	test.each(Object.keys(CALLS))('%s answers what it promises', async (id) => {
		const operation = operations.find(([, , { operationId }]) => operationId === id)![2];
		const { body, call } = CALLS[id]!;
		if (body) {
			const asked = z.fromJSONSchema(operation.requestBody!.content['application/json']!.schema);
			expect(asked.safeParse(body()).error).toBeUndefined();
			expect(asked.safeParse({ surplus: 1 }).success).toBe(false);
		}
		const said = await call(pos);
		const promised = operation.responses[String(said.status)]!.content['application/json']!.schema;
		expect(z.fromJSONSchema(promised).safeParse(said.body).error).toBeUndefined();
		expect(z.fromJSONSchema(promised).safeParse({ ...said.body, surplus: 1 }).success).toBe(false);
	});

	test.each(Object.keys(CALLS))('%s refuses with what it promises', async (id) => {
		const [path, method, operation] = operations.find(([, , { operationId }]) => operationId === id)!;
		const answer = await pos.app.inject({
			method: method.toUpperCase() as 'GET',
			url: path.replace('{id}', randomUUID()),
		});
		const { content, 'x-codes': codes } = operation.responses[String(answer.statusCode)]!;
		expect(Object.keys(content)).toEqual(['application/problem+json']);
		const problem = answer.json<{ code: string }>();
		expect(codes).toContain(problem.code);
		expect(z.fromJSONSchema(document.components.schemas.Problem).safeParse(problem).error).toBeUndefined();
	});
});
