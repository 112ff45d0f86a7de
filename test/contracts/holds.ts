import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { HoldId, StaffId } from '#shared/kernel/ids.ts';
import type { Offer } from '#shared/loyalty/programme/offers.schema.ts';
import { programmeSchema } from '#shared/loyalty/programme/programme.schema.ts';
import type { PlaceHold } from '#shared/protocol/hold.ts';
import type { RecordVisit } from '#shared/protocol/visit.ts';
import { holdPlacer, holdPreviewer } from '../../server/commands/place-hold.ts';
import { holdReleaser, releaseDueHolds } from '../../server/commands/release-hold.ts';
import { PROGRAMME } from '../../server/demo/miramar.ts';
import { noticeRecorder } from '../../server/commands/record-notice.ts';
import { Hotel, type GuestName } from '../support/hotel.ts';
import type { OpenBooks } from './books.ts';

const DAY = 24 * 60;

/** What every database must keep of points that are set aside. One suite, run on each. */
export function describeHolds(name: string, open: OpenBooks): void {
	describe(`points that are held, on ${name}`, () => {
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

		const holdOf = async (guest: GuestName, points: number, changes: Partial<PlaceHold> = {}): Promise<PlaceHold> => ({
			...{ id: randomUUID() as HoldId, memberId: (await hotel.guest(guest)).id, points, reference: 'R-4711' },
			until: new Date(Date.parse(hotel.now) + 3 * DAY * 60_000).toISOString(),
			...{ outlet: 'lobby', terminal: 'pms', cashier: 'ana' as StaffId, occurredAt: hotel.now, ...changes },
		});
		const place = (command: PlaceHold) => holdPlacer(...hotel.parts)(command);
		const held = async (guest: GuestName, points: number, changes: Partial<PlaceHold> = {}): Promise<HoldId> => {
			const placed = await place(await holdOf(guest, points, changes));
			if (!placed.ok) throw new Error(placed.error.code);
			return placed.value.answer.holdId;
		};
		const release = (holdId: HoldId) =>
			holdReleaser(...hotel.parts)({
				...{ holdId, state: 'released', outlet: 'lobby', terminal: 'pms', actor: 'ana' as StaffId },
			});
		const timeIsOver = () => releaseDueHolds(hotel.store, hotel.house, holdReleaser(...hotel.parts), () => hotel.now);
		/** A bill that these holds pay, as far as `points` of them. */
		const dinner = async (guest: GuestName, points: number, holds: readonly HoldId[]): Promise<RecordVisit> => {
			const view = await hotel.guest(guest);
			const rich = { ...view, standing: { ...view.standing, balancePoints: view.standing.balancePoints + 10_000 } };
			return { ...hotel.bill('restaurant', rich, { food: 8000 }, points), holds };
		};
		const record = (visit: RecordVisit) => hotel.record(visit, 'live');

		test('are not there for another bill, and are for the one they are held for', async () => {
			const hold = await held('Elena', 1200);
			expect(await hotel.pointsOf('Elena')).toBe(50);
			expect(await record(await dinner('Elena', 100, []))).toMatchObject({
				error: { code: 'insufficient_points', shortPoints: 50 },
			});
			expect(await record(await dinner('Elena', 144, [hold]))).toMatchObject({
				value: { pointsPaidMinor: 7200, points: { spent: 144, balance: 1250 - 144 } },
			});
			expect(await hotel.pointsOf('Elena')).toBe(1250 - 144);
		});

		test('pay before those that are not held, and what the bill does not need comes back to its lots', async () => {
			const hold = await held('Elena', 250);
			// 200 of them are those that run out in twenty days.
			expect((await hotel.guest('Elena')).expiring?.points).not.toBe(200);
			await record(await dinner('Elena', 100, [hold]));
			expect((await hotel.guest('Elena')).expiring?.points).toBe(100);
		});

		test('and those beside them pay one bill together', async () => {
			const hold = await held('Elena', 44);
			const visit = await dinner('Elena', 144, [hold]);
			expect(await record(visit)).toMatchObject({ value: { points: { spent: 144, balance: 1106 } } });
			const back = await hotel.reverse(hotel.reversal(visit), 'counter');
			expect(back).toMatchObject({ value: { answer: { points: { returned: 144, balance: 1250 } } } });
			expect((await hotel.guest('Elena')).expiring?.points).toBe(200);
		});

		test('C25: a bill that is given up, or never comes, leaves the points exactly as they were', async () => {
			const before = await hotel.guest('Elena');
			await release(await held('Elena', 700));
			expect(await hotel.guest('Elena')).toEqual(before);
			await held('Elena', 700);
			hotel.later(3 * DAY);
			expect(await timeIsOver()).toBe(1);
			const { standing, expiring } = await hotel.guest('Elena');
			expect([standing.balancePoints, expiring]).toEqual([1250, before.expiring]);
		});

		test('C40: come back once, however often they are released', async () => {
			const hold = await held('Elena', 700);
			const said = await Promise.all(Array.from({ length: 5 }, () => release(hold)));
			for (const answer of said)
				expect(answer).toMatchObject({ ok: true, value: { state: 'released', balance: 1250 } });
			expect(await timeIsOver()).toBe(0);
			expect(await hotel.pointsOf('Elena')).toBe(1250);
		});

		test('come back when their time is over, and not before', async () => {
			await held('Elena', 700);
			hotel.later(3 * DAY - 1);
			expect(await timeIsOver()).toBe(0);
			hotel.later(1);
			expect(await timeIsOver()).toBe(1);
			expect(await timeIsOver()).toBe(0);
			expect(await hotel.pointsOf('Elena')).toBe(1250);
		});

		test('C32: that would have run out meanwhile can be used for 30 days more', async () => {
			const until = new Date(Date.parse(hotel.now) + 40 * DAY * 60_000).toISOString();
			const hold = await held('Elena', 250, { until });
			hotel.later(30 * DAY);
			expect(await release(hold)).toMatchObject({ value: { balance: 1250 } });
			const { id: memberId, expiring } = await hotel.guest('Elena');
			expect(expiring).toMatchObject({ points: 200 });
			// Untold they would go on.
			const tell = noticeRecorder(...hotel.parts);
			const notice = { id: 'told-at-release', memberId, channel: 'till', on: expiring!.on } as const;
			expect(await tell('points', notice)).toMatchObject({ ok: true });
			hotel.later(30 * DAY);
			expect(await hotel.pointsOf('Elena')).toBe(1250);
			hotel.later(DAY);
			expect(await hotel.pointsOf('Elena')).toBe(1050);
		});

		test('that would have run out meanwhile pay the bill they are held for', async () => {
			const until = new Date(Date.parse(hotel.now) + 40 * DAY * 60_000).toISOString();
			const hold = await held('Elena', 144, { until });
			hotel.later(30 * DAY);
			expect(await record(await dinner('Elena', 144, [hold]))).toMatchObject({
				ok: true,
				value: { pointsPaidMinor: 7200 },
			});
		});

		test('C21: of twenty that ask for the whole balance exactly one gets it', async () => {
			const commands = await Promise.all(Array.from({ length: 20 }, () => holdOf('Elena', 1250)));
			const said = await Promise.all(commands.map(place));
			expect(said.filter(({ ok }) => ok)).toHaveLength(1);
			const refused = said.flatMap((answer) => (answer.ok ? [] : [answer.error]));
			expect(refused).toEqual(Array.from({ length: 19 }, () => ({ code: 'insufficient_points', shortPoints: 1250 })));
		});

		test('the same id is the same hold; with another body it is refused', async () => {
			const command = await holdOf('Elena', 100);
			expect(await place(command)).toMatchObject({ value: { isNew: true } });
			expect(await place(command)).toMatchObject({ value: { isNew: false, answer: { balance: 1150 } } });
			expect(await place({ ...command, points: 101 })).toEqual({ ok: false, error: { code: 'id_reused' } });
			expect(await hotel.pointsOf('Elena')).toBe(1150);
		});

		test.each<[string, Partial<PlaceHold>, object]>([
			['no points', { points: 0 }, { code: 'points_invalid' }],
			['half a point', { points: 0.5 }, { code: 'points_invalid' }],
			['more than there are', { points: 1251 }, { code: 'insufficient_points', shortPoints: 1 }],
			['an end before the beginning', { until: '2026-11-21T10:00:00Z' }, { code: 'hold_until_invalid' }],
			['an end in two years', { until: '2028-11-21T10:00:00Z' }, { code: 'hold_until_invalid' }],
			['an outlet that is not there', { outlet: 'bar' }, { code: 'outlet_unknown' }],
			['a cashier that is not there', { cashier: 'nobody' as StaffId }, { code: 'cashier_unknown' }],
		])('%s cannot be held, and nothing is', async (_name, changes, error) => {
			expect(await place(await holdOf('Elena', 100, changes))).toMatchObject({ ok: false, error });
			expect(await hotel.pointsOf('Elena')).toBe(1250);
		});

		test('of another guest, or that were released, refuse the bill', async () => {
			const hold = await held('Elena', 100);
			expect(await record(await dinner('Miguel', 10, [hold]))).toMatchObject({ error: { code: 'hold_not_found' } });
			await release(hold);
			expect(await record(await dinner('Elena', 10, [hold]))).toMatchObject({
				error: { code: 'hold_closed', state: 'released' },
			});
		});

		test('a bill that was paid while the server was away takes what is held, whatever has come of the hold', async () => {
			const [open, gone] = [await held('Elena', 44), await held('Elena', 100)];
			const visit = await dinner('Elena', 144, [open, gone]);
			await release(gone);
			expect(await hotel.record(visit, 'outbox')).toMatchObject({ ok: true, value: { points: { balance: 1106 } } });
		});

		test('a free night is held when it is booked, and costs its points at check-out', async () => {
			const names = { en: 'Free night', es: 'Noche gratis', zh: '免费一晚', bg: 'Безплатна нощувка' };
			await hotel.adopt(
				programmeSchema.parse({
					...{ ...PROGRAMME, version: 2, validFrom: '2020-01-02' },
					offers: [
						...PROGRAMME.offers,
						{
							...{
								kind: 'bundle',
								id: 'free-night',
								outlets: ['lobby'],
								names,
								priceMinor: 0,
								price: { points: 1200 },
							},
							items: [{ categories: ['room'], quantity: 1 }],
						},
					],
				}),
			);
			const hold = await held('Elena', 1200);
			const view = await hotel.guest('Elena');
			const rich = { ...view, standing: { ...view.standing, balancePoints: 1250 } };
			const stay = { ...hotel.bill('lobby', rich, { room: 12000 }, 0, ['free-night']), holds: [hold] };
			expect(await record(stay)).toMatchObject({ ok: true, value: { payableMinor: 0, points: { spent: 1200 } } });
			expect(await hotel.reverse(hotel.reversal(stay), 'counter')).toMatchObject({ ok: true });
			expect(await hotel.pointsOf('Elena')).toBe(1250);
		});

		test('are shown with their end, and in no balance', async () => {
			await held('Elena', 44);
			const until = new Date(Date.parse(hotel.now) + DAY * 60_000).toISOString();
			const hold = await held('Elena', 100, { until });
			const { held: shown, standing } = await hotel.guest('Elena');
			expect(standing.balancePoints).toBe(1106);
			expect(shown).toEqual([
				{ points: 100, until, on: '2026-11-22' },
				{ points: 44, until: expect.any(String) as string, on: '2026-11-24' },
			]);
			await release(hold);
			expect((await hotel.guest('Elena')).held).toMatchObject([{ points: 44 }]);
		});

		describe('C52: for what is booked', () => {
			const names = { en: 'Free night', es: 'Noche gratis', zh: '免费一晚', bg: 'Безплатна нощувка' };
			const NIGHT: Offer = {
				...{ kind: 'bundle', id: 'free-night', outlets: ['lobby'], names, priceMinor: 0, price: { points: 1200 } },
				items: [{ categories: ['other'], quantity: 1 }],
			};
			const booking = { points: null, offerId: 'free-night' };
			beforeEach(() =>
				hotel.adopt(
					programmeSchema.parse({
						...{ ...PROGRAMME, version: 2, validFrom: '2020-01-02' },
						offers: [...PROGRAMME.offers, NIGHT, { ...NIGHT, id: 'gold-night', tiers: ['silver'] }],
					}),
				),
			);
			const book = async (changes: Partial<PlaceHold> = {}) => holdOf('Elena', 0, { ...booking, ...changes });
			const noShow = (holdId: HoldId) =>
				holdReleaser(...hotel.parts)({
					...{ holdId, state: 'no-show', outlet: 'lobby', terminal: 'pms', actor: 'ana' as StaffId },
				});

			test('the price is held, and what a no-show costs is said before anything is booked', async () => {
				const before = await hotel.guest('Elena');
				const command = await book();
				const penalty = { points: 1200, penaltyPoints: 1200, balance: 50 };
				expect(await holdPreviewer(...hotel.parts)(command)).toMatchObject({ ok: true, value: penalty });
				expect(await hotel.guest('Elena')).toEqual(before);
				expect(await place(command)).toMatchObject({ ok: true, value: { answer: penalty } });
				expect(await hotel.pointsOf('Elena')).toBe(50);
			});

			test('a guest who does not come loses it, once, however often it is said', async () => {
				const hold = await held('Elena', 0, booking);
				const said = await Promise.all(Array.from({ length: 5 }, () => noShow(hold)));
				for (const one of said) expect(one).toMatchObject({ ok: true, value: { state: 'forfeited', balance: 50 } });
				expect(await release(hold)).toMatchObject({ value: { state: 'forfeited', balance: 50 } });
				expect(await timeIsOver()).toBe(0);
				expect((await hotel.guest('Elena')).held).toBeUndefined();
				expect((await books.dump(['posting'])).match(/FORFEITED/g)).toHaveLength(1);
			});

			test.each<[string, Partial<PlaceHold>]>([
				['a booking that may be given up', { ...booking, noShow: 'release' }],
				['points that book nothing', { points: 1200 }],
			])('of %s nothing is lost', async (_name, changes) => {
				const command = await holdOf('Elena', 0, changes);
				expect(await place(command)).toMatchObject({ value: { answer: { penaltyPoints: 0 } } });
				expect(await noShow(command.id)).toMatchObject({ value: { state: 'released', balance: 1250 } });
			});

			test('any other end gives all of it back', async () => {
				expect(await release(await held('Elena', 0, booking))).toMatchObject({ value: { balance: 1250 } });
				await held('Elena', 0, booking);
				hotel.later(3 * DAY);
				expect(await timeIsOver()).toBe(1);
				expect(await hotel.pointsOf('Elena')).toBe(1250);
			});

			test('the bill that names it gets the offer, without asking for it', async () => {
				const hold = await held('Elena', 0, booking);
				const view = await hotel.guest('Elena');
				const rich = { ...view, standing: { ...view.standing, balancePoints: 1250 } };
				const stay = hotel.bill('lobby', rich, { other: 12000 }, 0, ['free-night']);
				expect(await record({ ...stay, claims: [], holds: [hold] })).toMatchObject({
					ok: true,
					value: { payableMinor: 0, points: { spent: 1200, balance: 50 } },
				});
				expect(await noShow(hold)).toMatchObject({ value: { state: 'captured', balance: 50 } });
			});

			test('a bill that does not get the offer is refused, and the points stay held', async () => {
				const hold = await held('Elena', 0, booking);
				const bill = { ...(await dinner('Elena', 0, [])), holds: [hold] };
				expect(await record(bill)).toMatchObject({ error: { code: 'claim_refused', offerId: 'free-night' } });
				expect(await hotel.pointsOf('Elena')).toBe(50);
			});

			test.each<[string, Partial<PlaceHold>, object]>([
				['nobody offers', { offerId: 'gold-bar' }, { code: 'offer_unknown' }],
				['has no price', { offerId: 'spa-gold' }, { code: 'offer_not_sold' }],
				['is sold as a coupon alone', { offerId: 'spa-voucher', outlet: 'spa' }, { code: 'offer_not_sold' }],
				['is of another tier', { offerId: 'gold-night' }, { code: 'offer_not_here', of: 'tier' }],
				['costs something else', { points: 1199 }, { code: 'points_invalid' }],
			])('what %s cannot be booked', async (_name, changes, error) => {
				expect(await place(await book(changes))).toMatchObject({ ok: false, error });
				expect(await hotel.pointsOf('Elena')).toBe(1250);
			});
		});

		test('what was altered behind the books is found', async () => {
			await held('Elena', 100);
			await books.meddle("update hold set state = 'released'");
			expect((await hotel.faults()).map(({ code }) => code)).toEqual(['hold_differs']);
			await books.meddle("update hold set state = 'open'");
			await books.unguard('hold', 'update');
			await books.meddle("update hold set reference = 'R-1'");
			expect((await hotel.faults()).map(({ code }) => code)).toEqual(['hash_differs']);
			await books.meddle("update hold set reference = 'R-4711'");
		});
	});
}
