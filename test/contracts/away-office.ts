import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StaffId } from '#shared/kernel/ids.ts';
import type { AdjustPoints } from '#shared/protocol/adjustment.ts';
import type { RecordVisit } from '#shared/protocol/visit.ts';
import { conflictWording } from '#lib/till/conflicts/texts.ts';
import { whyText } from '#lib/till/conflicts/words.ts';
import { refusalText } from '#lib/till/bill/refusal.ts';
import { pointsAdjuster } from '../../server/commands/adjust-points.ts';
import { erase } from '../../server/commands/erase-member.ts';
import { visitReassigner } from '../../server/commands/reassign-visit.ts';
import { loadOpenConflicts } from '../../server/store/conflict-store.ts';
import { loadMember } from '../../server/store/loading/member-loading.ts';
import { loadVisitRecord } from '../../server/store/loading/visit-records.ts';
import { wordingIn } from '../kiosk/till-wording.ts';
import { Hotel, type GuestName } from '../support/hotel.ts';
import { cardOf } from '../support/pos.ts';
import { TillAlone } from '../support/till-alone.ts';
import type { OpenStore } from './replica.ts';

const BORIS = 'boris' as StaffId;

/** What people correct in the office while a till works on without its server. One suite, run on each database. */
export function describeAwayOffice(name: string, open: OpenStore): void {
	describe(`what the office corrects while a till is away, on ${name}`, () => {
		let books: Awaited<ReturnType<OpenStore>>;
		let hotel: Hotel;
		let till: TillAlone;

		beforeEach(async () => {
			books = await open();
			hotel = await Hotel.open(books.store);
			till = new TillAlone(hotel);
			await till.catchUp();
			till.isOnline = false;
		});
		afterEach(async () => {
			expect(await hotel.faults()).toEqual([]);
			till.close();
			await books.end();
		});

		const adjust = async (guest: GuestName, points: number) => {
			const command: AdjustPoints = {
				...{ id: randomUUID(), memberId: (await hotel.guest(guest)).id, points, reason: 'goodwill', note: null },
				...{ caseReference: null, outlet: 'lobby', terminal: 'office', cashier: BORIS },
			};
			expect(await pointsAdjuster(...hotel.parts)(command)).toMatchObject({ value: { answer: { status: 'booked' } } });
		};
		/** Twice: what has come back once stays as it is. */
		const back = async (): Promise<void> => {
			till.isOnline = true;
			for (const _ of [1, 2]) await till.deliver();
			expect(till.outbox.count()).toBe(0);
			await till.catchUp();
		};
		const dinner = (given: string, amounts: Record<string, number>, points = 0): RecordVisit =>
			hotel.bill('restaurant', till.swipe(cardOf(given)), amounts, points);
		const kept = async (bill: RecordVisit, given: string) =>
			expect(await till.confirm(bill, till.swipe(cardOf(given)))).toMatchObject({ ok: true });
		const conflicts = () => books.store.read(loadOpenConflicts(hotel.house.id));

		test('points that it takes are still on the till’s screen; what is paid with them becomes debt, and somebody is told', async () => {
			await adjust('Alice', -40);
			expect(till.swipe(cardOf('Alice')).standing.balancePoints).toBe(40);
			const bill = dinner('Alice', { food: 2_000 }, 30);
			await kept(bill, 'Alice');
			await back();
			expect(await hotel.pointsOf('Alice')).toBe(0);
			expect(till.swipe(cardOf('Alice')).standing.balancePoints).toBe(0);
			const [debt, ...more] = await conflicts();
			expect([debt, more]).toMatchObject([{ visit_id: bill.id, kind: 'debt', owed_points: 30 }, []]);
			const [shown] = till.outbox.conflicts(9).map((one) => ({ ...one, guestName: 'Alice Brown' }));
			expect(whyText(shown!, conflictWording('en'))).toContain('30');
		});

		test('points that it gives are not there for the till before it is back, and then they are, once', async () => {
			await adjust('Alice', 60);
			const shown = till.swipe(cardOf('Alice'));
			const rich = { ...shown, standing: { ...shown.standing, balancePoints: 100 } };
			const bill = hotel.bill('restaurant', rich, { food: 20_000 }, 41);
			const refused = await till.confirm(bill, shown);
			expect(refused).toEqual({ ok: false, error: { code: 'insufficient_points', shortPoints: 1 } });
			expect(refused.ok || refusalText(refused.error, await wordingIn('en'))).toContain('1\u00a0point less');
			await kept(dinner('Alice', { food: 20_000 }, 40), 'Alice');
			await back();
			const earned = till.delivered[0]?.ok ? till.delivered[0].value.points.earned : NaN;
			expect(await hotel.pointsOf('Alice')).toBe(60 + earned);
			expect(till.swipe(cardOf('Alice')).standing.balancePoints).toBe(60 + earned);
			expect(await conflicts()).toEqual([]);
		});

		test('a bill that goes to another guest takes along what it gave, also what the till has paid with since', async () => {
			const wrong = hotel.bill('restaurant', await hotel.guest('王小明'), { food: 50_000 });
			expect(await hotel.record(wrong, 'live')).toMatchObject({ ok: true });
			till.isOnline = true;
			await till.catchUp();
			till.isOnline = false;
			const moved = await visitReassigner(...hotel.parts)({
				...{ id: randomUUID(), visitId: wrong.id, memberId: (await hotel.guest('Miguel')).id },
				...{ terminal: 'office', cashier: BORIS, approvedBy: null },
			});
			expect(moved).toMatchObject({ ok: true });
			const bill = dinner('王小明', { food: 5_000 }, 98);
			await kept(bill, '王小明');
			await back();
			// Of the 100 points that the till knew ten were the other guest's; two are left of the bill's own worth.
			expect(await conflicts()).toMatchObject([{ visit_id: bill.id, kind: 'debt', owed_points: 8 }]);
			expect(await hotel.pointsOf('王小明')).toBe(0);
			expect(await hotel.pointsOf('Miguel')).toBeGreaterThan(480);
		});

		const forget = async (given: GuestName) => {
			const { id: memberId, displayName } = await hotel.guest(given);
			expect(await erase(hotel.store, hotel.house, { memberId, at: hotel.now })).toMatchObject({ ok: true });
			return { memberId, displayName };
		};

		test('the visit of a guest who is forgotten meanwhile stays sold, once, and is nobody’s', async () => {
			const bill = dinner('Alice', { food: 8_000 });
			await kept(bill, 'Alice');
			const { memberId, displayName } = await forget('Alice');
			await back();
			const points = { earned: 0, balance: 0 };
			expect(till.delivered).toMatchObject([{ ok: true, value: { visitId: bill.id, payableMinor: 7_200, points } }]);
			const record = await books.store.read(loadVisitRecord(hotel.house.id, bill.id));
			expect(record!.answer.memberId).toBeNull();
			const account = await books.store.read(loadMember(memberId, hotel.now));
			expect(account).toMatchObject({ visits: 0, lots: [], debtPoints: 0 });
			expect(await conflicts()).toEqual([]);
			expect(() => till.swipe(cardOf('Alice'))).toThrow('not known');
			expect(JSON.stringify(till.delivered)).not.toContain(displayName);
			expect(await hotel.swipe(cardOf('Alice'))).toMatchObject({ ok: false });
		});

		test('what a guest who is forgotten meanwhile has paid with points is not booked, and somebody is told', async () => {
			const bill = dinner('Alice', { food: 8_000 }, 30);
			await kept(bill, 'Alice');
			const { displayName } = await forget('Alice');
			await back();
			const [unbooked, ...more] = await conflicts();
			expect([unbooked, more]).toMatchObject([{ visit_id: bill.id, kind: 'unbooked', code: 'member_required' }, []]);
			expect(JSON.stringify(unbooked)).not.toContain(displayName);
		});
	});
}
