import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { HoldId, ReversalId, StaffId } from '#shared/kernel/ids.ts';
import type { ReverseVisit } from '#shared/protocol/reversal.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { CounterSetup, MemberView } from '#shared/protocol/views.ts';
import type { Delivery, RecordVisit, VisitAnswer } from '#shared/protocol/visit.ts';
import { BookingDesk, type Booked } from '../../../bridge/counter/booking-desk.ts';
import { openOutbox, type Outbox } from '../../../bridge/outbox/outbox.ts';
import { settled } from '../../fakes/fake-clock.ts';
import { aCommand, anAnswer, ELENA, visitId } from '../../shared/counter/samples.ts';
import { aSetup } from '../replica/samples.ts';

const NOW = '2026-11-21T19:42:00.000Z';
const HOUSE: CounterSetup = aSetup().counter;
const AWAY = err({ code: 'server_away' } as const);

/** A dinner of Elena, as the page sends it. */
const dinner = (number = 1, changes: Partial<RecordVisit> = {}): RecordVisit =>
	aCommand({
		id: visitId(number),
		memberId: ELENA.id,
		tenders: [{ type: 'other', amountMinor: 7_200 }],
		...changes,
	});

let outbox: Outbox;
let isOnline: boolean;
let said: [RecordVisit['id'], Delivery][];
/** What the server does with a visit. */
let server: (command: RecordVisit, delivery: Delivery) => Promise<Booked>;
let delivered: [RecordVisit['id'], Result<VisitAnswer, unknown>][];
let waiting: number[];
let batches: number[];
let desk: BookingDesk;

beforeEach(() => {
	outbox = openOutbox(':memory:');
	isOnline = true;
	said = [];
	delivered = [];
	waiting = [];
	batches = [];
	server = ({ id }) => Promise.resolve(ok(anAnswer({ visitId: id })));
	desk = new BookingDesk({
		link: {
			get isOnline() {
				return isOnline;
			},
			record: (command, delivery) => {
				if (!isOnline) return Promise.resolve(AWAY);
				said.push([command.id, delivery]);
				return server(command, delivery) as never;
			},
			async recordBatch(commands) {
				if (!isOnline) return AWAY;
				batches.push(commands.length);
				const answers: Booked[] = [];
				for (const command of commands) {
					said.push([command.id, 'outbox']);
					const answer = await server(command, 'outbox');
					if (isSilence(answer)) return AWAY;
					answers.push(answer);
				}
				return ok(answers as never);
			},
		},
		outbox,
		onDelivered: (id, answer) => delivered.push([id, answer]),
		onWaiting: (visits) => waiting.push(visits),
		now: () => NOW,
	});
});

const isSilence = (answer: Booked): boolean => !answer.ok && answer.error.code === 'server_away';

/** @returns what the counter is told, once all that belongs to it is done */
async function record(...of: [RecordVisit, CounterSetup | null, MemberView | null]): Promise<Booked> {
	const told: Booked[] = [];
	await desk.record(...of, (answer) => told.push(answer));
	expect(told).toHaveLength(1);
	return told[0]!;
}

describe('a confirmed visit', () => {
	test('is on disk before the server hears of it, and owed to nobody once it is booked', async () => {
		const kept: number[] = [];
		server = ({ id }) => {
			kept.push(outbox.count());
			return Promise.resolve(ok(anAnswer({ visitId: id })));
		};
		expect(await record(dinner(), HOUSE, ELENA)).toMatchObject({ ok: true, value: { status: 'recorded' } });
		expect(kept).toEqual([1]);
		expect(outbox.count()).toBe(0);
		expect(waiting).toEqual([1, 0]);
	});

	test('is told before the outbox is tidied', async () => {
		const kept: number[] = [];
		await desk.record(dinner(), HOUSE, ELENA, () => kept.push(outbox.count()));
		expect([...kept, outbox.count()]).toEqual([1, 0]);
	});

	test('that the server refuses while the cashier waits leaves nothing behind', async () => {
		server = () => Promise.resolve(err({ code: 'cashier_unknown' }));
		expect(await record(dinner(), HOUSE, ELENA)).toEqual(err({ code: 'cashier_unknown' }));
		expect(outbox.count()).toBe(0);
	});

	test('that the disk does not take is booked nowhere', async () => {
		vi.spyOn(outbox, 'keep').mockImplementation(() => {
			throw new Error('disk full');
		});
		expect(await record(dinner(), HOUSE, ELENA)).toEqual(err({ code: 'not_saved' }));
		expect(said).toEqual([]);
	});
});

