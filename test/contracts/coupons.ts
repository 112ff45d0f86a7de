import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StaffId } from '#shared/kernel/ids.ts';
import { needsClaim } from '#shared/loyalty/offers/claims.ts';
import type { Offer } from '#shared/loyalty/programme/offers.schema.ts';
import type { IssueCoupon } from '#shared/protocol/coupon.ts';
import { lotsExpirer } from '../../server/commands/expire-lots.ts';
import { PROGRAMME } from '../../server/demo/miramar.ts';
import { CouponDesk } from '../support/coupon-desk.ts';
import { Hotel } from '../support/hotel.ts';
import type { OpenBooks } from './books.ts';

const DAY = 24 * 60;
const boutique = { outlets: ['boutique'], group: 'saved' };

/** 10.00 for 25 points, or as a coupon that is valid for ten days. */
const TEN: Offer = { kind: 'amount', id: 'ten', ...boutique, amountMinor: 1_000, price: { points: 25, validDays: 10 } };
/** 20.00 of which a bill takes what it needs. */
const CARD: Extract<Offer, { kind: 'amount' }> = {
	...{ kind: 'amount', id: 'card', ...boutique, amountMinor: 2_000, coupon: true, partial: true },
	price: { points: 50, validDays: 30 },
};

/** What every database must keep of coupons that are bought or given. One suite, run on each. */
export function describeCoupons(name: string, open: OpenBooks): void {
	describe(`coupons on ${name}`, () => {
		let books: Awaited<ReturnType<OpenBooks>>;
		let hotel: Hotel;
		let desk: CouponDesk;

		beforeEach(async () => {
			books = await open();
			hotel = await Hotel.open(books.store);
			desk = new CouponDesk(hotel);
			await adopt(TEN, CARD);
		});
		afterEach(async () => {
			expect(await hotel.faults()).toEqual([]);
			await books.end();
		});

		/** Nobody gets a discount by tier here, so that a bill shows what its coupon took off. */
		const adopt = (...offers: readonly Offer[]) =>
			hotel.revise({
				offers: [...PROGRAMME.offers.filter((one) => !needsClaim(one) && !one.outlets.includes('boutique')), ...offers],
			});
		const takeBack = (bill: Parameters<Hotel['reversal']>[0]) => hotel.reverse(hotel.reversal(bill), 'counter');

		const tonight = () => lotsExpirer(...hotel.parts)();

		test('cost their points when they are bought, and nothing when they are used', async () => {
			const { code, answer } = await desk.sold('Elena', 'ten');
			expect(answer).toMatchObject({ kind: 'bought', points: 25, expiresOn: '2026-12-01', balance: 1225 });
			expect((await hotel.guest('Elena')).standing.coupons).toEqual({ ten: 1 });
			expect(await desk.paid('Elena', 4000, [code])).toBe(1000);
			expect(await desk.couponsOf('Elena')).toMatchObject([{ state: 'used', points: 25, leftMinor: null }]);
			expect((await hotel.guest('Elena')).standing.coupons).toEqual({});
		});

		test('take the points that run out first', async () => {
			await desk.sold('Elena', 'ten');
			expect((await hotel.guest('Elena')).expiring?.points).toBe(175);
		});

		test('the code is said once, and is nowhere in the books', async () => {
			const order = await desk.order('Elena', 'ten');
			const first = await desk.issue(order);
			const again = await desk.issue(order);
			if (!first.ok || !again.ok) throw new Error('refused');
			expect(first.value.code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/);
			expect(again.value).toEqual({ answer: first.value.answer, code: null });
			expect(await desk.issue({ ...order, offerId: 'card' })).toMatchObject({ error: { code: 'id_reused' } });
			const rows = await books.dump(['coupon', 'command', 'entry', 'posting', 'lot', 'feed']);
			expect(rows).toContain(order.id);
			expect(rows).not.toContain(first.value.code);
			expect(rows).not.toContain(first.value.code!.replaceAll('-', ''));
			expect(await hotel.pointsOf('Elena')).toBe(1225);
		});

		test('one that a supervisor gives costs nothing, for as long as they say', async () => {
			const { code, answer } = await desk.gave('Alice', 'ten', 3);
			expect(answer).toMatchObject({ kind: 'given', points: 0, expiresOn: '2026-11-24', balance: 40 });
			expect(await desk.paid('Alice', 4000, [code])).toBe(1000);
		});

		test.each<[string, string, Partial<IssueCoupon>, object]>([
			['of an outlet that is not there', 'ten', { outlet: 'bar' }, { code: 'outlet_unknown' }],
			['sold by nobody', 'ten', { cashier: 'nobody' as StaffId }, { code: 'cashier_unknown' }],
			['given by a cashier', 'ten', { gift: { reason: 'x', validDays: null } }, { code: 'approver_forbidden' }],
			['sold tomorrow', 'ten', { occurredAt: '2026-11-22T17:42:00Z' }, { code: 'time_in_future' }],
			['that nobody offers', 'gold-bar', {}, { code: 'offer_unknown', offerId: 'gold-bar' }],
			['that has no price', 'spa-gold', {}, { code: 'offer_not_sold', offerId: 'spa-gold' }],
			['of another outlet', 'ten', { outlet: 'spa' }, { code: 'offer_not_here', of: 'outlet' }],
			['of another tier', 'silver-only', {}, { code: 'offer_not_here', of: 'tier' }],
			['of another day', 'mondays', {}, { code: 'offer_not_here', of: 'time' }],
			['with a budget that nobody can draw on', 'half-price', {}, { code: 'offer_not_sold' }],
			['for more points than there are', 'dear', {}, { code: 'insufficient_points', shortPoints: 1 }],
		])('one %s is refused, and nothing is booked', async (_name, offerId, changes, error) => {
			await adopt(
				...[TEN, CARD],
				{ ...TEN, id: 'silver-only', tiers: ['silver'] },
				{ ...TEN, id: 'mondays', when: { weekdays: [1] } },
				{ ...TEN, id: 'dear', price: { points: 1251 } },
				{ kind: 'percent', id: 'half-price', ...boutique, rateBps: 5_000, budgetMinor: 100_000, price: { points: 1 } },
			);
			const before = await hotel.guest('Elena');
			expect(await desk.issue(await desk.order('Elena', offerId, changes))).toMatchObject({ ok: false, error });
			expect(await hotel.guest('Elena')).toEqual(before);
			expect(await desk.couponsOf('Elena')).toEqual([]);
		});

		describe('C45: limits', () => {
			test('of a member count what was bought, not again what is used, and what was called off comes back', async () => {
				await adopt({ ...TEN, limits: { perMember: 2, perMemberDay: 2 } });
				const [first, second] = [await desk.sold('Elena', 'ten'), await desk.sold('Elena', 'ten')];
				expect(await desk.issue(await desk.order('Elena', 'ten'))).toMatchObject({
					error: { code: 'offer_limit_reached', of: 'member', limit: 2 },
				});
				expect(await desk.paid('Elena', 4000, [first.code])).toBe(1000);
				expect(await desk.issue(await desk.order('Elena', 'ten'))).toMatchObject({ ok: false });
				expect(await desk.cancel(second.id)).toMatchObject({ ok: true, value: { pointsReturned: 25 } });
				expect(await desk.issue(await desk.order('Elena', 'ten'))).toMatchObject({ ok: true });
				// A gift counts as well.
				expect(await desk.issue(await desk.order('Elena', 'ten', GIFT))).toMatchObject({
					error: { code: 'offer_limit_reached', of: 'member' },
				});
			});

			test('of a day begin again with the next one', async () => {
				await adopt({ ...TEN, limits: { perMemberDay: 1 } });
				await desk.sold('Elena', 'ten');
				expect(await desk.issue(await desk.order('Elena', 'ten'))).toMatchObject({
					error: { code: 'offer_limit_reached', of: 'day', limit: 1 },
				});
				hotel.later(DAY);
				expect(await desk.issue(await desk.order('Elena', 'ten'))).toMatchObject({ ok: true });
			});

			test('of a member count a bill that takes the offer for points beside coupons that were bought', async () => {
				await adopt({ ...TEN, limits: { perMember: 2 } });
				expect(await desk.paid('Elena', 4000, [], ['ten'])).toBe(1000);
				await desk.sold('Elena', 'ten');
				expect(await desk.issue(await desk.order('Elena', 'ten'))).toMatchObject({
					error: { code: 'offer_limit_reached', of: 'member' },
				});
				// The coupon itself is good all the same.
				expect(await desk.paid('Elena', 4000, [], ['ten'])).toBe(1000);
			});

			test('of the house are drawn when it is bought, not when it is used, and given back when it is called off', async () => {
				await adopt({ ...TEN, limits: { total: 2 }, budgetMinor: 2_000 });
				const [first, second] = [await desk.sold('Elena', 'ten'), await desk.sold('Miguel', 'ten')];
				expect(await desk.issue(await desk.order('Alice', 'ten'))).toMatchObject({
					error: { code: 'offer_limit_reached', of: 'house', limit: 2 },
				});
				const bill = await desk.bill('Elena', 4000, [first.code]);
				expect(await desk.record(bill)).toMatchObject({ ok: true, value: { discountMinor: 1000 } });
				// Taken back, the coupon is out again, and the house has no more to give than before.
				expect(await takeBack(bill.bill)).toMatchObject({ ok: true });
				expect(await desk.issue(await desk.order('Alice', 'ten'))).toMatchObject({ ok: false });
				await desk.cancel(second.id);
				expect(await desk.issue(await desk.order('Alice', 'ten'))).toMatchObject({ ok: true });
				expect(await desk.paid('Elena', 4000, [first.code])).toBe(1000);
			});

			test('of the house are not drawn again by the bill that uses it', async () => {
				await adopt({ ...TEN, limits: { total: 2 }, budgetMinor: 2_000 });
				const { code } = await desk.sold('Elena', 'ten');
				expect(await desk.paid('Elena', 4000, [code])).toBe(1000);
				expect(await desk.issue(await desk.order('Miguel', 'ten'))).toMatchObject({ ok: true });
				expect(await desk.issue(await desk.order('Alice', 'ten'))).toMatchObject({
					error: { code: 'offer_limit_reached', of: 'house' },
				});
			});

			test('a budget is drawn with all that a coupon may ever take off', async () => {
				await adopt({ ...TEN, budgetMinor: 1_999 });
				await desk.sold('Elena', 'ten');
				expect(await desk.issue(await desk.order('Miguel', 'ten'))).toMatchObject({
					error: { code: 'offer_limit_reached', of: 'budget', limit: 1_999 },
				});
			});

			test('of twenty buyers of the last one exactly one gets it', async () => {
				await adopt({ ...TEN, limits: { total: 1 } });
				const given = ['Elena', 'Miguel', 'Alice', '王小明'] as const;
				const orders = await Promise.all(
					Array.from({ length: 20 }, (_, index) => desk.order(given[index % given.length]!, 'ten')),
				);
				const said = await Promise.all(orders.map((order) => desk.issue(order)));
				expect(said.filter(({ ok }) => ok)).toHaveLength(1);
				for (const answer of said) {
					if (!answer.ok) expect(answer.error).toMatchObject({ code: 'offer_limit_reached', of: 'house', limit: 1 });
				}
			});
		});

		describe('one that is called off', () => {
			test('C40: gives its points back to where they came from, once, however often', async () => {
				const before = await hotel.guest('Elena');
				const { id } = await desk.sold('Elena', 'ten');
				const said = await Promise.all(Array.from({ length: 5 }, () => desk.cancel(id)));
				for (const one of said) expect(one).toMatchObject({ ok: true, value: { pointsReturned: 25, balance: 1250 } });
				expect(await hotel.guest('Elena')).toEqual(before);
				expect(await desk.couponsOf('Elena')).toMatchObject([{ state: 'cancelled' }]);
			});

			test('gives points back that have run out meanwhile, for 30 days more', async () => {
				await adopt({ ...TEN, price: { points: 250, validDays: 60 } });
				const { id } = await desk.sold('Elena', 'ten');
				hotel.later(30 * DAY);
				expect(await desk.cancel(id)).toMatchObject({ ok: true, value: { balance: 1250 } });
				expect((await hotel.guest('Elena')).expiring?.points).toBe(200);
			});

			test('pays what is owed first', async () => {
				await adopt({ ...TEN, price: { points: 40, validDays: 60 } });
				const stay = hotel.bill('lobby', await hotel.guest('王小明'), { night: 4 });
				await hotel.record(stay, 'live');
				const coupons = [
					await desk.sold('王小明', 'ten'),
					await desk.sold('王小明', 'ten'),
					await desk.sold('王小明', 'ten'),
				];
				expect(await hotel.pointsOf('王小明')).toBe(10);
				// 40 points of four nights come back, and 10 are there.
				expect(await takeBack(stay)).toMatchObject({ ok: true, value: { answer: { points: { owed: 30 } } } });
				expect(await desk.cancel(coupons[0]!.id)).toMatchObject({ value: { pointsReturned: 40, balance: 10 } });
			});

			test('given, costs nobody anything', async () => {
				const { id, code } = await desk.gave('Elena', 'ten');
				expect(await desk.cancel(id)).toMatchObject({ ok: true, value: { pointsReturned: 0, balance: 1250 } });
				expect(await desk.paid('Elena', 4000, [code])).toEqual({ code: 'voucher_cancelled', voucher: 0 });
			});

			test('cannot be one that is used, that is over or that is not there', async () => {
				const [used, over] = [await desk.sold('Elena', 'ten'), await desk.sold('Elena', 'ten')];
				await desk.paid('Elena', 4000, [used.code]);
				expect(await desk.cancel(used.id)).toEqual({ ok: false, error: { code: 'coupon_used' } });
				hotel.later(11 * DAY);
				expect(await desk.cancel(over.id)).toEqual({ ok: false, error: { code: 'coupon_expired', on: '2026-12-01' } });
				expect(await desk.cancel(crypto.randomUUID() as never)).toMatchObject({ error: { code: 'coupon_not_found' } });
			});
		});

		describe('a code on a bill', () => {
			test('takes that very coupon, not the one that would run out first', async () => {
				const soon = await desk.gave('Elena', 'ten', 1);
				const later = await desk.sold('Elena', 'ten');
				expect(await desk.paid('Elena', 4000, [later.code])).toBe(1000);
				const states = new Map((await desk.couponsOf('Elena')).map(({ couponId, state }) => [couponId, state]));
				expect([states.get(soon.id), states.get(later.id)]).toEqual(['issued', 'used']);
				expect(await desk.paid('Elena', 4000, [], ['ten'])).toBe(1000);
				expect((await desk.couponsOf('Elena')).map(({ state }) => state)).toEqual(['used', 'used']);
			});

			test('is read however it was typed', async () => {
				const { code } = await desk.sold('Elena', 'ten');
				const typed = code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l');
				expect(await desk.paid('Elena', 4000, [typed])).toBe(1000);
			});

			test('C47: of another guest, unknown, called off, over or used is refused with the reason, and nothing is booked', async () => {
				const { code, id } = await desk.sold('Elena', 'ten');
				const other = await desk.sold('Elena', 'ten');
				const before = await hotel.guest('Miguel');
				expect(await desk.paid('Miguel', 4000, [code])).toEqual({ code: 'voucher_foreign', voucher: 0 });
				expect(await hotel.guest('Miguel')).toEqual(before);
				expect(await desk.paid('Elena', 4000, [code, '0000-0000-0000-0000'])).toEqual({
					...{ code: 'voucher_unknown', voucher: 1 },
				});
				expect(await desk.paid('Elena', 4000, ['nonsense'])).toMatchObject({ code: 'voucher_unknown' });
				expect(await desk.paid('Elena', 4000, [code])).toBe(1000);
				expect(await desk.paid('Elena', 4000, [code])).toEqual({ code: 'voucher_used', voucher: 0 });
				expect(await desk.cancel(id)).toMatchObject({ ok: false });
				hotel.later(11 * DAY);
				const over = { code: 'voucher_expired', voucher: 0, on: '2026-12-01' };
				expect(await desk.paid('Elena', 4000, [other.code])).toEqual(over);
				// The night's run takes it, and it says the same.
				await tonight();
				expect(await desk.paid('Elena', 4000, [other.code])).toEqual(over);
				expect((await desk.couponsOf('Elena')).map(({ state }) => state).sort()).toEqual(['expired', 'used']);
			});

			test('of an offer that this bill does not get is refused with its reason', async () => {
				await adopt({ ...TEN, minSpendMinor: 5_000 });
				const { code } = await desk.sold('Elena', 'ten');
				expect(await desk.paid('Elena', 4000, [code])).toEqual({
					...{ code: 'claim_refused', offerId: 'ten', reason: 'spend_missing' },
				});
				expect(await desk.couponsOf('Elena')).toMatchObject([{ state: 'issued' }]);
			});

			test('C47: that a refund gave back is good once more, for the same guest alone, and that refund gives it once', async () => {
				const { code } = await desk.sold('Elena', 'ten');
				const bill = await desk.bill('Elena', 4000, [code]);
				await desk.record(bill);
				const reversal = hotel.reversal(bill.bill);
				const said = await Promise.all([hotel.reverse(reversal, 'counter'), hotel.reverse(reversal, 'counter')]);
				for (const one of said) expect(one).toMatchObject({ ok: true });
				expect(await takeBack(bill.bill)).toMatchObject({ ok: false, error: { code: 'visit_reversed' } });
				expect((await hotel.guest('Elena')).standing.coupons).toEqual({ ten: 1 });
				expect(await desk.paid('Miguel', 4000, [code])).toMatchObject({ code: 'voucher_foreign' });
				expect(await desk.paid('Elena', 4000, [code])).toBe(1000);
				expect(await desk.paid('Elena', 4000, [code])).toMatchObject({ code: 'voucher_used' });
			});

			test('C47: that comes back after its last day can be used for 30 days more, by the same code', async () => {
				const { code, id } = await desk.sold('Elena', 'ten');
				const bill = await desk.bill('Elena', 4000, [code]);
				await desk.record(bill);
				hotel.later(20 * DAY);
				await takeBack(bill.bill);
				expect(await desk.couponsOf('Elena')).toMatchObject([{ state: 'issued', expiresOn: '2027-01-10' }]);
				hotel.later(30 * DAY);
				expect(await desk.paid('Elena', 4000, [code])).toBe(1000);
				expect(await desk.cancel(id)).toMatchObject({ error: { code: 'coupon_used' } });
			});

			test('C47: at twenty tills at once is taken once', async () => {
				const { code } = await desk.sold('Elena', 'ten');
				const said = await Promise.all(Array.from({ length: 20 }, () => desk.paid('Elena', 4000, [code])));
				expect(said.filter((one) => one === 1000)).toHaveLength(1);
				expect(said.filter((one) => typeof one === 'object' && one.code === 'voucher_used')).toHaveLength(19);
			});
		});

		describe('a partial voucher', () => {
			test('keeps what a bill does not need, and C47: with nothing on it is refused', async () => {
				const { code, answer } = await desk.sold('Elena', 'card');
				expect(answer).toMatchObject({ points: 50, valueMinor: 2000, expiresOn: '2026-12-21' });
				expect(await desk.record(await desk.bill('Elena', 1500, [code]))).toMatchObject({
					value: { payableMinor: 0, offers: [{ offerId: 'card', amountMinor: 1500, uses: 'coupon', leftMinor: 500 }] },
				});
				expect(await desk.couponsOf('Elena')).toMatchObject([{ state: 'issued', valueMinor: 2000, leftMinor: 500 }]);
				expect(await desk.paid('Elena', 1500, [code])).toBe(500);
				expect(await desk.couponsOf('Elena')).toMatchObject([{ state: 'used', leftMinor: 0 }]);
				expect(await desk.paid('Elena', 1500, [code])).toEqual({ code: 'voucher_used', voucher: 0 });
				expect(await desk.paid('Elena', 1500, [], ['card'])).toMatchObject({ reason: 'coupon_missing' });
			});

			test('gets back from each refund exactly what that bill took, in whatever order', async () => {
				const { code } = await desk.sold('Elena', 'card');
				const first = await desk.bill('Elena', 1200, [code]);
				const second = await desk.bill('Elena', 500, [code]);
				await desk.record(first);
				await desk.record(second);
				expect(await desk.couponsOf('Elena')).toMatchObject([{ leftMinor: 300 }]);
				await takeBack(first.bill);
				expect(await desk.couponsOf('Elena')).toMatchObject([{ leftMinor: 1500 }]);
				await takeBack(second.bill);
				expect(await desk.couponsOf('Elena')).toMatchObject([{ state: 'issued', leftMinor: 2000 }]);
			});

			test('cannot be called off once a part of it is used, and can again when that has come back', async () => {
				const { code, id } = await desk.sold('Elena', 'card');
				const bill = await desk.bill('Elena', 1200, [code]);
				await desk.record(bill);
				expect(await desk.cancel(id)).toEqual({ ok: false, error: { code: 'coupon_used' } });
				await takeBack(bill.bill);
				expect(await desk.cancel(id)).toMatchObject({ ok: true, value: { pointsReturned: 50, balance: 1250 } });
			});

			test('comes back in parts after its last day, all of which one bill may take', async () => {
				const { code } = await desk.sold('Elena', 'card');
				const bills = [await desk.bill('Elena', 1200, [code]), await desk.bill('Elena', 500, [code])];
				for (const bill of bills) await desk.record(bill);
				hotel.later(31 * DAY);
				for (const { bill } of bills) await takeBack(bill);
				expect(await desk.couponsOf('Elena')).toMatchObject([{ state: 'issued', leftMinor: 1700 }]);
				const all = await desk.bill('Elena', 3000, [code]);
				expect(await desk.record(all)).toMatchObject({ value: { discountMinor: 1700 } });
				await takeBack(all.bill);
				expect(await desk.couponsOf('Elena')).toMatchObject([{ leftMinor: 1700 }]);
			});

			test('keeps the value that it was bought with when the offer changes', async () => {
				const { code } = await desk.sold('Elena', 'card');
				await adopt({ ...CARD, amountMinor: 500 });
				expect(await desk.paid('Elena', 3000, [code])).toBe(2000);
			});

			test('runs out with its day, and what was used of it stays used', async () => {
				const { code } = await desk.sold('Elena', 'card');
				await desk.paid('Elena', 1500, [code]);
				hotel.later(31 * DAY);
				await tonight();
				expect(await desk.couponsOf('Elena')).toMatchObject([{ state: 'expired', leftMinor: 0 }]);
				expect(await desk.paid('Elena', 1500, [code])).toMatchObject({ code: 'voucher_expired', on: '2026-12-21' });
			});
		});

		test('what was altered behind the books is found', async () => {
			const { id } = await desk.sold('Elena', 'ten');
			await books.meddle("update coupon set state = 'cancelled'");
			expect(new Set((await hotel.faults()).map(({ code }) => code))).toEqual(new Set(['coupon_differs']));
			await books.meddle("update coupon set state = 'issued'");
			await books.unguard('coupon', 'update');
			await books.meddle('update coupon set points = 24');
			expect(await hotel.faults()).toMatchObject([
				{ code: 'hash_differs', subject: `coupon.issued ${id}` },
				{ code: 'coupon_differs', subject: id },
			]);
			await books.meddle('update coupon set points = 25');
		});
	});
}

const GIFT: Partial<IssueCoupon> = { cashier: 'boris' as StaffId, gift: { reason: 'an apology', validDays: null } };
