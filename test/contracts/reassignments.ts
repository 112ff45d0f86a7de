import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StaffId } from '#shared/kernel/ids.ts';
import type { ReassignVisit } from '#shared/protocol/reassignment.ts';
import type { RecordVisit } from '#shared/protocol/visit.ts';
import { erase } from '../../server/commands/erase-member.ts';
import { visitReassigner } from '../../server/commands/reassign-visit.ts';
import { PROGRAMME } from '../../server/demo/miramar.ts';
import { loadVisitRecord } from '../../server/store/loading/visit-records.ts';
import { Hotel, someMemberId, type GuestName } from '../support/hotel.ts';
import { RICH } from '../support/rich-programme.ts';
import type { OpenBooks } from './books.ts';

/** What every database must do when a bill goes to another guest. One suite, run on each. */
export function describeReassignments(name: string, open: OpenBooks): void {
	describe(`bills that go to another guest on ${name}`, () => {
		let books: Awaited<ReturnType<OpenBooks>>;
		let hotel: Hotel;
		beforeEach(async () => {
			books = await open();
			hotel = await Hotel.open(books.store);
		});
		afterEach(async () => {
			expect(await hotel.faults()).toEqual([]);
			await books.end();
		});

		const book = async (visit: RecordVisit, delivery: 'live' | 'outbox' = 'live') => {
			await hotel.booked(visit, delivery);
			return visit;
		};
		const dine = async (guest: GuestName | null, outlet: string, amounts: Record<string, number>, points = 0) =>
			book(hotel.bill(outlet, guest && (await hotel.guest(guest)), amounts, points));
		const asked = async (visit: RecordVisit, to: GuestName, changes: Partial<ReassignVisit> = {}) => ({
			...{ id: randomUUID(), visitId: visit.id, memberId: (await hotel.guest(to)).id, terminal: 'office' },
			...{ cashier: 'boris' as StaffId, approvedBy: null, ...changes },
		});
		const reassign = (command: ReassignVisit) => visitReassigner(...hotel.parts)(command);
		const move = async (visit: RecordVisit, to: GuestName, changes: Partial<ReassignVisit> = {}) => {
			const moved = await reassign(await asked(visit, to, changes));
			if (!moved.ok) throw new Error(JSON.stringify(moved.error));
			return moved.value.answer;
		};
		const refused = async (visit: RecordVisit, to: GuestName, changes: Partial<ReassignVisit> = {}) => {
			const moved = await reassign(await asked(visit, to, changes));
			return moved.ok ? null : moved.error;
		};

		test('C43: a bill that was booked for the wrong guest goes to the right one, paid as it was', async () => {
			const visit = await dine('Elena', 'restaurant', { food: 62_000, drinks: 18_000 });
			expect([await hotel.pointsOf('Elena'), await hotel.pointsOf('王小明')]).toEqual([1286, 90]);
			const moved = await move(visit, '王小明');
			// Gold paid 720.00 of 800.00; classic gets a point for each full 50.00 of what was paid.
			expect(moved).toMatchObject({
				reversal: { whole: true, payableMinor: 72_000, points: { takenBack: 36 } },
				visit: { discountMinor: 8_000, payableMinor: 72_000, points: { earned: 14 } },
			});
			expect([await hotel.pointsOf('Elena'), await hotel.pointsOf('王小明')]).toEqual([1250, 104]);
			const record = await hotel.store.read(loadVisitRecord(hotel.house.id, moved.newVisitId));
			expect(record).toMatchObject({ answer: { payableMinor: 72_000 }, businessDate: '2026-11-21' });
			// What comes back of it then comes back from its new guest, line by line as it was paid.
			const back = await hotel.reverse(
				{ ...hotel.reversal({ ...visit, id: moved.newVisitId }, [{ lineId: '2', quantity: 1 }]) },
				'counter',
			);
			expect(back).toMatchObject({ value: { answer: { discountMinor: 1_800, payableMinor: 16_200 } } });
		});

		test('C26: a closed bill is never edited: it is taken back and recorded anew', async () => {
			const visit = await dine('Elena', 'restaurant', { food: 8000 });
			const before = await books.dump(['visit', 'visit_line', 'visit_tender']);
			const moved = await move(visit, 'Miguel');
			const after = await books.dump(['visit', 'visit_line', 'visit_tender']);
			const rows = (dump: string) => (JSON.parse(dump) as unknown[]).flat() as Record<string, unknown>[];
			for (const row of rows(before)) expect(rows(after)).toContainEqual(row);
			expect(rows(after)).toHaveLength(2 * rows(before).length);
			const { reversalId, newVisitId } = moved;
			expect(rows(await books.dump(['reassignment']))).toMatchObject([
				{ visit_id: visit.id, reversal_id: reversalId, new_visit_id: newVisitId, actor: 'boris' },
			]);
			expect(rows(await books.dump(['reversal']))).toMatchObject([{ reason: 'wrong_guest', id: reversalId }]);
			await expect(books.meddle("update visit_tender set type = 'points'")).rejects.toThrow(/append-only/);
		});

		test('a discount stays with the line that had it', async () => {
			const happyHour = {
				kind: 'percent' as const,
				id: 'drinks',
				outlets: ['restaurant'],
				categories: ['drinks'],
				tiers: ['gold'],
				rateBps: 5_000,
			};
			await hotel.revise({ offers: [happyHour] });
			const visit = await dine('Elena', 'restaurant', { food: 6_000, drinks: 2_000 });
			const { newVisitId } = await move(visit, '王小明');
			const food = hotel.reversal({ ...visit, id: newVisitId }, [{ lineId: '1', quantity: 1 }]);
			expect(await hotel.reverse(food, 'counter')).toMatchObject({
				value: { answer: { discountMinor: 0, payableMinor: 6_000 } },
			});
		});

		test('the bill of nobody becomes a guest’s: points, a visit, and what counts for tiers', async () => {
			const visit = await dine(null, 'restaurant', { food: 60_000 });
			const before = await hotel.guest('Miguel');
			await move(visit, 'Miguel');
			const after = await hotel.guest('Miguel');
			expect(after.standing.balancePoints).toBe(480 + 18);
			expect(after.progress.spendMinor - before.progress.spendMinor).toBe(60_000);
		});

		test('of a bill that came back in part, what stands moves', async () => {
			const visit = await dine('Elena', 'restaurant', { food: 62_000, drinks: 18_000 });
			await hotel.reverse(hotel.reversal(visit, [{ lineId: '2', listMinor: 8_000 }]), 'counter');
			await hotel.reverse(hotel.reversal(visit, [{ lineId: '1', listMinor: 2_000 }]), 'counter');
			expect(await move(visit, '王小明')).toMatchObject({
				reversal: { whole: true, payableMinor: 63_000 },
				visit: { listMinor: 70_000, discountMinor: 7_000, payableMinor: 63_000, points: { earned: 12 } },
			});
			expect(await hotel.pointsOf('Elena')).toBe(1250);
		});

		test('points are counted by the rules and the tier of the bill’s own time', async () => {
			const visit = await dine('王小明', 'restaurant', { food: 10_000 });
			hotel.later(24 * 60);
			const earn = [{ kind: 'step' as const, id: 'all', outlets: ['restaurant'], stepMinor: 100, points: 9 }];
			await hotel.adopt({ ...PROGRAMME, version: 2, validFrom: '2026-11-22', earn });
			// A night that lifts Miguel to gold comes after the bill, which is rated by silver: 3 % of 100.00.
			await book(hotel.bill('lobby', await hotel.guest('Miguel'), { night: 25 }));
			expect((await hotel.guest('Miguel')).standing.tier).toBe('gold');
			expect((await move(visit, 'Miguel')).visit.points.earned).toBe(3);
		});

		test('a stamp goes with its bill', async () => {
			const visit = await dine('Elena', 'spa', { treatment: 6000 });
			expect((await hotel.guest('Elena')).standing.stamps).toEqual({ spa: 1 });
			await move(visit, 'Alice');
			const alice = await hotel.guest('Alice');
			expect((await hotel.guest('Elena')).standing.stamps).toEqual({});
			expect(alice.rewards).toEqual({ 'free-treatment': 1 });
		});

		test('what the first guest has spent of it meanwhile is owed', async () => {
			const visit = await dine('王小明', 'restaurant', { food: 50_000 });
			await dine('王小明', 'restaurant', { food: 5_000 }, 100);
			expect(await move(visit, 'Elena')).toMatchObject({ reversal: { points: { takenBack: 10, owed: 10 } } });
		});

		test('a rule that looks back counts it for its new guest alone', async () => {
			await hotel.adopt(RICH);
			const visit = await dine('Miguel', 'spa', { products: 4000 });
			await dine('Elena', 'spa', { products: 4000 });
			await move(visit, 'Elena');
			expect((await hotel.guest('Miguel')).standing.tallies.fifty).toMatchObject({ baseMinor: 0, points: 0 });
		});

		test('the number of the check stays taken, and the bill can move on', async () => {
			const numbered = { ...hotel.bill('restaurant', await hotel.guest('Elena'), { food: 8000 }), checkNumber: '1042' };
			await book(numbered);
			const { newVisitId } = await move(numbered, 'Miguel');
			const twin = { ...hotel.bill('restaurant', await hotel.guest('Alice'), { food: 8000 }), checkNumber: '1042' };
			expect(await hotel.record(twin, 'live')).toMatchObject({
				error: { code: 'check_duplicate', visitId: newVisitId },
			});
			const again = await move({ ...numbered, id: newVisitId }, 'Elena');
			expect(again.visit).toMatchObject({ payableMinor: 7200, points: { earned: 3, balance: 1253 } });
			expect(await refused(numbered, 'Alice')).toEqual({ code: 'visit_reversed' });
		});

		test('the same id is the same reassignment, and of twenty at once one moves the bill', async () => {
			const visit = await dine('Elena', 'restaurant', { food: 8000 });
			const commands = await Promise.all(Array.from({ length: 20 }, () => asked(visit, 'Miguel')));
			const said = await Promise.all(commands.map(reassign));
			expect(said.filter(({ ok }) => ok)).toHaveLength(1);
			const first = commands[said.findIndex(({ ok }) => ok)]!;
			expect(await reassign(first)).toMatchObject({ ok: true, value: { isNew: false } });
			expect(await reassign({ ...first, terminal: 'till-2' })).toEqual({ ok: false, error: { code: 'id_reused' } });
			expect([await hotel.pointsOf('Elena'), await hotel.pointsOf('Miguel')]).toEqual([1250, 482]);
		});

		describe('is refused', () => {
			test.each<[string, Partial<ReassignVisit>, object]>([
				['by nobody of the staff', { cashier: 'eve' as StaffId }, { code: 'cashier_unknown' }],
				['by a cashier alone', { cashier: 'ana' as StaffId }, { code: 'approval_missing' }],
				['with the yes of a cashier', { approvedBy: 'ana' as StaffId }, { code: 'approver_forbidden' }],
				['to nobody', { memberId: someMemberId() }, { code: 'member_not_found' }],
				['of a bill that is not there', { visitId: randomUUID() as RecordVisit['id'] }, { code: 'visit_not_found' }],
			])('%s', async (_name, changes, error) => {
				const visit = await dine('Elena', 'restaurant', { food: 8000 });
				expect(await refused(visit, 'Miguel', changes)).toEqual(error);
				expect([await hotel.pointsOf('Elena'), await hotel.pointsOf('Miguel')]).toEqual([1253, 480]);
			});

			test('to the guest who has it, and to one who was forgotten', async () => {
				const visit = await dine('Elena', 'restaurant', { food: 8000 });
				expect(await refused(visit, 'Elena')).toEqual({ code: 'member_same' });
				const { id: memberId } = await hotel.guest('Miguel');
				await erase(hotel.store, hotel.house, { memberId, at: hotel.now });
				expect(await refused(visit, 'Alice', { memberId })).toEqual({ code: 'member_not_found' });
			});

			test('where points or a reward of the guest paid it', async () => {
				const paid = await dine('Elena', 'restaurant', { food: 8000 }, 10);
				expect(await refused(paid, 'Miguel')).toEqual({ code: 'bill_not_movable', because: 'points' });
				await dine('Alice', 'spa', { treatment: 6000 });
				hotel.later(24 * 60);
				const alice = await hotel.guest('Alice');
				const free = await book(hotel.bill('spa', alice, { treatment: 6000 }, 0, ['free-treatment']));
				expect(await refused(free, 'Miguel')).toEqual({ code: 'bill_not_movable', because: 'reward' });
			});
		});

		test('a cashier moves it with the yes of a supervisor, and both stand in the books', async () => {
			const visit = await dine('Elena', 'restaurant', { food: 8000 });
			await move(visit, 'Miguel', { cashier: 'ana' as StaffId, approvedBy: 'boris' as StaffId });
			expect(await books.dump(['reassignment'])).toContain('"approved_by":"boris"');
		});

		test('what was altered behind the books is found', async () => {
			const visit = await dine('Elena', 'restaurant', { food: 8000 });
			await move(visit, 'Miguel');
			await books.unguard('reassignment', 'update');
			const { id } = await hotel.guest('Alice');
			await books.meddle(`update reassignment set to_member_id = '${id}'`);
			expect((await hotel.faults()).map(({ code }) => code)).toEqual(['hash_differs', 'reassignment_differs']);
			await books.meddle(`update reassignment set to_member_id = '${(await hotel.guest('Miguel')).id}'`);
		});
	});
}
