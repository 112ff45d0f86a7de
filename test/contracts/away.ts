import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { momentAt } from '#shared/kernel/moment.ts';
import type { MemberRecord } from '#shared/ledger/member/member-record.ts';
import { statementOf } from '#shared/ledger/member/member-statement.ts';
import { MEMBERS } from '../../server/demo/miramar.ts';
import { memberRecord } from '../../server/queries/replica-pages.ts';
import { loadPointsHistory } from '../../server/store/loading/account-history.ts';
import type { Store } from '../../server/store/store.ts';
import { Chance } from '../support/chance.ts';
import { Hotel } from '../support/hotel.ts';
import { enrolSomebody } from '../support/newcomer.ts';
import { TillAlone } from '../support/till-alone.ts';
import type { OpenStore } from './replica.ts';

const isLong = process.env['RETORNO_LONG'] === '1';
const SEED = 20_261_122;
/** Three days without a server. */
const AWAY_MINUTES = 72 * 60;
const VISITS = isLong ? 5_000 : 250;
const NEWCOMERS = isLong ? 56 : 12;
const TRIES_MAX = isLong ? 50 : 1;
const EVER = { from: '2020-01-01T00:00:00.000Z', until: '2040-01-01T00:00:00.000Z' };

/** The same house twice: one has a till that lost its server, the other one never does. One suite, run on each database. */
export function describeAway(name: string, open: OpenStore): void {
	describe(`a till that was away on ${name}`, () => {
		let ends: (() => Promise<void>)[];
		let hotel: Hotel;
		let twin: Hotel;
		let till: TillAlone;
		let cards: string[];

		const aHotel = async (): Promise<Hotel> => {
			const { store, end }: { store: Store; end: () => Promise<void> } = await open();
			ends.push(end);
			return Hotel.open(store);
		};
		beforeEach(async () => {
			ends = [];
			[hotel, twin] = [await aHotel(), await aHotel()];
			cards = MEMBERS.map(({ card }) => card);
			for (let one = 0; one < NEWCOMERS; one++) {
				const card = `9702310${600_000_000 + one}`;
				for (const each of [hotel, twin]) await enrolSomebody(each, card, 300);
				cards.push(card);
			}
			till = new TillAlone(hotel);
			await till.catchUp();
			till.isOnline = false;
		});
		afterEach(async () => {
			till.close();
			for (const end of ends) await end();
		});

		const back = async (): Promise<void> => {
			till.isOnline = true;
			// A database that is too slow for its own bounds fails a batch; what of it is booked is not booked again.
			for (let tries = 0; till.outbox.count() > 0 && tries < TRIES_MAX; tries++) await till.deliver();
			expect([till.outbox.count(), till.failures.length]).toEqual([0, isLong ? expect.any(Number) : 0]);
			await till.catchUp();
		};

		test(
			'for three days ends with the same accounts as its twin that never was, to the lot, the stamp and the day',
			{ timeout: 900_000 },
			async () => {
				const chance = new Chance(SEED);
				const met = { paidInPoints: 0, overnight: 0 };
				const highest = MEMBERS.filter(({ tier }) => tier === 'gold').map(({ card }) => card);
				let before = '';
				for (let visit = 0; visit < VISITS; visit++) {
					for (const each of [hotel, twin]) each.later(AWAY_MINUTES / VISITS);
					// The other counters go on, and this till does not hear of them. What they sell to somebody whom that lifts to a
					// higher tier is the one thing that a guest pays otherwise here: so they serve those who cannot rise.
					const isElsewhere = visit % 5 === 0;
					const card = chance.of(isElsewhere ? highest : cards);
					if (isElsewhere) {
						const amounts = { clothing: 500 + chance.below(4_000) };
						const { id } = hotel.bill('boutique', null, amounts);
						for (const each of [hotel, twin]) {
							const bill = each.bill('boutique', await swiped(each, card), amounts);
							expect(await each.record({ ...bill, id }, 'live')).toMatchObject({ ok: true });
						}
					}
					// Four points always fit, also where a tier takes a tenth off.
					const amounts = { food: 300 + chance.below(30_000) };
					const known = till.swipe(card);
					const spendable = Math.min(known.standing.balancePoints, 100 - (known.spentAway ?? 0), 4);
					const points = visit % 7 === 0 ? Math.max(0, spendable) : 0;
					const command = hotel.bill('restaurant', known, amounts, points);
					expect(await till.confirm(command, known)).toMatchObject({ ok: true, value: { status: 'provisional' } });
					const same = twin.bill('restaurant', await swiped(twin, card), amounts, points);
					expect(await twin.record({ ...same, id: command.id }, 'live')).toMatchObject({ ok: true });
					if (points > 0) met.paidInPoints++;
					const { businessDate } = momentAt(hotel.now, hotel.house);
					if (businessDate !== before) met.overnight++;
					before = businessDate;
				}
				expect(till.outbox.count()).toBe(VISITS);
				expect(met.paidInPoints).toBeGreaterThan(VISITS / 100);
				expect(met.overnight).toBe(4);

				await back();
				expect(till.delivered.filter(({ ok }) => !ok)).toEqual([]);
				expect(till.delivered.filter((answer) => answer.ok && answer.value.tierReached)).not.toEqual([]);
				for (const card of cards) {
					const [here, there] = [await accountOf(hotel, card), await accountOf(twin, card)];
					expect(here).toEqual(there);
				}
				expect(await hotel.faults()).toEqual([]);
				expect(await twin.faults()).toEqual([]);
			},
		);

		test('what it gave beyond what was there is what the guests owe, to the point, and nothing else', async () => {
			const chance = new Chance(SEED);
			const gave: { card: string; points: number; left: number; id: string }[] = [];
			for (const card of cards) {
				hotel.later(10);
				const before = await swiped(hotel, card);
				const elsewhere = before.standing.balancePoints - chance.below(60);
				const live = hotel.bill('boutique', before, { clothing: 100_000 }, Math.max(0, elsewhere));
				// What they earn there would pay what they owe.
				const spent = await hotel.record(live, 'live');
				expect(spent).toMatchObject({ ok: true });
				const left = (await swiped(hotel, card)).standing.balancePoints;

				const known = till.swipe(card);
				const points = Math.min(100, known.standing.balancePoints);
				const command = hotel.bill('restaurant', known, { food: points * 100 }, points);
				expect(await till.confirm(command, known)).toMatchObject({ ok: true });
				gave.push({ card, points, left, id: command.id });
			}
			await back();
			let owing = 0;
			for (const { card, points, left, id } of gave) {
				const booked = till.delivered.find((answer) => answer.ok && answer.value.visitId === id);
				// What the money of the same bill earns pays first.
				const earned = booked?.ok ? booked.value.points.earned : NaN;
				const { debtPoints } = (await recordOf(hotel, card)).account;
				expect(Math.abs(debtPoints), card).toBe(Math.max(0, points - left - earned));
				if (debtPoints !== 0) owing++;
			}
			expect(owing).toBeGreaterThan(cards.length / 4);
			expect(await hotel.faults()).toEqual([]);
		});

		test('takes a visit of its own back with the words of its twin, and nothing of it is ever booked', async () => {
			for (const [index, card] of cards.entries()) {
				for (const each of [hotel, twin]) each.later(30);
				const known = till.swipe(card);
				const points = index % 3;
				const outlet = index % 2 === 0 ? 'restaurant' : 'spa';
				const amounts = { [outlet === 'spa' ? 'treatment' : 'food']: 4_000 + 1_111 * index };
				const command = hotel.bill(outlet, known, amounts, points);
				const before = await recordOf(hotel, card);
				expect(await till.confirm(command, known)).toMatchObject({ ok: true });
				const same = { ...twin.bill(outlet, await swiped(twin, card), amounts, points), id: command.id };
				expect(await twin.record(same, 'live')).toMatchObject({ ok: true });

				const reversal = hotel.reversal(command);
				const booked = await twin.reverse(reversal, 'counter');
				const told = booked.ok ? { ...booked.value.answer, memberId: known.id } : booked;
				expect(till.withdraw(reversal)).toEqual(told);
				await till.deliver();
				expect(await recordOf(hotel, card)).toEqual(before);
			}
			expect(till.outbox.count()).toBe(0);
		});

		test('sends again what it never heard of, and it is booked once', async () => {
			const known = till.swipe(cards[0]!);
			const command = hotel.bill('restaurant', known, { food: 8_000 });
			expect(await till.confirm(command, known)).toMatchObject({ ok: true });
			// It arrived, and the answer was lost.
			expect(await hotel.record(command, 'outbox')).toMatchObject({ ok: true });
			const after = await recordOf(hotel, cards[0]!);
			await back();
			expect(await recordOf(hotel, cards[0]!)).toEqual(after);
		});
	});
}

async function swiped(hotel: Hotel, card: string) {
	const answer = await hotel.swipe(card);
	if (!answer.ok) throw new Error(answer.error.code);
	return answer.value;
}

async function recordOf(hotel: Hotel, card: string): Promise<MemberRecord> {
	const { id } = await swiped(hotel, card);
	return (await hotel.store.read(memberRecord(id, momentAt(hotel.now, hotel.house))))!;
}

/** All that a guest has, without the ids that the two houses gave to the same guest. */
async function accountOf(hotel: Hotel, card: string): Promise<unknown> {
	const { account, days } = await recordOf(hotel, card);
	const { entries, opening } = await hotel.store.read(loadPointsHistory({ memberId: account.id, ...EVER }));
	const { tier, debtPoints, stampDebts, visits, tallies } = account;
	const nameless = <Value>(value: Value): Value =>
		JSON.parse(JSON.stringify(value).replaceAll(account.id, 'guest')) as Value;
	const lots = nameless(account.lots).toSorted((a, b) => (a.id < b.id ? -1 : 1));
	const all = { lots, days, tier, debtPoints, stampDebts, visits, tallies, statement: statementOf(entries, opening) };
	return nameless(all);
}
