import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StaffId } from '#shared/kernel/ids.ts';
import { PROGRAMME } from '../../server/demo/miramar.ts';
import { apiKeyHashOf, rotateApiKey } from '../../server/identity/api-keys.ts';
import {
	loadApiKey,
	loadApiKeys,
	revokeApiKey,
	setApiKey,
	type ApiKeyRecord,
} from '../../server/store/api-key-store.ts';
import { addProgramme } from '../../server/store/house-store.ts';
import type { Store } from '../../server/store/store.ts';
import { ProgrammeShelf } from '../../server/store/loading/visit-loading.ts';
import { Hotel, someMemberId } from '../support/hotel.ts';
import { RICH } from '../support/rich-programme.ts';

/** Opens an empty store and says how to end it and how to reach behind it. */
export type OpenBooks = () => Promise<{
	readonly store: Store;
	/** Runs SQL past the store, as a meddler would. */
	readonly meddle: (sql: string) => Promise<unknown>;
	/** Takes a guard away, in the words of this database. */
	readonly unguard: (table: string, event: 'update' | 'delete') => Promise<unknown>;
	/** Every row of these tables as text. */
	readonly dump: (tables: readonly string[]) => Promise<string>;
	readonly end: () => Promise<void>;
}>;

/** What every database must do for the books. One suite, run on each. */
export function describeBooks(name: string, open: OpenBooks): void {
	describe(`the books on ${name}`, () => {
		let books: Awaited<ReturnType<OpenBooks>>;
		let hotel: Hotel;

		beforeEach(async () => {
			books = await open();
			hotel = await Hotel.open(books.store);
		});
		afterEach(() => books.end());

		describe('a visit', () => {
			test.each([
				['Elena', 'restaurant', { food: 6200, drinks: 1800 }, 0, 7200, 3, 1253],
				['Miguel', 'restaurant', { food: 6200, drinks: 1800 }, 0, 7600, 2, 482],
				['王小明', 'restaurant', { food: 6200, drinks: 1800 }, 0, 8000, 1, 91],
				['Alice', 'restaurant', { food: 6200, drinks: 1800 }, 0, 7200, 3, 43],
				['Elena', 'restaurant', { food: 12000, tobacco: 2000 }, 0, 12800, 5, 1255],
				['Elena', 'lobby', { night: 3 }, 0, 0, 30, 1280],
				['Elena', 'restaurant', { food: 6200, drinks: 1800 }, 144, 7200, 0, 1106],
			] as const)(
				'%s in the %s for %o with %i points',
				async (guest, outlet, amounts, points, payableMinor, earned, balance) => {
					const answer = await hotel.booked(hotel.bill(outlet, await hotel.guest(guest), amounts, points), 'live');
					expect(answer).toMatchObject({
						status: 'recorded',
						payableMinor,
						points: { earned, spent: points, balance },
					});
					expect((await hotel.guest(guest)).standing.balancePoints).toBe(balance);
					expect(await hotel.faults()).toEqual([]);
				},
			);

			test("Alice's fifth stamp is a free treatment and an empty card", async () => {
				const answer = await hotel.booked(hotel.bill('spa', await hotel.guest('Alice'), { treatment: 6000 }), 'live');
				expect(answer).toMatchObject({ payableMinor: 5100, stamps: [{ rewards: 1, balance: 0 }] });
				const alice = await hotel.guest('Alice');
				expect(alice.rewards).toEqual({ 'free-treatment': 1 });
				expect(alice.standing.stamps).toEqual({});
				expect(await hotel.faults()).toEqual([]);
			});

			test('a second treatment in the same evening stamps no more', async () => {
				const guest = await hotel.guest('Miguel');
				await hotel.booked(hotel.bill('spa', guest, { treatment: 6000 }), 'live');
				hotel.later(60);
				await hotel.booked(hotel.bill('spa', await hotel.guest('Miguel'), { products: 1500 }), 'live');
				expect((await hotel.guest('Miguel')).standing.stamps).toEqual({ spa: 1 });
			});

			test('points are taken from those that expire first', async () => {
				await hotel.booked(hotel.bill('restaurant', await hotel.guest('Elena'), { food: 8000 }, 144), 'live');
				expect((await hotel.guest('Elena')).expiring?.points).toBe(200 - 144);
			});

			test('what was paid and the nights of a year bring the guest nearer to the next tier', async () => {
				await hotel.booked(hotel.bill('lobby', await hotel.guest('Miguel'), { night: 3 }), 'live');
				await hotel.booked(hotel.bill('restaurant', await hotel.guest('Miguel'), { food: 8000 }), 'live');
				const next = { tier: 'gold', missingNights: 22, missingSpendMinor: 292_400 };
				expect((await hotel.guest('Miguel')).progress).toEqual({ nights: 3, spendMinor: 7600, next });
			});

			test('a guest without a card is recorded and earns nothing', async () => {
				const answer = await hotel.booked(hotel.bill('restaurant', null, { food: 2300 }), 'live');
				expect(answer).toMatchObject({ memberId: null, payableMinor: 2300, points: { earned: 0 } });
				expect(await hotel.faults()).toEqual([]);
			});
		});

		describe('the same id', () => {
			test('gets the same answer and posts nothing more', async () => {
				const visit = hotel.bill('restaurant', await hotel.guest('Elena'), { food: 8000 });
				const first = await hotel.record(visit, 'live');
				hotel.later(10);
				expect(await hotel.record(visit, 'live')).toEqual(first);
				expect(await hotel.record(visit, 'outbox')).toEqual(first);
				expect((await hotel.guest('Elena')).standing.balancePoints).toBe(1253);
			});

			test('with another body is refused', async () => {
				const visit = hotel.bill('restaurant', await hotel.guest('Elena'), { food: 8000 });
				await hotel.booked(visit, 'live');
				expect(await hotel.record({ ...visit, partySize: 2 }, 'live')).toEqual({
					ok: false,
					error: { code: 'id_reused' },
				});
			});

			test('twenty times at once is one visit', async () => {
				const visit = hotel.bill('restaurant', await hotel.guest('Elena'), { food: 8000 });
				const answers = await Promise.all(Array.from({ length: 20 }, () => hotel.record(visit, 'live')));
				expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
				expect((await hotel.guest('Elena')).standing.balancePoints).toBe(1253);
			});
		});

		describe('the same check', () => {
			const ofCheck = async (checkNumber: string, part: number) => ({
				...hotel.bill('restaurant', await hotel.guest('Elena'), { food: 8000 }),
				checkNumber,
				part,
			});

			test('recorded twice names the visit that stands', async () => {
				const { visitId } = await hotel.booked(await ofCheck('1042', 0), 'live');
				expect(await hotel.record(await ofCheck('1042', 0), 'live')).toEqual({
					ok: false,
					error: { code: 'check_duplicate', visitId },
				});
			});

			test('in parts is recorded once for each part', async () => {
				await hotel.booked(await ofCheck('1042', 0), 'live');
				await hotel.booked(await ofCheck('1042', 1), 'live');
				expect((await hotel.guest('Elena')).standing.balancePoints).toBe(1256);
			});

			test('on another business day is another check', async () => {
				await hotel.booked(await ofCheck('1042', 0), 'live');
				hotel.later(24 * 60);
				await hotel.booked(await ofCheck('1042', 0), 'live');
			});
		});

		describe('what is refused', () => {
			const refused = async (change: Partial<ReturnType<Hotel['bill']>>) => {
				const visit = { ...hotel.bill('restaurant', await hotel.guest('Elena'), { food: 8000 }), ...change };
				const answer = await hotel.record(visit, 'live');
				return answer.ok ? 'recorded' : answer.error.code;
			};

			test.each([
				['an outlet that is not there', { outlet: 'bar' }, 'outlet_unknown'],
				['a cashier who is not there', { cashier: 'nobody' as StaffId }, 'cashier_unknown'],
				['a member who is not there', { memberId: someMemberId() }, 'member_not_found'],
				['a visit of tomorrow', { occurredAt: '2026-11-22T17:42:00.000Z' }, 'time_in_future'],
				['a visit before the programme began', { occurredAt: '2019-11-22T17:42:00.000Z' }, 'programme_missing'],
				['another currency', { currency: 'BGN' }, 'currency_mismatch'],
				['an empty bill', { lines: [] }, 'bill_empty'],
				['a quote that was never made', { quoteFingerprint: '0'.repeat(16) }, 'quote_changed'],
				[
					'tenders that do not pay the bill',
					{ tenders: [{ type: 'other', amountMinor: 7100 } as const] },
					'tenders_mismatch',
				],
			])('%s, and nothing is booked', async (_name, change, code) => {
				expect(await refused(change)).toBe(code);
				expect((await hotel.guest('Elena')).standing.balancePoints).toBe(1250);
				expect(await hotel.faults()).toEqual([]);
			});

			test('a changed quote comes with the new one, and confirming that books it', async () => {
				const visit = hotel.bill('restaurant', null, { food: 8000 });
				const elena = await hotel.guest('Elena');
				const answer = await hotel.record({ ...visit, memberId: elena.id }, 'live');
				if (answer.ok || answer.error.code !== 'quote_changed') throw new Error('the quote must have changed');
				expect(answer.error.quote).toMatchObject({ discountMinor: 800, payableMinor: 7200, pointsEarned: 3 });
				const again = hotel.bill('restaurant', elena, { food: 8000 });
				expect(again.quoteFingerprint).toBe(answer.error.quote.fingerprint);
				expect((await hotel.booked(again, 'live')).points.earned).toBe(3);
			});
		});

		describe('from an outbox', () => {
			test('what was paid stands, and points are counted by the server', async () => {
				const shown = hotel.bill('restaurant', null, { food: 8000 });
				const elena = await hotel.guest('Elena');
				const answer = await hotel.booked({ ...shown, memberId: elena.id }, 'outbox');
				expect(answer).toMatchObject({ discountMinor: 0, payableMinor: 8000, points: { earned: 4, balance: 1254 } });
				expect(await hotel.faults()).toEqual([]);
			});

			test('points that were spent elsewhere meanwhile become debt, and the next points pay it', async () => {
				const alice = await hotel.guest('Alice');
				const here = hotel.bill('restaurant', alice, { food: 8000 }, 40);
				const there = hotel.bill('boutique', alice, { gifts: 4000 }, 40);
				await hotel.booked(here, 'live');
				const conflict = await hotel.booked(there, 'outbox');
				expect(conflict.points).toMatchObject({ spent: 40, balance: 0 });
				expect(await hotel.faults()).toEqual([]);

				const nights = await hotel.booked(hotel.bill('lobby', await hotel.guest('Alice'), { night: 5 }), 'live');
				expect(nights.points).toMatchObject({ earned: 50 });
				expect((await hotel.guest('Alice')).standing.balancePoints).toBe(nights.points.balance);
				expect(nights.points.balance).toBeLessThan(50);
				expect(await hotel.faults()).toEqual([]);
			});
		});

		describe('what is configured', () => {
			test('a new version of the programme holds from its first day on, at once', async () => {
				const { house, store } = hotel;
				expect((await hotel.booked(hotel.bill('restaurant', null, { food: 8000 }), 'live')).payableMinor).toBe(8000);
				const from = (validFrom: string) => ({ ...PROGRAMME, version: 2, validFrom });
				await store.configure([addProgramme(house.id, from('2026-11-22'))]);
				const versionOf = async () =>
					(await store.read(new ProgrammeShelf(house.id).loadInForce('2026-11-21')))?.version;
				expect(await versionOf()).toBe(1);
				await store.configure([addProgramme(house.id, { ...from('2026-11-21'), version: 3 })]);
				expect(await versionOf()).toBe(3);
				expect(await hotel.record(hotel.bill('restaurant', null, { food: 8000 }), 'live')).toMatchObject({
					error: { code: 'quote_changed', quote: { programmeVersion: 3 } },
				});
			});

			const KEY: ApiKeyRecord = { id: 'k', name: 'POS', scopes: ['pos'], outlets: ['spa'], test: true };
			const holder = (hash: string) => hotel.store.read(loadApiKey(hotel.house.id, hash));

			test('a key that was made anew under its id opens nothing any more, at once', async () => {
				const { house, store } = hotel;
				const times = { createdAt: hotel.now, expiresAt: null, revokedAt: null };
				expect(await holder('old')).toBeNull();
				await store.configure(setApiKey(house.id, KEY, 'old', hotel.now));
				expect(await holder('old')).toEqual({ ...KEY, ...times });
				expect(await holder('new')).toBeNull();
				await store.configure(setApiKey(house.id, { ...KEY, outlets: null }, 'new', hotel.now));
				expect(await holder('old')).toBeNull();
				expect(await holder('new')).toEqual({ ...KEY, ...times, outlets: null });
			});

			test('a key that a command line beside the server has changed is another one at once', async () => {
				const { house, store } = hotel;
				await store.configure(setApiKey(house.id, KEY, 'hash', hotel.now));
				expect(await holder('hash')).toMatchObject({ outlets: ['spa'], revokedAt: null });
				await books.meddle(`update api_key set outlets = null, revoked_at = '2026-11-21T18:00:00.000Z' where id = 'k'`);
				expect(await holder('hash')).toMatchObject({ outlets: null, revokedAt: '2026-11-21T18:00:00.000Z' });
			});

			test('a key that is rotated gets a successor, and both say until when', async () => {
				const { house, store } = hotel;
				await store.configure(setApiKey(house.id, KEY, 'old', hotel.now));
				const [made, until] = ['2026-11-21T18:00:00.000Z', '2026-11-28T18:00:00.000Z'];
				const text = await rotateApiKey(store, house, (await holder('old'))!, made, until);
				expect(text).toMatch(/^loy_test_[\w-]{43}$/);
				expect(await holder('old')).toMatchObject({ ...KEY, expiresAt: until });
				const { id, ...same } = KEY;
				const next = await holder(apiKeyHashOf(text));
				expect(next).toMatchObject({ ...same, createdAt: made, expiresAt: null, revokedAt: null });
				expect(next!.id).not.toBe(id);
				await store.configure([revokeApiKey(house.id, next!.id, hotel.now)]);
				expect((await holder(apiKeyHashOf(text)))!.revokedAt).toBe(hotel.now);
				expect((await holder('old'))!.revokedAt).toBeNull();
				const all = await store.read(loadApiKeys(house.id));
				expect(
					all
						.map(({ id }) => id)
						.slice(0, 2)
						.sort(),
				).toEqual(['demo', 'k']);
				expect(all[2]!.id).toBe(next!.id);
				expect(await books.dump(['api_key'])).not.toContain(text);
			});
		});

		describe('rules that look back', () => {
			beforeEach(() => hotel.adopt(RICH));

			const dine = async (guest: '王小明' | 'Elena', outlet: string, amounts: Record<string, number>) =>
				(await hotel.booked(hotel.bill(outlet, await hotel.guest(guest), amounts), 'live')).points.earned;

			test('30 and 20 make one point of 50: what is left of a bill counts with the next', async () => {
				// The visit gives 2 and the first one in a life 7.
				expect(await dine('王小明', 'restaurant', { food: 3000 })).toBe(9);
				hotel.later(24 * 60);
				expect(await dine('王小明', 'restaurant', { food: 2000 })).toBe(1 + 2);
				hotel.later(24 * 60);
				expect(await dine('王小明', 'spa', { treatment: 4999 })).toBe(0);
				expect(await dine('王小明', 'spa', { treatment: 1 })).toBe(1);
				expect((await hotel.guest('王小明')).standing).toMatchObject({
					balancePoints: 90 + 9 + 3 + 1,
					tallies: { fifty: { baseMinor: 10_000, points: 2, lastOn: '2026-11-23' } },
				});
				expect(await hotel.faults()).toEqual([]);
			});

			test('a visit gives its points once a day and outlet, and a day no more than it may', async () => {
				const perVisit: number[] = [];
				for (let visit = 0; visit < 4; visit++) {
					perVisit.push(await dine('Elena', 'boutique', { clothing: 40_000 }));
					hotel.later(30);
				}
				// 5 % off, 3.33 % of 380.00 and what is left before, 2 for the visit, half as much again for gold.
				expect(perVisit).toEqual([13 + 2 + 7, 12 + 6, 0, 0]);
				expect(await dine('Elena', 'restaurant', { food: 8000 })).toBe(0);
				hotel.later(24 * 60);
				expect(await dine('Elena', 'restaurant', { food: 8000 })).toBeGreaterThan(0);
				expect(await hotel.faults()).toEqual([]);
			});

			test('a birthday is given once, however often the guest comes in those days', async () => {
				const treat = async () =>
					(await hotel.booked(hotel.bill('spa', await hotel.guest('Alice'), { products: 1000 }), 'live')).points.earned;
				expect(await treat()).toBe(11);
				hotel.later(3 * 24 * 60);
				expect(await treat()).toBe(0);
				hotel.later(365 * 24 * 60);
				expect(await treat()).toBe(11);
				expect(await hotel.faults()).toEqual([]);
			});

			test('base points and what comes on top are entries of their own, with lots of their own', async () => {
				const bill = hotel.bill('boutique', await hotel.guest('Elena'), { clothing: 10_000 });
				await hotel.booked(bill, 'live');
				const entries = await books.dump(['entry', 'lot', 'visit_grant']);
				for (const id of [`${bill.id}/earn`, `${bill.id}/bonus`, `${bill.id}/earn#points`, `${bill.id}/bonus#points`])
					expect(entries).toContain(`"${id}"`);
				expect(await hotel.faults()).toEqual([]);
			});

			test.each([
				['more than the visits say', 'update member_tally set base_minor = base_minor + 1'],
				['nothing of what they say', 'delete from member_tally'],
				['a rule that gave nothing', `update member_tally set rule_id = 'other'`],
			])('a tally that says %s is found', async (_name, sql) => {
				await dine('王小明', 'restaurant', { food: 3000 });
				await books.meddle(sql);
				expect(await hotel.faults()).toContainEqual(expect.objectContaining({ code: 'tally_differs' }));
			});
		});

		test('twenty tills that spend the same points: exactly one gets them', async () => {
			const alice = await hotel.guest('Alice');
			const answers = await Promise.all(
				Array.from({ length: 20 }, () => hotel.record(hotel.bill('restaurant', alice, { food: 8000 }, 40), 'live')),
			);
			expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
			const codes = answers.flatMap((answer) => (answer.ok ? [] : [answer.error.code]));
			expect(new Set(codes)).toEqual(new Set(['insufficient_points']));
			expect(await hotel.faults()).toEqual([]);
		});

		test('a command that fails leaves nothing, and those beside it are booked', async () => {
			const elena = await hotel.guest('Elena');
			const broken = { ...hotel.bill('restaurant', elena, { food: 8000 }), lines: null as never };
			const [first, second, third] = await Promise.allSettled([
				hotel.record(hotel.bill('restaurant', elena, { food: 8000 }), 'live'),
				hotel.record(broken, 'live'),
				hotel.record(hotel.bill('restaurant', elena, { food: 8000 }), 'live'),
			]);
			expect([first.status, second.status, third.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
			expect((await hotel.guest('Elena')).standing.balancePoints).toBe(1256);
			expect(await hotel.faults()).toEqual([]);
		});

		test('any day of visits leaves books without a fault', async () => {
			const act = fc.record({
				guest: fc.constantFrom('Elena', 'Miguel', '王小明', 'Alice'),
				outlet: fc.constantFrom('restaurant', 'spa', 'boutique'),
				amount: fc.integer({ min: 0, max: 300_00 }),
				points: fc.integer({ min: 0, max: 60 }),
				delivery: fc.constantFrom('live', 'outbox'),
				minutes: fc.integer({ min: 0, max: 400 }),
			});
			await fc.assert(
				fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 12 }), async (acts) => {
					for (const { guest, outlet, amount, points, delivery, minutes } of acts) {
						hotel.later(minutes);
						const view = await hotel.guest(guest);
						const most = Math.min(points, view.standing.balancePoints, Math.floor(amount / 100));
						await hotel.record(hotel.bill(outlet, view, { other: amount }, most), delivery);
					}
					expect(await hotel.faults()).toEqual([]);
				}),
				{ numRuns: 15 },
			);
		});

		describe('what was booked', () => {
			const TABLES = ['visit', 'visit_line', 'visit_tender', 'entry', 'posting', 'feed', 'command', 'programme'];

			test.each(TABLES)('a row of %s can be neither changed nor deleted', async (table) => {
				await hotel.booked(hotel.bill('restaurant', await hotel.guest('Elena'), { food: 8000 }, 10), 'live');
				const column = { visit: 'outlet', visit_line: 'category', visit_tender: 'type' }[table] ?? 'x';
				const named =
					column === 'x' ? { entry: 'kind', posting: 'unit', feed: 'kind', command: 'kind' }[table] : column;
				await expect(books.meddle(`update ${table} set ${named ?? 'document'} = 'x'`)).rejects.toThrow(/append-only/);
				await expect(books.meddle(`delete from ${table}`)).rejects.toThrow(/append-only/);
			});

			test('a lot keeps what it was and never holds less than nothing', async () => {
				await expect(books.meddle('update lot set quantity = 9999')).rejects.toThrow(/written once/);
				await expect(books.meddle('update lot set remaining = -1')).rejects.toThrow(/lot_within/);
			});

			test('the feed has no gap and ends at the head', async () => {
				for (let visit = 0; visit < 5; visit++) {
					await hotel.booked(hotel.bill('restaurant', await hotel.guest('Elena'), { food: 5000 }), 'live');
				}
				expect(await hotel.faults()).toEqual([]);
			});

			test.each([
				['an amount', 'visit', 'update visit set payable_minor = 1', 'hash_differs'],
				['a line', 'visit_line', 'update visit_line set gross_minor = 1', 'hash_differs'],
				['who did it', 'entry', "update entry set actor = 'boris' where visit_id is not null", 'hash_differs'],
				['a posting', 'posting', 'update posting set quantity = quantity * 2', 'lot_differs'],
				['a link', 'feed', "update feed set hash = 'x' where position = 2", 'hash_differs'],
				['a row that vanished', 'visit', 'delete from visit', 'fact_missing'],
				['a link that vanished', 'feed', 'delete from feed where position = 2', 'position_missing'],
			])('whoever gets past the guards and changes %s is found', async (_what, table, sql, code) => {
				await hotel.booked(hotel.bill('restaurant', await hotel.guest('Elena'), { food: 8000 }), 'live');
				await books.unguard(table, sql.startsWith('delete') ? 'delete' : 'update');
				await books.meddle(sql);
				expect((await hotel.faults()).map((fault) => fault.code)).toContain(code);
			});

			test('a balance that somebody made up is found', async () => {
				await books.meddle(`update lot set remaining = remaining - 1 where unit = 'points'`);
				expect((await hotel.faults()).map(({ code }) => code)).toContain('lot_differs');
			});
		});

		test('no name and no card number stands in what is kept for ever', async () => {
			await hotel.booked(hotel.bill('restaurant', await hotel.guest('Elena'), { food: 8000 }), 'live');
			const kept = await books.dump([
				'visit',
				'visit_line',
				'visit_tender',
				'entry',
				'posting',
				'lot',
				'feed',
				'command',
			]);
			expect(kept).not.toMatch(/Elena|Petrova|Елена|9702310000000013/);
			expect(kept).toContain('visit.record');
		});
	});
}
