import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Pos, posBill } from '../../support/pos.ts';

type Result = {
	readonly id: string | null;
	readonly status: number;
	readonly visit: unknown;
	readonly problem: unknown;
};

describe('bills that are paid already, many at once', () => {
	let pos: Pos;
	beforeEach(async () => {
		pos = await Pos.open();
	});
	afterEach(() => pos.close());

	const send = async (visits: readonly unknown[]): Promise<readonly Result[]> => {
		const { status, body } = await pos.post('/api/v1/visits/batch', { visits });
		expect(status).toBe(200);
		return body['results'] as Result[];
	};
	const paid = (guest: string | null, paidMinor: number, changes: object = {}) => ({
		...posBill('restaurant', guest, { food: 8000 }),
		tenders: [{ type: 'other', amountMinor: paidMinor }],
		...changes,
	});

	test('are booked as they were paid, in their order, each with its own result', async () => {
		const [first, second, third] = [paid('Elena', 7200), paid('Elena', 8000), paid(null, 8000)];
		expect(await send([first, second, third])).toMatchObject([
			{ id: first.id, status: 201, visit: { discountMinor: 800, points: { earned: 3, balance: 1253 } }, problem: null },
			// The discount was forgotten at the till: that is what the guest paid, and what earns.
			{ id: second.id, status: 201, visit: { discountMinor: 0, points: { earned: 4, balance: 1257 } } },
			{ id: third.id, status: 201, visit: { memberId: null } },
		]);
	});

	test('one that is refused or has no form is one result, and the others are booked', async () => {
		const good = paid('Elena', 7200);
		const results = await send([
			{ id: 'x' },
			null,
			{ ...good, id: randomUUID(), cashier: 'nobody' },
			{ ...posBill('restaurant', 'Elena', { food: 100 }) },
			good,
			{ ...good, partySize: 3 },
			good,
		]);
		expect(results.map(({ status }) => status)).toEqual([400, 400, 422, 400, 201, 409, 200]);
		expect(results.map(({ id }) => id)).toEqual([
			null,
			null,
			expect.any(String),
			expect.any(String),
			good.id,
			good.id,
			good.id,
		]);
		expect(results[2]).toMatchObject({
			visit: null,
			problem: { code: 'cashier_unknown', title: expect.any(String) as string },
		});
		expect(results[3]).toMatchObject({
			problem: { code: 'body_invalid', errors: [{ path: '/tenders', code: 'missing' }] },
		});
		expect(results[4]!.visit).toMatchObject(results[6]!.visit as object);
		expect((await pos.hotel.guest('Elena')).standing.balancePoints).toBe(1253);
	});

	test.each([
		['more than a double holds', { type: 'other', amountMinor: Number.MAX_SAFE_INTEGER }, 'total_too_large'],
		['a cent more than any bill', { type: 'other', amountMinor: 10_000_000_001 }, 'total_too_large'],
		[
			'points that nobody can owe',
			{ type: 'points', points: Number.MAX_SAFE_INTEGER, amountMinor: 0 },
			'points_invalid',
		],
	])('one that was paid with %s is refused, and the others are booked', async (_what, tender, code) => {
		const good = paid('Elena', 7200);
		const results = await send([paid('Elena', 0, { tenders: [tender, { type: 'other', amountMinor: 1 }] }), good]);
		expect(results).toMatchObject([{ status: 422, visit: null, problem: { code } }, { status: 201 }]);
		expect((await pos.hotel.guest('Elena')).standing.balancePoints).toBe(1253);
		expect(await pos.hotel.faults()).toEqual([]);
	});

	test('five hundred are taken, and sent again book nothing', async () => {
		const bills = Array.from({ length: 500 }, (_, index) => paid('Miguel', 7600, { checkNumber: String(index) }));
		expect((await send(bills)).filter(({ status }) => status === 201)).toHaveLength(500);
		const position = await pos.position();
		expect((await send(bills)).filter(({ status }) => status === 200)).toHaveLength(500);
		expect(await pos.position()).toBe(position);
		// With the fortieth he has spent 3,000.00 and is gold from the next one on.
		expect((await pos.hotel.guest('Miguel')).standing).toMatchObject({
			tier: 'gold',
			balancePoints: 480 + 40 * 2 + 460 * 3,
		});
		expect(await pos.post('/api/v1/visits/batch', { visits: [...bills, paid(null, 8000)] })).toMatchObject({
			status: 400,
		});
		expect(await pos.hotel.faults()).toEqual([]);
	});

	test('a bill that was sent alone and got no answer is the same bill in the batch', async () => {
		const bill = paid('Elena', 7200);
		await pos.visit(bill);
		expect(await send([bill])).toMatchObject([{ status: 200, visit: { visitId: bill.id } }]);
	});
});
