import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { VisitId } from '#shared/kernel/ids.ts';
import { momentAt } from '#shared/kernel/moment.ts';
import type { BillLine } from '#shared/loyalty/bill.ts';
import type { TierPolicy } from '#shared/loyalty/programme/tier-rules.schema.ts';
import type { RecordVisit } from '#shared/protocol/visit.ts';
import { posVisitRecorder } from '../../server/commands/record-pos-visit.ts';
import { lotsExpirer } from '../../server/commands/expire-lots.ts';
import { shownEndRecorder } from '../../server/commands/record-shown-end.ts';
import { memberRecord } from '../../server/queries/replica-pages.ts';
import { ProgrammeShelf } from '../../server/store/loading/visit-loading.ts';
import { Hotel, type GuestName } from '../support/hotel.ts';
import type { OpenBooks } from './books.ts';

const line = (id: string, change: Partial<BillLine>): BillLine => ({
	...{ id, category: 'night', sku: null, quantity: 1, grossMinor: 10_000, taxMinor: null, costMinor: null },
	...change,
});

/** What every database must do with nights that have their own dates, and with what a company pays. One suite, run on each. */
export function describeStays(name: string, open: OpenBooks): void {
	describe(`stays on ${name}`, () => {
		let books: Awaited<ReturnType<OpenBooks>>;
		let hotel: Hotel;

		beforeEach(async () => {
			books = await open();
			hotel = await Hotel.open(books.store);
		});
		afterEach(() => books.end());

		const goTo = (date: string) => {
			hotel.now = `${date}T10:00:00.000Z`;
		};
		const checkOut = async (guest: GuestName, lines: readonly BillLine[]) => {
			const bill: RecordVisit = {
				...hotel.bill('lobby', await hotel.guest(guest), { night: 1 }),
				...{ id: randomUUID() as VisitId, lines },
				tenders: [{ type: 'other', amountMinor: lines.reduce((total, { grossMinor }) => total + grossMinor, 0) }],
			};
			return { bill, answer: await hotel.booked(bill, 'outbox') };
		};
		const nightsOf = async (guest: GuestName) => (await hotel.guest(guest)).progress.nights;
		const rows = async (table: string) => (JSON.parse(await books.dump([table])) as Record<string, unknown>[]).flat(1);
		const nights = (...dates: readonly string[]) => dates.map((on) => line(`night-${on}`, { on }));
		const OVER_NEW_YEAR = ['2026-12-30', '2026-12-31', '2027-01-01'] as const;

		describe('nights', () => {
			test('D9: 30 December to 2 January are two nights in the old year and one in the new', async () => {
				goTo('2027-01-02');
				await checkOut('王小明', nights(...OVER_NEW_YEAR));
				expect(await nightsOf('王小明')).toBe(1);
				const { id } = await hotel.guest('王小明');
				const record = await books.store.read(memberRecord(id, momentAt(hotel.now, hotel.house)));
				expect(record!.days.map(({ on, nights, bills }) => [on, nights, bills])).toEqual([
					['2026-12-30', 1, 0],
					['2026-12-31', 1, 0],
					['2027-01-01', 1, 0],
					['2027-01-02', 0, 1],
				]);
				expect(await hotel.faults()).toEqual([]);
			});

			test('without dates they count on the business day of their bill, as ever', async () => {
				goTo('2027-01-02');
				await checkOut('王小明', [line('1', { quantity: 3 })]);
				expect(await nightsOf('王小明')).toBe(3);
			});

			test('one that comes back is taken from its own year', async () => {
				goTo('2027-01-02');
				const { bill } = await checkOut('王小明', nights(...OVER_NEW_YEAR));
				for (const [lineId, left] of [
					['night-2026-12-31', 1],
					['night-2027-01-01', 0],
				] as const) {
					const back = await hotel.reverse(hotel.reversal(bill, [{ lineId, quantity: 1 }]), 'system');
					expect(back.ok).toBe(true);
					expect(await nightsOf('王小明')).toBe(left);
				}
				const { id } = await hotel.guest('王小明');
				const record = await books.store.read(memberRecord(id, momentAt(hotel.now, hotel.house)));
				expect(record!.days.filter(({ nights }) => nights !== 0)).toMatchObject([{ on: '2026-12-30', nights: 1 }]);
				expect(await hotel.faults()).toEqual([]);
			});

			test('those of the old year lift by the old year, though the bill is of the new', async () => {
				goTo('2026-12-20');
				await checkOut('王小明', [line('1', { quantity: 8, grossMinor: 0 })]);
				goTo('2027-01-02');
				const { answer } = await checkOut(
					'王小明',
					nights(...OVER_NEW_YEAR).map((one) => ({ ...one, grossMinor: 0 })),
				);
				expect(answer.tierReached).toEqual({ tier: 'silver', until: '2027-12-31' });
				expect(await hotel.faults()).toEqual([]);
			});

			test.each([
				['a dinner with a date', line('1', { category: 'breakfast', on: '2026-11-20' })],
				['a night that is still to come', line('1', { on: '2026-11-22' })],
				['a night of more than a year ago', line('1', { on: '2025-11-19' })],
			])('%s is refused and books nothing', async (_name, wrong) => {
				const bill = { ...hotel.bill('lobby', await hotel.guest('王小明'), { night: 1 }), lines: [wrong] };
				const answer = await hotel.record({ ...bill, tenders: [{ type: 'other', amountMinor: 10_000 }] }, 'outbox');
				expect(answer).toEqual({ ok: false, error: { code: 'night_date_invalid', lineId: '1' } });
				expect(await rows('visit')).toEqual([]);
			});
		});

		describe('a stay', () => {
			const recorder = () => posVisitRecorder(...hotel.parts);
			const stay = async (guest: GuestName, changes: object = {}) => {
				const {
					memberId,
					tenders: _paid,
					programmeVersion: _version,
					quoteFingerprint: _shown,
					...bill
				} = hotel.bill('lobby', await hotel.guest(guest), { night: 1 });
				const of = { reservation: 'R-1', room: '204', arrival: '2026-11-19', departure: '2026-11-21', ...changes };
				return recorder()(
					{
						visit: {
							...{ ...bill, lines: nights('2026-11-19', '2026-11-20') },
							...{ tenders: null, programmeVersion: null, quoteFingerprint: null },
						},
						holder: { kind: 'member', memberId: memberId! },
						...{ businessDate: null, asked: bill.id, stay: { of, asked: null } },
					},
					'live',
				);
			};

			test('is a row of its visit, covered by its link, and one of each room', async () => {
				const first = await stay('王小明');
				expect(first).toMatchObject({ ok: true, value: { answer: { points: { earned: 20 } } } });
				expect(await rows('stay')).toMatchObject([{ reservation: 'R-1', room: '204', arrival: '2026-11-19' }]);
				expect(await stay('王小明')).toMatchObject({ error: { code: 'stay_recorded' } });
				expect(await stay('王小明', { departure: '2026-11-22' })).toMatchObject({ error: { code: 'stay_changed' } });
				expect(await stay('Elena')).toMatchObject({ error: { code: 'room_taken' } });
				expect(await stay('Elena', { room: '205' })).toMatchObject({ ok: true });
				expect(await hotel.faults()).toEqual([]);
			});

			test.each([
				['another room', `update stay set room = '9'`, ['hash_differs']],
				['a shorter stay', `update stay set departure = '2026-11-20'`, ['hash_differs', 'stay_differs']],
			])('the books notice %s', async (_name, sql, codes) => {
				await stay('王小明');
				await expect(books.meddle(sql)).rejects.toThrow('append-only');
				await expect(books.meddle('delete from stay')).rejects.toThrow('append-only');
				await books.unguard('stay', 'update');
				await books.meddle(sql);
				expect((await hotel.faults()).map(({ code }) => code).sort()).toEqual(codes);
			});

			test('the books notice a second visit of a room', async () => {
				await stay('王小明');
				await stay('Elena', { room: '205' });
				await books.unguard('stay', 'update');
				await books.meddle(`update stay set room = '204', take = 1 where room = '205'`);
				expect((await hotel.faults()).map(({ code }) => code).sort()).toEqual(['hash_differs', 'stay_differs']);
			});
		});

		describe('a bill that comes back and had lifted the guest', () => {
			const adopt = (tierPolicy: TierPolicy) => hotel.revise({ tierPolicy });
			const back = async (bill: RecordVisit) => {
				const answer = await hotel.reverse(hotel.reversal(bill), 'system');
				if (!answer.ok) throw new Error(answer.error.code);
				return answer.value.answer;
			};
			const long = (quantity: number) => [line('1', { quantity, grossMinor: 0 })];

			test('takes the tier at once where the programme says so, by as much as it had lifted', async () => {
				await adopt({ reversal: 'now' });
				const first = await checkOut('王小明', long(10));
				const second = await checkOut('王小明', long(15));
				expect(second.answer.tierReached).toMatchObject({ tier: 'gold' });
				expect((await back(first.bill)).tierLowered).toEqual({ tier: 'silver', until: '2027-12-31' });
				expect((await hotel.guest('王小明')).standing.tier).toBe('silver');
				expect((await back(second.bill)).tierLowered).toEqual({ tier: 'classic', until: null });
				expect((await hotel.guest('王小明')).standing.tier).toBe('classic');
				expect(await hotel.faults()).toEqual([]);
			});

			test('leaves the tier until its term is judged where it does not', async () => {
				const { bill } = await checkOut('王小明', long(10));
				expect((await back(bill)).tierLowered).toBeUndefined();
				expect((await hotel.guest('王小明')).standing.tier).toBe('silver');
			});

			test('takes nothing that the guest brought along', async () => {
				await adopt({ reversal: 'now' });
				const { bill } = await checkOut('Miguel', long(12));
				expect((await back(bill)).tierLowered).toBeUndefined();
				expect((await hotel.guest('Miguel')).standing.tier).toBe('silver');
				const { bill: more } = await checkOut('Miguel', long(30));
				expect((await back(more)).tierLowered).toMatchObject({ tier: 'silver' });
				expect(await hotel.faults()).toEqual([]);
			});

			test('the books notice a tier that went without one', async () => {
				await adopt({ reversal: 'now' });
				await back((await checkOut('王小明', long(10))).bill);
				await books.unguard('tier_change', 'update');
				await books.meddle(`update tier_change set cause_id = 'nothing' where reason = 'taken_back'`);
				expect((await hotel.faults()).map(({ code }) => code)).toContain('tier_differs');
			});
		});

		describe('what a guest read on a screen', () => {
			const KIOSK = { id: 'lobby/kiosk-1', role: 'kiosk' } as const;
			const shelf = () => new ProgrammeShelf(hotel.house.id);
			const read = async (
				of: 'points' | 'tier',
				on: string,
				device: { id: string; role: 'till' | 'kiosk' } = KIOSK,
			) => {
				const { id: memberId } = await hotel.guest('王小明');
				return shownEndRecorder(books.store, hotel.house, shelf(), () => hotel.now)(device, { memberId, of, on });
			};
			const expire = () => lotsExpirer(books.store, hotel.house, shelf(), () => hotel.now)();

			test.each([
				['only the kiosk has shown it, 30 days before', true],
				['nobody has shown it', false],
			])('a lot ends where %s: %s', async (_name, isShown) => {
				await hotel.revise({ expiry: { kind: 'days', days: 40 } });
				const before = await hotel.pointsOf('王小明');
				await hotel.record({ ...hotel.bill('restaurant', await hotel.guest('王小明'), { food: 50_000 }) }, 'outbox');
				const earned = (await hotel.pointsOf('王小明')) - before;
				expect(earned).toBe(10);
				goTo('2026-12-01');
				const { expiring } = await hotel.guest('王小明');
				expect(expiring).toEqual({ points: earned, on: '2026-12-31' });
				if (isShown) {
					expect(await read('points', '2026-12-31')).toEqual({ ok: true, value: { told: 1 } });
					expect(await read('points', '2026-12-31')).toEqual({ ok: true, value: { told: 1 } });
					expect((await rows('notice')).filter(({ channel }) => channel === 'kiosk')).toMatchObject([
						{ last_day: '2026-12-31' },
					]);
				}
				goTo('2027-01-01');
				// Two of what guests had brought along end before.
				expect((await expire()).lots).toBe(isShown ? 3 : 2);
				expect((await hotel.pointsOf('王小明')) - before).toBe(isShown ? 0 : earned);
				expect(await hotel.faults()).toEqual([]);
			});

			test('a tier at risk is shown in its last 60 days with what is missing, and is told once', async () => {
				await checkOut('王小明', [line('1', { quantity: 10, grossMinor: 0 })]);
				goTo('2027-10-31');
				expect((await hotel.guest('王小明')).atRisk).toBeNull();
				goTo('2027-11-01');
				expect((await hotel.guest('王小明')).atRisk).toEqual({
					...{ tier: 'silver', on: '2027-12-31', all: false, told: false },
					missing: { nights: 10, spendMinor: 100_000 },
				});
				expect(await read('tier', '2027-12-31', { id: 'restaurant/till-1', role: 'till' })).toMatchObject({ ok: true });
				expect((await hotel.guest('王小明')).atRisk).toMatchObject({ told: true });
				expect((await rows('notice')).filter(({ channel }) => channel === 'till')).toMatchObject([
					{ last_day: '2027-12-31' },
				]);
				await checkOut('王小明', [line('1', { quantity: 10, grossMinor: 0 })]);
				expect((await hotel.guest('王小明')).atRisk).toBeNull();
				expect(await hotel.faults()).toEqual([]);
			});
		});

		describe('what a company pays', () => {
			const split = [line('1', { quantity: 3, grossMinor: 30_000, paidBy: 'company' }), line('2', { category: 'bar' })];

			test('earns nothing and is no spending of the guest, and its nights count', async () => {
				const before = (await hotel.guest('王小明')).progress;
				const { answer } = await checkOut('王小明', split);
				expect(answer).toMatchObject({ payableMinor: 40_000, points: { earned: 0 } });
				expect(answer.explanation).toContainEqual({ kind: 'paid-by-company', amountMinor: 30_000, nights: 3 });
				const { progress } = await hotel.guest('王小明');
				expect([progress.nights, progress.spendMinor]).toEqual([before.nights + 3, before.spendMinor + 10_000]);
				expect(await hotel.faults()).toEqual([]);
			});

			test('comes back without a trace in what counts for the tier', async () => {
				const before = (await hotel.guest('王小明')).progress;
				const { bill } = await checkOut('王小明', split);
				expect((await hotel.reverse(hotel.reversal(bill, [{ lineId: '1', quantity: 1 }]), 'system')).ok).toBe(true);
				const between = (await hotel.guest('王小明')).progress;
				expect([between.nights, between.spendMinor]).toEqual([before.nights + 2, before.spendMinor + 10_000]);
				expect((await hotel.reverse(hotel.reversal(bill), 'system')).ok).toBe(true);
				expect((await hotel.guest('王小明')).progress).toEqual(before);
				expect(await hotel.faults()).toEqual([]);
			});

			test.each([
				[`update visit set company_minor = 1`, 'visit', ['company_differs', 'hash_differs']],
				[`update visit_line set paid_by = null`, 'visit_line', ['company_differs', 'hash_differs']],
				[
					`update visit_line set night_on = '2027-01-01' where line_id = '1'`,
					'visit_line',
					['hash_differs', 'night_misdated'],
				],
			] as const)('the books notice %s', async (sql, table, codes) => {
				await checkOut('王小明', split);
				await expect(books.meddle(sql)).rejects.toThrow('append-only');
				await books.unguard(table, 'update');
				await books.meddle(sql);
				expect((await hotel.faults()).map(({ code }) => code).sort()).toEqual(codes);
			});
		});
	});
}
