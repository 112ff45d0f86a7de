import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { LANGUAGES } from '#shared/kernel/language.ts';
import { openPostgresStore } from '../../../server/store/postgres/postgres-store.ts';
import { cardOf, Pos, posStay, type Said } from '../../support/pos.ts';
import { TestPostgres } from '../../support/postgres.ts';

let postgres: TestPostgres;
beforeAll(async () => {
	postgres = await TestPostgres.start();
});
afterAll(() => postgres.stop());

/** Opens a PMS at empty books, and says how to clear them away. */
const OPENINGS = {
	SQLite: async () => ({ pos: await Pos.open(), drop: () => Promise.resolve() }),
	PostgreSQL: async () => {
		const database = await postgres.newDatabase();
		return { pos: await Pos.open({ store: await openPostgresStore(database.url) }), drop: () => database.drop() };
	},
};

const card = (guest: string) => ({ credential: { type: 'card', value: cardOf(guest) } });
const nights = (...dates: readonly string[]) => dates.map((date) => ({ date, grossMinor: 12_000 }));
const errorsOf = ({ body }: Said) => body['errors'] as readonly { path: string; code: string; message: string }[];

describe.each(['SQLite', 'PostgreSQL'] as const)('a stay over the API, with the books on %s', (books) => {
	let pos: Pos;
	let drop: () => Promise<void>;
	beforeEach(async () => {
		({ pos, drop } = await OPENINGS[books]());
	});
	afterEach(async () => {
		await pos.close();
		await drop();
	});

	const progressOf = async (guest: 'Elena' | 'Miguel') => (await pos.hotel.guest(guest)).progress;

	test('is one visit of the lobby: nights with their dates, points a night, and the bar', async () => {
		const before = await progressOf('Elena');
		const { status, headers, body } = await pos.stay(posStay());
		expect(status).toBe(201);
		expect(headers['location']).toBe(`/api/v1/visits/${String(body['visitId'])}`);
		expect(body).toMatchObject({
			...{ outlet: 'lobby', listMinor: 38_000, payableMinor: 38_000, businessDate: '2026-11-21' },
			points: { earned: 30, spent: 0, balance: 1_280 },
		});
		expect(await progressOf('Elena')).toMatchObject({
			nights: before.nights + 3,
			spendMinor: before.spendMinor + 38_000,
		});
		expect((await pos.get(`/api/v1/visits/${String(body['visitId'])}`)).body).toEqual(body);
		expect(await pos.hotel.faults()).toEqual([]);
	});

	test('what a company pays of it earns nothing, says so, and its nights count', async () => {
		const before = await progressOf('Elena');
		const byCompany = posStay().nights.map((night) => ({ ...night, paidBy: 'company' }));
		const { body } = await pos.stay(posStay({ nights: byCompany }));
		expect(body).toMatchObject({ points: { earned: 0 }, payableMinor: 38_000 });
		expect(body['explanation']).toMatchObject([
			{ kind: 'paid-by-company', amountMinor: 36_000, nights: 3, text: expect.stringContaining('3') as string },
		]);
		expect(await progressOf('Elena')).toMatchObject({
			nights: before.nights + 3,
			spendMinor: before.spendMinor + 2_000,
		});
	});

	test('sent again it has the same answer, under its id and under another, by card and by member', async () => {
		const stay = posStay();
		const first = await pos.stay(stay);
		const { memberId } = first.body;
		const before = await pos.position();
		for (const again of [
			stay,
			{ ...stay, id: randomUUID() },
			{ ...stay, id: randomUUID(), terminal: 'pms-2', occurredAt: '2026-11-21T10:05:00Z', tenders: null },
			{ ...stay, id: randomUUID(), credential: null, memberId },
		]) {
			const { status, headers, body } = await pos.stay(again);
			expect([status, headers['idempotency-replayed']]).toEqual([200, 'true']);
			expect(body).toEqual(first.body);
		}
		expect(await pos.position()).toBe(before);
	});

	test('one earner a room: another member is refused, in another room they are not', async () => {
		const { body } = await pos.stay(posStay());
		const taken = await pos.stay(posStay(card('Miguel')));
		expect(taken.status).toBe(409);
		expect(taken.body).toMatchObject({ code: 'room_taken', visitId: body['visitId'] });
		expect((await pos.stay(posStay({ ...card('Miguel'), room: '205' }))).status).toBe(201);
		expect((await pos.stay(posStay({ ...card('Miguel'), reservationNumber: 'R-4712' }))).status).toBe(201);
		expect(await pos.hotel.faults()).toEqual([]);
	});

	test('two guests who check out of one room at once: one earns', async () => {
		const said = await Promise.all(
			Array.from({ length: 6 }, (_, index) => pos.stay(posStay(card(index % 2 === 0 ? 'Elena' : 'Miguel')))),
		);
		const earners = new Set(said.filter(({ status }) => status < 300).map(({ body }) => body['memberId']));
		expect(said.filter(({ status }) => status === 201)).toHaveLength(1);
		expect(earners.size).toBe(1);
		expect(said.filter(({ body }) => body['code'] === 'room_taken')).toHaveLength(3);
		expect(await pos.hotel.faults()).toEqual([]);
	});

	test('one that changed after check-out is refused, and goes by line', async () => {
		const { body } = await pos.stay(posStay());
		const changed = posStay({ departure: '2026-11-20', nights: nights('2026-11-18', '2026-11-19') });
		expect(await pos.stay(changed)).toMatchObject({
			status: 409,
			body: { code: 'stay_changed', visitId: body['visitId'] },
		});
		const back = await pos.takeBack(String(body['visitId']), { lines: [{ id: 'night-2026-11-20', quantity: 1 }] });
		expect(back.body).toMatchObject({ whole: false, payableMinor: 12_000, points: { takenBack: 10, balance: 1_270 } });
		expect((await pos.stay(changed)).body['code']).toBe('stay_changed');
		expect(await pos.hotel.faults()).toEqual([]);
	});

	test('after all of it came back it is booked again, for whoever was in the room', async () => {
		const before = await progressOf('Elena');
		const { body } = await pos.stay(posStay());
		await pos.takeBack(String(body['visitId']), {});
		expect(await progressOf('Elena')).toEqual(before);
		expect((await pos.stay(posStay(card('Miguel')))).status).toBe(201);
		expect((await pos.stay(posStay())).body['code']).toBe('room_taken');
		expect(await pos.hotel.faults()).toEqual([]);
	});

	test.each([
		['a departure before the arrival', { departure: '2026-11-17' }, '/departure', 'date_order'],
		['the night of the departure', { nights: nights('2026-11-21') }, '/nights/0/date', 'outside_stay'],
		['a night before the arrival', { nights: nights('2026-11-18', '2026-11-17') }, '/nights/1/date', 'outside_stay'],
		['a night twice', { nights: nights('2026-11-18', '2026-11-18') }, '/nights/1/date', 'repeated'],
		['a day that is none', { arrival: '2026-02-30' }, '/arrival', 'wrong_form'],
		['more than 366 nights', { arrival: '2025-11-19' }, '/departure', 'stay_too_long'],
		['367 nights in the list', { nights: Array(367).fill(nights('2026-11-18')[0]) }, '/nights', 'too_long'],
		[
			'a night among the rest',
			{ lines: [{ id: '1', category: 'night', quantity: 1, grossMinor: 0 }] },
			'/lines/0/category',
			'misplaced',
		],
		['nobody', { credential: null }, '/memberId', 'missing'],
		['no room', { room: undefined }, '/room', 'missing'],
	] as const)('%s is refused with its place and a sentence', async (_name, changes, path, code) => {
		const before = await pos.position();
		for (const language of LANGUAGES) {
			const said = await pos.stay(posStay(changes), { headers: { 'accept-language': language } });
			expect([said.status, said.body['code']]).toEqual([400, 'body_invalid']);
			expect(errorsOf(said)[0]).toMatchObject({ path, code, message: expect.stringMatching(/.[.。]$/) as string });
		}
		expect(await pos.position()).toBe(before);
	});

	test('a stay of 366 nights is none too many, and one of a day has no night', async () => {
		const year = posStay({ arrival: '2025-11-20', nights: nights('2025-11-21'), room: '9' });
		expect((await pos.stay(year)).status).toBe(201);
		expect((await pos.stay(posStay({ arrival: '2026-11-21', nights: [] }))).status).toBe(201);
	});

	test('a night that is still to come is refused with its line: a stay is booked when the guest leaves', async () => {
		const early = posStay({
			occurredAt: '2026-11-20T10:00:00Z',
			departure: '2026-11-22',
			nights: nights('2026-11-21'),
		});
		expect((await pos.stay(early)).body).toMatchObject({ code: 'night_date_invalid', lineId: 'night-2026-11-21' });
	});

	test('a key that does not speak for the lobby books none', async () => {
		const key = await pos.key({ outlets: ['restaurant'] });
		expect((await pos.stay(posStay(), { key })).body['code']).toBe('outlet_forbidden');
	});
});
