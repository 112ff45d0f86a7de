import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ReversalId, StaffId } from '#shared/kernel/ids.ts';
import type { ReturnedPart } from '#shared/protocol/reversal.ts';
import type { RecordVisit } from '#shared/protocol/visit.ts';
import { slipNumber } from '#shared/receipt/slip-number.ts';
import { erase } from '../../server/commands/erase-member.ts';
import { findVisits, viewStandingBill } from '../../server/queries/find-visits.ts';
import { quoteReversal } from '../../server/queries/quote-reversal.ts';
import { ProgrammeShelf } from '../../server/store/loading/visit-loading.ts';
import { Hotel, type GuestName } from '../support/hotel.ts';
import type { OpenBooks } from './books.ts';

const ANA = 'ana' as StaffId;

/** What every database must tell a counter that takes a visit back. One suite, run on each. */
export function describeReturns(name: string, open: OpenBooks): void {
	describe(`bills that come back on ${name}`, () => {
		let books: Awaited<ReturnType<OpenBooks>>;
		let hotel: Hotel;
		let shelf: ProgrammeShelf;

		beforeEach(async () => {
			books = await open();
			hotel = await Hotel.open(books.store);
			shelf = new ProgrammeShelf(hotel.house.id);
		});
		afterEach(() => books.end());

		const dine = async (
			guest: GuestName | null,
			amounts: Record<string, number>,
			changes: Partial<RecordVisit> = {},
			points = 0,
		): Promise<RecordVisit> => {
			const visit = { ...hotel.bill('restaurant', guest && (await hotel.guest(guest)), amounts, points), ...changes };
			await hotel.booked(visit, 'live');
			return visit;
		};
		const find = (number: string | null = null, outlet = 'restaurant') =>
			hotel.store.read(findVisits(hotel.house, outlet, number, hotel.now));
		const idsOf = async (...asked: Parameters<typeof find>) => (await find(...asked)).visits.map((one) => one.visitId);
		const standing = (visit: RecordVisit, outlet = 'restaurant') =>
			hotel.store.read(viewStandingBill(hotel.house, shelf, outlet, visit.id, hotel.now));
		const quote = (visit: RecordVisit, lines: readonly ReturnedPart[] | null = null, cashier = ANA) =>
			hotel.store.read(quoteReversal(hotel.house, shelf, { ...hotel.reversal(visit, lines), cashier }, hotel.now));

		test('are found from today and yesterday, at this outlet, the newest first', async () => {
			await dine(null, { food: 100 });
			hotel.later(24 * 60);
			const yesterday = await dine(null, { food: 200 });
			hotel.later(24 * 60);
			const lunch = await dine('Elena', { food: 6200, drinks: 1800 }, { checkNumber: '4711' });
			hotel.later(1);
			const supper = await dine(null, { food: 400 });
			expect(await idsOf()).toEqual([supper.id, lunch.id, yesterday.id]);
			expect(await idsOf(null, 'spa')).toEqual([]);
			expect((await find()).visits[1]).toEqual({
				visitId: lunch.id,
				occurredAt: lunch.occurredAt,
				checkNumber: '4711',
				guestName: 'Elena Petrova',
				payableMinor: 7200,
				returnedMinor: 0,
				whole: false,
			});
		});

		test('say what came back of them, in part and whole', async () => {
			const visit = await dine('Elena', { food: 6200, drinks: 1800 });
			await hotel.reverse(hotel.reversal(visit, [{ lineId: '2', quantity: 1 }]), 'system');
			expect((await find()).visits).toMatchObject([{ returnedMinor: 1620, whole: false }]);
			await hotel.reverse(hotel.reversal(visit), 'system');
			expect((await find()).visits).toMatchObject([{ returnedMinor: 7200, whole: true }]);
		});

		test('are found by the number of their check or of their slip for a month', async () => {
			const visit = await dine(null, { food: 100 }, { checkNumber: '4711' });
			await dine(null, { food: 200 });
			hotel.later(20 * 24 * 60);
			expect(await idsOf()).toEqual([]);
			expect(await idsOf('4711')).toEqual([visit.id]);
			const slip = slipNumber(visit.id);
			expect(await idsOf(slip)).toEqual([visit.id]);
			expect(await idsOf(slip.toLowerCase().replace('-', ''))).toEqual([visit.id]);
			expect(await idsOf('471')).toEqual([]);
			expect(await idsOf('%')).toEqual([]);
			expect(await idsOf('4711', 'spa')).toEqual([]);
			hotel.later(12 * 24 * 60);
			expect(await idsOf('4711')).toEqual([]);
		});

		test('are a hundred at most, and say that there are more', async () => {
			for (let count = 0; count < 101; count++) await dine(null, { food: 100 + count });
			const { visits, more } = await find();
			expect([visits.length, more]).toEqual([100, true]);
		});

		test('name nobody who was forgotten', async () => {
			const visit = await dine('Alice', { food: 6200 });
			await erase(hotel.store, hotel.house, { memberId: visit.memberId!, at: hotel.now });
			expect((await find()).visits).toMatchObject([{ guestName: null }]);
			expect(await standing(visit)).toMatchObject({ ok: true, value: { member: null } });
		});

		test('show what was sold and what of it stands', async () => {
			const visit = await dine('Elena', { food: 6200, drinks: 1800 }, {}, 100);
			await hotel.reverse(hotel.reversal(visit, [{ lineId: '1', listMinor: 3100 }]), 'system');
			const bill = await standing(visit);
			expect(bill).toMatchObject({
				ok: true,
				value: { visitId: visit.id, member: { givenName: 'Елена' }, whole: false },
			});
			expect(bill.ok && bill.value.lines).toMatchObject([
				{
					...{ category: 'food', quantity: 1, listMinor: 6200, discountMinor: 620, payableMinor: 5580 },
					left: { quantity: 1, listMinor: 3100, discountMinor: 310, payableMinor: 2790, pointsPaidMinor: 1937 },
				},
				{ category: 'drinks', left: { quantity: 1, listMinor: 1800, payableMinor: 1620, pointsPaidMinor: 1125 } },
			]);
		});

		test('of another outlet, or that nobody recorded, are shown to nobody', async () => {
			const visit = await dine('Elena', { food: 6200 });
			expect(await standing(visit, 'spa')).toEqual({
				ok: false,
				error: { code: 'outlet_mismatch', expected: 'restaurant' },
			});
			const unknown = { ...visit, id: randomUUID() as RecordVisit['id'] };
			expect(await standing(unknown)).toMatchObject({ error: { code: 'visit_not_found' } });
			expect(await quote(unknown)).toMatchObject({ error: { code: 'visit_not_found' } });
		});

		test('are quoted to the cent and the point as they are booked afterwards, and nothing is booked by it', async () => {
			const visit = await dine('Elena', { food: 6200, drinks: 1800 }, {}, 100);
			hotel.later(5);
			for (const lines of [[{ lineId: '2', quantity: 1 }], [{ lineId: '1', listMinor: 1234 }], null]) {
				const quoted = await quote(visit, lines);
				const booked = await hotel.reverse(hotel.reversal(visit, lines), 'counter');
				if (!quoted.ok || !booked.ok) throw new Error('both are possible');
				const { reversalId: _one, ...said } = quoted.value.answer;
				const { reversalId: _other, ...done } = booked.value.answer;
				expect(said).toEqual(done);
			}
			expect(await quote(visit)).toMatchObject({ error: { code: 'visit_reversed' } });
			expect(await hotel.faults()).toEqual([]);
		});

		test('say whether somebody has to say yes: not within a minute, and not to a supervisor', async () => {
			const visit = await dine('Elena', { food: 6200, drinks: 1800 });
			const needs = async (...asked: Parameters<typeof quote>) => {
				const quoted = await quote(...asked);
				return quoted.ok && quoted.value.needsApproval;
			};
			expect(await needs(visit)).toBe(false);
			expect(await needs(visit, [{ lineId: '2', quantity: 1 }])).toBe(true);
			hotel.later(2);
			expect(await needs(visit)).toBe(true);
			expect(await needs(visit, null, 'boris' as StaffId)).toBe(false);
		});

		test('that are more than stands are refused in the quote already', async () => {
			const visit = await dine('Elena', { food: 6200 });
			expect(await quote(visit, [{ lineId: '1', quantity: 2 }])).toMatchObject({
				error: { code: 'return_exceeds_rest', quantityLeft: 1 },
			});
			expect(await quote(visit, [])).toMatchObject({ error: { code: 'lines_empty' } });
		});

		test('keep the id of what was quoted for what is booked', async () => {
			const visit = await dine('Elena', { food: 6200 });
			const command = { ...hotel.reversal(visit), id: randomUUID() as ReversalId };
			await hotel.store.read(quoteReversal(hotel.house, shelf, command, hotel.now));
			expect(await hotel.reverse(command, 'counter')).toMatchObject({ ok: true, value: { isNew: true } });
		});
	});
}
