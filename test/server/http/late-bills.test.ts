import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PROGRAMME } from '../../../server/demo/miramar.ts';
import { addProgramme } from '../../../server/store/house-store.ts';
import { Pos, posBill } from '../../support/pos.ts';

/** Sixty days before the evening on which the tests' hotel opens. */
const LATE_ENOUGH = '2026-09-22T17:42:00Z';
const TOO_LATE = '2026-09-21T17:42:00Z';

const dinner = (occurredAt: string, changes: object = {}) => ({
	...posBill('restaurant', 'Elena', { food: 8000 }),
	occurredAt,
	...changes,
});
const paid = { tenders: [{ type: 'other', amountMinor: 7200 }] };

describe('a bill that is recorded late', () => {
	let pos: Pos;
	beforeEach(async () => {
		pos = await Pos.open();
	});
	afterEach(async () => {
		expect(await pos.hotel.faults()).toEqual([]);
		await pos.close();
	});

	test('needs nobody’s yes for sixty days, and a supervisor’s from then on', async () => {
		expect((await pos.visit(dinner(LATE_ENOUGH))).status).toBe(201);
		const refused = await pos.visit(dinner(TOO_LATE));
		expect([refused.status, refused.body]).toMatchObject([403, { code: 'approval_missing', olderThanDays: 60 }]);
		expect((await pos.visit(dinner(TOO_LATE, { approvedBy: 'boris' }))).status).toBe(201);
	});

	test('is not approved by a cashier or by nobody, however young it is', async () => {
		for (const approvedBy of ['ana', 'eve']) {
			for (const at of [TOO_LATE, LATE_ENOUGH]) {
				expect((await pos.visit(dinner(at, { approvedBy }))).body).toMatchObject({ code: 'approver_forbidden' });
			}
		}
	});

	test('so it is among others that are paid', async () => {
		const visits = [dinner(TOO_LATE, paid), dinner(TOO_LATE, { ...paid, approvedBy: 'carmen' })];
		const { body } = await pos.post('/api/v1/visits/batch', { visits });
		expect(body['results']).toMatchObject([{ status: 403, problem: { code: 'approval_missing' } }, { status: 201 }]);
	});

	test('comes from a counter that was away without anybody’s yes', async () => {
		const { hotel } = pos;
		const late = {
			...hotel.bill('restaurant', await hotel.guest('Elena'), { food: 8000 }),
			occurredAt: '2026-08-25T17:42:00.000Z',
		};
		expect(await hotel.record(late, 'outbox')).toMatchObject({ ok: true });
	});

	test('is counted by the rule and the value of its own day', async () => {
		const { house, store } = pos.hotel;
		const earn = [{ kind: 'step' as const, id: 'all', outlets: ['restaurant'], stepMinor: 100, points: 2 }];
		const now = { ...PROGRAMME, version: 2, validFrom: '2026-10-01', earn, pointValue: { num: 100, den: 1 } };
		await store.configure([addProgramme(house.id, now)]);
		const tenders = [
			{ type: 'points', points: 20, amountMinor: 1000 },
			{ type: 'other', amountMinor: 6200 },
		];
		const { body } = await pos.visit(dinner(TOO_LATE, { approvedBy: 'boris', tenders }));
		// 5 % of 62.00, and a point was worth 0.50.
		expect(body).toMatchObject({ pointsPaidMinor: 1000, points: { earned: 3, spent: 20 } });
		expect((await pos.visit(dinner('2026-11-21T17:42:00Z'))).body).toMatchObject({ points: { earned: 144 } });
	});

	test('gives points that were over by now, and they go on until the guest was told', async () => {
		await pos.hotel.revise({ expiry: { kind: 'days', days: 30 } });
		const { body } = await pos.visit(dinner(TOO_LATE, { approvedBy: 'boris' }));
		expect(body).toMatchObject({ points: { earned: 3, balance: 1253 } });
		expect((await pos.hotel.guest('Elena')).standing.balancePoints).toBe(1253);
	});
});