describe('while the server is away', () => {
	beforeEach(() => {
		isOnline = false;
	});

	test('a visit stands by what is known here, and waits', async () => {
		const answer = await record(dinner(), HOUSE, ELENA);
		expect(answer).toMatchObject({
			ok: true,
			value: { status: 'provisional', discountMinor: 800, payableMinor: 7_200 },
		});
		expect(said).toEqual([]);
		expect(outbox.pending()).toEqual([dinner()]);
	});

	const paying = (points: number): Pick<RecordVisit, 'tenders'> => ({
		tenders: [
			{ type: 'points', points, amountMinor: points * 50 },
			{ type: 'other', amountMinor: 7_200 - points * 50 },
		],
	});

	test('points pay up to what a counter may give of a guest a day, whether its visits still wait or not', async () => {
		expect(await record(dinner(1, paying(60)), HOUSE, ELENA)).toMatchObject({
			ok: true,
			value: { status: 'provisional', pointsPaidMinor: 3_000, points: { spent: 60 } },
		});
		expect(await record(dinner(2, paying(41)), HOUSE, ELENA)).toEqual(err({ code: 'points_over_bill', pointsMax: 40 }));
		expect(await record(dinner(3, paying(40)), HOUSE, ELENA)).toMatchObject({ ok: true });
		expect(await record(dinner(4, paying(1)), HOUSE, ELENA)).toEqual(AWAY);
		for (const number of [1, 3]) outbox.settle(visitId(number), ok(anAnswer()), NOW);
		expect(await record(dinner(4, paying(1)), HOUSE, ELENA)).toEqual(AWAY);

		const tomorrow = { ...dinner(4, paying(100)), occurredAt: '2026-11-22T19:42:00.000Z' };
		expect(await record(tomorrow, HOUSE, ELENA)).toMatchObject({ ok: true });
		expect(outbox.awayOf(ELENA.id).map(({ id }) => id)).toEqual([1, 3, 4].map(visitId));
	});

	test('points that the account does not have pay nothing', async () => {
		const poor = { ...ELENA, standing: { ...ELENA.standing, balancePoints: 9 } };
		const refused = await record(dinner(1, paying(10)), HOUSE, poor);
		expect(refused).toEqual(err({ code: 'insufficient_points', shortPoints: 1 }));
		expect(outbox.count()).toBe(0);
	});

	test('a house that sets no limit gives none', async () => {
		const strict = { ...HOUSE, programme: { ...HOUSE.programme, payment: undefined } };
		expect(await record(dinner(1, paying(10)), strict, ELENA)).toEqual(AWAY);
		expect(outbox.count()).toBe(0);
	});

	test('an offer that is asked for, and points that are held, are refused, and nothing is kept', async () => {
		expect(await record(dinner(1, { claims: ['menu'] }), HOUSE, ELENA)).toEqual(
			err({ code: 'claim_refused', offerId: 'menu', reason: 'server_needed' }),
		);
		expect(await record(dinner(1, { holds: ['hold' as HoldId] }), HOUSE, ELENA)).toEqual(AWAY);
		expect(outbox.count()).toBe(0);
	});

	test('what the server was asked while it was there is not counted', async () => {
		isOnline = true;
		server = () => Promise.resolve(AWAY);
		expect(await record(dinner(1, paying(120)), HOUSE, ELENA)).toMatchObject({ ok: true });
		isOnline = false;
		expect(await record(dinner(2, paying(100)), HOUSE, ELENA)).toMatchObject({ ok: true });
	});

	test('a bill that the rules refuse is refused here, and nothing is kept', async () => {
		const refused = await record(dinner(1, { lines: [] }), HOUSE, ELENA);
		expect(refused).toMatchObject({ ok: false, error: { code: 'bill_empty' } });
		expect(outbox.count()).toBe(0);
	});

	test('a counter that has never met its server books nothing', async () => {
		expect(await record(dinner(), null, null)).toEqual(AWAY);
		expect(outbox.count()).toBe(0);
	});

	const takingBack = (number: number, changes: Partial<ReverseVisit> = {}): ReverseVisit => ({
		...{ id: 'reversal' as ReversalId, visitId: visitId(number), outlet: 'restaurant', terminal: 'till-1' },
		...{ cashier: 'ana' as StaffId, approvedBy: null, occurredAt: NOW, reason: 'entered_wrong', lines: null },
		...changes,
	});

	test('a visit of its own that nobody has heard of can be taken back, and never goes out', async () => {
		for (const number of [1, 2]) await record(dinner(number, paying(20)), HOUSE, ELENA);
		expect(desk.withdraw(takingBack(1, { lines: [] }))).toBeNull();
		expect(desk.withdraw(takingBack(1))).toMatchObject({
			...{ visitId: visitId(1), whole: true, listMinor: 8_000, discountMinor: 800, payableMinor: 7_200 },
			...{ pointsPaidMinor: 1_000, points: { returned: 20, balance: ELENA.standing.balancePoints } },
		});
		expect(desk.withdraw(takingBack(1))).toBeNull();
		expect(outbox.awayOf(ELENA.id).map(({ id }) => id)).toEqual([visitId(2)]);
		expect(outbox.verify()).toMatchObject({ ok: true });
		isOnline = true;
		await desk.deliver();
		expect(said.map(([id]) => id)).toEqual([visitId(2)]);
	});

	test('one that the server may have heard of cannot', async () => {
		await record(dinner(1), HOUSE, ELENA);
		isOnline = true;
		server = () => Promise.resolve(AWAY);
		await desk.deliver();
		isOnline = false;
		expect(desk.withdraw(takingBack(1))).toBeNull();
		expect(outbox.count()).toBe(1);
	});

	test('whoever takes back what is on its way waits until the server has it', async () => {
		await record(dinner(1), HOUSE, ELENA);
		isOnline = true;
		const delivering = desk.deliver();
		let known = false;
		const waiting = desk.heardOf(visitId(1)).then(() => (known = true));
		expect(known).toBe(false);
		await Promise.all([delivering, waiting]);
		expect(outbox.count()).toBe(0);
	});

	test('everything goes out when it is back, the oldest first, each once', async () => {
		for (const number of [1, 2, 3]) await record(dinner(number), HOUSE, ELENA);
		await settled();
		isOnline = true;
		await Promise.all([desk.deliver(), desk.deliver()]);
		expect(said).toEqual([1, 2, 3].map((number) => [visitId(number), 'outbox']));
		expect(delivered.map(([id]) => id)).toEqual([1, 2, 3].map(visitId));
		expect(waiting.at(-1)).toBe(0);
	});

	test('many go out in batches of a hundred, and fewer where they are long', async () => {
		for (let number = 1; number <= 250; number++) await record(dinner(number), HOUSE, ELENA);
		await settled();
		isOnline = true;
		await desk.deliver();
		expect(said.map(([id]) => id)).toEqual(Array.from({ length: 250 }, (_, index) => visitId(index + 1)));
		expect(batches).toEqual([100, 100, 50]);

		isOnline = false;
		const lines = Array.from({ length: 180 }, (_, index) => ({
			...dinner().lines[0]!,
			id: `${index}`,
			grossMinor: 40,
		}));
		const tenders = [{ type: 'other', amountMinor: 6_480 }] as const;
		for (let number = 251; number <= 270; number++) {
			expect(await record(dinner(number, { lines, tenders }), HOUSE, ELENA)).toMatchObject({ ok: true });
		}
		await settled();
		isOnline = true;
		batches = [];
		await desk.deliver();
		expect(batches.length).toBeGreaterThan(1);
		expect(batches.reduce((total, size) => total + size, 0)).toBe(20);
		expect(outbox.count()).toBe(0);
	});

	test('a visit that it will not book later is told, and the next ones go on', async () => {
		for (const number of [1, 2]) await record(dinner(number), HOUSE, ELENA);
		await settled();
		isOnline = true;
		server = ({ id }) =>
			Promise.resolve(id === visitId(1) ? err({ code: 'member_not_found' }) : ok(anAnswer({ visitId: id })));
		await desk.deliver();
		expect(delivered.map(([, { ok }]) => ok)).toEqual([false, true]);
		expect(outbox.count()).toBe(0);
		outbox.forget('2027-11-21T00:00:00.000Z');
		expect(outbox.awayOf(ELENA.id).map(({ id }) => id)).toEqual([visitId(1)]);
	});
});

