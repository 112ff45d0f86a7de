import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { MemberId } from '#shared/kernel/ids.ts';
import type { Offer } from '#shared/loyalty/programme/offers.schema.ts';
import { PROGRAMME } from '../../server/demo/miramar.ts';
import { changesPage, membersPage } from '../../server/queries/replica-pages.ts';
import { cardTokenOf } from '../../server/identity/keys.ts';
import { sandboxKeys, sandboxOf } from '../../server/sandbox.ts';
import { loadFeedEnd } from '../../server/store/loading/feed-loading.ts';
import { loadCard } from '../../server/store/loading/member-loading.ts';
import { addProgramme, addStaff } from '../../server/store/house-store.ts';
import type { Store } from '../../server/store/store.ts';
import { verifyBooks } from '../../server/store/verify/verify.ts';
import { KEYS } from '../support/hotel.ts';
import { cardOf, Pos, posBill, posEnrolment, posHold, type Said } from '../support/pos.ts';

/** Opens an empty hotel and what its sandbox is to be kept in. */
export type OpenSandbox = () => Promise<{
	readonly store: Store;
	readonly openSandbox: () => Promise<Store>;
	/** Every row of every table of the hotel, as text. */
	readonly dump: () => Promise<string>;
	readonly end: () => Promise<void>;
}>;

const ELENA = '3f6c1a52-0b7e-4c8a-9d11-5a2e8f40c101';
const DAY = 'outlet=restaurant&businessDate=2026-11-21';

