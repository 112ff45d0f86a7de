import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { momentAt } from '#shared/kernel/moment.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { awaitingVisit } from '#shared/ledger/visit/awaiting-visit.ts';
import type { MemberRecord } from '#shared/ledger/member/member-record.ts';
import type { MemberView } from '#shared/protocol/views.ts';
import type { RecordVisit } from '#shared/protocol/visit.ts';
import { Guests } from '../../bridge/counter/guests.ts';
import { Following } from '../../bridge/replica/following.ts';
import { Replica } from '../../bridge/replica/replica.ts';
import { Seal } from '../../bridge/replica/seal.ts';
import { MEMBERS, PROGRAMME } from '../../server/demo/miramar.ts';
import { changesPage, memberRecord, membersPage } from '../../server/queries/replica-pages.ts';
import { loadErased } from '../../server/store/booking/erasure.ts';
import type { Store } from '../../server/store/store.ts';
import { Hotel } from '../support/hotel.ts';
import { enrolSomebody } from '../support/newcomer.ts';
import { bridgeSetupOf } from '../support/till-alone.ts';
import { RICH } from '../support/rich-programme.ts';

/** Opens an empty store. */
export type OpenStore = () => Promise<{ readonly store: Store; readonly end: () => Promise<void> }>;

const CARDS = MEMBERS.flatMap(({ card, lostCard }) => [card, ...(lostCard ? [lostCard] : [])]);
const cardRead = (number: string) => ({ kind: 'member-card', medium: 'magstripe', number }) as const;

/** More than a page of members, and more changes than a page. */
const MANY = 250;

