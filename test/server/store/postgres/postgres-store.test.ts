import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { inspect } from 'node:util';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { feedAfter } from '../../../../server/feed.ts';
import { booksPath, openStore } from '../../../../server/store/open-store.ts';
import { openPostgresStore } from '../../../../server/store/postgres/postgres-store.ts';
import { insert, together } from '../../../../server/store/statement.ts';
import type { Store } from '../../../../server/store/store.ts';
import { describeAdjustments } from '../../../contracts/adjustments.ts';
import { describeAway } from '../../../contracts/away.ts';
import { describeAwayOffers } from '../../../contracts/away-offers.ts';
import { describeAwayOffice } from '../../../contracts/away-office.ts';
import { describeBatches } from '../../../contracts/batches.ts';
import { describeBooks, type OpenBooks } from '../../../contracts/books.ts';
import { describeErasures } from '../../../contracts/erasures.ts';
import { describeClubs } from '../../../contracts/clubs.ts';
import { describeFeed } from '../../../contracts/feed.ts';
import { describeClaims } from '../../../contracts/claims.ts';
import { describeConflicts } from '../../../contracts/conflicts.ts';
import { describeCounterReports } from '../../../contracts/counter-reports.ts';
import { describeCounters } from '../../../contracts/counters.ts';
import { describeCoupons } from '../../../contracts/coupons.ts';
import { describeHotelDay } from '../../../contracts/hotel-day.ts';
import { describeHolds } from '../../../contracts/holds.ts';
import { describeOffers } from '../../../contracts/offers.ts';
import { describePending } from '../../../contracts/pending.ts';
import { describeReassignments } from '../../../contracts/reassignments.ts';
import { describeReplica, type OpenStore } from '../../../contracts/replica.ts';
import { describeReturns } from '../../../contracts/returns.ts';
import { describeReversals } from '../../../contracts/reversals.ts';
import { describeStays } from '../../../contracts/stays.ts';
import { describeTerms } from '../../../contracts/terms.ts';
import { describeTiers } from '../../../contracts/tiers.ts';
import { Hotel } from '../../../support/hotel.ts';
import { TestPostgres, type TestDatabase } from '../../../support/postgres.ts';

let postgres: TestPostgres;
beforeAll(async () => {
	postgres = await TestPostgres.start();
});
afterAll(() => postgres.stop());

/** A transaction that wrote nothing is ended by a message that nobody waits for. */
const LEFT_BEHIND = 1;

/** Two servers on the same empty books. */
async function openTwo() {
	const database = await postgres.newDatabase();
	const stores: readonly [Store, Store] = [
		await openPostgresStore(database.url),
		await openPostgresStore(database.url),
	];
	return {
		database,
		stores,
		async end() {
			await Promise.all(stores.map((store) => store.close()));
			await database.drop();
		},
	};
}

const openBooks: OpenBooks = async () => {
	const database = await postgres.newDatabase();
	const store = await openPostgresStore(database.url);
	return {
		store,
		meddle: database.query,
		unguard: (table, event) => database.query(`drop trigger ${table}_no_${event} on ${table}`),
		dump: async (tables) =>
			JSON.stringify(await Array.fromAsync(tables, (table) => database.query(`select * from ${table}`))),
		async end() {
			await store.close();
			await database.drop();
		},
	};
};

describeBooks('PostgreSQL', openBooks);
describeReturns('PostgreSQL', openBooks);
describeReversals('PostgreSQL', openBooks);
describeOffers('PostgreSQL', openBooks);
describeClaims('PostgreSQL', openBooks);
describeTerms('PostgreSQL', openBooks);
describeTiers('PostgreSQL', openBooks);
describeStays('PostgreSQL', openBooks);
describeHolds('PostgreSQL', openBooks);
describeHotelDay('PostgreSQL', openBooks);
describeReassignments('PostgreSQL', openBooks);
describeClubs('PostgreSQL', openBooks);
describeAdjustments('PostgreSQL', openBooks);
describeBatches('PostgreSQL', openBooks);
describeErasures('PostgreSQL', openBooks);
describePending('PostgreSQL', openBooks);
describeCounters('PostgreSQL', openBooks);
describeCounterReports('PostgreSQL', openBooks);
describeConflicts('PostgreSQL', openBooks);
describeCoupons('PostgreSQL', openBooks);

