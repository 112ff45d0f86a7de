import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StaffId } from '#shared/kernel/ids.ts';
import type { RecordVisit } from '#shared/protocol/visit.ts';
import { conflictKeeper } from '../../server/commands/keep-conflicts.ts';
import { recordInOrder } from '../../server/commands/record-in-order.ts';
import {
	loadConflictsOf,
	loadOpenConflicts,
	loadSettled,
	setConflictCode,
	settleConflict,
} from '../../server/store/conflict-store.ts';
import { Hotel } from '../support/hotel.ts';
import type { OpenBooks } from './books.ts';

const TILL = 'restaurant/till-1';

/** What every database must keep of visits that somebody has to look at. One suite, run on each. */
export function describeConflicts(name: string, open: OpenBooks): void {
	describe(`what a counter that was away leaves to be looked at, on ${name}`, () => {
		let books: Awaited<ReturnType<OpenBooks>>;
		let hotel: Hotel;

		beforeEach(async () => {
			books = await open();
			hotel = await Hotel.open(books.store);
		});
		afterEach(() => books.end());

		/** The counter sends what waited, and the server keeps what came of it. */
		async function deliver(...commands: readonly unknown[]) {
			const answers = await recordInOrder(commands, hotel.record);
			await conflictKeeper(books.store, hotel.house, () => hotel.now)(TILL, commands, answers);
			return answers;
		}
		const openNow = () => books.store.read(loadOpenConflicts(hotel.house.id));
		const settled = (...ids: RecordVisit['id'][]) => books.store.read(loadSettled(hotel.house.id, ids));
		const byNobody = (): RecordVisit => ({
			...hotel.bill('restaurant', null, { food: 8000 }),
			cashier: 'nobody' as StaffId,
		});
		const settle = (visitId: string, as: 'booked' | 'put_away', note: string | null = null) =>
			books.store.configure([
				settleConflict(hotel.house.id, { visitId, kind: 'unbooked' }, { at: hotel.now, as, note }),
			]);
		/** Alice spends all she has elsewhere while a till that is away takes points of her too. */
		async function overspent(): Promise<RecordVisit> {
			const alice = await hotel.guest('Alice');
			const here = hotel.bill('restaurant', alice, { food: 8000 }, 40);
			await hotel.record(hotel.bill('boutique', alice, { clothing: 10_000 }, 40), 'live');
			return here;
		}

		test('a visit that is not booked is kept whole, with its reason', async () => {
			const visit = byNobody();
			await deliver(visit);
			expect(await openNow()).toEqual([
				{
					...{ visit_id: visit.id, kind: 'unbooked', counter: TILL, member_id: null, occurred_at: visit.occurredAt },
					...{ currency: 'EUR', paid_minor: 8000, code: 'cashier_unknown', owed_points: null },
					...{ body: JSON.stringify(visit), raised_at: hotel.now, settled_at: null, settled_as: null, note: null },
				},
			]);
		});

		test('a visit that spent points which were gone is booked and named, with what is owed', async () => {
			const visit = await overspent();
			const [answer] = await deliver(visit);
			const [debt] = await openNow();
			expect(answer).toMatchObject({ ok: true, value: { points: { owed: debt!.owed_points } } });
			expect(debt).toMatchObject({ visit_id: visit.id, kind: 'debt', member_id: visit.memberId, body: null });
			expect(debt!.owed_points).toBeGreaterThan(0);
			expect(await hotel.faults()).toEqual([]);
		});

		test('a visit that is booked as it should be, and a debt of before, leave nothing', async () => {
			await deliver(await overspent());
			const alice = await hotel.guest('Alice');
			hotel.later(10);
			const answers = await deliver(
				hotel.bill('boutique', alice, { clothing: 100 }),
				hotel.bill('spa', null, { treatment: 6000 }),
			);
			expect(answers.every((answer) => answer.ok && answer.value.points.owed === undefined)).toBe(true);
			expect(await openNow()).toHaveLength(1);
		});

		test('a visit that nobody understands is kept as it came', async () => {
			const strange = { ...byNobody(), lines: 'two beers' };
			await deliver(strange, { id: 'no id' }, null, 7);
			expect(await openNow()).toMatchObject([{ visit_id: strange.id, code: 'request_malformed', paid_minor: null }]);
			expect(JSON.parse((await openNow())[0]!.body!)).toEqual(strange);
		});

		test('is raised once, however often the counter asks, also when it has ended meanwhile', async () => {
			const visit = byNobody();
			await deliver(visit);
			hotel.later(5);
			await deliver(visit);
			expect(await openNow()).toHaveLength(1);
			await settle(visit.id, 'put_away', 'entered twice');
			await deliver(visit);
			expect(await openNow()).toEqual([]);
		});

		test('stays to be read when it was put away, with the reason; the first end stands', async () => {
			const [visit, other] = [byNobody(), byNobody()];
			await deliver(visit, other);
			await settle(visit.id, 'put_away', 'entered twice');
			await settle(visit.id, 'booked');
			expect(await books.store.read(loadConflictsOf(hotel.house.id, visit.id))).toMatchObject([
				{ settled_at: hotel.now, settled_as: 'put_away', note: 'entered twice' },
			]);
			expect((await openNow()).map(({ visit_id: id }) => id)).toEqual([other.id]);
		});

		test('a counter is told which of its visits nobody has to look at any more', async () => {
			const [visit, other, unheard] = [byNobody(), byNobody(), byNobody()];
			await deliver(visit, other);
			expect(await settled(visit.id, other.id, unheard.id)).toEqual([]);
			await settle(other.id, 'put_away', 'entered twice');
			expect(await settled(visit.id, other.id, unheard.id)).toEqual([other.id]);
		});

		test('says why it is not booked now', async () => {
			const visit = byNobody();
			await deliver(visit);
			await books.store.configure([setConflictCode(hotel.house.id, visit.id, 'outlet_unknown')]);
			expect(await openNow()).toMatchObject([{ code: 'outlet_unknown' }]);
		});

		test('can be neither changed nor deleted', async () => {
			await deliver(byNobody());
			await expect(books.meddle("update conflict set body = '{}'")).rejects.toThrow(/written once/);
			await expect(books.meddle('update conflict set paid_minor = 1')).rejects.toThrow(/written once/);
			await expect(books.meddle('delete from conflict')).rejects.toThrow(/kept for ever/);
		});

		test('that is said to be booked, and is not, is found', async () => {
			const visit = byNobody();
			await deliver(visit);
			expect(await hotel.faults()).toEqual([]);
			await settle(visit.id, 'booked');
			expect(await hotel.faults()).toEqual([{ code: 'conflict_differs', subject: visit.id }]);
		});

		test('holds no name and no card', async () => {
			const elena = await hotel.guest('Elena');
			await deliver({ ...hotel.bill('restaurant', elena, { food: 8000 }), cashier: 'nobody' });
			const kept = await books.dump(['conflict']);
			expect(kept).toContain(elena.id);
			expect(kept).not.toMatch(/Elena|Petrova|Елена|9702310000000013/);
		});
	});
}