/** A counter's copy of the guests, fed by the server's own pages. One suite, run on each database. */
export function describeReplica(name: string, open: OpenStore): void {
	describe(`a replica of the members on ${name}`, () => {
		let books: Awaited<ReturnType<OpenStore>>;
		let hotel: Hotel;
		let folder: string;
		let replica: Replica;
		let counter: Counter;

		beforeEach(async () => {
			books = await open();
			hotel = await Hotel.open(books.store);
			folder = mkdtempSync(join(tmpdir(), 'retorno-replica-'));
			replica = Replica.open(join(folder, 'replica.sqlite'), new Seal(randomBytes(32)));
			counter = new Counter(() => hotel, replica);
		});
		afterEach(async () => {
			replica.close();
			rmSync(folder, { recursive: true });
			await books.end();
		});

		const asTheServerSays = async (): Promise<void> => {
			for (const card of CARDS) expect(counter.guests.known(cardRead(card))).toEqual(byItself(await hotel.swipe(card)));
		};
		const visit = async (...args: Parameters<Hotel['bill']>): Promise<void> => {
			expect(await hotel.record(hotel.bill(...args), 'live')).toMatchObject({ ok: true });
		};

		test('knows each card as the server does, today and when days and years have passed', async () => {
			await counter.catchUp();
			expect(replica.count()).toBe(MEMBERS.length);
			await asTheServerSays();
			for (const days of [1, 19, 30, 60, 800]) {
				hotel.later(days * 24 * 60);
				await asTheServerSays();
			}
		});

		test('knows nothing of a card that nobody has', async () => {
			await counter.catchUp();
			expect(counter.guests.known(cardRead('9702310000000062'))).toBeUndefined();
		});

		test('hears of visits, points that were spent, and new members', async () => {
			await counter.catchUp();
			await visit('restaurant', await hotel.guest('Elena'), { food: 8000 }, 40);
			await visit('spa', await hotel.guest('Alice'), { treatment: 6000 });
			await counter.catchUp();
			await asTheServerSays();
			const newcomer = await enrolSomebody(hotel);
			await counter.catchUp();
			expect(counter.guests.known(cardRead(newcomer))).toEqual(byItself(await hotel.swipe(newcomer)));
		});

		test('misses nobody who changes while all members are read, page by page', { timeout: 60_000 }, async () => {
			for (let member = 0; member < MANY; member++) await enrolSomebody(hotel);
			// Behind the first page, on which they are, and never again.
			counter.afterEachPage = async () => {
				counter.afterEachPage = async () => {};
				for (const guest of ['Elena', 'Miguel', '王小明', 'Alice'] as const)
					await visit('restaurant', await hotel.guest(guest), { food: 5000 });
			};
			await counter.catchUp();
			expect(replica.count()).toBe(MEMBERS.length + MANY);
			await asTheServerSays();
		});

		test('goes on where it was when the line broke in the middle', { timeout: 60_000 }, async () => {
			for (let member = 0; member < MANY; member++) await enrolSomebody(hotel);
			counter.pagesLeft = 1;
			await counter.catchUp();
			expect(replica.progress).toMatchObject({ kind: 'reading' });
			const half = replica.count();
			counter.asked.length = 0;
			counter.pagesLeft = Infinity;
			await counter.catchUp();
			expect(half).toBeGreaterThan(0);
			expect(counter.asked[0]).not.toBe('members after null');
			expect(replica.count()).toBe(MEMBERS.length + MANY);
		});

		test('begins again with books that were restored, and forgets whom they do not know', async () => {
			const stranger = await enrolSomebody(hotel);
			await visit('restaurant', await hotel.guest('Elena'), { food: 8000 });
			await counter.catchUp();

			const restored = await open();
			try {
				const before = hotel;
				hotel = await Hotel.open(restored.store);
				await visit('restaurant', await hotel.guest('Alice'), { food: 8000 });
				await counter.catchUp();
				await asTheServerSays();
				expect(counter.guests.known(cardRead(stranger))).toBeUndefined();
				expect(replica.count()).toBe(MEMBERS.length);
				hotel = before;
			} finally {
				await restored.end();
			}
		});

		test('counts a visit that has waited for days by the stamps of its own evening', async () => {
			const stamped = hotel.bill('spa', await hotel.guest('Miguel'), { treatment: 6000 });
			const waiting = hotel.bill('spa', await hotel.guest('Miguel'), { products: 1500 });
			expect(await hotel.record(stamped, 'live')).toMatchObject({ ok: true });
			hotel.later(5 * 24 * 60);
			await counter.catchUp();
			counter.waiting = [waiting];
			const card = MEMBERS.find(({ displayName }) => displayName.startsWith('Miguel'))!.card;
			const foretold = counter.guests.known(cardRead(card));
			expect(await hotel.record(waiting, 'outbox')).toMatchObject({ ok: true, value: { stamps: [] } });
			expect(byItself(await hotel.swipe(card))).toEqual(foretold);
			counter.waiting = [];
		});

		test('counts a visit that has waited with what the guest did since, where both together reach a tier', async () => {
			const ming = await hotel.guest('王小明');
			const waiting = hotel.bill('lobby', ming, { night: 6 });
			hotel.later(24 * 60);
			await visit('lobby', ming, { night: 6 });
			await counter.catchUp();
			counter.waiting = [waiting];
			const foretold = counter.guests.known(cardRead('9702310000000039'));
			expect(foretold).toMatchObject({ ok: true, value: { standing: { tier: 'silver' } } });
			expect(await hotel.record(waiting, 'outbox')).toMatchObject({ ok: true });
			expect(byItself(await hotel.swipe('9702310000000039'))).toEqual(foretold);
		});

		test('rates a visit that has waited by the tier of its time, though the guest was lifted since', async () => {
			const ming = await hotel.guest('王小明');
			const waiting = hotel.bill('restaurant', ming, { food: 20_000 });
			hotel.later(60);
			await visit('lobby', ming, { night: 10 });
			await counter.catchUp();
			counter.waiting = [waiting];
			const foretold = counter.guests.known(cardRead('9702310000000039'));
			expect(foretold).toMatchObject({ value: { standing: { tier: 'silver', balancePoints: 90 + 100 + 4 } } });
			expect(await hotel.record(waiting, 'outbox')).toMatchObject({ ok: true });
			expect(byItself(await hotel.swipe('9702310000000039'))).toEqual(foretold);
		});

		test.each([
			['of the demo hotel', PROGRAMME],
			['of every kind', RICH],
		])(
			'counts visits that still wait here as the server will, by rules %s',
			{ timeout: 120_000 },
			async (_, programme) => {
				if (programme !== PROGRAMME) await hotel.adopt(programme);
				counter.renew();
				const act = fc.record({
					guest: fc.constantFrom('Elena', 'Miguel', '王小明', 'Alice'),
					outlet: fc.constantFrom('restaurant', 'spa', 'boutique', 'lobby'),
					amount: fc.integer({ min: 0, max: 300_00 }),
					minutes: fc.integer({ min: 0, max: 400 }),
					waits: fc.boolean(),
				});
				await fc.assert(
					fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 10 }), async (acts) => {
						await counter.catchUp();
						const waiting: RecordVisit[] = [];
						for (const { guest, outlet, amount, minutes, waits } of acts) {
							hotel.later(minutes);
							const amounts = outlet === 'lobby' ? { night: 1 + (amount % 3) } : { [FIRST_CATEGORY[outlet]]: amount };
							// A counter that is away quotes on what it knows.
							const known = counter.guests.known(cardRead(MEMBERS.find((m) => m.displayName.startsWith(guest))!.card));
							const command = hotel.bill(outlet, known?.ok ? known.value : null, amounts);
							if (waits) waiting.push(command);
							else expect(await hotel.record(command, 'outbox')).toMatchObject({ ok: true });
							counter.waiting = waiting;
							if (!waits) await counter.catchUp();
						}
						const foretold = CARDS.map((card) => counter.guests.known(cardRead(card)));
						for (const command of waiting) expect(await hotel.record(command, 'outbox')).toMatchObject({ ok: true });
						expect((await Promise.all(CARDS.map((card) => hotel.swipe(card)))).map(byItself)).toEqual(
							foretold.map((one) => one && byItself(one)),
						);
						counter.waiting = [];
					}),
					{ numRuns: 25 },
				);
			},
		);

		test.each([
			['of the demo hotel', PROGRAMME],
			['of every kind', RICH],
		])('foretells a member’s whole record, not only what is shown of it, by rules %s', async (_, programme) => {
			if (programme !== PROGRAMME) await hotel.adopt(programme);
			const alice = await hotel.guest('Alice');
			const recordOf = async (): Promise<MemberRecord> =>
				inOrder((await hotel.store.read(memberRecord(alice.id, momentAt(hotel.now, hotel.house))))!);
			const before = await recordOf();
			const command = hotel.bill('spa', alice, { treatment: 6000 });
			const foretold = awaitingVisit(before, programme, command, momentAt(hotel.now, hotel.house));
			expect(await hotel.record(command, 'live')).toMatchObject({ ok: true });
			expect(inOrder(foretold)).toEqual(await recordOf());
			expect(foretold).not.toEqual(before);
		});
	});
}