describeFeed('PostgreSQL', openTwo);

const openStoreAlone: OpenStore = async () => {
	const database = await postgres.newDatabase();
	const store = await openPostgresStore(database.url);
	return {
		store,
		async end() {
			await store.close();
			await database.drop();
		},
	};
};
describeReplica('PostgreSQL', openStoreAlone);
describeAway('PostgreSQL', openStoreAlone);
describeAwayOffers('PostgreSQL', openStoreAlone);
describeAwayOffice('PostgreSQL', openStoreAlone);

describe('a database that never held books', () => {
	test('gets its tables once from four servers that start at the same moment', async () => {
		const database = await postgres.blankDatabase();
		const stores = await Promise.all(Array.from({ length: 4 }, () => openPostgresStore(database.url)));
		const hotel = await Hotel.open(stores[0]!);
		expect((await new Hotel(stores[3]!, hotel.house, hotel.now).guest('Elena')).standing.balancePoints).toBe(1250);
		await Promise.all(stores.map((store) => store.close()));
		await database.drop();
	});

	test('is refused with a sentence where it does not speak UTF-8', async () => {
		const database = await postgres.blankDatabase('SQL_ASCII');
		await expect(openPostgresStore(database.url)).rejects.toThrow('The database must be made with encoding UTF8');
		await database.drop();
	});

	test('is where DATABASE_URL leads, and the data folder stays empty', async () => {
		const database = await postgres.blankDatabase();
		const folder = mkdtempSync(join(tmpdir(), 'retorno-test-'));
		const store = await openStore(folder, { DATABASE_URL: database.url }, () => undefined);
		await Hotel.open(store);
		expect(await database.query('select id from property')).toHaveLength(1);
		expect(readdirSync(folder)).toEqual([]);
		await store.close();
		await database.drop();

		await (await openStore(folder, {}, () => undefined)).close();
		expect(readdirSync(folder)).toEqual([basename(booksPath(folder))]);
		rmSync(folder, { recursive: true });
	});

	test('is not there: whoever opens it is told, and nothing hangs', async () => {
		const database = await postgres.blankDatabase();
		await database.drop();
		await expect(openPostgresStore(database.url)).rejects.toThrow(/does not exist/);
	});
});

