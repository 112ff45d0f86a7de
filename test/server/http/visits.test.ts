import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { run, statement } from '../../../server/store/statement.ts';
import { openPostgresStore } from '../../../server/store/postgres/postgres-store.ts';
import { Pos, posBill, printedBill } from '../../support/pos.ts';
import { TestPostgres } from '../../support/postgres.ts';

const blockEveryCard = statement<Record<never, never>>()('test.block', (db) =>
	db.updateTable('card').set({ status: sql.lit('blocked') }),
);

let postgres: TestPostgres;
beforeAll(async () => {
	postgres = await TestPostgres.start();
});
afterAll(() => postgres.stop());

/** Opens a till at empty books, and says how to clear them away. */
const OPENINGS = {
	SQLite: async () => ({ pos: await Pos.open(), drop: () => Promise.resolve() }),
	PostgreSQL: async () => {
		const database = await postgres.newDatabase();
		return { pos: await Pos.open({ store: await openPostgresStore(database.url) }), drop: () => database.drop() };
	},
};

describe.each(['SQLite', 'PostgreSQL'] as const)('a visit over the API, with the books on %s', (books) => {
	let pos: Pos;
	let drop: () => Promise<void>;
	beforeEach(async () => {
		({ pos, drop } = await OPENINGS[books]());
	});
	afterEach(async () => {
		await pos.close();
		await drop();
	});

	const DINNER = { food: 6200, drinks: 1800 };
	const pointsOf = async (guest: 'Elena' | 'Alice') => (await pos.hotel.guest(guest)).standing.balancePoints;

	describe('of a plain POS, which was quoted nothing', () => {
		test.each([
			['Elena', 'restaurant', DINNER, 800, 7200, 3, 1253],
			['Miguel', 'restaurant', DINNER, 400, 7600, 2, 482],
			['王小明', 'restaurant', DINNER, 0, 8000, 1, 91],
			['Alice', 'restaurant', DINNER, 800, 7200, 3, 43],
			['Elena', 'restaurant', { food: 12000, tobacco: 2000 }, 1200, 12800, 5, 1255],
			['Elena', 'lobby', { night: 3 }, 0, 0, 30, 1280],
		] as const)('%s in the %s for %o', async (guest, outlet, amounts, discountMinor, payableMinor, earned, balance) => {
			const { status, body } = await pos.visit(posBill(outlet, guest, amounts));
			expect(status).toBe(201);
			expect(body).toMatchObject({
				status: 'recorded',
				discountMinor,
				payableMinor,
				points: { earned, spent: 0, balance },
			});
			expect((await pos.hotel.guest(guest)).standing.balancePoints).toBe(balance);
			expect(await pos.hotel.faults()).toEqual([]);
		});

		test("Alice's fifth stamp is a free treatment and an empty card", async () => {
			const { body } = await pos.visit(posBill('spa', 'Alice', { treatment: 6000 }));
			expect(body).toMatchObject({ payableMinor: 5100, stamps: [{ rewards: 1, balance: 0 }] });
			expect((await pos.hotel.guest('Alice')).rewards).toEqual({ 'free-treatment': 1 });
		});

		test('Elena pays her dinner wholly with points and earns none', async () => {
			const tenders = [{ type: 'points', points: 144, amountMinor: 7200 }];
			const { status, body } = await pos.visit({ ...posBill('restaurant', 'Elena', DINNER), tenders });
			expect(status).toBe(201);
			expect(body).toMatchObject({ pointsPaidMinor: 7200, points: { earned: 0, spent: 144, balance: 1106 } });
			expect(await pos.hotel.faults()).toEqual([]);
		});

		test('a guest without a card is recorded and earns nothing', async () => {
			const { status, body } = await pos.visit(posBill('restaurant', null, DINNER));
			expect(status).toBe(201);
			expect(body).toMatchObject({ memberId: null, payableMinor: 8000, points: { earned: 0 } });
			expect(body['receipt']).toMatchObject({ language: 'bg' });
		});

		test('a member is named by id as well as by card', async () => {
			const { id: memberId } = await pos.hotel.guest('Elena');
			const { body } = await pos.visit({ ...posBill('restaurant', null, DINNER), memberId });
			expect(body).toMatchObject({ memberId, points: { earned: 3, balance: 1253 } });
		});

		test('tenders that come to something else are refused with what is to pay, and nothing is booked', async () => {
			const before = await pos.position();
			const tenders = [{ type: 'other', amountMinor: 8000 }];
			const { status, body } = await pos.visit({ ...posBill('restaurant', 'Elena', DINNER), tenders });
			expect(status).toBe(422);
			expect(body).toMatchObject({ code: 'tenders_mismatch', payableMinor: 7200, tenderedMinor: 8000 });
			expect(await pos.position()).toBe(before);
		});

		test('points cannot pay more than they are worth, though the sum is right', async () => {
			const tenders = [
				{ type: 'points', points: 10, amountMinor: 7000 },
				{ type: 'other', amountMinor: 200 },
			];
			const { body } = await pos.visit({ ...posBill('restaurant', 'Elena', DINNER), tenders });
			expect(body).toMatchObject({ code: 'tenders_mismatch', payableMinor: 7200, pointsPaidMinor: 500 });
			expect(await pointsOf('Elena')).toBe(1250);
		});
	});

	describe('that was quoted', () => {
		const shown = async () => pos.hotel.bill('restaurant', await pos.hotel.guest('Elena'), DINNER).quoteFingerprint;

		test('is recorded as the design prints it', async () => {
			const id = randomUUID();
			const { status, headers, body } = await pos.visit(printedBill(id, await shown()));
			expect(status).toBe(201);
			expect(headers['location']).toBe(`/api/v1/visits/${id}`);
			expect(body).toMatchObject({
				visitId: id,
				status: 'recorded',
				discountMinor: 800,
				payableMinor: 7200,
				points: { earned: 3, spent: 0, balance: 1253 },
				explanation: [{ kind: 'discount' }, { kind: 'earn-proportional', points: 3 }],
				receipt: { language: 'bg' },
			});
		});

		test('and comes to something else now is refused with the new quote', async () => {
			const { status, body } = await pos.visit(printedBill(randomUUID(), '0123456789abcdef'));
			expect(status).toBe(409);
			expect(body).toMatchObject({ code: 'quote_changed', quote: { payableMinor: 7200, fingerprint: await shown() } });
			expect(await pointsOf('Elena')).toBe(1250);
		});
	});

	test('brings a receipt in the language of the guest that fits its paper', async () => {
		const { body } = await pos.visit({ ...posBill('restaurant', 'Miguel', DINNER), checkNumber: '1042' });
		const { language, lines, qr } = body['receipt'] as { language: string; lines: string[]; qr: string };
		expect(language).toBe('es');
		expect(lines.join('\n')).toMatch(/Miguel Ángel[^]*76,00/);
		expect(lines.every((line) => line.length <= 48)).toBe(true);
		expect(qr).toBe(`retorno:visit:${String(body['visitId'])}`);
	});

	describe('on the business day of the POS', () => {
		test('is booked on that day', async () => {
			const bill = { ...posBill('restaurant', 'Elena', DINNER), checkNumber: '7', businessDate: '2026-11-20' };
			expect((await pos.visit(bill)).body).toMatchObject({ businessDate: '2026-11-20' });
			const found = await pos.get('/api/v1/visits?outlet=restaurant&businessDate=2026-11-20');
			expect(found.body['visits']).toHaveLength(1);
			const other = await pos.get('/api/v1/visits?outlet=restaurant&businessDate=2026-11-21');
			expect(other.body['visits']).toEqual([]);
		});

		test.each(['2026-11-19', '2026-11-23', '2020-02-29'])('is refused where that is %s', async (businessDate) => {
			const { status, body } = await pos.visit({ ...posBill('restaurant', 'Elena', DINNER), businessDate });
			expect(status).toBe(422);
			expect(body).toMatchObject({ code: 'business_date_implausible', expected: '2026-11-21' });
		});
	});

	describe('sent again', () => {
		test('gets the same answer, says so and books nothing', async () => {
			const bill = posBill('restaurant', 'Elena', DINNER);
			const first = await pos.visit(bill);
			const position = await pos.position();
			pos.hotel.later(60 * 24 * 90);
			const again = await pos.visit(bill);
			expect([first.status, again.status]).toEqual([201, 200]);
			expect(first.headers['idempotency-replayed']).toBeUndefined();
			expect(again.headers['idempotency-replayed']).toBe('true');
			expect(again.body).toEqual(first.body);
			expect(await pos.position()).toBe(position);
		});

		test('is known by the header as by the id in the body', async () => {
			const { id, ...bill } = posBill('restaurant', 'Elena', DINNER);
			const first = await pos.visit(bill, { headers: { 'idempotency-key': `"${id.toUpperCase()}"` } });
			const again = await pos.visit({ id, ...bill });
			expect([first.status, again.status]).toEqual([201, 200]);
			expect(again.body).toEqual(first.body);
			expect(first.body['visitId']).toBe(id);
		});

		test('gets its answer although the card has been blocked since', async () => {
			const bill = posBill('restaurant', 'Elena', DINNER);
			const first = await pos.visit(bill);
			await pos.hotel.store.configure([run(blockEveryCard({}))]);
			expect((await pos.visit({ ...bill, id: randomUUID() })).body['code']).toBe('card_blocked');
			const again = await pos.visit(bill);
			expect(again.status).toBe(200);
			expect(again.body['points']).toEqual(first.body['points']);
		});

		test.each([
			['other lines', { lines: [{ id: '1', category: 'food', quantity: 1, grossMinor: 100 }] }],
			['another card', { credential: { type: 'card', value: '9702310000000021' } }],
			['no card', { credential: null }],
			['another till', { terminal: 'till-2' }],
		])('with %s it is refused', async (_what, change) => {
			const bill = posBill('restaurant', 'Elena', DINNER);
			await pos.visit(bill);
			const { status, body } = await pos.visit({ ...bill, ...change });
			expect([status, body['code']]).toEqual([409, 'id_reused']);
			expect(await pointsOf('Elena')).toBe(1253);
		});

		test('twenty times at once is one visit, recorded once and replayed nineteen times', async () => {
			const bill = posBill('restaurant', 'Elena', DINNER);
			const answers = await Promise.all(Array.from({ length: 20 }, () => pos.visit(bill)));
			expect(answers.map(({ status }) => status).sort()).toEqual([...Array<number>(19).fill(200), 201]);
			expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
			expect(await pointsOf('Elena')).toBe(1253);
		});

		test('under a new id its check number protects it', async () => {
			const bill = { ...posBill('restaurant', 'Elena', DINNER), checkNumber: '1042' };
			await pos.visit(bill);
			const { status, body } = await pos.visit({ ...bill, id: randomUUID() });
			expect(status).toBe(409);
			expect(body).toMatchObject({ code: 'check_duplicate', visitId: bill.id });
			expect((await pos.visit({ ...bill, id: randomUUID(), part: 1 })).status).toBe(201);
		});
	});

	test('twenty tills that spend the same points: exactly one gets them', async () => {
		const tenders = [
			{ type: 'points', points: 40, amountMinor: 2000 },
			{ type: 'other', amountMinor: 5200 },
		];
		const answers = await Promise.all(
			Array.from({ length: 20 }, () => pos.visit({ ...posBill('restaurant', 'Alice', DINNER), tenders })),
		);
		expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
		const codes = answers.flatMap(({ status, body }) => (status === 201 ? [] : [body['code']]));
		expect(new Set(codes)).toEqual(new Set(['insufficient_points']));
		expect(await pos.hotel.faults()).toEqual([]);
	});

	describe('whose answer was lost', () => {
		test('is found by its check number, as it was answered', async () => {
			const first = await pos.visit({ ...posBill('restaurant', 'Elena', DINNER), checkNumber: '1042' });
			await pos.visit({ ...posBill('restaurant', 'Elena', DINNER), checkNumber: '1043' });
			const { body } = await pos.get('/api/v1/visits?outlet=restaurant&businessDate=2026-11-21&checkNumber=1042');
			expect(body).toEqual({ visits: [first.body], next: null });
			expect((await pos.get(`/api/v1/visits/${String(first.body['visitId'])}`)).body).toEqual(first.body);
		});

		test('is found among those of its day, page by page, each once and in their order', async () => {
			const ids: unknown[] = [];
			for (let visit = 0; visit < 7; visit++) {
				// Three of one moment, so that the id has to decide between them.
				if (visit % 3 === 0) pos.hotel.later(1);
				ids.push((await pos.visit(posBill('restaurant', 'Elena', DINNER))).body['visitId']);
			}
			await pos.visit(posBill('boutique', 'Elena', { gifts: 1000 }));
			const found: unknown[] = [];
			let after = '';
			for (let page = 0; page < 4; page++) {
				const { body } = await pos.get(`/api/v1/visits?outlet=restaurant&businessDate=2026-11-21&limit=2${after}`);
				found.push(...(body['visits'] as { visitId: string }[]).map(({ visitId }) => visitId));
				after = `&after=${String(body['next'])}`;
				expect(body['next'] === null).toBe(page === 3);
			}
			expect(new Set(found)).toEqual(new Set(ids));
			expect(found).toHaveLength(7);
			expect(new Set(found.slice(0, 3))).toEqual(new Set(ids.slice(0, 3)));
		});
	});
});
