import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StaffId } from '#shared/kernel/ids.ts';
import type { AdjustPoints, DecideRequest } from '#shared/protocol/adjustment.ts';
import { pointsAdjuster } from '../../server/commands/adjust-points.ts';
import { requestDecider } from '../../server/commands/decide-request.ts';
import { erase } from '../../server/commands/erase-member.ts';
import { addStaff } from '../../server/store/house-store.ts';
import { loadMember } from '../../server/store/loading/member-loading.ts';
import { FIRST_REQUEST, loadRequest, loadRequests } from '../../server/store/loading/request-loading.ts';
import { ProgrammeShelf } from '../../server/store/loading/visit-loading.ts';
import { Hotel, someMemberId, type GuestName } from '../support/hotel.ts';
import type { OpenBooks } from './books.ts';

const [ANA, BORIS, CARMEN, DORA] = ['ana', 'boris', 'carmen', 'dora'] as StaffId[];

/** What every database must keep of points that people give and take. One suite, run on each. */
export function describeAdjustments(name: string, open: OpenBooks): void {
	describe(`points given and taken by hand on ${name}`, () => {
		let books: Awaited<ReturnType<OpenBooks>>;
		let hotel: Hotel;
		beforeEach(async () => {
			books = await open();
			hotel = await Hotel.open(books.store);
			await hotel.store.configure([addStaff(hotel.house.id, { id: DORA!, name: 'Dora', role: 'supervisor' }, null)]);
		});
		afterEach(async () => {
			expect(await hotel.faults()).toEqual([]);
			await books.end();
		});

		const asked = async (
			guest: GuestName,
			points: number,
			changes: Partial<AdjustPoints> = {},
		): Promise<AdjustPoints> => ({
			...{ id: randomUUID(), memberId: (await hotel.guest(guest)).id, points, reason: 'goodwill', note: null },
			...{ caseReference: null, outlet: 'lobby', terminal: 'office', cashier: BORIS!, ...changes },
		});
		const adjust = (command: AdjustPoints) => pointsAdjuster(...hotel.parts)(command);
		const decide = (requestId: string, changes: Partial<DecideRequest> = {}) =>
			requestDecider(...hotel.parts)({
				...{ id: randomUUID(), requestId, decision: 'approved' as const, by: CARMEN!, note: null, ...changes },
			});
		/** A request that waits. */
		const waiting = async (guest: GuestName, points: number, changes: Partial<AdjustPoints> = {}) => {
			const command = await asked(guest, points, changes);
			expect(await adjust(command)).toMatchObject({ ok: true, value: { answer: { status: 'waiting' } } });
			return command.id;
		};

		test('are booked at once within the limit of whoever does it, and count for no tier', async () => {
			const before = await hotel.guest('Miguel');
			expect(await adjust(await asked('Miguel', 200))).toMatchObject({
				value: { isNew: true, answer: { status: 'booked', points: 200, balance: 680, owed: 0 } },
			});
			expect(await adjust(await asked('Miguel', -30))).toMatchObject({ value: { answer: { balance: 650 } } });
			const after = await hotel.guest('Miguel');
			expect([after.standing.tier, after.progress]).toEqual([before.standing.tier, before.progress]);
			expect(after.standing.balancePoints).toBe(650);
		});

		test('that are given pay debt first, and the rest runs out as the programme says', async () => {
			const dinner = hotel.bill('restaurant', await hotel.guest('王小明'), { food: 50_000 });
			await hotel.record(dinner, 'live');
			await hotel.record(hotel.bill('restaurant', await hotel.guest('王小明'), { food: 5_000 }, 100), 'live');
			await hotel.reverse(hotel.reversal(dinner), 'counter');
			expect(await adjust(await asked('王小明', 25))).toMatchObject({ value: { answer: { balance: 15, owed: 0 } } });
			const account = await hotel.store.read(loadMember((await hotel.guest('王小明')).id, hotel.now));
			expect(account!.lots).toMatchObject([{ quantity: 15, remaining: 15, expiresOn: '2028-11-30' }]);
		});

		test('are never taken below what can be used: what is missing is said', async () => {
			expect(await adjust(await asked('Alice', -41))).toEqual({
				ok: false,
				error: { code: 'insufficient_points', shortPoints: 1 },
			});
			expect(await adjust(await asked('Alice', -40))).toMatchObject({ value: { answer: { balance: 0 } } });
		});

		test('C22: a correction refers to one entry and happens once; nobody sets a balance', async () => {
			const command = await asked('Elena', 100);
			const said = await Promise.all(Array.from({ length: 5 }, () => adjust(command)));
			for (const answer of said) expect(answer).toMatchObject({ value: { answer: { balance: 1350 } } });
			expect(said.filter((answer) => answer.ok && answer.value.isNew)).toHaveLength(1);
			expect(await adjust({ ...command, points: 200 })).toEqual({ ok: false, error: { code: 'id_reused' } });
			expect(await hotel.pointsOf('Elena')).toBe(1350);
			// Not even behind the books.
			await books.meddle("update lot set remaining = 50 where id like '%/adjust#points'");
			expect((await hotel.faults()).map(({ code }) => code)).toContain('lot_differs');
			await books.meddle("update lot set remaining = 100 where id like '%/adjust#points'");
		});

		test('twenty at once of one person are booked up to the limit of the day, and none is lost', async () => {
			const guests = ['Elena', 'Miguel', 'Alice', '王小明'] as const;
			const commands = await Promise.all(Array.from({ length: 20 }, (_, index) => asked(guests[index % 4]!, 60)));
			const said = await Promise.all(commands.map(adjust));
			const booked = said.filter((answer) => answer.ok && answer.value.answer.status === 'booked');
			const waiting = said.filter((answer) => answer.ok && answer.value.answer.status === 'waiting');
			// 16 of 60 points are 960 of the 1,000 of a day.
			expect([booked.length, waiting.length]).toEqual([16, 4]);
		});

		describe('above the limit', () => {
			test('a cashier may ask for anything and do nothing alone', async () => {
				expect(await adjust(await asked('Elena', 1, { cashier: ANA! }))).toMatchObject({
					value: { answer: { status: 'waiting', limit: { of: 'entry', limitPoints: 0 } } },
				});
				expect(await hotel.pointsOf('Elena')).toBe(1250);
			});

			test('of one adjustment or of a day nothing is booked, and a request waits', async () => {
				expect(await adjust(await asked('Elena', 201))).toMatchObject({
					value: { answer: { status: 'waiting', limit: { of: 'entry', limitPoints: 200 } } },
				});
				for (const points of [200, -200, 200, -200, 199]) {
					expect(await adjust(await asked('Elena', points))).toMatchObject({ value: { answer: { status: 'booked' } } });
				}
				expect(await adjust(await asked('Elena', 2))).toMatchObject({
					value: { answer: { status: 'waiting', limit: { of: 'day', limitPoints: 1000 } } },
				});
				expect(await adjust(await asked('Elena', 1))).toMatchObject({ value: { answer: { status: 'booked' } } });
				hotel.later(24 * 60);
				expect(await adjust(await asked('Elena', 200))).toMatchObject({ value: { answer: { status: 'booked' } } });
			});

			test('of a day four at once do not get past it together', async () => {
				for (const points of [200, -200, 200]) await adjust(await asked('Elena', points));
				const four = await Promise.all(
					(['Elena', 'Miguel', 'Alice', '王小明'] as const).map((guest) => asked(guest, 150)),
				);
				const said = await Promise.all(four.map(adjust));
				const booked = said.filter((answer) => answer.ok && answer.value.answer.status === 'booked');
				expect(booked).toHaveLength(2);
			});

			test('the hotel says its own limits', async () => {
				const strict = { entryPoints: 10, dayPoints: 10, batchPoints: 0 };
				const house = { ...hotel.house, adjustmentLimits: { cashier: strict, supervisor: strict, manager: strict } };
				const own = pointsAdjuster(hotel.store, house, new ProgrammeShelf(house.id), () => hotel.now);
				expect(await own(await asked('Elena', 11, { cashier: CARMEN! }))).toMatchObject({
					value: { answer: { status: 'waiting', limit: { limitPoints: 10 } } },
				});
				expect(await own(await asked('Elena', 10, { cashier: ANA! }))).toMatchObject({
					value: { answer: { status: 'booked' } },
				});
			});
		});

		describe('a request', () => {
			test('is booked with the yes of a second person, and says who both were', async () => {
				const id = await waiting('Elena', 500, { note: 'Pool closed for two days', caseReference: 'C-17' });
				expect(await decide(id)).toMatchObject({ value: { adjustment: { status: 'booked', balance: 1750 } } });
				expect(await hotel.store.read(loadRequest(hotel.house.id, id))).toMatchObject({
					...{ state: 'approved', requestedBy: BORIS, decision: { by: CARMEN } },
					items: [{ points: 500, note: 'Pool closed for two days', caseReference: 'C-17' }],
				});
				expect(await hotel.pointsOf('Elena')).toBe(1750);
			});

			test('is booked once, however many approve it at once', async () => {
				const id = await waiting('Elena', 500);
				const said = await Promise.all(Array.from({ length: 20 }, () => decide(id)));
				expect(said.filter(({ ok }) => ok)).toHaveLength(1);
				const refused = said.flatMap((answer) => (answer.ok ? [] : [answer.error]));
				expect(refused).toEqual(Array.from({ length: 19 }, () => ({ code: 'request_decided', decision: 'approved' })));
				expect(await hotel.pointsOf('Elena')).toBe(1750);
			});

			test('and its answer to the same decision is the same for ever', async () => {
				const id = await waiting('Elena', 500);
				const command = { id: randomUUID(), requestId: id, decision: 'approved' as const, by: CARMEN!, note: null };
				const first = await decide(id, command);
				expect(await decide(id, command)).toEqual(first);
				expect(await hotel.pointsOf('Elena')).toBe(1750);
			});

			test('is rejected with a reason, and books nothing', async () => {
				const id = await waiting('Elena', 500);
				expect(await decide(id, { decision: 'rejected' })).toMatchObject({ error: { code: 'note_missing' } });
				expect(await decide(id, { decision: 'rejected', note: 'Given last week' })).toMatchObject({ ok: true });
				expect(await decide(id)).toMatchObject({ error: { code: 'request_decided', decision: 'rejected' } });
				expect(await hotel.pointsOf('Elena')).toBe(1250);
			});

			test('is taken back by whoever made it, and never approved by them', async () => {
				const id = await waiting('Elena', 500, { cashier: CARMEN!, points: 5001 });
				expect(await decide(id, { by: CARMEN! })).toMatchObject({ error: { code: 'approver_asked' } });
				expect(await decide(id, { by: CARMEN!, decision: 'rejected', note: 'A slip' })).toMatchObject({ ok: true });
			});

			test.each<[string, Partial<DecideRequest>, object]>([
				['nobody of the staff', { by: 'eve' as StaffId }, { code: 'cashier_unknown' }],
				['a cashier', { by: ANA! }, { code: 'approver_forbidden' }],
				['whoever asked', { by: BORIS! }, { code: 'approver_asked' }],
				['somebody whose limit is too small', { by: DORA! }, { code: 'limit_exceeded', of: 'entry', limitPoints: 200 }],
				['with a telephone number', { note: 'call 0888 123 456' }, { code: 'note_personal' }],
				['a request that is not there', { requestId: randomUUID() }, { code: 'request_not_found' }],
			])('is not approved by %s', async (_name, changes, error) => {
				const id = await waiting('Elena', 500);
				expect(await decide(id, changes)).toEqual({ ok: false, error });
				expect(await hotel.pointsOf('Elena')).toBe(1250);
			});

			test('counts in the day of whoever approves it', async () => {
				const ids = [];
				for (let each = 0; each < 6; each++) ids.push(await waiting('Elena', 190, { cashier: ANA! }));
				for (const id of ids.slice(0, 5)) expect(await decide(id, { by: DORA! })).toMatchObject({ ok: true });
				expect(await decide(ids[5]!, { by: DORA! })).toMatchObject({ error: { code: 'limit_exceeded', of: 'day' } });
				expect(await decide(ids[5]!, { by: BORIS! })).toMatchObject({ ok: true });
			});

			test('that takes more than is there by then waits on', async () => {
				const id = await waiting('Elena', -1250);
				await adjust(await asked('Elena', -1));
				expect(await decide(id)).toMatchObject({ error: { code: 'insufficient_points', shortPoints: 1 } });
				await adjust(await asked('Elena', 1));
				expect(await decide(id)).toMatchObject({ value: { adjustment: { balance: 0 } } });
			});

			test('stands in the list: those that wait first and the oldest of them, then the others and the newest', async () => {
				const ids: string[] = [];
				for (let each = 0; each < 5; each++) {
					ids.push(await waiting('Elena', 500 + each));
					hotel.later(1);
				}
				const [a, b, c, d, e] = ids;
				for (const id of [b!, d!]) await decide(id, { decision: 'rejected', note: 'No' });
				const seen: string[] = [];
				for (let after = FIRST_REQUEST; ;) {
					const page = await hotel.store.read(loadRequests(hotel.house.id, after, 2));
					seen.push(...page.requests.map(({ id }) => id));
					if (!page.next) break;
					after = page.next;
				}
				expect(seen).toEqual([a, c, e, d, b]);
			});
		});

		test.each<[string, Partial<AdjustPoints>, object]>([
			['nothing', { points: 0 }, { code: 'points_invalid' }],
			['half a point', { points: 0.5 }, { code: 'points_invalid' }],
			['more than anybody means', { points: 1_000_001 }, { code: 'points_invalid' }],
			['at no outlet', { outlet: 'bar' }, { code: 'outlet_unknown' }],
			['by nobody', { cashier: 'eve' as StaffId }, { code: 'cashier_unknown' }],
			['of nobody', { memberId: someMemberId() }, { code: 'member_not_found' }],
			['with an address', { note: 'wrote to elena@example.org' }, { code: 'note_personal' }],
		])('%s is refused, and nothing is booked', async (_name, changes, error) => {
			expect(await adjust(await asked('Elena', 10, changes))).toEqual({ ok: false, error });
			expect(await hotel.pointsOf('Elena')).toBe(1250);
		});

		test('a guest who was forgotten gets nothing, not even what was asked for before', async () => {
			const command = await asked('Elena', 10);
			const id = await waiting('Elena', 500);
			await erase(hotel.store, hotel.house, { memberId: command.memberId, at: hotel.now });
			expect(await adjust(command)).toMatchObject({ error: { code: 'member_not_found' } });
			expect(await decide(id)).toMatchObject({ error: { code: 'member_not_found' } });
		});

		test('what was altered behind the books is found', async () => {
			await adjust(await asked('Elena', 100));
			const id = await waiting('Elena', 500);
			const found = async (sql: string, undo: string) => {
				await books.meddle(sql);
				const codes = (await hotel.faults()).map(({ code }) => code);
				await books.meddle(undo);
				return codes;
			};
			expect(
				await found(
					`update request set state = 'approved' where id = '${id}'`,
					`update request set state = 'waiting' where id = '${id}'`,
				),
			).toEqual(['request_differs']);
			await expect(books.meddle('update adjustment set points = 50')).rejects.toThrow(/append-only/);
			await expect(books.meddle('delete from request')).rejects.toThrow(/append-only/);
			await books.unguard('adjustment', 'update');
			expect(await found('update adjustment set points = 50', 'update adjustment set points = 100')).toEqual([
				'hash_differs',
				'adjustment_differs',
			]);
			expect(
				await found("update adjustment set reason = 'promotion'", "update adjustment set reason = 'goodwill'"),
			).toEqual(['hash_differs']);
			await books.unguard('request_item', 'update');
			expect(await found('update request_item set points = 5000', 'update request_item set points = 500')).toEqual([
				'hash_differs',
			]);
		});
	});
}
