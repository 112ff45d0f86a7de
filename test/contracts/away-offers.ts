import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { HoldId, StaffId } from '#shared/kernel/ids.ts';
import { LANGUAGES } from '#shared/kernel/language.ts';
import type { Offer } from '#shared/loyalty/programme/offers.schema.ts';
import { standingAlone } from '#shared/loyalty/standing-alone.ts';
import type { MemberView } from '#shared/protocol/views.ts';
import { refusalText } from '#lib/till/bill/refusal.ts';
import type { Booked } from '../../bridge/counter/booking-desk.ts';
import { holdPlacer } from '../../server/commands/place-hold.ts';
import { loadOpenConflicts } from '../../server/store/conflict-store.ts';
import { wordingIn } from '../kiosk/till-wording.ts';
import { CouponDesk } from '../support/coupon-desk.ts';
import { Hotel, type GuestName } from '../support/hotel.ts';
import { cardOf } from '../support/pos.ts';
import { TillAlone } from '../support/till-alone.ts';
import type { OpenStore } from './replica.ts';

const names = { en: 'It', es: 'Eso', zh: '它', bg: 'То' };
const free = { names, priceMinor: 0 };
const boutique = { outlets: ['boutique'], group: 'saved' };
const VOUCHER: Offer = { kind: 'amount', id: 'voucher', ...boutique, amountMinor: 1_000, price: { points: 25 } };
const COUPON: Offer = { kind: 'amount', id: 'coupon', ...boutique, amountMinor: 1_500, coupon: true };
const LIMITED: Offer = {
	kind: 'percent',
	id: 'limited',
	outlets: ['restaurant'],
	rateBps: 3_000,
	limits: { total: 1 },
};
const PACKAGE: Offer = {
	...{ kind: 'bundle', id: 'package', outlets: ['restaurant'], names, priceMinor: 2_000, price: { points: 40 } },
	items: [
		{ categories: ['food'], quantity: 1 },
		{ categories: ['drinks'], quantity: 1 },
	],
};
const NIGHT: Offer = {
	...{ kind: 'bundle', id: 'free-night', outlets: ['lobby'], ...free, price: { points: 400 } },
	items: [{ categories: ['other'], quantity: 1 }],
};
const TREATMENT: Offer = {
	...{ kind: 'bundle', id: 'free-treatment', outlets: ['spa'], ...free, group: 'saved' },
	...{ items: [{ categories: ['treatment'], quantity: 1 }], reward: 'free-treatment' },
};

