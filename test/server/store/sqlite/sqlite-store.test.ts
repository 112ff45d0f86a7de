import { mkdtempSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as aTurn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { loadProperty } from '../../../../server/store/house-store.ts';
import { openSqliteStore } from '../../../../server/store/sqlite/sqlite-store.ts';
import type { Loading } from '../../../../server/store/statement.ts';
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

function someFile() {
	const folder = mkdtempSync(join(tmpdir(), 'retorno-test-'));
	return { path: join(folder, 'books.sqlite'), remove: () => rmSync(folder, { recursive: true }) };
}

const TABLES_OF_FACTS = ['command', 'visit', 'visit_line', 'visit_tender', 'entry', 'posting', 'lot', 'feed'];

function failAtCommit(cause: unknown): never {
	throw cause;
}

const openBooks: OpenBooks = () => {
	const file = someFile();
	const store = openSqliteStore(file.path, failAtCommit);
	const behind = new DatabaseSync(file.path);
	return Promise.resolve({
		store,
		meddle: (sql) => Promise.try(() => behind.exec(sql)),
		unguard: (table, event) => Promise.try(() => behind.exec(`drop trigger ${table}_no_${event}`)),
		dump: (tables) =>
			Promise.resolve(JSON.stringify(tables.flatMap((table) => behind.prepare(`select * from ${table}`).all()))),
		async end() {
			behind.close();
			await store.close();
			file.remove();
		},
	});
};

describeBooks('SQLite', openBooks);
describeReturns('SQLite', openBooks);
describeReversals('SQLite', openBooks);
describeOffers('SQLite', openBooks);
describeClaims('SQLite', openBooks);
describeTerms('SQLite', openBooks);
describeTiers('SQLite', openBooks);
describeStays('SQLite', openBooks);
describeHolds('SQLite', openBooks);
describeHotelDay('SQLite', openBooks);
describeReassignments('SQLite', openBooks);
describeClubs('SQLite', openBooks);
describeAdjustments('SQLite', openBooks);
describeBatches('SQLite', openBooks);
describeErasures('SQLite', openBooks);
describePending('SQLite', openBooks);
describeCounters('SQLite', openBooks);
describeCounterReports('SQLite', openBooks);
describeConflicts('SQLite', openBooks);
describeCoupons('SQLite', openBooks);

const openStoreAlone: OpenStore = () => {
	const store = openSqliteStore(':memory:', failAtCommit);
	return Promise.resolve({ store, end: () => store.close() });
};
describeReplica('SQLite', openStoreAlone);
describeAway('SQLite', openStoreAlone);
describeAwayOffers('SQLite', openStoreAlone);
describeAwayOffice('SQLite', openStoreAlone);

describeFeed('SQLite', () => {
	const file = someFile();
	const store = openSqliteStore(file.path, failAtCommit);
	return Promise.resolve({
		stores: [store] as const,
		async end() {
			await store.close();
			file.remove();
		},
	});
});

describe('the SQLite store', () => {
	test('keeps what it acknowledged when it is opened again', async () => {
		const file = someFile();
		const first = openSqliteStore(file.path, failAtCommit);
		const hotel = await Hotel.open(first);
		await hotel.record(hotel.bill('restaurant', await hotel.guest('Elena'), { food: 8000 }), 'live');
		await first.close();

		const second = openSqliteStore(file.path, failAtCommit);
		const reopened = new Hotel(second, hotel.house, hotel.now);
		expect((await reopened.guest('Elena')).standing.balancePoints).toBe(1253);
		await reopened.record(reopened.bill('restaurant', await reopened.guest('Elena'), { food: 8000 }), 'live');
		expect(await reopened.faults()).toEqual([]);
		await second.close();
		file.remove();
	});

	test.each([
		['alone', 0],
		['among others', 2],
	])('a command that fails when its rows are half written leaves nothing: %s', async (_where, others) => {
		const file = someFile();
		const hotel = await Hotel.open(openSqliteStore(file.path, failAtCommit));
		const behind = new DatabaseSync(file.path);
		const rows = () =>
			TABLES_OF_FACTS.map((table) => behind.prepare(`select count(*) as count from ${table}`).get()!['count']);
		const visits = async (count: number) => {
			for (let visit = 0; visit < count; visit++) {
				await hotel.record(hotel.bill('restaurant', await hotel.guest('Miguel'), { food: 8000 }), 'live');
			}
		};
		const before = rows();
		await visits(others);
		const afterOthers = rows();
		behind.exec(`create trigger broken before insert on lot when new.member_id = '${(await hotel.guest('Elena')).id}'
			begin select raise(abort, 'broken'); end`);

		const elena = await hotel.guest('Elena');
		const miguel = await hotel.guest('Miguel');
		const beside = Array.from({ length: others }, () => hotel.bill('restaurant', miguel, { food: 8000 }));
		const [broken, ...booked] = await Promise.allSettled([
			hotel.record(hotel.bill('restaurant', elena, { food: 8000 }), 'live'),
			...beside.map((bill) => hotel.record(bill, 'live')),
		]);
		expect(broken).toMatchObject({ status: 'rejected', reason: { message: 'broken' } });
		expect(booked.map(({ status }) => status)).toEqual(beside.map(() => 'fulfilled'));
		expect(rows()).toEqual(afterOthers.map((count, index) => Number(count) * 2 - Number(before[index])));

		behind.exec('drop trigger broken');
		await hotel.record(hotel.bill('restaurant', elena, { food: 8000 }), 'live');
		expect((await hotel.guest('Elena')).standing.balancePoints).toBe(1253);
		expect(await hotel.faults()).toEqual([]);
		behind.close();
		await hotel.store.close();
		file.remove();
	});

	test('who comes a turn of the event loop later shares the commit', async () => {
		const hotel = await Hotel.open(openSqliteStore(':memory:', failAtCommit));
		const bills = await Promise.all(
			Array.from({ length: 5 }, async () => hotel.bill('restaurant', await hotel.guest('Elena'), { food: 8000 })),
		);
		let commits = 0;
		hotel.store.onCommit(() => commits++);
		const answers: Promise<unknown>[] = [];
		for (const bill of bills) {
			answers.push(hotel.record(bill, 'live'));
			await aTurn();
		}
		await Promise.all(answers);
		await aTurn();
		expect(commits).toBe(1);
		expect((await hotel.guest('Elena')).standing.balancePoints).toBe(1250 + 5 * 3);
		await hotel.store.close();
	});

	test('a reading that fails is the fault of whoever reads, and the next one works', async () => {
		const hotel = await Hotel.open(openSqliteStore(':memory:', failAtCommit));
		function* broken(): Loading<never> {
			yield* loadProperty();
			throw new Error('broken');
		}
		await expect(hotel.store.read(broken())).rejects.toThrow('broken');
		expect(await hotel.store.read(loadProperty())).toMatchObject({ id: hotel.house.id });
		await hotel.record(hotel.bill('restaurant', await hotel.guest('Elena'), { food: 8000 }), 'live');
		expect((await hotel.guest('Elena')).standing.balancePoints).toBe(1253);
		await hotel.store.close();
	});

	test('a commit that fails answers nobody with success and says that the process must end', async () => {
		const file = someFile();
		const fatal: unknown[] = [];
		const store = openSqliteStore(file.path, (cause) => fatal.push(cause));
		const hotel = await Hotel.open(store);
		const visit = hotel.bill('restaurant', await hotel.guest('Elena'), { food: 8000 });
		const behind = new DatabaseSync(file.path);
		behind.exec('begin immediate');
		const answer = hotel.record(visit, 'live');
		await expect(answer).rejects.toThrow(/locked|busy/);
		expect(fatal).toHaveLength(1);
		behind.exec('rollback');
		behind.close();
		file.remove();
	});
});
