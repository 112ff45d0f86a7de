import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CouponId, HoldId, StaffId } from '#shared/kernel/ids.ts';
import { momentAt } from '#shared/kernel/moment.ts';
import { billOf } from '#shared/ledger/visit/bill-of.ts';
import { clubChanger } from '../../server/commands/change-club.ts';
import { erase } from '../../server/commands/erase-member.ts';
import { couponIssuer } from '../../server/commands/issue-coupon.ts';
import { holdPlacer } from '../../server/commands/place-hold.ts';
import { holdReleaser, releaseDueHolds } from '../../server/commands/release-hold.ts';
import { quoteBill } from '../../server/queries/quote-bill.ts';
import { loadMember } from '../../server/store/loading/member-loading.ts';
import { Hotel, type GuestName } from '../support/hotel.ts';
import type { OpenBooks } from './books.ts';

/** What every database must do with the account of a guest who is forgotten. One suite, run on each. */
export function describeErasures(name: string, open: OpenBooks): void {
	describe(`a guest who is forgotten on ${name}`, () => {
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

		const idOf = async (guest: GuestName) => (await hotel.guest(guest)).id;
		const forget = async (guest: GuestName) => {
			const memberId = await idOf(guest);
			const erased = await erase(hotel.store, hotel.house, { memberId, at: hotel.now });
			if (!erased.ok) throw new Error(erased.error.code);
			return erased.value;
		};
		const accountOf = async (memberId: Awaited<ReturnType<typeof idOf>>) =>
			(await hotel.store.read(loadMember(memberId, hotel.now)))!;

		test('forfeits points, stamps and rewards, and nothing is left that anybody could use', async () => {
			await hotel.record(hotel.bill('spa', await hotel.guest('Alice'), { treatment: 6000 }), 'live');
			expect((await hotel.guest('Alice')).rewards).toEqual({ 'free-treatment': 1 });
			const { memberId, forfeitedPoints } = await forget('Alice');
			expect(forfeitedPoints).toBe(40);
			expect(await accountOf(memberId)).toMatchObject({ lots: [], debtPoints: 0, stampDebts: {} });
		});

		test('has no more visits: a bill that names them is refused', async () => {
			const alice = await hotel.guest('Alice');
			const bill = hotel.bill('spa', alice, { treatment: 6000 });
			const { memberId } = await forget('Alice');
			expect(await hotel.record(bill, 'live')).toMatchObject({ ok: false, error: { code: 'member_not_found' } });
			expect(await accountOf(memberId)).toMatchObject({ visits: 0, lots: [] });
		});

		test('is given nothing more: no quote, no points held, no coupon, no club', async () => {
			const alice = await hotel.guest('Alice');
			const bill = hotel.bill('spa', alice, { treatment: 6000 });
			const { memberId } = await forget('Alice');
			const [store, house, shelf] = hotel.parts;
			const at = { outlet: 'lobby', terminal: 'pms', cashier: 'ana' as StaffId, occurredAt: hotel.now };
			const unknown = { ok: false, error: { code: 'member_not_found' } };

			const quoted = quoteBill(house, shelf, memberId, billOf(bill, momentAt(hotel.now, house)), [], []);
			expect(await store.read(quoted)).toMatchObject(unknown);
			const hold = {
				id: randomUUID() as HoldId,
				memberId,
				points: 1,
				until: '2026-11-30T12:00:00.000Z',
				reference: 'R-1',
			};
			expect(await holdPlacer(...hotel.parts)({ ...hold, ...at })).toMatchObject(unknown);
			const coupon = { id: randomUUID() as CouponId, memberId, offerId: 'free-treatment', gift: null, ...at };
			expect(await couponIssuer(...hotel.parts)(coupon, {})).toMatchObject(unknown);
			const club = { id: randomUUID(), memberId, club: 'sun', joins: true, by: 'boris' as StaffId };
			expect(await clubChanger(...hotel.parts)(club)).toMatchObject(unknown);
		});

		test('gets what is held back first, and loses that too', async () => {
			const memberId = await idOf('Elena');
			const held = await holdPlacer(...hotel.parts)({
				...{ id: randomUUID() as HoldId, memberId, points: 700, until: '2026-11-30T12:00:00.000Z', reference: 'R-1' },
				...{ outlet: 'lobby', terminal: 'pms', cashier: 'ana' as StaffId, occurredAt: hotel.now },
			});
			expect(held.ok).toBe(true);
			expect(await forget('Elena')).toMatchObject({ forfeitedPoints: 1250, writtenOffPoints: 0 });
			expect((await accountOf(memberId)).lots).toEqual([]);
			hotel.later(30 * 24 * 60);
			expect(await releaseDueHolds(hotel.store, hotel.house, holdReleaser(...hotel.parts), () => hotel.now)).toBe(0);
		});

		test('owes nothing any more: the debt is written off', async () => {
			const dinner = hotel.bill('restaurant', await hotel.guest('王小明'), { food: 50_000 });
			await hotel.record(dinner, 'live');
			await hotel.record(hotel.bill('restaurant', await hotel.guest('王小明'), { food: 5_000 }, 100), 'live');
			await hotel.reverse(hotel.reversal(dinner), 'counter');
			const { memberId, ...answer } = await forget('王小明');
			expect(answer).toMatchObject({ forfeitedPoints: 0, writtenOffPoints: 10 });
			expect((await accountOf(memberId)).debtPoints).toBe(0);
		});

		test('is forgotten once, however often it is asked for', async () => {
			const memberId = await idOf('Elena');
			const said = await Promise.all(
				Array.from({ length: 5 }, () => erase(hotel.store, hotel.house, { memberId, at: hotel.now })),
			);
			for (const answer of said) expect(answer).toMatchObject({ ok: true, value: { forfeitedPoints: 1250 } });
		});
	});
}