describe('two servers on one PostgreSQL', () => {
	let opened: Awaited<ReturnType<typeof openTwo>>;
	let database: TestDatabase;
	let hotels: readonly [Hotel, Hotel];

	beforeEach(async () => {
		opened = await openTwo();
		({ database } = opened);
		const hotel = await Hotel.open(opened.stores[0]);
		hotels = [hotel, new Hotel(opened.stores[1], hotel.house, hotel.now)];
	});
	afterEach(() => opened.end());

	const count = async (table: string) => Number((await database.query(`select count(*) as n from ${table}`))[0]!['n']);

	test.each(['Elena', null] as const)(
		'fifty calls that reach both at the same moment are fifty visits, with one answer each (%s)',
		async (name) => {
			const guest = name && (await hotels[0].guest(name));
			for (let round = 0; round < 50; round++) {
				const bill = hotels[0].bill('restaurant', guest, { food: 8000 });
				const [one, other] = await Promise.all(hotels.map((hotel) => hotel.record(bill, 'outbox')));
				expect(one).toMatchObject({ ok: true, value: { visitId: bill.id } });
				expect(other).toEqual(one);
			}
			expect(await count('visit')).toBe(50);
			expect(await hotels[0].faults()).toEqual([]);
		},
	);

	test('one id with two bodies at the same moment is one visit and one refusal', async () => {
		for (let round = 0; round < 20; round++) {
			const bill = hotels[0].bill('restaurant', null, { food: 8000 });
			const answers = await Promise.all([
				hotels[0].record(bill, 'live'),
				hotels[1].record({ ...bill, partySize: 2 }, 'live'),
			]);
			expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
			expect(answers).toContainEqual({ ok: false, error: { code: 'id_reused' } });
		}
		expect(await count('visit')).toBe(20);
	});

	test('one check at both at the same moment is one visit, and the other till is told which', async () => {
		for (let round = 0; round < 20; round++) {
			const answers = await Promise.all(
				hotels.map((hotel) =>
					hotel.record({ ...hotel.bill('restaurant', null, { food: 8000 }), checkNumber: `${round}` }, 'live'),
				),
			);
			const [recorded] = answers.flatMap((answer) => (answer.ok ? [answer.value.visitId] : []));
			expect(answers).toContainEqual({ ok: false, error: { code: 'check_duplicate', visitId: recorded } });
		}
		expect(await count('visit')).toBe(20);
	});

	test('twenty tills that spend the same points: exactly one gets them', async () => {
		const alice = await hotels[0].guest('Alice');
		const answers = await Promise.all(
			Array.from({ length: 20 }, (_, till) => {
				const hotel = hotels[till % 2]!;
				return hotel.record(hotel.bill('restaurant', alice, { food: 8000 }, 40), 'live');
			}),
		);
		expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
		const codes = answers.flatMap((answer) => (answer.ok ? [] : [answer.error.code]));
		expect(new Set(codes)).toEqual(new Set(['insufficient_points']));
		expect(await hotels[0].faults()).toEqual([]);
	});

	test('a visit waits for two round trips, its retry for one, and a swipe for two', async () => {
		const [hotel] = hotels;
		const elena = await hotel.guest('Elena');
		const bill = { ...hotel.bill('restaurant', elena, { food: 8000 }, 144), checkNumber: '1042' };
		await hotel.record(hotel.bill('restaurant', elena, { food: 8000 }), 'live');

		const trips = countRoundTrips();
		try {
			expect(await hotel.record(bill, 'live')).toMatchObject({ ok: true });
			expect(trips.take()).toBe(2);
			expect(await hotel.record(bill, 'live')).toMatchObject({ ok: true });
			expect(trips.take()).toBe(1 + LEFT_BEHIND);
			await hotel.guest('Elena');
			expect(trips.take()).toBe(2 + LEFT_BEHIND);
		} finally {
			trips.stop();
		}
	});

	test('sixteen visits of as many guests wait for what one waits for, and no commit but one', async () => {
		const [hotel] = hotels;
		const guests = await Promise.all((['Elena', 'Miguel', 'Alice'] as const).map((name) => hotel.guest(name)));
		const whose = [...guests, ...Array.from({ length: 13 }, () => null)];
		const bills = whose.map((guest) => hotel.bill('restaurant', guest, { food: 8000 }));
		await hotel.record(hotel.bill('restaurant', guests[0]!, { food: 8000 }), 'live');

		const trips = countRoundTrips();
		let commits = 0;
		const unsubscribe = hotel.store.onCommit(() => commits++);
		try {
			await vi.waitUntil(() => commits > 0);
			trips.take();
			commits = 0;
			const answers = await Promise.all(bills.map((bill) => hotel.record(bill, 'live')));
			expect(answers.every(({ ok }) => ok)).toBe(true);
			expect([trips.take(), commits]).toEqual([2, 1]);
			expect(await hotel.faults()).toEqual([]);
		} finally {
			unsubscribe();
			trips.stop();
		}
	});

	test.each([
		['by the database', 'raise exception using errcode = $$22000$$, message = $$broken$$', 'broken'],
		['by a collision, for ever', 'raise exception using errcode = $$40001$$, message = $$collided$$', 'collided'],
	])('a command that is refused %s fails nobody beside it', async (_how, act, message) => {
		const [hotel] = hotels;
		const guests = await Promise.all((['Elena', 'Miguel', 'Alice'] as const).map((name) => hotel.guest(name)));
		await database.query(
			`create function break_it() returns trigger language plpgsql as $body$ begin
				if new.member_id = '${guests[1]!.id}' then ${act}; end if; return new; end $body$`,
		);
		await database.query('create trigger break_it before insert on visit for each row execute function break_it()');
		const answers = await Promise.allSettled(
			guests.map((guest) => hotel.record(hotel.bill('restaurant', guest, { food: 8000 }), 'live')),
		);
		expect(answers).toMatchObject([
			{ status: 'fulfilled', value: { ok: true } },
			{ status: 'rejected', reason: { message } },
			{ status: 'fulfilled', value: { ok: true } },
		]);
		expect(await count('visit')).toBe(2);
		expect(await hotel.faults()).toEqual([]);
	});

	test('the same call twice in one moment is one visit, and those beside it are booked', async () => {
		const [hotel] = hotels;
		const bill = hotel.bill('restaurant', null, { food: 8000 });
		const beside = hotel.bill('restaurant', await hotel.guest('Elena'), { food: 8000 });
		const [one, other, third] = await Promise.all([bill, bill, beside].map((visit) => hotel.record(visit, 'live')));
		expect(other).toEqual(one);
		expect(third).toMatchObject({ ok: true });
		expect(await count('visit')).toBe(2);
	});

	test('what was asked before the store is closed is booked', async () => {
		const store = await openPostgresStore(database.url);
		const hotel = new Hotel(store, hotels[0].house, hotels[0].now);
		const bills = Array.from({ length: 5 }, () => hotel.bill('restaurant', null, { food: 2300 }));
		const answers = bills.map((bill) => hotel.record(bill, 'live'));
		await store.close();
		expect((await Promise.all(answers)).every(({ ok }) => ok)).toBe(true);
	});

	test('a connection that is lost fails what runs on it, and swipes and visits go on over others', async () => {
		const [hotel] = hotels;
		const elena = await hotel.guest('Elena');
		const bill = hotel.bill('restaurant', elena, { food: 8000 });
		await database.query(`begin; select id from member where id = '${elena.id}' for update`);
		const waiting = hotel.record(bill, 'live');
		const failing = expect(waiting).rejects.toThrow(/terminat/);
		await vi.waitUntil(async () => (await locksWaitedFor()) > 0);
		await database.cutOff();
		await database.query('rollback');
		await failing;
		// An idle connection that was cut off at the same moment may have to be found out first.
		expect(await vi.waitFor(() => hotel.guest('Elena'))).toEqual(elena);
		expect(await vi.waitFor(() => hotel.record(bill, 'live'))).toMatchObject({ ok: true });
		expect(await count('visit')).toBe(1);
	});

	const locksWaitedFor = async () =>
		Number((await database.query('select count(*) as n from pg_locks where not granted'))[0]!['n']);

	test('news come again after the connection that brings them was lost', async () => {
		const [here, there] = hotels;
		let heard = 0;
		const unsubscribe = here.store.onCommit(() => heard++);
		const hear = async () => {
			const before = heard;
			await there.record(there.bill('restaurant', null, { food: 2300 }), 'live');
			await vi.waitUntil(() => heard > before);
		};
		await vi.waitUntil(() => heard > 0);
		await hear();
		await database.cutOff();
		const before = heard;
		await vi.waitUntil(() => heard > before, { timeout: 10_000 });
		await vi.waitFor(hear);
		unsubscribe();
	});

	describe('a command that the database refuses to settle', () => {
		/** Every command fails so many times, as if others always came in between. */
		const collide = async (times: number, state: string) => {
			await database.query(`create sequence tries`);
			await database.query(
				`create function collide() returns trigger language plpgsql as $$ begin
					if nextval('tries') <= ${times} then raise exception 'collided' using errcode = '${state}'; end if;
					return new;
				end $$`,
			);
			await database.query('create trigger collide before insert on command for each row execute function collide()');
		};
		const tries = async () => Number((await database.query('select last_value from tries'))[0]!['last_value']);

		test.each([
			['deadlock', '40P01'],
			['serialization failure', '40001'],
		])('by a %s is tried again and booked once', async (_name, state) => {
			await collide(2, state);
			const bill = hotels[0].bill('restaurant', await hotels[0].guest('Elena'), { food: 8000 });
			expect(await hotels[0].record(bill, 'live')).toMatchObject({ ok: true });
			expect(await count('visit')).toBe(1);
			expect(await hotels[0].faults()).toEqual([]);
		});

		test('again and again is given up, and nothing is booked', async () => {
			await collide(1_000, '40001');
			const bill = hotels[0].bill('restaurant', null, { food: 8000 });
			await expect(hotels[0].record(bill, 'live')).rejects.toThrow('collided');
			expect(await tries()).toBe(16);
			expect(await count('visit')).toBe(0);
		});

		test('for another reason is not tried again', async () => {
			await collide(1_000, '22000');
			const bill = hotels[0].bill('restaurant', null, { food: 8000 });
			await expect(hotels[0].record(bill, 'live')).rejects.toThrow('collided');
			expect(await tries()).toBe(1);
		});
	});

	test('what is loaded in several steps is one moment of the books', async () => {
		const [hotel, other] = hotels;
		await hotel.store.read(
			(function* () {
				const before = yield* feedAfter(hotel.house.id, 0, 100);
				let isBooked = false;
				void other.record(other.bill('restaurant', null, { food: 2300 }), 'live').then(() => (isBooked = true));
				while (!isBooked) yield* feedAfter(hotel.house.id, 0, 100);
				expect(yield* feedAfter(hotel.house.id, 0, 100)).toEqual(before);
			})(),
		);
		expect(await count('visit')).toBe(1);
	});

	test('numbers beyond 32 bits come back as numbers, and none that is not exact', async () => {
		const [{ store, house }] = hotels;
		const head = (position: string) =>
			database
				.query(`update ledger_head set position = ${position}`)
				.then(() =>
					database.query(
						`insert into feed (property_id, position, kind, subject_id, version, hash) values ('${house.id}', ${position}, 'x', 'x', 1, 'x')`,
					),
				);
		await head('9007199254740991');
		expect(await store.read(feedAfter(house.id, 4_294_967_296, 10))).toMatchObject([{ position: 2 ** 53 - 1 }]);
		await head('9007199254740993');
		const page = () => feedAfter(house.id, 4_294_967_296, 10);
		await expect(store.read(page())).rejects.toThrow(/2\^53/);
		// Several at once come by another way.
		await expect(store.read(together(page(), page()))).rejects.toThrow(/2\^53/);
	});

	test('texts are in order of their characters, whatever the language of the database', async () => {
		const sorted = await database.query(
			`select column_name, collation_name from information_schema.columns
			 where table_schema = 'public' and data_type = 'text' and table_name <> 'migration'`,
		);
		expect(sorted.length).toBeGreaterThan(50);
		expect(sorted.filter(({ collation_name }) => collation_name !== 'C')).toEqual([]);
	});

	test('an error says which rule was broken and quotes no row', async () => {
		const [{ store }] = hotels;
		const person = {
			member_id: 'x',
			display_name: 'Elena Petrova',
			given_name: 'Elena',
			language: null as never,
			birthday: null,
		};
		const failure = await store.configure([insert('person', [person])]).catch((cause: unknown) => cause);
		expect(failure).toBeInstanceOf(pg.DatabaseError);
		expect(inspect(failure)).toMatch(/not-null/);
		expect(inspect(failure)).not.toMatch(/Elena|Petrova/);
	});

	test('a table cannot be emptied past the guards', async () => {
		await expect(database.query('truncate visit')).rejects.toThrow(/append-only/);
	});
});

/** Counts how often something is sent on a connection that waits for no answer: what goes out together is one trip. */
function countRoundTrips() {
	const waiting = new WeakMap<object, number>();
	const proto = pg.Client.prototype as { query: (this: object, request: unknown) => Promise<unknown> };
	const { query } = proto;
	let trips = 0;
	const spy = vi.spyOn(proto, 'query').mockImplementation(function (this: object, request) {
		const before = waiting.get(this) ?? 0;
		if (before === 0) trips++;
		waiting.set(this, before + 1);
		const answered = query.call(this, request);
		const done = (): void => void waiting.set(this, waiting.get(this)! - 1);
		answered.then(done, done);
		return answered;
	});
	return {
		take: () => {
			const taken = trips;
			trips = 0;
			return taken;
		},
		stop: () => spy.mockRestore(),
	};
}
