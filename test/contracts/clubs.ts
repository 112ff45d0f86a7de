import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { MemberId, StaffId } from '#shared/kernel/ids.ts';
import type { ChangeClub } from '#shared/ledger/member/clubs.ts';
import { programmeSchema } from '#shared/loyalty/programme/programme.schema.ts';
import { clubChanger } from '../../server/commands/change-club.ts';
import { PROGRAMME } from '../../server/demo/miramar.ts';
import { membersPage } from '../../server/queries/replica-pages.ts';
import { Hotel } from '../support/hotel.ts';
import type { OpenBooks } from './books.ts';

const names = { en: 'Club', es: 'Club', zh: '俱乐部', bg: 'Клуб' };

/** Three programmes at once: the hotel's own, one of its people instead of it, and one of wine lovers beside both. */
const SIDE_BY_SIDE = programmeSchema.parse({
	...PROGRAMME,
	version: 2,
	validFrom: '2020-01-02',
	clubs: [
		{ code: 'crew', names },
		{ code: 'cellar', names },
	],
	offers: [
		...PROGRAMME.offers.map((offer) => ({ ...offer, notClubs: ['crew'] })),
		{ kind: 'percent', id: 'crew', outlets: ['restaurant', 'boutique'], clubs: ['crew'], rateBps: 2_500 },
	],
	earn: [
		...PROGRAMME.earn.map((rule) => ({ ...rule, notClubs: ['crew'] })),
		{
			...{ kind: 'step', id: 'cellar', outlets: ['restaurant'], clubs: ['cellar'], categories: ['drinks'] },
			...{ stepMinor: 1_000, points: 2, when: { until: '2026-12-31' } },
		},
	],
});

/** What every database must keep of members' clubs. One suite, run on each. */
export function describeClubs(name: string, open: OpenBooks): void {
	describe(`several programmes at once, on ${name}`, () => {
		let books: Awaited<ReturnType<OpenBooks>>;
		let hotel: Hotel;
		beforeEach(async () => {
			books = await open();
			hotel = await Hotel.open(books.store);
			await hotel.adopt(SIDE_BY_SIDE);
		});
		afterEach(async () => {
			expect(await hotel.faults()).toEqual([]);
			await books.end();
		});

		const change = (command: ChangeClub) => clubChanger(...hotel.parts)(command);
		const changeOf = async (club: string, joins: boolean): Promise<ChangeClub> => ({
			...{ id: randomUUID(), memberId: (await hotel.guest('Elena')).id, club, joins, by: 'ana' as StaffId },
		});
		const join = async (club: string) => change(await changeOf(club, true));
		const leave = async (club: string) => change(await changeOf(club, false));
		const dinner = async (amounts = { food: 6_200, drinks: 1_800 }) =>
			hotel.record(hotel.bill('restaurant', await hotel.guest('Elena'), amounts), 'live');

		test('a member of none has the hotel’s own', async () => {
			expect(await dinner()).toMatchObject({ value: { discountMinor: 800, points: { earned: 3 } } });
		});

		test('one that comes beside it gives its points on top, for its products, outlet and days alone', async () => {
			expect(await join('cellar')).toMatchObject({ value: { clubs: ['cellar'] } });
			expect(await dinner()).toMatchObject({ value: { discountMinor: 800, points: { earned: 3 + 2 } } });
			expect(await dinner({ food: 8_000, drinks: 0 })).toMatchObject({ value: { points: { earned: 3 } } });
			hotel.now = '2027-01-15T18:00:00.000Z';
			expect(await dinner()).toMatchObject({ value: { points: { earned: 3 } } });
		});

		test('one that comes instead of it has rules of its own and none of the other', async () => {
			await join('crew');
			expect(await dinner()).toMatchObject({
				value: { discountMinor: 2_000, points: { earned: 0 }, offers: [{ offerId: 'crew' }] },
			});
		});

		test('a member can be in several', async () => {
			await join('crew');
			expect(await join('cellar')).toMatchObject({ value: { clubs: ['cellar', 'crew'] } });
			expect(await dinner()).toMatchObject({ value: { discountMinor: 2_000, points: { earned: 2 } } });
		});

		test('a bill has the clubs of its own moment, also where it comes late', async () => {
			const early = hotel.bill('restaurant', await hotel.guest('Elena'), { food: 6_200, drinks: 1_800 });
			hotel.now = new Date(Date.parse(hotel.now) + 3_600_000).toISOString();
			await join('crew');
			hotel.now = new Date(Date.parse(hotel.now) + 3_600_000).toISOString();
			expect(await hotel.record(early, 'live')).toMatchObject({ value: { discountMinor: 800 } });
			await leave('crew');
			hotel.now = new Date(Date.parse(hotel.now) + 3_600_000).toISOString();
			expect(await dinner()).toMatchObject({ value: { discountMinor: 800 } });
		});

		test('joining again and leaving what one is not in change nothing, and the same id is the same change', async () => {
			const command = await changeOf('crew', true);
			const first = await change(command);
			expect(await change(command)).toEqual(first);
			expect(await join('crew')).toEqual(first);
			expect(await leave('cellar')).toEqual(first);
			expect(await change({ ...command, joins: false })).toMatchObject({ error: { code: 'id_reused' } });
		});

		test('two who change the same member at once are both heard', async () => {
			await Promise.all([join('crew'), join('cellar'), join('crew'), join('cellar')]);
			expect((await hotel.guest('Elena')).standing.clubs).toEqual(['cellar', 'crew']);
		});

		test('a club that the programme does not have cannot be joined, one that it no longer has can be left', async () => {
			expect(await join('golf')).toMatchObject({ error: { code: 'club_unknown' } });
			await join('cellar');
			await hotel.revise({});
			expect((await hotel.guest('Elena')).standing.clubs).toEqual([]);
			expect(await leave('cellar')).toMatchObject({ value: { clubs: [] } });
		});

		test.each([
			['nobody of the staff', { by: 'eve' as StaffId }, 'cashier_unknown'],
			['a guest whom nobody knows', { memberId: randomUUID() as MemberId }, 'member_not_found'],
		])('%s is refused', async (_who, changes, code) => {
			expect(await change({ ...(await changeOf('crew', true)), ...changes })).toMatchObject({ error: { code } });
		});

		test('a counter knows them without the server', async () => {
			await join('cellar');
			const { id } = await hotel.guest('Elena');
			const { members } = await hotel.store.read(membersPage(hotel.house, null, hotel.now));
			expect(members.find(({ account }) => account.id === id)!.account.clubs).toMatchObject([
				{ club: 'cellar', joined: true },
			]);
		});
	});
}
