import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StaffId } from '#shared/kernel/ids.ts';
import { momentAt } from '#shared/kernel/moment.ts';
import type { GiveTier } from '#shared/ledger/tiers/decide-tier.ts';
import type { TierPolicy } from '#shared/loyalty/programme/tier-rules.schema.ts';
import { tierEvaluator } from '../../server/commands/evaluate-tiers.ts';
import { tierGiver } from '../../server/commands/give-tier.ts';
import { noticeRecorder } from '../../server/commands/record-notice.ts';
import { lotsExpirer } from '../../server/commands/expire-lots.ts';
import { PROGRAMME } from '../../server/demo/miramar.ts';
import { memberRecord } from '../../server/queries/replica-pages.ts';
import { tiersAtRisk } from '../../server/queries/tier-lists.ts';
import { ProgrammeShelf } from '../../server/store/loading/visit-loading.ts';
import { Hotel, type GuestName } from '../support/hotel.ts';
import type { OpenBooks } from './books.ts';

const DAY = 24 * 60;

/** What every database must do with tiers that move. One suite, run on each. */
export function describeTiers(name: string, open: OpenBooks): void {
	describe(`tiers that move on ${name}`, () => {
		let books: Awaited<ReturnType<OpenBooks>>;
		let hotel: Hotel;
		let shelf: ProgrammeShelf;

		beforeEach(async () => {
			books = await open();
			hotel = await Hotel.open(books.store);
			shelf = new ProgrammeShelf(hotel.house.id);
		});
		afterEach(() => books.end());

		const night = () => tierEvaluator(...hotel.parts)();
		const give = (gift: Omit<GiveTier, 'id' | 'reason'>) =>
			tierGiver(...hotel.parts)({ id: randomUUID(), reason: 'goodwill', ...gift });
		const tell = async (guest: GuestName, on: string) => {
			const { id: memberId } = await hotel.guest(guest);
			const record = noticeRecorder(...hotel.parts);
			return record('tier', { id: randomUUID(), memberId, channel: 'e-mail', on });
		};
		const atRisk = async () => {
			const moment = momentAt(hotel.now, hotel.house);
			return books.store.read(tiersAtRisk(hotel.house.id, shelf, moment));
		};
		const visit = async (guest: GuestName, outlet: string, amounts: Record<string, number>, points = 0) =>
			hotel.booked(hotel.bill(outlet, await hotel.guest(guest), amounts, points), 'live');
		const tierOf = async (guest: GuestName) => (await hotel.guest(guest)).standing.tier;
		const rows = async (table: string) => (JSON.parse(await books.dump([table])) as Record<string, unknown>[]).flat(1);
		const goTo = (date: string) => {
			hotel.now = `${date}T12:00:00.000Z`;
		};

		test.each([
			['nothing', 0, 0, 'classic'],
			['a night less', 9, 0, 'classic'],
			['so many nights', 10, 0, 'silver'],
			['a night more', 11, 0, 'silver'],
			['a cent less', 0, 99_999, 'classic'],
			['so much', 0, 100_000, 'silver'],
			['a cent more', 0, 100_001, 'silver'],
			['enough for gold at once', 25, 0, 'gold'],
		] as const)(
			'C33: "tier given without reaching it, or skipped": %s gives %i nights, %i cents, %s',
			async (_name, nights, spendMinor, tier) => {
				if (nights > 0) await visit('王小明', 'lobby', { night: nights });
				if (spendMinor > 0) await visit('王小明', 'spa', { products: spendMinor });
				expect(await tierOf('王小明')).toBe(tier);
				expect(await hotel.faults()).toEqual([]);
			},
		);

		test('the visit that lifts a guest is rated by the old tier and says so, and the next one by the new', async () => {
			await visit('王小明', 'lobby', { night: 9 });
			const lifting = await visit('王小明', 'restaurant', { food: 100_000 });
			expect(lifting).toMatchObject({
				discountMinor: 0,
				points: { earned: 20 },
				tierReached: { tier: 'silver', until: '2027-12-31' },
			});
			const next = await visit('王小明', 'restaurant', { food: 10_000 });
			expect([next.discountMinor, next.tierReached]).toEqual([500, undefined]);
			expect(await rows('tier_change')).toMatchObject([
				{ reason: 'reached', before_tier: 'classic', tier: 'silver', cause_id: lifting.visitId },
			]);
			expect(await hotel.faults()).toEqual([]);
		});

		test('a bill from before the guest was lifted is rated by the tier of its time, whenever it comes', async () => {
			const early = hotel.bill('restaurant', await hotel.guest('王小明'), { food: 10_000 });
			hotel.later(60);
			await visit('王小明', 'lobby', { night: 10 });
			hotel.later(60);
			expect(await hotel.booked(early, 'outbox')).toMatchObject({ discountMinor: 0, points: { earned: 2 } });
			expect(await tierOf('王小明')).toBe('silver');
			expect(await hotel.faults()).toEqual([]);
		});

		test('a bill that comes late lifts by the window of its own year', async () => {
			const { id: memberId } = await hotel.guest('王小明');
			goTo('2026-12-30');
			const late = hotel.bill('lobby', await hotel.guest('王小明'), { night: 12 });
			goTo('2027-01-05');
			expect((await hotel.booked({ ...late, memberId }, 'outbox')).tierReached).toEqual({
				tier: 'silver',
				until: '2027-12-31',
			});
		});

		test('many bills at once lift once', async () => {
			const guest = await hotel.guest('王小明');
			const bills = Array.from({ length: 10 }, () => hotel.bill('lobby', guest, { night: 2 }));
			await Promise.all(bills.map((bill) => hotel.booked(bill, 'outbox')));
			expect(await tierOf('王小明')).toBe('silver');
			expect(await rows('tier_change')).toHaveLength(1);
			expect(await hotel.faults()).toEqual([]);
		});

		test('C34: "spending points costs status": neither paying with points nor their end moves a tier', async () => {
			await visit('王小明', 'lobby', { night: 10 });
			const before = (await hotel.guest('王小明')).progress;
			await visit('王小明', 'spa', { products: 5_000 }, 90);
			expect((await hotel.guest('王小明')).progress).toEqual({
				...before,
				spendMinor: before.spendMinor + 4_750,
				next: { ...before.next, missingSpendMinor: 300_000 - 4_750 },
			});
			hotel.later(30 * DAY);
			await lotsExpirer(...hotel.parts)();
			expect([await tierOf('王小明'), await tierOf('Elena'), await tierOf('Alice')]).toEqual([
				'silver',
				'gold',
				'gold',
			]);
			expect(await rows('tier_change')).toHaveLength(1);
		});

		describe('C35: "a manual level freezes all later automation"', () => {
			test('a tier given by hand is a floor: what is reached below it counts when it ends', async () => {
				const { id: memberId } = await hotel.guest('王小明');
				const gift = { memberId, tier: 'gold', until: '2026-12-24', by: 'boris' as StaffId };
				expect(await give(gift)).toMatchObject({ ok: true, value: { before: 'classic', tier: 'gold' } });
				expect((await visit('王小明', 'restaurant', { food: 10_000 })).discountMinor).toBe(1_000);
				expect((await visit('王小明', 'lobby', { night: 10 })).tierReached).toBeUndefined();
				goTo('2026-12-24');
				await night();
				expect(await tierOf('王小明')).toBe('gold');
				goTo('2026-12-26');
				expect(await night()).toMatchObject({ ended: 1 });
				expect(await tierOf('王小明')).toBe('silver');
				expect((await rows('tier_change')).map(({ reason }) => reason)).toEqual(['given', 'reached', 'given_ended']);
				expect(await hotel.faults()).toEqual([]);
			});

			test('and a higher one is reached above it', async () => {
				const { id: memberId } = await hotel.guest('王小明');
				await give({ memberId, tier: 'silver', until: '2026-12-24', by: 'boris' as StaffId });
				expect((await visit('王小明', 'lobby', { night: 25 })).tierReached).toMatchObject({ tier: 'gold' });
				goTo('2026-12-26');
				await night();
				expect(await tierOf('王小明')).toBe('gold');
			});

			test.each([
				['a cashier', { by: 'ana' }, 'approver_forbidden'],
				['nobody of the house', { by: 'nobody' }, 'cashier_unknown'],
				['a tier that is not there', { tier: 'jade' }, 'tier_unknown'],
				['until yesterday', { until: '2026-11-20' }, 'day_past'],
				['to nobody', { memberId: randomUUID() }, 'member_not_found'],
			])('%s is refused', async (_what, change, code) => {
				const { id: memberId } = await hotel.guest('王小明');
				const gift = { memberId, tier: 'gold', until: '2026-12-24', by: 'boris', ...change };
				expect(await give(gift as never)).toEqual({ ok: false, error: { code } });
				expect(await tierOf('王小明')).toBe('classic');
			});
		});

		describe('C36: "tier downgrade surprises"', () => {
			test('who has not kept a tier falls by one step, after the last day that they were told in time', async () => {
				goTo('2027-11-05');
				expect(await atRisk()).toMatchObject([
					{ tier: 'gold', on: '2027-12-31', goal: { missing: { nights: 25, spendMinor: 300_000 } }, isTold: false },
					{ tier: 'silver', on: '2027-12-31', isTold: false },
					{ tier: 'gold', on: '2027-12-31', isTold: false },
				]);
				expect(await tell('Elena', '2027-12-31')).toEqual({ ok: true, value: { told: 1 } });
				expect(await tell('Elena', '2027-12-31')).toMatchObject({ error: { code: 'nothing_to_tell' } });
				goTo('2027-12-31');
				expect(await night()).toEqual({ kept: 0, lapsed: 0, ended: 0 });
				goTo('2028-01-01');
				expect(await night()).toEqual({ kept: 0, lapsed: 1, ended: 0 });
				expect(await night()).toEqual({ kept: 0, lapsed: 0, ended: 0 });
				expect([await tierOf('Elena'), await tierOf('Miguel'), await tierOf('Alice')]).toEqual([
					'silver',
					'silver',
					'gold',
				]);
				expect(await rows('tier_change')).toMatchObject([
					{ reason: 'lapsed', valid_until: '2028-12-31', effective_at: '2027-12-31T22:00:00.000Z' },
				]);
				expect(await hotel.faults()).toEqual([]);
			});

			test('without a notice the tier goes on, for at least 30 days after the one that comes', async () => {
				goTo('2028-02-10');
				await night();
				expect(await tierOf('Miguel')).toBe('silver');
				const miguel = (await atRisk()).find(({ tier }) => tier === 'silver')!;
				expect(miguel.on).toBe('2028-03-30');
				expect(await tell('Miguel', '2027-12-31')).toMatchObject({ error: { code: 'nothing_to_tell' } });
				expect(await tell('Miguel', miguel.on)).toMatchObject({ ok: true });
				goTo('2028-03-30');
				await night();
				expect(await tierOf('Miguel')).toBe('silver');
				goTo('2028-03-31');
				await night();
				expect(await tierOf('Miguel')).toBe('classic');
				expect(await hotel.faults()).toEqual([]);
			});

			test('who has earned it again in the year keeps it for another one, and needs no notice', async () => {
				goTo('2027-03-01');
				await visit('Miguel', 'lobby', { night: 10 });
				goTo('2027-12-01');
				expect((await atRisk()).map(({ tier }) => tier)).toEqual(['gold', 'gold']);
				goTo('2028-01-01');
				expect(await night()).toMatchObject({ kept: 1 });
				expect((await rows('tier_change')).at(-1)).toMatchObject({ reason: 'kept', valid_until: '2028-12-31' });
				expect(await tierOf('Miguel')).toBe('silver');
			});

			test('a bill that comes back takes no tier at night: it is judged when the term is over', async () => {
				const bill = hotel.bill('lobby', await hotel.guest('王小明'), { night: 10 });
				await hotel.booked(bill, 'live');
				await hotel.reverse(hotel.reversal(bill), 'counter');
				await night();
				expect(await tierOf('王小明')).toBe('silver');
				goTo('2027-11-20');
				expect(await tell('王小明', '2027-12-31')).toMatchObject({ ok: true });
				goTo('2028-01-01');
				await night();
				expect(await tierOf('王小明')).toBe('classic');
				expect(await hotel.faults()).toEqual([]);
			});
		});

		test.each<[string, TierPolicy, string | null]>([
			['of twelve months holds for as many', { window: 'rolling-12-months' }, '2027-12-20'],
			['of a calendar year holds until the end of the next one', {}, '2027-12-31'],
			['of a membership year holds until the next one ends', { window: 'membership-year' }, '2027-11-20'],
			['of a lifetime is never lost', { window: 'lifetime' }, null],
		])('a tier %s', async (_name, tierPolicy, until) => {
			await hotel.revise({ tierPolicy });
			goTo('2026-12-20');
			const reached = await visit('王小明', 'lobby', { night: 10 });
			expect(reached.tierReached).toEqual({ tier: 'silver', until });
			expect(await hotel.faults()).toEqual([]);
		});

		test('tier points are what a bill earns before any bonus, and what comes back of it goes', async () => {
			const from = { allOf: [{ points: 50 }, { visits: 2 }] };
			const [classic, silver, gold] = PROGRAMME.tiers;
			await hotel.revise({ tiers: [classic!, { ...silver!, from }, gold!] });
			const first = hotel.bill('lobby', await hotel.guest('王小明'), { night: 5 });
			await hotel.booked(first, 'live');
			await visit('王小明', 'lobby', { night: 1 });
			// Two bills of one day and outlet are one visit.
			expect(await tierOf('王小明')).toBe('classic');
			expect((await hotel.guest('王小明')).progress.next).toEqual({
				...{ tier: 'silver', missingNights: null, missingSpendMinor: null, missingVisits: 1, all: true },
			});
			await hotel.reverse(hotel.reversal(first), 'counter');
			hotel.later(DAY);
			await visit('王小明', 'lobby', { night: 1 });
			expect(await tierOf('王小明')).toBe('classic');
			await visit('王小明', 'lobby', { night: 3 });
			expect(await tierOf('王小明')).toBe('silver');
			expect(await hotel.faults()).toEqual([]);
		});

		test('a counter that is away knows the tier, its term and what counts', async () => {
			await visit('王小明', 'lobby', { night: 10 });
			const { id } = await hotel.guest('王小明');
			const record = await books.store.read(memberRecord(id, momentAt(hotel.now, hotel.house)));
			expect(record).toMatchObject({
				account: { tier: 'silver', tierTerm: { earned: 'silver', until: '2027-12-31', seq: 1 } },
				days: [{ on: '2026-11-21', outlet: 'lobby', nights: 10, bills: 1, points: 100 }],
			});
		});

		describe('what was kept of it', () => {
			beforeEach(async () => {
				await visit('王小明', 'lobby', { night: 10 });
				await visit('王小明', 'lobby', { night: 15 });
			});

			test('can be neither changed nor deleted', async () => {
				await expect(books.meddle(`update tier_change set tier = 'gold'`)).rejects.toThrow(/append-only/);
				await expect(books.meddle('delete from tier_change')).rejects.toThrow(/append-only/);
				await expect(books.meddle(`update member set opening_tier = 'gold'`)).rejects.toThrow(/written once/);
			});

			test.each([
				['a tier that nobody reached', `update member set tier = 'gold'`, 'tier_differs'],
				['an end that never comes', `update member set tier_until = '2099-12-31'`, 'tier_differs'],
				['a floor', `update member set floor_tier = 'gold', floor_until = '2099-12-31'`, 'tier_differs'],
				['a notice that nobody gave', `update member set tier_told = '2027-12-31'`, 'tier_told_differs'],
				['another change', `update tier_change set valid_until = '2099-12-31'`, 'hash_differs'],
				['a change that is gone', 'delete from tier_change where seq = 1', 'tier_differs'],
				[
					'a change past the feed',
					`insert into tier_change select member_id, 3, reason, tier, tier, earned_tier, valid_until, floor_tier, floor_until, floor_reason, effective_at, recorded_at, business_date, actor, 'x' from tier_change where seq = 2`,
					'fact_unchained',
				],
			])('and whoever gets past the guards with %s is found', async (_what, sql, code) => {
				expect(await hotel.faults()).toEqual([]);
				await books.unguard('tier_change', sql.startsWith('delete') ? 'delete' : 'update');
				await books.meddle(sql);
				expect((await hotel.faults()).map((fault) => fault.code)).toContain(code);
			});

			test('names nobody', async () => {
				expect(await books.dump(['tier_change', 'notice', 'command'])).not.toMatch(/王|小明|970231/);
			});
		});
	});
}
