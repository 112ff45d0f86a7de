import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StaffId } from '#shared/kernel/ids.ts';
import type { Adjusted, DecideRequest, ReverseBatch } from '#shared/protocol/adjustment.ts';
import { pointsAdjuster } from '../../server/commands/adjust-points.ts';
import { requestDecider } from '../../server/commands/decide-request.ts';
import { Batches } from '../../server/commands/run-batch.ts';
import { loadRequest } from '../../server/store/loading/request-loading.ts';
import type { Store } from '../../server/store/store.ts';
import { ProgrammeShelf } from '../../server/store/loading/visit-loading.ts';
import { Hotel, someMemberId, type GuestName } from '../support/hotel.ts';
import type { OpenBooks } from './books.ts';

const [BORIS, CARMEN] = ['boris', 'carmen'] as StaffId[];
/** What every database must keep of lists of adjustments. One suite, run on each. */
export function describeBatches(name: string, open: OpenBooks): void {
	describe(`batches of adjustments on ${name}`, () => {
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

		const over = (store: Store) => [store, hotel.house, new ProgrammeShelf(hotel.house.id), () => hotel.now] as const;
		const batches = (store = hotel.store) => new Batches(...over(store));
		const row = async (guest: GuestName, points: number, changes: Partial<Adjusted> = {}): Promise<Adjusted> => ({
			...{ memberId: (await hotel.guest(guest)).id, points, reason: 'promotion', note: null, caseReference: null },
			...changes,
		});
		const at = { outlet: 'lobby', terminal: 'office' };
		const ask = (items: readonly Adjusted[], id: string = randomUUID()) =>
			batches().ask({ id, ...at, cashier: BORIS!, items });
		const kept = async (items: readonly Adjusted[]) => {
			const id = randomUUID();
			const asked = await ask(items, id);
			if (!asked.ok) throw new Error(JSON.stringify(asked.error));
			return id;
		};
		const decide = (requestId: string, changes: Partial<DecideRequest> = {}) =>
			requestDecider(...over(hotel.store))({
				...{ id: randomUUID(), requestId, decision: 'approved' as const, by: CARMEN!, note: null, ...changes },
			});
		const booked = async (items: readonly Adjusted[]) => {
			const id = await kept(items);
			expect(await decide(id)).toMatchObject({ ok: true });
			return { id, ...(await batches().apply(id)) };
		};
		const reverse = (batchId: string, changes: Partial<ReverseBatch> = {}) =>
			batches().reverse({
				...{ id: randomUUID(), batchId, ...at, cashier: BORIS!, approvedBy: CARMEN!, note: null, ...changes },
			});
		const takenBack = async (batchId: string) => {
			const reversed = await reverse(batchId);
			if (!reversed.ok) throw new Error(reversed.error.code);
			return batches().apply(reversed.value.requestId);
		};
		const GUESTS = ['Elena', 'Miguel', 'Alice', '王小明'] as const;
		const balances = () => Promise.all(GUESTS.map(async (guest) => (await hotel.guest(guest)).standing.balancePoints));
		const stateOf = async (id: string) => (await hotel.store.read(loadRequest(hotel.house.id, id)))?.state;

		test('C51: a batch is looked at, approved by a second person, booked, and comes back as a whole', async () => {
			const items = [
				await row('Elena', 100),
				await row('Miguel', -80, { reason: 'correction' }),
				await row('Alice', 50),
			];
			const id = randomUUID();
			expect(await ask(items, id)).toMatchObject({
				value: {
					isNew: true,
					answer: {
						preview: {
							...{ members: 3, givenPoints: 150, takenPoints: 80, emptied: [], errors: [] },
							byReason: [
								{ reason: 'correction', rows: 1, givenPoints: 0, takenPoints: 80 },
								{ reason: 'promotion', rows: 2, givenPoints: 150, takenPoints: 0 },
							],
						},
					},
				},
			});
			expect(await balances()).toEqual([1250, 480, 40, 90]);
			expect(await decide(id, { by: BORIS! })).toMatchObject({ error: { code: 'approver_asked' } });
			expect(await decide(id)).toMatchObject({ ok: true });
			const { rows } = await batches().apply(id);
			expect(rows.map(({ row: of, status }) => [of, status])).toEqual([
				[1, 'booked'],
				[2, 'booked'],
				[3, 'booked'],
			]);
			expect(await balances()).toEqual([1350, 400, 90, 90]);
			await takenBack(id);
			expect(await balances()).toEqual([1250, 480, 40, 90]);
			// To the lots that they came from.
			expect((await hotel.guest('Elena')).expiring?.points).toBe(200);
		});

		test('C51: no batch empties anybody by surprise: the preview names every member who ends at zero or below', async () => {
			const asked = await ask([await row('Alice', -40), await row('王小明', -91), await row('Elena', -1249)]);
			expect(asked).toMatchObject({
				error: {
					code: 'batch_faulty',
					preview: {
						emptied: [
							{ row: 1, balance: 40, after: 0 },
							{ row: 2, balance: 90, after: -1 },
						],
						errors: [{ row: 2, code: 'insufficient_points', shortPoints: 1 }],
					},
				},
			});
			const { rows } = await booked([await row('Alice', -40)]);
			expect(rows).toMatchObject([{ status: 'booked', balance: 0 }]);
		});

		test('C51: who would end with nothing only because of what happened since is left alone', async () => {
			const id = await kept([await row('Alice', -30), await row('Miguel', -30), await row('Elena', 5)]);
			const spend = async (guest: GuestName, points: number) =>
				pointsAdjuster(...over(hotel.store))({
					...{ id: randomUUID(), ...(await row(guest, points)), ...at, cashier: BORIS! },
				});
			await spend('Alice', -10);
			for (let each = 0; each < 3; each++) await spend('Miguel', -153);
			await decide(id);
			expect((await batches().apply(id)).rows).toMatchObject([
				{ status: 'refused', code: 'would_empty' },
				{ status: 'refused', code: 'insufficient_points', shortPoints: 9 },
				{ status: 'booked' },
			]);
			expect(await balances()).toEqual([1255, 21, 30, 90]);
			// Refused once is refused for ever: going on does nothing by surprise.
			await spend('Alice', 100);
			expect((await batches().apply(id)).rows).toMatchObject([{ status: 'refused', code: 'would_empty' }, {}, {}]);
		});

		test('a batch with a faulty row is not kept, and all its faults are told', async () => {
			const id = randomUUID();
			const items = [
				await row('Elena', 1),
				{ ...(await row('Elena', 1)), memberId: someMemberId() },
				await row('Elena', 2),
				await row('Miguel', 0),
				await row('Alice', 1, { note: 'alice@example.org' }),
			];
			expect(await ask(items, id)).toMatchObject({
				error: {
					preview: {
						errors: [
							{ row: 2, code: 'member_not_found' },
							{ row: 3, code: 'member_duplicate' },
							{ row: 4, code: 'points_invalid' },
							{ row: 5, code: 'note_personal' },
						],
					},
				},
			});
			expect(await stateOf(id)).toBeUndefined();
			expect(await ask(items.slice(0, 1), id)).toMatchObject({ ok: true });
		});

		test('what was broken off goes on, and books each row once', async () => {
			const id = await kept(await Promise.all(GUESTS.map((guest) => row(guest, 10))));
			await decide(id);
			let calls = 0;
			const breaking: Store = {
				...hotel.store,
				execute: (command, call) =>
					++calls > 2 ? Promise.reject(new Error('the power went')) : hotel.store.execute(command, call),
			};
			await expect(batches(breaking).apply(id)).rejects.toThrow(/power/);
			expect(await stateOf(id)).toBe('approved');
			expect(await batches().resume()).toBe(1);
			expect(await stateOf(id)).toBe('applied');
			expect(await batches().resume()).toBe(0);
			await Promise.all([batches().apply(id), batches().apply(id)]);
			expect(await balances()).toEqual([1260, 490, 50, 100]);
		});

		test('what was spent meanwhile becomes debt when the batch comes back, once', async () => {
			const { id } = await booked([await row('王小明', 100), await row('Elena', 100)]);
			await hotel.record(hotel.bill('restaurant', await hotel.guest('王小明'), { food: 10_000 }, 180), 'live');
			const { rows } = await takenBack(id);
			// Of 190 points 180 were spent.
			expect(rows).toMatchObject([
				{ row: 1, status: 'booked', points: -100, balance: 0, owed: 90 },
				{ row: 2, status: 'booked', owed: 0 },
			]);
			expect(await reverse(id)).toMatchObject({ error: { code: 'batch_reversed' } });
			expect(await balances()).toEqual([1250, 480, 40, 0]);
		});

		test('of two that take a batch back at once one does', async () => {
			const { id } = await booked([await row('Elena', 100)]);
			const said = await Promise.all([reverse(id), reverse(id), reverse(id)]);
			expect(said.filter(({ ok }) => ok)).toHaveLength(1);
			expect(await batches().resume()).toBe(1);
			expect(await balances()).toEqual([1250, 480, 40, 90]);
		});

		test.each<[string, Partial<ReverseBatch>, object]>([
			['one person alone', { approvedBy: BORIS! }, { code: 'approver_asked' }],
			['the yes of a cashier', { approvedBy: 'ana' as StaffId }, { code: 'approver_forbidden' }],
			['somebody whose limit is too small', { cashier: CARMEN!, approvedBy: BORIS! }, { code: 'limit_exceeded' }],
			['nobody of the staff', { cashier: 'eve' as StaffId }, { code: 'cashier_unknown' }],
		])('does not come back with %s', async (_name, changes, error) => {
			const { id } = await booked([await row('Elena', 100)]);
			expect(await reverse(id, changes)).toMatchObject({ error });
			expect(await reverse(randomUUID(), changes)).toMatchObject({ error: { code: 'request_not_found' } });
		});

		test('a batch that waits or was rejected has nothing to come back', async () => {
			const id = await kept([await row('Elena', 100)]);
			expect(await reverse(id)).toMatchObject({ error: { code: 'batch_not_applied' } });
			await decide(id, { decision: 'rejected', note: 'Too early' });
			expect(await reverse(id)).toMatchObject({ error: { code: 'batch_not_applied' } });
			expect(await balances()).toEqual([1250, 480, 40, 90]);
		});
	});
}