const FIRST_CATEGORY = { restaurant: 'food', spa: 'treatment', boutique: 'clothing' } as const;

const inOrder = (record: MemberRecord): MemberRecord => ({
	...record,
	account: { ...record.account, lots: [...record.account.lots].sort((a, b) => (a.id < b.id ? -1 : 1)) },
});

/** What a counter by itself can know of what the server says: not what is left of things that are used up once. */
function byItself<Refusal>(answer: Result<MemberView, Refusal>): Result<MemberView, Refusal> {
	if (!answer.ok) return answer;
	const standing = { ...answer.value.standing, coupons: {}, rewards: {}, takesClaims: false };
	return ok({ ...answer.value, standing });
}

/** A counter beside a hotel, with a line that can break. */
class Counter {
	readonly guests: Guests;
	readonly asked: string[] = [];
	readonly #following: Following;
	readonly #hotel: () => Hotel;
	readonly #replica: Replica;
	waiting: readonly RecordVisit[] = [];
	/** So many pages come through. */
	pagesLeft = Infinity;
	afterEachPage: () => Promise<void> = async () => {};

	constructor(hotel: () => Hotel, replica: Replica) {
		this.#hotel = hotel;
		this.#replica = replica;
		this.renew();
		this.guests = new Guests({
			link: {
				isOnline: false,
				lookUp: () => Promise.reject(new Error()),
				viewMember: () => Promise.reject(new Error()),
			},
			replica,
			outbox: {
				pendingOf: (id) => this.waiting.filter(({ memberId }) => memberId === id),
				awayOf: (id) => this.waiting.filter(({ memberId }) => memberId === id),
				delivered: () => Promise.resolve(),
			},
			now: () => hotel().now,
		});
		const page = async <Value>(question: string, ask: () => Promise<Value>): Promise<Value | null> => {
			this.asked.push(question);
			if (this.pagesLeft-- <= 0) return null;
			const value = await ask();
			await this.afterEachPage();
			return value;
		};
		const away = err({ code: 'server_away' } as const);
		this.#following = new Following({
			link: {
				erased: async () => ok(await hotel().store.read(loadErased())),
				members: async (after) => {
					const read = () => hotel().store.read(membersPage(hotel().house, after, hotel().now));
					const answer = await page(`members after ${after}`, read);
					return answer ? ok(answer) : away;
				},
				changes: async (since) => {
					const read = () => hotel().store.read(changesPage(hotel().house, since, hotel().now));
					return (await page(`changes since ${since.position}`, read)) ?? away;
				},
			},
			replica,
			now: () => hotel().now,
			onComplete: () => undefined,
			onFailed: (cause) => {
				throw cause;
			},
		});
	}

	/** The house as it is now. */
	renew(): void {
		this.#replica.keepSetup(bridgeSetupOf(this.#hotel()));
	}

	/** Until it has heard all that there is. */
	async catchUp(): Promise<void> {
		await this.#following.online();
	}
}
