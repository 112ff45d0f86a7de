import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StaffId } from '#shared/kernel/ids.ts';
import { momentAt } from '#shared/kernel/moment.ts';
import type { NoticeChannel } from '#shared/ledger/tiers/notice.ts';
import { viewOf } from '#shared/ledger/member/member-record.ts';
import type { Expiry } from '#shared/loyalty/programme/expiry.schema.ts';
import { lotsExpirer } from '../../server/commands/expire-lots.ts';
import { noticeRecorder } from '../../server/commands/record-notice.ts';
import { enrol } from '../../server/commands/enrol-member.ts';
import { expiryLists } from '../../server/queries/expiry-lists.ts';
import { memberRecord } from '../../server/queries/replica-pages.ts';
import { Hotel, someMemberId, type GuestName } from '../support/hotel.ts';
import type { OpenBooks } from './books.ts';

const DAY = 24 * 60;

/** What every database must do with points that run out. One suite, run on each. */
export function describeTerms(name: string, open: OpenBooks): void {
	describe(`points that run out on ${name}`, () => {
		let books: Awaited<ReturnType<OpenBooks>>;
		let hotel: Hotel;

		beforeEach(async () => {
			books = await open();
			hotel = await Hotel.open(books.store);
		});
		afterEach(() => books.end());

		const expire = () => lotsExpirer(...hotel.parts)();
		const tell = (memberId: string, on: string, channel: NoticeChannel = 'staff-task', id: string = randomUUID()) =>
			noticeRecorder(...hotel.parts)('points', {
				...{ id, memberId: memberId as ReturnType<typeof someMemberId>, on, channel },
			});
		const lists = () => {
			const { businessDate } = momentAt(hotel.now, hotel.house);
			return books.store.read(expiryLists(hotel.house.id, businessDate, hotel.now));
		};
		const rows = async (table: string) => (JSON.parse(await books.dump([table])) as Record<string, unknown>[]).flat(1);
		const expiries = async () => (await rows('entry')).filter(({ kind }) => kind === 'expire');
		const adopt = (expiry: Expiry) => hotel.revise({ expiry });
		const stay = async (guest: GuestName, nights: number, delivery: 'live' | 'outbox' = 'live', points = 0) => {
			const amounts = points > 0 ? { food: points * 50 } : { night: nights };
			const bill = hotel.bill(points > 0 ? 'spa' : 'lobby', await hotel.guest(guest), amounts, points);
			await hotel.booked(bill, delivery);
			return bill;
		};

		test('of which the guest was told are there on their last day, and over the next: one entry, once', async () => {
			hotel.later(20 * DAY);
			expect(await hotel.pointsOf('Elena')).toBe(1250);
			expect(await expire()).toEqual({ members: 0, lots: 0, points: 0 });
			hotel.later(DAY);
			expect(await hotel.pointsOf('Elena')).toBe(1050);
			expect((await lists()).due.map(({ remaining, lastDay }) => [remaining, lastDay])).toEqual([
				[200, '2026-12-11'],
				[10, '2026-12-11'],
			]);
			expect(await expire()).toEqual({ members: 2, lots: 2, points: 210 });
			expect(await expire()).toEqual({ members: 0, lots: 0, points: 0 });
			expect((await lists()).due).toEqual([]);
			hotel.later(DAY);
			expect(await expire()).toEqual({ members: 0, lots: 0, points: 0 });
			expect(await hotel.pointsOf('Elena')).toBe(1050);
			expect(await expiries()).toHaveLength(2);
			expect(await hotel.faults()).toEqual([]);
		});

		test('end with the local midnight after that day, however late the run comes', async () => {
			hotel.later(90 * DAY);
			await expire();
			const [entry] = await expiries();
			expect(entry).toMatchObject({
				effective_at: '2026-12-11T22:00:00.000Z',
				business_date: '2026-12-11',
				recorded_at: hotel.now,
			});
			expect(await hotel.faults()).toEqual([]);
		});

		test('two servers that run the night at once do it once', async () => {
			hotel.later(30 * DAY);
			await Promise.all(Array.from({ length: 6 }, () => expire()));
			expect(await expiries()).toHaveLength(2);
			expect(await hotel.pointsOf('Elena')).toBe(1050);
			expect(await hotel.faults()).toEqual([]);
		});

		test('C31: "points vanish without warning": no lot ends that no notice was given of, 30 days before', async () => {
			await adopt({ kind: 'days', days: 60 });
			// A bill that was paid while the server was away printed what that counter knew.
			await stay('王小明', 5, 'outbox');
			hotel.later(50 * DAY);
			const ming = await hotel.guest('王小明');
			expect(ming.expiring).toEqual({ points: 50, on: '2027-02-19' });
			expect((await lists()).untold).toMatchObject([{ memberId: ming.id, remaining: 50, lastDay: '2027-02-19' }]);
			hotel.later(400 * DAY);
			await expire();
			expect(await hotel.pointsOf('王小明')).toBe(140);

			const { on } = (await hotel.guest('王小明')).expiring!;
			expect(await tell(ming.id, on)).toEqual({ ok: true, value: { told: 1 } });
			expect((await lists()).untold).toEqual([]);
			hotel.later(29 * DAY);
			await expire();
			expect(await hotel.pointsOf('王小明')).toBe(140);
			hotel.later(31 * DAY);
			await expire();
			expect(await hotel.pointsOf('王小明')).toBe(90);
			expect(await hotel.faults()).toEqual([]);
		});

		test('C29: "other credits never expire": whatever a lot came from, the run ends it by its own day, and "never" is said', async () => {
			await adopt({ kind: 'never' });
			await stay('Alice', 1);
			await adopt({ kind: 'days', days: 60 });
			await stay('Alice', 1);
			// Of the 40 that she brought along 10 end in three weeks, 30 in two years; of those of today 10 in two months.
			expect(await hotel.pointsOf('Alice')).toBe(60);
			const tellAlice = async () => {
				const { id, expiring } = await hotel.guest('Alice');
				return tell(id, expiring!.on);
			};
			hotel.later(22 * DAY);
			await tellAlice();
			hotel.later(39 * DAY);
			expect(await expire()).toMatchObject({ lots: 2 + 1, points: 10 + 10 + 200 });
			expect(await hotel.pointsOf('Alice')).toBe(40);
			hotel.later(680 * DAY);
			await tellAlice();
			hotel.later(400 * DAY);
			expect(await expire()).toMatchObject({ lots: 1, points: 30 });
			const { standing, expiring } = await hotel.guest('Alice');
			expect([standing.balancePoints, expiring]).toEqual([10, null]);
			expect(await hotel.faults()).toEqual([]);
		});

		test('are told on the slip of a visit, once, and that is kept with the visit', async () => {
			await adopt({ kind: 'days', days: 60 });
			const { id } = await stay('王小明', 2);
			await stay('王小明', 1);
			const ofMing = (await rows('notice')).filter(({ channel }) => channel === 'slip');
			expect(ofMing).toMatchObject([
				{ subject_id: `${id}/earn#points`, last_day: '2027-01-20', cause_id: id, at: '2026-11-21T17:42:00.000Z' },
				{ last_day: '2027-01-20' },
			]);
			hotel.later(61 * DAY);
			expect(await expire()).toMatchObject({ points: 240 });
			expect(await hotel.faults()).toEqual([]);
		});

		test('a notice is refused where there is nothing to tell, and the same one again is the same', async () => {
			const elena = await hotel.guest('Elena');
			expect(await tell(someMemberId(), '2026-12-11')).toMatchObject({ error: { code: 'member_not_found' } });
			// She knows of these, and the others are two years off.
			expect(await tell(elena.id, '2026-12-11')).toMatchObject({ error: { code: 'nothing_to_tell' } });
			expect(await tell(elena.id, '2028-11-30')).toMatchObject({ error: { code: 'nothing_to_tell' } });
			hotel.later(600 * DAY);
			const again = ['kiosk', 'notice-1'] as const;
			expect(await tell(elena.id, '2028-11-30', ...again)).toEqual({ ok: true, value: { told: 1 } });
			expect(await tell(elena.id, '2028-11-30', ...again)).toEqual({ ok: true, value: { told: 1 } });
			expect(await tell(elena.id, '2028-11-29', ...again)).toMatchObject({ error: { code: 'id_reused' } });
			expect(await hotel.faults()).toEqual([]);
		});

		describe('by inactivity', () => {
			test('go on for so many months after the last visit that earned or spent, all of them together', async () => {
				await adopt({ kind: 'inactivity', months: 6, activity: 'any' });
				await stay('王小明', 1);
				hotel.later(100 * DAY);
				await stay('王小明', 2);
				const { standing, expiring } = await hotel.guest('王小明');
				expect([standing.balancePoints, expiring]).toEqual([120, { points: 30, on: '2027-09-01' }]);
				hotel.later(60 * DAY);
				await stay('王小明', 0, 'live', 5);
				expect((await hotel.guest('王小明')).expiring).toEqual({ points: 25, on: '2027-10-30' });
				expect(await hotel.faults()).toEqual([]);
			});

			test('who was here in time keeps them, though a later visit came before the run; who was not does not', async () => {
				await adopt({ kind: 'inactivity', months: 5, activity: 'any' });
				await stay('王小明', 1);
				await stay('Miguel', 1);
				// Told on those slips: 21 April.
				hotel.later(150 * DAY);
				await stay('王小明', 0, 'live', 2);
				hotel.later(100 * DAY);
				await stay('王小明', 1);
				await stay('Miguel', 1);
				// Miguel's, and what Elena and Alice had been told of before.
				expect(await expire()).toMatchObject({ members: 3, points: 10 + 210 });
				expect(await hotel.pointsOf('王小明')).toBe(90 + 10 - 2 + 10);
				expect(await hotel.pointsOf('Miguel')).toBe(480 + 10);
				expect(await hotel.faults()).toEqual([]);
			});
		});

		test('C32: "unclear whether a stay keeps points alive": under any other rule a stay does not', async () => {
			await adopt({ kind: 'months', months: 3 });
			await stay('王小明', 1);
			hotel.later(60 * DAY);
			await stay('王小明', 1);
			expect((await hotel.guest('王小明')).expiring).toEqual({ points: 10, on: '2027-02-21' });
		});

		test('a bill that comes back takes what has expired from there and not from the guest', async () => {
			await adopt({ kind: 'days', days: 60 });
			const visit = await stay('王小明', 5);
			hotel.later(61 * DAY);
			await expire();
			expect(await hotel.pointsOf('王小明')).toBe(90);
			const back = await hotel.reverse(hotel.reversal(visit, [{ lineId: '1', quantity: 2 }]), 'counter');
			expect(back).toMatchObject({ value: { answer: { points: { takenBack: 20, balance: 90, owed: 0 } } } });
			const rest = await hotel.reverse(hotel.reversal(visit), 'counter');
			expect(rest).toMatchObject({ value: { answer: { points: { takenBack: 30, balance: 90, owed: 0 } } } });
			const expired = (await rows('posting')).filter(({ account }) => account === 'EXPIRED');
			// What Elena and Alice had been told of before.
			expect(expired.reduce((total, { quantity }) => total + Number(quantity), 0)).toBe(210);
			expect(await hotel.faults()).toEqual([]);
		});

		test('a coupon ends with its day, told or not', async () => {
			const memberId = someMemberId();
			await enrol(books.store, hotel.house, {
				fact: { memberId, at: hotel.now, by: 'ana' as StaffId, outlet: 'lobby', source: 'direct', tier: 'classic' },
				identity: { memberId, displayName: 'N', givenName: 'N', language: 'en', birthday: null, cards: [] },
				opening: [{ unit: 'coupon:gift', quantity: 2, expiresOn: '2026-11-22' }],
				...{ businessDate: '2026-11-21', recordedAt: hotel.now, terminal: 'office', programmeVersion: 1 },
			});
			hotel.later(2 * DAY);
			expect(await expire()).toEqual({ members: 1, lots: 1, points: 0 });
			expect(await hotel.faults()).toEqual([]);
		});

		test('are shown by a counter that is away as the server shows them, on any later day', async () => {
			await adopt({ kind: 'inactivity', months: 4, activity: 'any' });
			await stay('王小明', 3);
			const { id } = await hotel.guest('王小明');
			const record = await books.store.read(memberRecord(id, momentAt(hotel.now, hotel.house)));
			for (const days of [30, 60, 30, 30]) {
				hotel.later(days * DAY);
				const moment = momentAt(hotel.now, hotel.house);
				const shown = viewOf(record!, hotel.programme, null, moment, null);
				const { expiring, standing } = await hotel.guest('王小明');
				expect([shown.expiring, shown.standing.balancePoints]).toEqual([expiring, standing.balancePoints]);
			}
			expect(await hotel.pointsOf('王小明')).toBe(90);
		});

		describe('what was kept of it', () => {
			test('can be neither changed nor deleted', async () => {
				await expect(books.meddle(`update notice set last_day = '2020-01-01'`)).rejects.toThrow(/append-only/);
				await expect(books.meddle('delete from notice')).rejects.toThrow(/append-only/);
				await expect(books.meddle('update lot set idle_months = 99')).rejects.toThrow(/written once/);
			});

			test.each([
				[
					'a day that nobody was told',
					`update lot set told_day = '2026-11-30' where told_day is not null`,
					'told_differs',
				],
				['an activity that never was', `update member set earned_on = '2026-11-20'`, 'activity_differs'],
				['a notice of another day', `update notice set last_day = '2026-11-30'`, 'hash_differs'],
				['a notice that is gone', 'delete from notice', 'expired_untold'],
				[
					'a notice past the feed',
					`insert into notice select subject_id, '2027-01-01', member_id, channel, at, 'x' from notice`,
					'fact_unchained',
				],
				['points that are nowhere', `update posting set lot_id = null where account = 'AV'`, 'posting_without_lot'],
				[
					'more taken back than expired',
					`update posting set quantity = -quantity where account = 'EXPIRED'`,
					'expired_below_zero',
				],
			])('and whoever gets past the guards with %s is found', async (_what, sql, code) => {
				await stay('Elena', 1);
				hotel.later(30 * DAY);
				await expire();
				expect(await hotel.faults()).toEqual([]);
				await books.unguard('notice', sql.startsWith('delete') ? 'delete' : 'update');
				await books.unguard('posting', 'update');
				await books.meddle(sql);
				expect((await hotel.faults()).map((fault) => fault.code)).toContain(code);
			});

			test('names nobody', async () => {
				hotel.later(30 * DAY);
				await expire();
				expect(await books.dump(['notice', 'lot', 'entry', 'command'])).not.toMatch(/Elena|Petrova|970231/);
			});
		});
	});
}