/** What a test key may touch, on every database. */
export function describeSandbox(name: string, open: OpenSandbox): void {
	describe(`the sandbox on ${name}`, () => {
		let books: Awaited<ReturnType<OpenSandbox>>;
		let pos: Pos;
		let live: string;
		let tried: string;
		beforeEach(async () => {
			books = await open();
			pos = await Pos.open(books);
			live = await pos.key({ scopes: ['pos', 'events'] });
			tried = await pos.key({ scopes: ['pos', 'events'], test: true });
		});
		afterEach(async () => {
			await pos.close();
			await books.end();
		});

		const lookUp = (key: string, credential: object) =>
			pos.post('/api/v1/members/lookup', { credential, outlet: 'spa' }, { key });
		const card = (value: string) => ({ type: 'card', value });
		const codeOf = ({ status, body }: Said): unknown => body['code'] ?? status;
		const visit = (bill: object, key: string) => pos.visit(bill, { key });
		const enrol = async (number: string, key = tried): Promise<string> => {
			const { status, body } = await pos.post(
				'/api/v1/members',
				posEnrolment({ credential: card(number), displayName: 'Test Guest', givenName: 'Test' }),
				{ key },
			);
			expect(status).toBe(201);
			return String(body['memberId']);
		};

		test('knows no guest of the hotel: not by card, not by id, not in a quote, a visit or a reversal', async () => {
			const bill = posBill('restaurant', 'Elena', { food: 8000 });
			await visit(bill, live);
			const withId = { ...posBill('restaurant', null, { food: 8000 }), memberId: ELENA };
			const { id: _id, terminal: _terminal, cashier: _cashier, ...unbooked } = withId;
			expect(codeOf(await lookUp(tried, card(cardOf('Elena'))))).toBe('card_unknown');
			// A lost card is as unknown as any other.
			expect(codeOf(await lookUp(tried, card('9702310000000054')))).toBe('card_unknown');
			expect(codeOf(await lookUp(tried, { type: 'member', value: ELENA }))).toBe('member_not_found');
			expect(codeOf(await pos.post('/api/v1/quotes', unbooked, { key: tried }))).toBe('member_not_found');
			expect(codeOf(await visit(withId, tried))).toBe('member_not_found');
			expect(codeOf(await visit(posBill('restaurant', 'Elena', { food: 8000 }), tried))).toBe('card_unknown');
			expect(codeOf(await pos.get(`/api/v1/visits/${bill.id}`, { key: tried }))).toBe('visit_not_found');
			expect(codeOf(await pos.takeBack(bill.id, {}, { key: tried }))).toBe('visit_not_found');
			expect((await pos.get(`/api/v1/visits?${DAY}`, { key: tried })).body['visits']).toEqual([]);
			expect((await pos.get('/api/v1/events', { key: tried })).body['events']).toEqual([]);
			expect((await pos.get(`/api/v1/day-close?${DAY}`, { key: tried })).body['visits']).toMatchObject({ count: 0 });
		});

		test('is a hotel like the other: enrol, look up, quote, record, take back, sums and events', async () => {
			const memberId = await enrol('9702310000000062');
			const bill = { ...posBill('restaurant', null, { food: 10_000 }), memberId, checkNumber: '7' };
			const recorded = await visit(bill, tried);
			expect(recorded.body).toMatchObject({ memberId, payableMinor: 10_000, points: { earned: 2, balance: 2 } });
			expect((recorded.body['receipt'] as { lines: string[] }).lines.join('\n')).toContain('TEST HOTEL MIRAMAR');
			expect((await lookUp(tried, card('9702310000000062'))).body).toMatchObject({
				displayName: 'Test Guest',
				balancePoints: 2,
			});
			expect(await visit(bill, tried)).toMatchObject({ status: 200, headers: { 'idempotency-replayed': 'true' } });
			expect(codeOf(await visit({ ...bill, id: randomUUID() }, tried))).toBe('check_duplicate');
			expect((await pos.takeBack(bill.id, {}, { key: tried })).body).toMatchObject({ points: { takenBack: 2 } });
			expect((await pos.get(`/api/v1/day-close?${DAY}`, { key: tried })).body).toMatchObject({
				visits: { count: 1 },
				reversals: { count: 1 },
			});
			const { events } = (await pos.get('/api/v1/events', { key: tried })).body as { events: { position: number }[] };
			expect(events.map(({ position }) => position)).toEqual([1, 2, 3, 4, 5]);
			const sandbox = await pos.sandbox.books();
			const own = sandboxOf(pos.hotel.house).id;
			expect(await sandbox.read(verifyBooks(own, '2026-11-21'))).toEqual({ positions: 5, faults: [] });
		});

		test('leaves not a byte in the books of the hotel', async () => {
			await visit(posBill('restaurant', 'Elena', { food: 8000 }), live);
			const before = await books.dump();
			expect(before).toContain('Elena Petrova');
			const memberId = await enrol(cardOf('Elena'));
			const bill = { ...posBill('restaurant', null, { food: 10_000 }), memberId };
			expect((await visit(bill, tried)).status).toBe(201);
			expect((await pos.takeBack(bill.id, {}, { key: tried })).status).toBe(201);
			expect(await books.dump()).toBe(before);
		});

		test('shows nothing to a live key, to a counter that keeps a copy of the members, or to verify', async () => {
			const { house, store } = pos.hotel;
			const end = await store.read(loadFeedEnd(house.id));
			const page = await store.read(membersPage(house, null, pos.hotel.now));
			const memberId = await enrol(cardOf('Elena'));
			const bill = { ...posBill('restaurant', null, { food: 10_000 }), memberId, checkNumber: '7' };
			await visit(bill, tried);

			expect((await lookUp(live, card(cardOf('Elena')))).body).toMatchObject({ id: ELENA, balancePoints: 1250 });
			expect((await lookUp(tried, card(cardOf('Elena')))).body).toMatchObject({ id: memberId, balancePoints: 2 });
			expect(codeOf(await lookUp(live, { type: 'member', value: memberId }))).toBe('member_not_found');
			expect(codeOf(await visit({ ...bill, id: randomUUID() }, live))).toBe('member_not_found');
			expect(codeOf(await pos.get(`/api/v1/visits/${bill.id}`, { key: live }))).toBe('visit_not_found');
			expect((await pos.get(`/api/v1/visits?${DAY}`, { key: live })).body['visits']).toEqual([]);
			expect((await pos.get(`/api/v1/day-close?${DAY}`, { key: live })).body['visits']).toMatchObject({ count: 0 });
			expect(await store.read(loadFeedEnd(house.id))).toEqual(end);
			expect(await store.read(membersPage(house, null, pos.hotel.now))).toEqual(page);
			expect(page.members.map(({ account }) => account.id)).not.toContain(memberId as MemberId);
			const changes = await store.read(changesPage(house, page.head, pos.hotel.now));
			expect(changes).toMatchObject({ value: { members: [], gone: [] } });
			expect((await store.read(verifyBooks(house.id, '2026-11-21'))).positions).toBe(end.position);
		});

		test('has ids and check numbers of its own: the same ones are another visit there', async () => {
			const bill = { ...posBill('restaurant', null, { food: 10_000 }), checkNumber: '7' };
			expect((await visit(bill, tried)).status).toBe(201);
			expect((await visit({ ...bill, partySize: 2 }, live)).status).toBe(201);
			expect((await visit(bill, tried)).status).toBe(200);
			expect((await pos.get(`/api/v1/visits/${bill.id}`, { key: live })).status).toBe(200);
			expect((await pos.takeBack(bill.id, {}, { key: live })).status).toBe(201);
			const { body } = await pos.get(`/api/v1/visits/${bill.id}`, { key: tried });
			expect(body['reversals']).toEqual([]);
		});

		test('has the programme and the staff that the hotel has by now', async () => {
			const { house, store } = pos.hotel;
			const memberId = await enrol('9702310000000062');
			const bill = () => ({ ...posBill('spa', null, { treatment: 10_000 }), memberId });
			expect((await visit(bill(), tried)).body).toMatchObject({ discountMinor: 0 });
			const offer: Offer = { kind: 'percent', id: 'spa-all', outlets: ['spa'], rateBps: 2_000 };
			await store.configure([
				addProgramme(house.id, { ...PROGRAMME, version: 2, validFrom: '2026-11-21', offers: [offer] }),
				addStaff(house.id, { id: 'dora', name: 'Dora', role: 'cashier' }, null),
			]);
			expect((await visit({ ...bill(), cashier: 'dora' }, tried)).body).toMatchObject({ discountMinor: 2_000 });
			expect(codeOf(await visit({ ...bill(), cashier: 'nobody' }, tried))).toBe('cashier_unknown');
		});

		test('gives points back that were held, when their time is over, as the hotel does', async () => {
			const memberId = await enrol('9702310000000062');
			await visit({ ...posBill('restaurant', null, { food: 10_000 }), memberId }, tried);
			const hold = posHold({ credential: null, memberId, points: 2, until: '2026-11-22T12:00:00Z' });
			expect((await pos.post('/api/v1/holds', hold, { key: tried })).body).toMatchObject({ balance: 0 });
			const balance = async () => (await lookUp(tried, card('9702310000000062'))).body['balancePoints'];
			expect(await balance()).toBe(0);
			pos.hotel.now = '2026-11-22T12:00:01.000Z';
			await expect.poll(balance, { timeout: 10_000 }).toBe(2);
		});

		test('opened anew still has what was booked', async () => {
			await enrol('9702310000000062');
			const sandbox = await books.openSandbox();
			try {
				expect((await sandbox.read(loadFeedEnd(sandboxOf(pos.hotel.house).id))).position).toBe(1);
			} finally {
				await sandbox.close();
			}
		});

		test('has another token for a card than the hotel has', async () => {
			await enrol(cardOf('Elena'));
			const sandbox = await pos.sandbox.books();
			expect(await sandbox.read(loadCard(cardTokenOf(cardOf('Elena'), KEYS)))).toBeNull();
			expect(await sandbox.read(loadCard(cardTokenOf(cardOf('Elena'), sandboxKeys(KEYS))))).not.toBeNull();
		});
	});
}
