import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StaffId } from '#shared/kernel/ids.ts';
import type { ReturnedPart } from '#shared/protocol/reversal.ts';
import type { RecordVisit } from '#shared/protocol/visit.ts';
import { PROGRAMME } from '../../server/demo/miramar.ts';
import { Hotel, type GuestName } from '../support/hotel.ts';
import { RICH } from '../support/rich-programme.ts';
import type { OpenBooks } from './books.ts';

/** What every database must do when a visit is taken back. One suite, run on each. */
export function describeReversals(name: string, open: OpenBooks): void {
	describe(`visits taken back on ${name}`, () => {
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

		const book = async (visit: RecordVisit) => {
			await hotel.booked(visit, 'live');
			return visit;
		};
		const dine = async (guest: GuestName | null, outlet: string, amounts: Record<string, number>, points = 0) =>
			book(hotel.bill(outlet, guest && (await hotel.guest(guest)), amounts, points));
		const takeBack = async (visit: RecordVisit, lines: readonly ReturnedPart[] | null = null) => {
			const answer = await hotel.reverse(hotel.reversal(visit, lines), 'counter');
			if (!answer.ok) throw new Error(JSON.stringify(answer.error));
			return answer.value.answer;
		};
		const refused = async (...args: Parameters<Hotel['reverse']>) => {
			const answer = await hotel.reverse(...args);
			return answer.ok ? null : answer.error;
		};

		describe('points', () => {
			test('C1: who brings everything back has the points of before, however often', async () => {
				for (let time = 0; time < 3; time++) {
					const visit = await dine('Elena', 'restaurant', { food: 6200, drinks: 1800 });
					expect(await hotel.pointsOf('Elena')).toBe(1253);
					expect(await takeBack(visit)).toMatchObject({
						whole: true,
						payableMinor: 7200,
						points: { takenBack: 3, returned: 0, balance: 1250, owed: 0 },
					});
					expect(await hotel.pointsOf('Elena')).toBe(1250);
				}
			});

			test('C8: 21.90 at 1 per 10.00, of which 9, 9 and 3.90 come back, lose 1, 1 and 0 points', async () => {
				const step = { kind: 'step' as const, id: 'ten', outlets: ['restaurant'], stepMinor: 1_000, points: 1 };
				await hotel.revise({ earn: [step] });
				const visit = await dine('王小明', 'restaurant', { food: 2190 });
				const taken: number[] = [];
				for (const listMinor of [900, 900, 390]) {
					taken.push((await takeBack(visit, [{ lineId: '1', listMinor }])).points.takenBack);
				}
				expect(taken).toEqual([1, 1, 0]);
				expect(await hotel.pointsOf('王小明')).toBe(90);
			});

			test('C2: what points had paid comes back and is never charged again', async () => {
				const visit = await dine('Elena', 'restaurant', { food: 8000 }, 144);
				expect(await hotel.pointsOf('Elena')).toBe(1250 - 144);
				expect(await takeBack(visit)).toMatchObject({ points: { takenBack: 0, returned: 144, balance: 1250 } });
				// To the parcel that they came from: the one that expires first.
				expect((await hotel.guest('Elena')).expiring?.points).toBe(200);
			});

			test('C3: a line that points paid in part gives that part of them back', async () => {
				// 100 points pay 50.00 of 72.00; food is 55.80 of it and drinks 16.20.
				const visit = await dine('Elena', 'restaurant', { food: 6200, drinks: 1800 }, 100);
				const drinks = await takeBack(visit, [{ lineId: '2', quantity: 1 }]);
				expect(drinks).toMatchObject({ whole: false, payableMinor: 1620, pointsPaidMinor: 1125 });
				expect(drinks.points.returned).toBe(22);
				const rest = await takeBack(visit);
				expect(rest).toMatchObject({ whole: true, payableMinor: 5580, pointsPaidMinor: 3875 });
				expect(drinks.points.returned + rest.points.returned).toBe(100);
				expect(await hotel.pointsOf('Elena')).toBe(1250);
			});

			test('of several parcels go back to those that they came from, however many times', async () => {
				// 200 that expire soon and 100 of the others.
				const visit = await dine('Elena', 'restaurant', { food: 10_000, drinks: 10_000 }, 300);
				expect((await takeBack(visit, [{ lineId: '1', listMinor: 4000 }])).points.returned).toBe(60);
				expect((await hotel.guest('Elena')).expiring?.points).not.toBe(200);
				expect((await takeBack(visit)).points.returned).toBe(240);
				const elena = await hotel.guest('Elena');
				expect([elena.standing.balancePoints, elena.expiring?.points]).toEqual([1250, 200]);
			});

			test('C11: the discount of a line goes with it and does not move to the lines that are kept', async () => {
				const visit = await dine('Elena', 'restaurant', { food: 6200, drinks: 1800 });
				expect(await takeBack(visit, [{ lineId: '2', quantity: 1 }])).toMatchObject({
					listMinor: 1800,
					discountMinor: 180,
					payableMinor: 1620,
					points: { takenBack: 1, balance: 1252 },
				});
				expect(await takeBack(visit)).toMatchObject({ listMinor: 6200, discountMinor: 620, payableMinor: 5580 });
			});

			test('C37: a bill loses what it gave by the rules of its day, not by those of today', async () => {
				const visit = await dine('Elena', 'restaurant', { food: 8000 });
				const twice = PROGRAMME.earn.map((rule) => ('rateBps' in rule ? { ...rule, rateBps: rule.rateBps * 2 } : rule));
				await hotel.revise({ earn: twice });
				expect((await takeBack(visit)).points.takenBack).toBe(3);
			});

			test('C38: points earned and points spent on one bill come back in any order to the same end', async () => {
				const visit = await dine('Miguel', 'restaurant', { food: 10_000, drinks: 10_000 }, 100);
				const first = await takeBack(visit, [{ lineId: '1', quantity: 1 }]);
				const second = await takeBack(visit, [{ lineId: '2', quantity: 1 }]);
				expect(first.points.returned + second.points.returned).toBe(100);
				expect(await hotel.pointsOf('Miguel')).toBe(480);
			});

			test('that were spent meanwhile are owed, shown as such, and paid by the next ones earned', async () => {
				const dinner = await dine('王小明', 'restaurant', { food: 50_000 });
				expect(await hotel.pointsOf('王小明')).toBe(100);
				await dine('王小明', 'restaurant', { food: 5_000 }, 100);
				expect(await takeBack(dinner)).toMatchObject({ points: { takenBack: 10, balance: 0, owed: 10 } });
				await dine('王小明', 'restaurant', { food: 60_000 });
				expect(await hotel.pointsOf('王小明')).toBe(2);
			});

			test('of nights come back night by night', async () => {
				const visit = await dine('Elena', 'lobby', { night: 3 });
				expect((await takeBack(visit, [{ lineId: '1', quantity: 1 }])).points.takenBack).toBe(10);
				expect((await takeBack(visit, [{ lineId: '1', quantity: 2 }])).points.takenBack).toBe(20);
			});
		});

		describe('a visit of which nothing stands', () => {
			test('gives its stamp back, and the reward that the stamp had made', async () => {
				const visit = await dine('Alice', 'spa', { treatment: 6000 });
				expect((await hotel.guest('Alice')).rewards).toEqual({ 'free-treatment': 1 });
				expect(await takeBack(visit)).toMatchObject({
					stamps: [{ ruleId: 'spa', takenBack: 1, rewardsTakenBack: 1, balance: 4, owed: 0 }],
				});
				const alice = await hotel.guest('Alice');
				expect([alice.rewards, alice.standing.stamps]).toEqual([{}, { spa: 4 }]);
				// It does not stand, so the evening has its stamp still to give.
				hotel.later(10);
				await dine('Alice', 'spa', { treatment: 6000 });
				expect((await hotel.guest('Alice')).rewards).toEqual({ 'free-treatment': 1 });
			});

			test('does not count for the next tier', async () => {
				const visit = await dine('Miguel', 'lobby', { night: 3 });
				const dinner = await dine('Miguel', 'restaurant', { food: 8000, drinks: 2000 });
				await takeBack(visit, [{ lineId: '1', quantity: 1 }]);
				await takeBack(dinner, [{ lineId: '2', quantity: 1 }]);
				expect((await hotel.guest('Miguel')).progress).toMatchObject({ nights: 2, spendMinor: 7600 });
				await takeBack(dinner);
				expect((await hotel.guest('Miguel')).progress).toMatchObject({ nights: 2, spendMinor: 0 });
			});

			test('leaves welcome, birthday and the points of a day to the next one', async () => {
				await hotel.adopt(RICH);
				const wrong = await dine('王小明', 'restaurant', { food: 3000 });
				expect((await hotel.guest('王小明')).standing).toMatchObject({ balancePoints: 99, isFirstVisit: false });
				await takeBack(wrong);
				expect((await hotel.guest('王小明')).standing).toMatchObject({
					balancePoints: 90,
					isFirstVisit: true,
					earnedToday: [],
					tallies: { fifty: { baseMinor: 0, points: 0 } },
				});
				await dine('王小明', 'restaurant', { food: 3000 });
				expect(await hotel.pointsOf('王小明')).toBe(99);

				const cake = await dine('Alice', 'spa', { products: 1000 });
				await takeBack(cake);
				hotel.later(24 * 60);
				const again = await hotel.record(hotel.bill('spa', await hotel.guest('Alice'), { products: 1000 }), 'live');
				expect(again.ok && again.value.points.earned).toBe(11);
			});

			test('leaves its check number free for the bill that is entered again', async () => {
				const numbered = { checkNumber: '1042' };
				for (let time = 0; time < 3; time++) {
					const visit = { ...hotel.bill('restaurant', await hotel.guest('Elena'), { food: 6200 }), ...numbered };
					await book(visit);
					const twin = { ...hotel.bill('restaurant', await hotel.guest('Elena'), { food: 6200 }), ...numbered };
					expect(await hotel.record(twin, 'live')).toMatchObject({
						error: { code: 'check_duplicate', visitId: visit.id },
					});
					await takeBack(visit);
				}
			});

			test('carries nothing on: what is left of its money no longer counts with the next bill', async () => {
				await hotel.adopt(RICH);
				const first = await dine('Miguel', 'spa', { treatment: 4000 });
				const second = await dine('Miguel', 'spa', { products: 4000 });
				// 5 % off each: 38.00 and 38.00 make one step of 50.00.
				expect((await hotel.guest('Miguel')).standing.tallies.fifty).toMatchObject({ baseMinor: 7600, points: 1 });
				expect((await takeBack(first)).points.takenBack).toBe(1);
				expect((await takeBack(second)).points.takenBack).toBe(0);
			});
		});

		describe('is refused', () => {
			let visit: RecordVisit;
			beforeEach(async () => {
				visit = await dine('Elena', 'restaurant', { food: 6200, drinks: 1800 });
			});

			test.each([
				['that is not there', { visitId: crypto.randomUUID() as RecordVisit['id'] }, { code: 'visit_not_found' }],
				['from another outlet', { outlet: 'spa' }, { code: 'outlet_mismatch', expected: 'restaurant' }],
				['by nobody of the staff', { cashier: 'eve' as StaffId }, { code: 'cashier_unknown' }],
				['with the yes of somebody who may not', { approvedBy: 'ana' as StaffId }, { code: 'approver_forbidden' }],
				['tomorrow', { occurredAt: '2026-11-22T17:42:00.000Z' }, { code: 'time_in_future' }],
				['before it was', { occurredAt: '2026-11-20T17:42:00.000Z' }, { code: 'time_before_visit' }],
				['without a line', { lines: [] }, { code: 'lines_empty' }],
				['of a line that it has not', { lines: [{ lineId: '9', quantity: 1 }] }, { code: 'line_unknown', lineId: '9' }],
				['of nothing', { lines: [{ lineId: '1', quantity: 0 }] }, { code: 'amount_invalid', lineId: '1' }],
				['of half a cent', { lines: [{ lineId: '1', listMinor: 0.5 }] }, { code: 'amount_invalid', lineId: '1' }],
				['of less than nothing', { lines: [{ lineId: '1', listMinor: -1 }] }, { code: 'amount_invalid', lineId: '1' }],
				[
					'of a line twice',
					{ lines: [1, 2].map((listMinor) => ({ lineId: '1', listMinor })) },
					{ code: 'line_duplicate', lineId: '1' },
				],
				[
					'of more than was sold',
					{ lines: [{ lineId: '2', listMinor: 1801 }] },
					{ code: 'return_exceeds_rest', lineId: '2', quantityLeft: 1, listLeftMinor: 1800 },
				],
			] as const)('%s', async (_name, changes, error) => {
				expect(await refused({ ...hotel.reversal(visit), ...changes }, 'counter')).toMatchObject(error);
				expect(await hotel.pointsOf('Elena')).toBe(1253);
			});

			test('when nothing of it stands', async () => {
				await takeBack(visit);
				expect(await refused(hotel.reversal(visit), 'counter')).toEqual({ code: 'visit_reversed' });
			});

			test('beyond what is left of a line', async () => {
				await takeBack(visit, [{ lineId: '2', listMinor: 800 }]);
				const more = hotel.reversal(visit, [{ lineId: '2', listMinor: 1001 }]);
				expect(await refused(more, 'counter')).toMatchObject({ code: 'return_exceeds_rest', listLeftMinor: 1000 });
				expect((await takeBack(visit, [{ lineId: '2', quantity: 1 }])).listMinor).toBe(1000);
			});

			test('to a cashier alone after a minute; a supervisor may say yes, and within the minute nobody has to', async () => {
				const alone = { ...hotel.reversal(visit), cashier: 'ana' as StaffId };
				hotel.later(2);
				expect(await refused({ ...alone, occurredAt: hotel.now }, 'counter')).toEqual({ code: 'approval_missing' });
				expect(await refused({ ...alone, approvedBy: 'boris' as StaffId }, 'counter')).toBeNull();
				const next = await dine('Elena', 'restaurant', { food: 6200 });
				const elsewhere = { ...hotel.reversal(next), cashier: 'ana' as StaffId, terminal: 'till-2' };
				expect(await refused(elsewhere, 'counter')).toEqual({ code: 'approval_missing' });
				const inPart = { ...hotel.reversal(next, [{ lineId: '1', listMinor: 1 }]), cashier: 'ana' as StaffId };
				expect(await refused(inPart, 'counter')).toEqual({ code: 'approval_missing' });
				expect(await refused({ ...hotel.reversal(next), cashier: 'ana' as StaffId }, 'counter')).toBeNull();
			});
		});

		describe('many at once', () => {
			test('of one visit: exactly one is the whole of it', async () => {
				const visit = await dine('Elena', 'restaurant', { food: 6200 });
				const answers = await Promise.all(
					Array.from({ length: 20 }, () => hotel.reverse(hotel.reversal(visit), 'counter')),
				);
				expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
				expect(await hotel.pointsOf('Elena')).toBe(1250);
			});

			test('of a visit without a member: no more comes back than was sold', async () => {
				const visit = await dine(null, 'restaurant', { food: 1000 });
				const parts = Array.from({ length: 20 }, () => hotel.reversal(visit, [{ lineId: '1', listMinor: 150 }]));
				const answers = await Promise.all(parts.map((part) => hotel.reverse(part, 'counter')));
				expect(answers.filter(({ ok }) => ok)).toHaveLength(6);
			});

			test('the same id is the same answer, and with another body refused', async () => {
				const visit = await dine('Elena', 'restaurant', { food: 6200 });
				const command = hotel.reversal(visit);
				const answers = await Promise.all(Array.from({ length: 5 }, () => hotel.reverse(command, 'counter')));
				const said = answers.flatMap((answer) => (answer.ok ? [answer.value] : []));
				expect(said.filter(({ isNew }) => isNew)).toHaveLength(1);
				expect(new Set(said.map(({ answer }) => JSON.stringify(answer))).size).toBe(1);
				expect(said).toHaveLength(5);
				expect(await refused({ ...command, reason: 'complaint' }, 'counter')).toEqual({ code: 'id_reused' });
			});
		});

		test('what was altered behind the books is found: a line, a rule, a debt', async () => {
			const visit = await dine('Elena', 'restaurant', { food: 6200, drinks: 1800 });
			await takeBack(visit, [{ lineId: '2', quantity: 1 }]);
			await books.unguard('reversal_line', 'update');
			await books.meddle('update reversal_line set list_minor = 1801');
			const codes = (await hotel.faults()).map(({ code }) => code);
			expect(codes).toContain('hash_differs');
			expect(codes).toContain('reversal_exceeds');
			await books.meddle('update reversal_line set list_minor = 1800');
			await books.meddle(`insert into member_debt (member_id, unit, owed) values ('somebody', 'stamp:spa', 2)`);
			expect(await hotel.faults()).toEqual([{ code: 'debt_differs', subject: 'somebody' }]);
			await books.meddle('delete from member_debt');
		});
	});
}