/** What can be given once in the whole house, at a till without its server. One suite, run on each database. */
export function describeAwayOffers(name: string, open: OpenStore): void {
	describe(`what a till that is away never gives, on ${name}`, () => {
		let books: Awaited<ReturnType<OpenStore>>;
		let hotel: Hotel;
		let desk: CouponDesk;
		let till: TillAlone;

		beforeEach(async () => {
			books = await open();
			hotel = await Hotel.open(books.store);
			await hotel.revise({ offers: [VOUCHER, COUPON, LIMITED, PACKAGE, NIGHT, TREATMENT] });
			desk = new CouponDesk(hotel);
			till = new TillAlone(hotel);
			await hotel.record(hotel.bill('spa', await hotel.guest('Alice'), { treatment: 6_000 }), 'live');
			await till.catchUp();
			hotel.later(24 * 60);
		});
		afterEach(async () => {
			expect(await hotel.faults()).toEqual([]);
			till.close();
			await books.end();
		});

		const back = async (): Promise<void> => {
			till.isOnline = true;
			till.isUnanswered = false;
			await till.deliver();
			expect(till.outbox.count()).toBe(0);
		};
		/** As the page makes it once it has heard the refusal: at the price of a counter by itself. */
		const again = (outlet: string, guest: MemberView, amounts: Record<string, number>) =>
			hotel.bill(outlet, { ...guest, standing: standingAlone(guest.standing) }, amounts);
		const conflicts = () => books.store.read(loadOpenConflicts(hotel.house.id));
		const [refusalOf, valueOf] = [
			(answer: Booked) => (answer.ok ? undefined : answer.error),
			(answer: Booked) => (answer.ok ? answer.value : undefined),
		];

		test.each<[string, GuestName, string, Record<string, number>, string]>([
			['a voucher that points buy', 'Miguel', 'boutique', { clothing: 4_000 }, 'voucher'],
			['a package', 'Miguel', 'restaurant', { food: 6_000, drinks: 2_000 }, 'package'],
			['a free night', 'Elena', 'lobby', { other: 12_000 }, 'free-night'],
			['what stamps have won', 'Alice', 'spa', { treatment: 6_000 }, 'free-treatment'],
		])(
			'%s: refused with a sentence, and the same bill without it is booked once',
			async (_name, given, outlet, amounts, offerId) => {
				// Shown while the server was there, which then went away before the cashier confirmed.
				const shown = await hotel.guest(given);
				const asked = hotel.bill(outlet, shown, amounts, 0, [offerId]);
				expect(asked.tenders[0]!.amountMinor).toBeLessThan(Object.values(amounts).reduce((a, b) => a + b));
				till.isOnline = false;
				const refusal = refusalOf(await till.confirm(asked, shown));
				expect(refusal).toEqual({ code: 'claim_refused', offerId, reason: 'server_needed' });
				expect(till.outbox.count()).toBe(0);
				expect(refusalText(refusal!, await wordingIn('en'))).toBe(
					'Only with the server. It is taken off: confirm again.',
				);
				for (const language of LANGUAGES) {
					const wording = await wordingIn(language);
					expect(refusalText(refusal!, wording)).not.toBe(wording.t('refusal.claim_refused'));
				}

				const bill = again(outlet, shown, amounts);
				expect(valueOf(await till.confirm(bill, shown))).toMatchObject({ status: 'provisional', discountMinor: 0 });
				await back();
				await back();
				expect(till.delivered).toMatchObject([{ ok: true, value: { points: { spent: 0 }, offers: [] } }]);
				const after = await hotel.guest(given);
				expect(after.standing.rewards).toEqual(shown.standing.rewards);
				expect(after.standing.balancePoints).toBeGreaterThanOrEqual(shown.standing.balancePoints);
				expect(await conflicts()).toEqual([]);
			},
		);

		test.each<[string, string, Record<string, number>, number]>([
			['a coupon of one use that the bill has taken by itself', 'boutique', { clothing: 4_000 }, 1_500],
			['the last one of an offer that the house limits', 'restaurant', { food: 4_000 }, 1_200],
		])(
			'%s: the cashier is told the new sum, and it is there for the next bill',
			async (_name, outlet, amounts, offMinor) => {
				await desk.gave('Miguel', 'coupon');
				const shown = await hotel.guest('Miguel');
				const bill = hotel.bill(outlet, shown, amounts);
				expect(bill.tenders).toEqual([{ type: 'other', amountMinor: 4_000 - offMinor }]);
				till.isOnline = false;
				const refusal = refusalOf(await till.confirm(bill, shown));
				expect(refusal).toMatchObject({ code: 'quote_changed', quote: { payableMinor: 4_000, offers: [] } });
				expect(refusalText(refusal!, await wordingIn('en'))).toBe('It is €40.00 now. Nothing is booked yet.');
				expect(till.outbox.count()).toBe(0);

				const whole = again(outlet, shown, amounts);
				expect(valueOf(await till.confirm(whole, shown))).toMatchObject({ payableMinor: 4_000 });
				await back();
				expect(till.delivered).toMatchObject([{ ok: true, value: { discountMinor: 0, offers: [] } }]);
				const next = hotel.bill(outlet, await hotel.guest('Miguel'), amounts);
				expect(await hotel.record(next, 'live')).toMatchObject({ ok: true, value: { discountMinor: offMinor } });
			},
		);

		test('a guest whom only the copy knows has none of it on the bill, and the bill is booked as it was paid', async () => {
			await desk.gave('Miguel', 'coupon');
			await till.catchUp();
			till.isOnline = false;
			const known = till.swipe(cardOf('Miguel'));
			const bill = hotel.bill('boutique', known, { clothing: 4_000 });
			expect(bill.tenders).toEqual([{ type: 'other', amountMinor: 4_000 }]);
			expect(await till.confirm(bill, known)).toMatchObject({ ok: true });
			await back();
			expect(till.delivered).toMatchObject([{ ok: true, value: { payableMinor: 4_000, offers: [] } }]);
			expect(await desk.couponsOf('Miguel')).toMatchObject([{ state: 'issued' }]);
		});

		test('points that are held stay held: the bill that names them is refused', async () => {
			const shown = await hotel.guest('Elena');
			const placed = await holdPlacer(...hotel.parts)({
				...{ id: randomUUID() as HoldId, memberId: shown.id, points: 144, reference: 'R-4711' },
				until: new Date(Date.parse(hotel.now) + 86_400_000).toISOString(),
				...{ outlet: 'lobby', terminal: 'pms', cashier: 'ana' as StaffId, occurredAt: hotel.now },
			});
			if (!placed.ok) throw new Error(placed.error.code);
			const bill = hotel.bill('boutique', shown, { clothing: 4_000 });
			till.isOnline = false;
			const refusal = refusalOf(await till.confirm({ ...bill, holds: [placed.value.answer.holdId] }, shown));
			expect(refusal).toEqual({ code: 'server_away' });
			expect(till.outbox.count()).toBe(0);
			expect((await hotel.guest('Elena')).held).toMatchObject([{ points: 144 }]);
		});

		describe('that was asked of the server, which then went silent', () => {
			test('is booked once with it, where the server had heard', async () => {
				await desk.gave('Miguel', 'coupon');
				const shown = await hotel.guest('Miguel');
				till.isUnanswered = true;
				const bill = hotel.bill('boutique', shown, { clothing: 4_000 });
				expect(valueOf(await till.confirm(bill, shown))).toMatchObject({ status: 'provisional', discountMinor: 1_500 });
				await back();
				expect(till.delivered).toMatchObject([{ ok: true, value: { offers: [{ offerId: 'coupon' }] } }]);
				expect(await desk.couponsOf('Miguel')).toMatchObject([{ state: 'used' }]);
				expect(await conflicts()).toEqual([]);
			});

			test('costs its points again where others took them meanwhile: a debt, which somebody is told of', async () => {
				const shown = await hotel.guest('Alice');
				const bill = hotel.bill('boutique', shown, { clothing: 4_000 }, 0, ['voucher']);
				till.isLost = true;
				expect(valueOf(await till.confirm(bill, shown))).toMatchObject({ points: { spent: 25 } });
				await hotel.record(hotel.bill('boutique', shown, { clothing: 2_000 }, 40), 'live');
				expect(await hotel.pointsOf('Alice')).toBe(0);
				till.isLost = false;
				await back();
				const [answer] = till.delivered;
				const owed = answer?.ok ? answer.value.points.owed : undefined;
				// What the money of the same bill earns pays first.
				expect(owed).toBe(25 - (answer?.ok ? answer.value.points.earned : NaN));
				expect(await conflicts()).toMatchObject([{ visit_id: bill.id, kind: 'debt', owed_points: owed }]);
				expect(till.outbox.conflicts(9)).toMatchObject([{ visitId: bill.id, kind: 'debt', owedPoints: owed }]);
			});
		});
	});
}
