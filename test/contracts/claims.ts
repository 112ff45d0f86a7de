import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { needsClaim } from '#shared/loyalty/offers/claims.ts';
import type { Offer } from '#shared/loyalty/programme/offers.schema.ts';
import type { RecordVisit } from '#shared/protocol/visit.ts';
import { PROGRAMME } from '../../server/demo/miramar.ts';
import { Hotel, type GuestName } from '../support/hotel.ts';
import type { OpenBooks } from './books.ts';

const names = { en: 'Free massage', es: 'Masaje gratis', zh: '免费按摩', bg: 'Безплатен масаж' };
const FREE_TREATMENT: Offer = {
	...{ kind: 'bundle', id: 'free-treatment', outlets: ['spa'], names, group: 'saved' },
	...{ items: [{ categories: ['treatment'], quantity: 1 }], priceMinor: 0, reward: 'free-treatment' },
};
const VOUCHER: Offer = {
	...{ kind: 'amount', id: 'voucher', outlets: ['boutique'], group: 'saved' },
	...{ amountMinor: 1_000, price: { points: 25 } },
};

/** What every database must keep of what guests ask for. One suite, run on each. */
export function describeClaims(name: string, open: OpenBooks): void {
	describe(`what guests ask for on ${name}`, () => {
		let books: Awaited<ReturnType<OpenBooks>>;
		let hotel: Hotel;

		beforeEach(async () => {
			books = await open();
			hotel = await Hotel.open(books.store);
			await hotel.revise({
				offers: [...PROGRAMME.offers.filter((offer) => !needsClaim(offer)), FREE_TREATMENT, VOUCHER],
			});
		});
		afterEach(async () => {
			expect(await hotel.faults()).toEqual([]);
			await books.end();
		});

		const treatment = async (guest: GuestName, claims: readonly string[] = []): Promise<RecordVisit> =>
			hotel.bill('spa', await hotel.guest(guest), { treatment: 6000 }, 0, claims);
		const clothes = async (guest: GuestName, claims: readonly string[] = [], points = 0): Promise<RecordVisit> =>
			hotel.bill('boutique', await hotel.guest(guest), { clothing: 4000 }, points, claims);
		const booked = async (visit: RecordVisit) => {
			const answer = await hotel.record(visit, 'live');
			return answer.ok ? answer.value.payableMinor : answer.error.code;
		};

		test('5 visits are 1 free: Alice’s fifth stamp is a treatment, which she takes another day, without a stamp', async () => {
			expect(await booked(await treatment('Alice'))).toBe(5100);
			expect((await hotel.guest('Alice')).standing.rewards).toEqual({ 'free-treatment': 1 });
			hotel.later(24 * 60);
			const free = await treatment('Alice', ['free-treatment']);
			expect(await booked(free)).toBe(0);
			const after = await hotel.guest('Alice');
			expect(after.standing.rewards).toEqual({});
			expect(after.standing.stamps).toEqual({});
		});

		test('what was taken with a reward gives it back when the visit is taken back', async () => {
			await booked(await treatment('Alice'));
			hotel.later(24 * 60);
			const free = await treatment('Alice', ['free-treatment']);
			await booked(free);
			expect(await hotel.reverse(hotel.reversal(free), 'counter')).toMatchObject({ ok: true });
			expect((await hotel.guest('Alice')).standing.rewards).toEqual({ 'free-treatment': 1 });
			expect(await booked(await treatment('Alice', ['free-treatment']))).toBe(0);
		});

		test('points buy a voucher on the bill, and come back to the lots they came from', async () => {
			const bill = await clothes('Elena', ['voucher']);
			// 5 % for gold, and 10.00 for 25 points.
			expect(await booked(bill)).toBe(2800);
			expect((await hotel.guest('Elena')).standing.balancePoints).toBe(1250 - 25 + 1);
			const back = await hotel.reverse(hotel.reversal(bill), 'counter');
			expect(back).toMatchObject({
				ok: true,
				value: { answer: { points: { returned: 25, takenBack: 1, balance: 1250 } } },
			});
			expect((await hotel.guest('Elena')).expiring?.points).toBe(200);
		});

		test('of points that bought and points that paid, a line brings back what paid it, and the last one all', async () => {
			const bill = hotel.bill('boutique', await hotel.guest('Elena'), { clothing: 4000, shoes: 2000 }, 20, ['voucher']);
			expect(await hotel.record(bill, 'live')).toMatchObject({ ok: true, value: { points: { spent: 45 } } });
			const line = await hotel.reverse(hotel.reversal(bill, [{ lineId: '2', quantity: 1 }]), 'counter');
			const rest = await hotel.reverse(hotel.reversal(bill), 'counter');
			if (!line.ok || !rest.ok) throw new Error('refused');
			expect(line.value.answer.points.returned).toBeLessThanOrEqual(20);
			expect(line.value.answer.points.returned + rest.value.answer.points.returned).toBe(45);
			expect(rest.value.answer.points.balance).toBe(1250);
		});

		test('C21: one reward at twenty tills at once is taken once, and the others are told why', async () => {
			await booked(await treatment('Alice'));
			hotel.later(24 * 60);
			const bills = await Promise.all(Array.from({ length: 20 }, () => treatment('Alice', ['free-treatment'])));
			const answers = await Promise.all(bills.map((bill) => hotel.record(bill, 'live')));
			expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
			for (const answer of answers) {
				if (answer.ok) continue;
				expect(answer.error).toEqual({
					...{ code: 'claim_refused', offerId: 'free-treatment', reason: 'reward_missing' },
				});
			}
		});

		test('C21: a balance that reaches for one voucher buys one, at twenty tills at once', async () => {
			const bills = await Promise.all(Array.from({ length: 20 }, () => clothes('Alice', ['voucher'])));
			const said = await Promise.all(bills.map(booked));
			expect(said.filter((payable) => payable === 2800)).toHaveLength(1);
			expect(said.filter((code) => code === 'claim_refused')).toHaveLength(19);
		});

		test.each([
			['nobody offers', 'gold-bar', 'offer_unknown'],
			['another outlet offers', 'voucher', 'offer_unknown'],
			['the guest has no reward for', 'free-treatment', 'reward_missing'],
		])('what %s is refused with the reason, and nothing is booked', async (_name, offerId, reason) => {
			const bill = { ...(await treatment('Miguel')), claims: [offerId] };
			expect(await hotel.record(bill, 'live')).toEqual({
				ok: false,
				error: { code: 'claim_refused', offerId, reason },
			});
			expect((await hotel.guest('Miguel')).standing.stamps).toEqual({});
		});
	});
}
