import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openPostgresStore } from '../../../server/store/postgres/postgres-store.ts';
import { Pos, posBill } from '../../support/pos.ts';
import { TestPostgres } from '../../support/postgres.ts';

let postgres: TestPostgres;
beforeAll(async () => {
	postgres = await TestPostgres.start();
});
afterAll(() => postgres.stop());

describe.each(['SQLite', 'PostgreSQL'])('the close of a day on %s', (books) => {
	let pos: Pos;
	let drop = () => Promise.resolve();
	beforeEach(async () => {
		if (books === 'SQLite') return void (pos = await Pos.open());
		const database = await postgres.newDatabase();
		drop = () => database.drop();
		pos = await Pos.open({ store: await openPostgresStore(database.url) });
	});
	afterEach(async () => {
		await pos.close();
		await drop();
	});

	const dayOf = async (outlet: string, businessDate = '2026-11-21') =>
		(await pos.get(`/api/v1/day-close?outlet=${outlet}&businessDate=${businessDate}`)).body;
	const NOTHING = { count: 0, listMinor: 0, discountMinor: 0, payableMinor: 0, pointsPaidMinor: 0 };

	test('of a day without a visit is nothing', async () => {
		expect(await dayOf('restaurant')).toEqual({
			...{ outlet: 'restaurant', businessDate: '2026-11-21', currency: 'EUR' },
			visits: { ...NOTHING, members: 0, pointsEarned: 0, pointsSpent: 0 },
			reversals: { ...NOTHING, pointsTakenBack: 0, pointsReturned: 0 },
		});
	});

	test('adds up what was recorded, and apart from it what was taken back, outlet by outlet and day by day', async () => {
		const inPoints = {
			...posBill('restaurant', 'Miguel', { food: 10_000 }),
			tenders: [
				{ type: 'points', points: 20, amountMinor: 1000 },
				{ type: 'other', amountMinor: 8500 },
			],
		};
		const dinner = posBill('restaurant', 'Elena', { food: 6200, drinks: 1800 });
		for (const bill of [
			dinner,
			inPoints,
			posBill('restaurant', null, { food: 2300 }),
			posBill('spa', 'Alice', { treatment: 6000 }),
		])
			expect(await pos.visit(bill)).toMatchObject({ status: 201 });
		await pos.takeBack(dinner.id, { lines: [{ id: '2', quantity: 1 }] });
		await pos.takeBack(inPoints.id);
		expect(await dayOf('restaurant')).toMatchObject({
			visits: {
				...{ count: 3, members: 2, listMinor: 20_300, discountMinor: 1300, payableMinor: 19_000 },
				...{ pointsPaidMinor: 1000, pointsEarned: 3 + 2, pointsSpent: 20 },
			},
			reversals: {
				...{ count: 2, listMinor: 11_800, discountMinor: 680, payableMinor: 11_120 },
				...{ pointsPaidMinor: 1000, pointsTakenBack: 1 + 2, pointsReturned: 20 },
			},
		});
		expect(await dayOf('spa')).toMatchObject({ visits: { count: 1, payableMinor: 5100 }, reversals: NOTHING });
		expect(await dayOf('restaurant', '2026-11-22')).toMatchObject({ visits: NOTHING });
	});
});