describe('a server that goes silent in the middle', () => {
	test('leaves the visit standing and waiting, and gets it again under its id', async () => {
		server = () => Promise.resolve(AWAY);
		expect(await record(dinner(), HOUSE, ELENA)).toMatchObject({ ok: true, value: { status: 'provisional' } });
		expect(outbox.count()).toBe(1);
		await settled();
		server = ({ id }) => Promise.resolve(ok(anAnswer({ visitId: id })));
		await desk.deliver();
		expect(new Set(said.map(([id]) => id))).toEqual(new Set([visitId(1)]));
		expect(outbox.count()).toBe(0);
	});

	test('gets what was given up while older visits went out', async () => {
		isOnline = false;
		await record(dinner(1), HOUSE, ELENA);
		await settled();
		isOnline = true;
		const first = Promise.withResolvers<Booked>();
		server = ({ id }, delivery) =>
			delivery === 'live' ? Promise.resolve(AWAY) : id === visitId(1) ? first.promise : Promise.resolve(ok(anAnswer()));
		const delivering = desk.deliver();
		await record(dinner(2), HOUSE, ELENA);
		first.resolve(ok(anAnswer()));
		await delivering;
		expect(outbox.count()).toBe(0);
	});

	test('is not sent a visit from the outbox whose live answer is still awaited', async () => {
		const answer = Promise.withResolvers<Booked>();
		server = () => answer.promise;
		const recording = record(dinner(), HOUSE, ELENA);
		await desk.deliver();
		expect(said).toEqual([[visitId(1), 'live']]);
		answer.resolve(ok(anAnswer()));
		await recording;
		expect(outbox.count()).toBe(0);
	});
});
