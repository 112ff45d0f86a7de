import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { MemberId, StaffId } from '#shared/kernel/ids.ts';
import type { OpeningLot } from '#shared/ledger/member/decide-enrolment.ts';
import type { Offer } from '#shared/loyalty/programme/offers.schema.ts';
import type { MemberView } from '#shared/protocol/views.ts';
import type { RecordVisit } from '#shared/protocol/visit.ts';
import { enrol } from '../../server/commands/enrol-member.ts';
import { viewMember } from '../../server/queries/view-member.ts';
import { ProgrammeShelf } from '../../server/store/loading/visit-loading.ts';
import { Hotel } from '../support/hotel.ts';
import type { OpenBooks } from './books.ts';

const boutique = { kind: 'amount' as const, outlets: ['boutique'] };

/** What every database must keep of offers: who had one, and what is left for the house. One suite, run on each. */
export function describeOffers(name: string, open: OpenBooks): void {
	describe(`offers on ${name}`, () => {
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

		const adopt = (...offers: readonly Offer[]) => hotel.revise({ offers: [...offers] });

		/** A new member who brings this along. */
		async function somebody(opening: readonly OpeningLot[] = []): Promise<MemberId> {
			const memberId = randomUUID() as MemberId;
			await enrol(hotel.store, hotel.house, {
				fact: { memberId, at: hotel.now, by: 'carmen' as StaffId, outlet: 'lobby', source: 'direct', tier: 'classic' },
				identity: {
					...{ memberId, displayName: 'Alice Brown', givenName: 'Alice', language: 'en', birthday: null, cards: [] },
				},
				...{ opening, businessDate: '2026-11-21', recordedAt: hotel.now, terminal: 'office', programmeVersion: 1 },
			});
			return memberId;
		}
		const view = async (id: MemberId): Promise<MemberView> => {
			const shelf = new ProgrammeShelf(hotel.house.id);
			const answer = await hotel.store.read(viewMember(hotel.house, shelf, id, null, hotel.now));
			if (!answer.ok) throw new Error(answer.error.code);
			return answer.value;
		};
		const bill = async (id: MemberId, amount = 5000, outlet = 'boutique') =>
			hotel.bill(outlet, await view(id), { [outlet === 'boutique' ? 'clothing' : 'food']: amount });
		/** What the bill came to, or why it was not booked. */
		const booked = async (visit: RecordVisit) => {
			const answer = await hotel.record(visit, 'live');
			return answer.ok ? answer.value.discountMinor : answer.error.code;
		};
		const buy = async (id: MemberId, amount?: number) => booked(await bill(id, amount));
		const takeBack = async (visit: RecordVisit) => {
			const answer = await hotel.reverse(hotel.reversal(visit), 'counter');
			if (!answer.ok) throw new Error(answer.error.code);
		};

		test('a limit for each member counts their own bills and nobody else’s', async () => {
			await adopt({ ...boutique, id: 'twice', amountMinor: 500, limits: { perMember: 2 } });
			const [one, other] = [await somebody(), await somebody()];
			expect([await buy(one), await buy(one), await buy(one)]).toEqual([500, 500, 0]);
			expect(await buy(other)).toBe(500);
			hotel.later(30 * 24 * 60);
			expect(await buy(one)).toBe(0);
		});

		test('a limit of the day counts business days', async () => {
			await adopt({ ...boutique, id: 'daily', amountMinor: 500, limits: { perMemberDay: 1 } });
			const id = await somebody();
			expect([await buy(id), await buy(id)]).toEqual([500, 0]);
			// 19:42 and eight hours are 03:42: still the same business day.
			hotel.later(8 * 60);
			expect(await buy(id)).toBe(0);
			hotel.later(4 * 60);
			expect(await buy(id)).toBe(500);
		});

		test('C45: a use is counted where something was taken off, and a bill that was taken back whole has used nothing', async () => {
			await adopt({
				...boutique,
				id: 'once',
				amountMinor: 500,
				minSpendMinor: 2000,
				limits: { perMember: 1, total: 1 },
			});
			const id = await somebody();
			expect(await buy(id, 1999)).toBe(0);
			const visit = await bill(id);
			expect(await booked(visit)).toBe(500);
			expect(await buy(id)).toBe(0);
			await takeBack(visit);
			expect(await buy(id)).toBe(500);
			expect(await buy(id)).toBe(0);
		});

		test('C46: the bill that is asked about again is none of those before it', async () => {
			await adopt({ ...boutique, id: 'once', amountMinor: 500, limits: { perMember: 1, total: 1 } });
			const visit = await bill(await somebody());
			expect([await booked(visit), await booked(visit), await booked(visit)]).toEqual([500, 500, 500]);
		});

		test('what the house gives to so many goes to exactly so many, at twenty tills at once', async () => {
			await adopt({ ...boutique, id: 'first-five', amountMinor: 500, limits: { total: 5 } });
			const ids = await Promise.all(Array.from({ length: 20 }, () => somebody()));
			const bills = await Promise.all(ids.map((id) => bill(id)));
			const said = await Promise.all(bills.map(booked));
			expect(said.filter((discount) => discount === 500)).toHaveLength(5);
			expect(said.filter((code) => code === 'quote_changed')).toHaveLength(15);
			// Shown anew, the others pay the full price.
			expect(await buy(ids[said.indexOf('quote_changed')]!)).toBe(0);
		});

		test('a budget is never overdrawn, and what comes back can be given again', async () => {
			await adopt({ ...boutique, id: 'fund', amountMinor: 400, budgetMinor: 1000 });
			const ids = await Promise.all(Array.from({ length: 6 }, () => somebody()));
			const bills = await Promise.all(ids.map((id) => bill(id)));
			const said = await Promise.all(bills.map(booked));
			expect(said.filter((discount) => discount === 400)).toHaveLength(2);
			const late = await somebody();
			expect(await buy(late)).toBe(0);
			await takeBack(bills[said.indexOf(400)]!);
			expect(await buy(late)).toBe(400);
			expect(await buy(late)).toBe(0);
		});

		describe('a coupon', () => {
			const coupon = (expiresOn: string | null = null): OpeningLot => ({ unit: 'coupon:gift', quantity: 1, expiresOn });
			const gift = { ...boutique, id: 'gift', amountMinor: 1000, coupon: true as const };

			test('is used once, at twenty tills at once', async () => {
				await adopt(gift);
				const id = await somebody([coupon()]);
				const bills = await Promise.all(Array.from({ length: 20 }, () => bill(id)));
				const said = await Promise.all(bills.map(booked));
				expect(said.filter((discount) => discount === 1000)).toHaveLength(1);
				expect(said.filter((code) => code === 'quote_changed')).toHaveLength(19);
				expect((await view(id)).standing.coupons).toEqual({});
			});

			test('is good until its last day, and nobody else’s', async () => {
				await adopt(gift);
				const id = await somebody([coupon('2026-11-22')]);
				expect(await buy(await somebody())).toBe(0);
				hotel.later(24 * 60);
				expect((await view(id)).standing.coupons).toEqual({ gift: 1 });
				hotel.later(24 * 60);
				expect((await view(id)).standing.coupons).toEqual({});
				expect(await buy(id)).toBe(0);
			});

			test('C47: comes back to the same member with the visit, once, and with a time of grace if it has run out', async () => {
				await adopt(gift);
				const id = await somebody([coupon('2026-11-22')]);
				const visit = await bill(id);
				expect(await booked(visit)).toBe(1000);
				await takeBack(visit);
				expect((await view(id)).standing.coupons).toEqual({ gift: 1 });
				const again = await bill(id);
				expect(await booked(again)).toBe(1000);
				hotel.later(10 * 24 * 60);
				await takeBack(again);
				expect((await view(id)).standing.coupons).toEqual({ gift: 1 });
				expect(await hotel.reverse(hotel.reversal(again), 'counter')).toMatchObject({
					error: { code: 'visit_reversed' },
				});
				hotel.later(31 * 24 * 60);
				expect((await view(id)).standing.coupons).toEqual({});
			});

			test('stays where the guest paid without it', async () => {
				await adopt(gift);
				const id = await somebody([coupon()]);
				const paid = { ...(await bill(id)), tenders: [{ type: 'other' as const, amountMinor: 5000 }] };
				expect(await hotel.record(paid, 'outbox')).toMatchObject({ ok: true, value: { discountMinor: 0 } });
				expect((await view(id)).standing.coupons).toEqual({ gift: 1 });
			});
		});

		test('who has run out of an offer by themselves still has the others, and is told why', async () => {
			const group = { group: 'more' };
			await adopt(
				{ ...boutique, ...group, id: 'once', amountMinor: 700, limits: { perMember: 1 } },
				{ ...boutique, ...group, id: 'always', amountMinor: 300 },
			);
			const id = await somebody();
			expect([await buy(id), await buy(id)]).toEqual([700, 300]);
		});

		test('a discount that a paid bill should not have had stands, and is no use of the offer', async () => {
			await adopt({ ...boutique, id: 'daily', amountMinor: 500, limits: { perMemberDay: 1 } });
			const id = await somebody();
			await buy(id);
			const late = hotel.bill('boutique', null, { clothing: 5000 });
			hotel.later(5 * 24 * 60);
			const settled = { ...late, memberId: id, tenders: [{ type: 'other' as const, amountMinor: 4500 }] };
			expect(await hotel.record(settled, 'outbox')).toMatchObject({ ok: true, value: { discountMinor: 500 } });
			expect(await buy(id)).toBe(500);
		});

		test('what was altered behind the books is found', async () => {
			await adopt({ ...boutique, id: 'fund', amountMinor: 400, budgetMinor: 1000 });
			expect(await buy(await somebody())).toBe(400);
			await books.unguard('visit_offer', 'update');
			await books.unguard('offer_draw', 'update');
			await books.meddle('update visit_offer set amount_minor = 1');
			await books.meddle('update offer_draw set minor_after = 2');
			expect((await hotel.faults()).map(({ code }) => code).sort()).toEqual(['draw_differs', 'hash_differs']);
			await books.meddle('update visit_offer set amount_minor = 400');
			expect((await hotel.faults()).map(({ code }) => code)).toEqual(['draw_differs']);
			await books.meddle('update offer_draw set minor_after = 400');
		});
	});
}
