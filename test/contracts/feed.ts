import { setImmediate as aTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { feedAfter, followFeed, PAGE_ROWS_MAX, type FeedRow } from '../../server/feed.ts';
import type { Store } from '../../server/store/store.ts';
import { Hotel } from '../support/hotel.ts';

/** Opens empty books. Where several servers may share them, there is a store for each. */
export type OpenShared = () => Promise<{
	readonly stores: readonly [Store, ...Store[]];
	readonly end: () => Promise<void>;
}>;

const WRITERS = 16;
const GUESTS = ['Elena', 'Miguel', 'Alice', '王小明'] as const;
/** A writer's later guests come without a card: accounts with thousands of lots would be what takes the time. */
const CARD_VISITS = 15;
const isLong = process.env['RETORNO_LONG'] === '1';
const POSITIONS = isLong ? 100_000 : 5_000;
const MS_MAX = isLong ? 3_600_000 : 180_000;

/** What every database must do for the feed. One suite, run on each. */
export function describeFeed(name: string, open: OpenShared): void {
	describe(`the feed on ${name}`, () => {
		let shared: Awaited<ReturnType<OpenShared>>;
		let hotels: Hotel[];

		beforeEach(async () => {
			shared = await open();
			const hotel = await Hotel.open(shared.stores[0]);
			hotels = shared.stores.map((store) => new Hotel(store, hotel.house, hotel.now));
		});
		afterEach(() => shared.end());

		const visit = async (hotel: Hotel, guest: (typeof GUESTS)[number] | null = 'Elena') => {
			const bill = hotel.bill('restaurant', guest && (await hotel.guest(guest)), { food: 5000 });
			await hotel.booked(bill, 'outbox');
			return bill;
		};
		const read = ({ store, house }: Hotel, position: number, limit = PAGE_ROWS_MAX) =>
			store.read(feedAfter(house.id, position, limit));

		test('tells of a visit and of its member, in this order and thin', async () => {
			const before = (await read(hotels[0]!, 0)).at(-1)!;
			const bill = await visit(hotels[0]!);
			expect(await read(hotels[0]!, before.position)).toEqual([
				{ position: before.position + 1, kind: 'visit.recorded', subject: bill.id, version: 1 },
				{ position: before.position + 2, kind: 'member.changed', subject: bill.memberId, version: 2 },
			]);
		});

		test('comes in pages that join without a gap', async () => {
			await visit(hotels[0]!);
			const whole = await read(hotels[0]!, 0);
			const paged: FeedRow[] = [];
			for (;;) {
				const page = await read(hotels[0]!, paged.at(-1)?.position ?? 0, 3);
				if (page.length === 0) break;
				paged.push(...page);
			}
			expect(paged).toEqual(whole);
			expect(whole.map(({ position }) => position)).toEqual(whole.map((_, index) => index + 1));
		});

		test('wakes whoever follows it, at each server', async () => {
			for (const follower of hotels) {
				const stop = new AbortController();
				const start = (await read(follower, 0)).at(-1)!.position;
				const pages = followFeed(follower.store, follower.house.id, start, stop.signal);
				for (const writer of hotels) {
					const page = pages.next();
					const { id } = await visit(writer, null);
					expect((await page).value).toMatchObject([{ kind: 'visit.recorded', subject: id }]);
				}
				stop.abort();
				expect(await pages.next()).toEqual({ done: true, value: undefined });
			}
		});

		test('every commit is news at once, until one no longer listens', async () => {
			const [hotel] = hotels as [Hotel];
			let woken = 0;
			const end = hotel.store.onCommit(() => woken++);
			for (let visits = 0; visits < 3; visits++) {
				const before = woken;
				await visit(hotel);
				expect(woken).toBeGreaterThan(before);
			}
			end();
			const after = woken;
			await visit(hotel);
			expect(woken).toBe(after);
		});

		test('a command that is refused or repeated is no news and moves nothing', async () => {
			const [hotel] = hotels as [Hotel];
			const bill = await visit(hotel);
			const before = await read(hotel, 0);
			let woken = 0;
			const end = hotel.store.onCommit(() => woken++);
			for (let calls = 0; calls < 5; calls++) {
				expect(await hotel.record(bill, 'live')).toMatchObject({ ok: true });
				expect(await hotel.record({ ...bill, partySize: 2 }, 'live')).toMatchObject({ ok: false });
			}
			end();
			expect(await read(hotel, 0)).toEqual(before);
			// Once it may be told that it listens from now on.
			expect(woken).toBeLessThanOrEqual(1);
		});

		test(
			`${WRITERS} writers, ${POSITIONS} positions, a reader who never waits: none missing, none late, none twice`,
			async () => {
				const [first] = hotels as [Hotel];
				const seen: FeedRow[] = [];
				const last = () => seen.at(-1)?.position ?? 0;
				let writing = true;
				const reader = async (hotel: Hotel) => {
					for (;;) {
						const wasWriting = writing;
						const page = await read(hotel, last());
						seen.push(...page);
						if (!wasWriting && page.length === 0) return;
						await aTurn();
					}
				};
				const writer = async (index: number) => {
					for (let visits = 0; last() < POSITIONS; visits++) {
						const guest = visits < CARD_VISITS ? GUESTS[index % GUESTS.length]! : null;
						await visit(hotels[index % hotels.length]!, guest);
					}
				};
				const reading = reader(hotels.at(-1)!);
				await Promise.all(Array.from({ length: WRITERS }, (_, index) => writer(index)));
				writing = false;
				await reading;

				expect(seen.findIndex(({ position }, index) => position !== index + 1)).toBe(-1);
				const again: FeedRow[] = [];
				for (let page = await read(first, 0); page.length > 0; page = await read(first, again.at(-1)!.position)) {
					again.push(...page);
				}
				expect(again).toEqual(seen);
				expect(await first.faults()).toEqual([]);
			},
			MS_MAX,
		);
	});
}
