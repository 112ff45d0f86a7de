import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { HoldId, StaffId } from '#shared/kernel/ids.ts';
import { momentAt } from '#shared/kernel/moment.ts';
import { viewOf } from '#shared/ledger/member/member-record.ts';
import type { Pending } from '#shared/loyalty/programme/pending.schema.ts';
import { erase } from '../../server/commands/erase-member.ts';
import { lotsExpirer } from '../../server/commands/expire-lots.ts';
import { lotsMaturer } from '../../server/commands/mature-lots.ts';
import { holdPlacer } from '../../server/commands/place-hold.ts';
import { memberRecord } from '../../server/queries/replica-pages.ts';
import { Hotel, type GuestName } from '../support/hotel.ts';
import type { OpenBooks } from './books.ts';

const DAY = 24 * 60;
/** From the evening on which the tests' hotel opens until the local midnight that ends the day. */
const TO_MIDNIGHT = 4 * 60 + 18;

/** What every database must keep of points that wait. One suite, run on each. */
export function describePending(name: string, open: OpenBooks): void {
	describe(`points that wait, on ${name}`, () => {
		let books: Awaited<ReturnType<OpenBooks>>;
		let hotel: Hotel;

		beforeEach(async () => {
			books = await open();
			hotel = await Hotel.open(books.store);
		});
		afterEach(() => books.end());

		const mature = () => lotsMaturer(...hotel.parts)();
		const expire = () => lotsExpirer(...hotel.parts)();
		const adopt = (pending: Pending, changes: object = {}) => hotel.revise({ pending, ...changes });
		const billOf = async (guest: GuestName, amounts: Record<string, number>, points = 0, outlet = 'lobby') => {
			const view = await hotel.guest(guest);
			// Whether there are enough points is the server's to say.
			const rich = { ...view, standing: { ...view.standing, balancePoints: 10_000 } };
			return hotel.bill(outlet, rich, amounts, points);
		};
		/** Ten points a night. */
		const stay = async (guest: GuestName, nights: number) => {
			const visit = await billOf(guest, { night: nights });
			return { visit, answer: await hotel.booked(visit, 'live') };
		};
		const spend = async (guest: GuestName, points: number) =>
			hotel.record(await billOf(guest, { treatment: points * 100 }, points, 'spa'), 'live');
		const hold = async (guest: GuestName, points: number) =>
			holdPlacer(...hotel.parts)({
				...{ id: randomUUID() as HoldId, memberId: (await hotel.guest(guest)).id, points, reference: 'R-1' },
				until: new Date(Date.parse(hotel.now) + DAY * 60_000).toISOString(),
				...{ outlet: 'lobby', terminal: 'pms', cashier: 'ana' as StaffId, occurredAt: hotel.now },
			});
		const rows = async (table: string) => (JSON.parse(await books.dump([table])) as Record<string, unknown>[]).flat(1);
		const entries = async (kind: string) => (await rows('entry')).filter((entry) => entry.kind === kind);
		const codes = async () => (await hotel.faults()).map(({ code }) => code);

		test("C39: points cannot be used before the bill's return window ends", async () => {
			await adopt({ days: 14 });
			const { answer } = await stay('Miguel', 5);
			expect(answer).toMatchObject({
				points: { earned: 50, spent: 0, balance: 480, pending: 50 },
				usableFrom: '2026-12-05',
			});
			expect(await hotel.guest('Miguel')).toMatchObject({
				standing: { balancePoints: 480 },
				pending: { points: 50, nextOn: '2026-12-05' },
			});
			// The last minute of the day before.
			hotel.later(13 * DAY + TO_MIDNIGHT - 1);
			expect(await mature()).toEqual({ members: 0, lots: 0, points: 0 });
			expect(await spend('Miguel', 481)).toMatchObject({ error: { code: 'insufficient_points', shortPoints: 1 } });
			expect(await hold('Miguel', 481)).toMatchObject({ error: { code: 'insufficient_points', shortPoints: 1 } });
			hotel.later(1);
			expect(await hotel.guest('Miguel')).not.toHaveProperty('pending');
			expect(await spend('Miguel', 530)).toMatchObject({ ok: true, value: { points: { spent: 530, balance: 0 } } });
			expect(await hotel.faults()).toEqual([]);
		});

		test('can be used on their day though the server was off at night, for a bill and for a hold', async () => {
			await adopt({ days: 14 });
			await stay('Miguel', 5);
			await stay('Elena', 5);
			hotel.later(16 * DAY);
			expect(await hold('Miguel', 530)).toMatchObject({ ok: true, value: { answer: { balance: 0 } } });
			expect(await spend('Elena', 1300)).toMatchObject({ ok: true });
			const matured = await entries('mature');
			// As of the midnight that begins the day, by nobody, and part of no visit.
			for (const entry of matured) {
				expect(entry).toMatchObject({ effective_at: '2026-12-04T22:00:00.000Z', actor: 'retorno', visit_id: null });
			}
			expect(matured).toHaveLength(2);
			expect(await mature()).toEqual({ members: 0, lots: 0, points: 0 });
			expect(await hotel.faults()).toEqual([]);
		});

		test('mature in the night, once, however many servers run it', async () => {
			await adopt({ days: 14 });
			await stay('Miguel', 5);
			hotel.later(15 * DAY);
			await Promise.all(Array.from({ length: 6 }, () => mature()));
			expect(await entries('mature')).toHaveLength(1);
			hotel.later(1);
			expect(await mature()).toEqual({ members: 0, lots: 0, points: 0 });
			expect(await hotel.pointsOf('Miguel')).toBe(530);
			expect(await hotel.faults()).toEqual([]);
		});

		test('mature before they expire in a run that comes years late', async () => {
			await adopt({ days: 14 }, { expiry: { kind: 'days', days: 60 } });
			await stay('Miguel', 5);
			hotel.later(400 * DAY);
			expect(await mature()).toEqual({ members: 1, lots: 1, points: 50 });
			await expire();
			// Nobody told the guest, so they go on.
			expect(await hotel.pointsOf('Miguel')).toBe(530);
			expect(await hotel.faults()).toEqual([]);
		});

		test('come from there when the bill comes back, and nothing is owed', async () => {
			await adopt({ days: 14 });
			const { visit } = await stay('Miguel', 5);
			await spend('Miguel', 480);
			const back = await hotel.reverse(hotel.reversal(visit, [{ lineId: '1', quantity: 2 }]), 'counter');
			expect(back).toMatchObject({ value: { answer: { points: { takenBack: 20, balance: 0, owed: 0 } } } });
			expect((await hotel.guest('Miguel')).pending).toEqual({ points: 30, nextOn: '2026-12-05' });
			expect(await hotel.faults()).toEqual([]);
			await hotel.reverse(hotel.reversal(visit), 'counter');
			expect(await hotel.guest('Miguel')).not.toHaveProperty('pending');
			hotel.later(20 * DAY);
			expect(await mature()).toEqual({ members: 0, lots: 0, points: 0 });
			expect(await hotel.faults()).toEqual([]);
		});

		test('pay a debt first when they mature', async () => {
			await adopt({ days: 14, outlets: ['lobby'] });
			// Silver earns 3 % in the restaurant at once: 21 points of 700.00 after the discount, less what points pay.
			const dinner = await billOf('Miguel', { food: 100_000 }, 0, 'restaurant');
			const { points } = await hotel.booked(dinner, 'live');
			await spend('Miguel', points.balance);
			await stay('Miguel', 5);
			const back = await hotel.reverse(hotel.reversal(dinner), 'counter');
			expect(back).toMatchObject({ value: { answer: { points: { balance: 0, owed: points.earned } } } });
			expect(points.earned).toBeGreaterThan(0);
			expect(await hotel.faults()).toEqual([]);
			hotel.later(15 * DAY);
			// A screen says what the books will.
			expect(await hotel.pointsOf('Miguel')).toBe(50 - points.earned);
			await mature();
			expect(await hotel.pointsOf('Miguel')).toBe(50 - points.earned);
			expect(await hotel.faults()).toEqual([]);
		});

		test('wait only where the programme says so', async () => {
			await adopt({ days: 14, outlets: ['lobby'] });
			const { points, ...answer } = await hotel.booked(await billOf('Elena', { food: 8000 }, 0, 'restaurant'), 'live');
			expect(points).toEqual({ earned: 3, spent: 0, balance: 1253 });
			expect(answer).not.toHaveProperty('usableFrom');
			expect(await hotel.guest('Elena')).not.toHaveProperty('pending');
		});

		test('of a bill that comes late can be used when its own time is over', async () => {
			await adopt({ days: 14 });
			const late = await billOf('Miguel', { night: 5 });
			hotel.later(20 * DAY);
			expect(await hotel.booked(late, 'outbox')).toMatchObject({ points: { pending: 50 }, usableFrom: '2026-12-05' });
			expect(await hotel.pointsOf('Miguel')).toBe(530);
			expect(await mature()).toEqual({ members: 1, lots: 1, points: 50 });
			expect(await hotel.pointsOf('Miguel')).toBe(530);
			expect(await hotel.faults()).toEqual([]);
		});

		test('a counter by itself shows what is due, as the server does', async () => {
			await adopt({ days: 14 });
			const { id } = await hotel.guest('Miguel');
			await stay('Miguel', 5);
			hotel.later(2 * DAY);
			await stay('Miguel', 1);
			const kept = (await books.store.read(memberRecord(id, momentAt(hotel.now, hotel.house))))!;
			// As it crosses the link and lies in the replica.
			const record = JSON.parse(JSON.stringify(kept)) as typeof kept;
			for (const days of [0, 11, 1, 1, 1, 1, 400]) {
				hotel.later(days * DAY);
				const { pending, standing, expiring } = await hotel.guest('Miguel');
				const known = viewOf(record, hotel.programme, null, momentAt(hotel.now, hotel.house), {});
				expect(known.pending).toEqual(pending);
				expect(known.standing.balancePoints).toBe(standing.balancePoints);
				expect(known.expiring).toEqual(expiring);
			}
			expect(await hotel.pointsOf('Miguel')).toBe(540);
		});

		test('that are due are told of like all others', async () => {
			await adopt({ days: 14 }, { expiry: { kind: 'days', days: 60 } });
			await stay('王小明', 5);
			hotel.later(30 * DAY);
			expect((await hotel.guest('王小明')).expiring).toEqual({ points: 50, on: '2027-01-20' });
			await hotel.booked(await billOf('王小明', { treatment: 100 }, 0, 'spa'), 'live');
			hotel.later(31 * DAY);
			await mature();
			// Of these 200 and 10 are what Elena and Alice brought along.
			expect(await expire()).toMatchObject({ points: 50 + 200 + 10 });
			expect(await hotel.pointsOf('王小明')).toBe(90);
			expect(await hotel.faults()).toEqual([]);
		});

		test('are forfeited when their guest is forgotten, due or not', async () => {
			await adopt({ days: 14 });
			const { visit } = await stay('Miguel', 5);
			hotel.later(DAY);
			await stay('Miguel', 1);
			hotel.later(13 * DAY);
			const { id: memberId } = await hotel.guest('Miguel');
			const erased = await erase(books.store, hotel.house, { memberId, at: hotel.now });
			expect(erased).toMatchObject({ value: { forfeitedPoints: 480 + 50 + 10, writtenOffPoints: 0 } });
			expect(await hotel.faults()).toEqual([]);
			hotel.later(30 * DAY);
			expect(await mature()).toEqual({ members: 0, lots: 0, points: 0 });
			await hotel.reverse(hotel.reversal(visit), 'counter');
			expect(await hotel.faults()).toEqual([]);
		});

		test('cannot be changed past the books without it being found', async () => {
			await adopt({ days: 14 });
			await stay('Miguel', 5);
			await expect(books.meddle("update lot set usable_from = '2026-11-22' where pending > 0")).rejects.toThrow();
			await expect(books.meddle('update lot set pending = pending + 1 where pending > 0')).rejects.toThrow();
			await books.meddle('update lot set pending = pending - 1 where pending > 0');
			expect(await codes()).toEqual(['pending_differs']);
			await books.meddle('update lot set pending = pending + 1 where pending > 0');
			await books.unguard('posting', 'update');
			await books.meddle("update posting set account = 'AV' where account = 'PD'");
			await books.meddle('update lot set remaining = pending, pending = 0 where pending > 0');
			expect(await codes()).toEqual(['hash_differs', 'matured_early']);
		});

		test('that were made usable too early are found', async () => {
			await adopt({ days: 14 });
			await stay('Miguel', 5);
			hotel.later(15 * DAY);
			await mature();
			await books.unguard('entry', 'update');
			await books.meddle("update entry set recorded_at = '2026-11-30T00:00:00.000Z' where kind = 'mature'");
			expect(await codes()).toEqual(['hash_differs', 'matured_early']);
		});
	});
}
