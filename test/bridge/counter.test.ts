import { beforeEach, describe, expect, test } from 'vitest';
import type { CounterState } from '#shared/counter/state.ts';
import { err, ok } from '#shared/kernel/result.ts';
import { quote } from '#shared/loyalty/quote.ts';
import type { CounterSetup, MemberView } from '#shared/protocol/views.ts';
import type { VisitAnswer } from '#shared/protocol/visit.ts';
import type { Booked } from '../../bridge/booking-desk.ts';
import { Counter } from '../../bridge/counter.ts';
import { openOutbox } from '../../bridge/outbox.ts';
import { settled } from '../fakes/fake-clock.ts';
import { aCommand, ANA, anAnswer, ELENA, ELENAS_CARD, MIGUELS_CARD } from '../shared/counter/samples.ts';
import { aSetup } from './replica/samples.ts';

type Parts = ConstructorParameters<typeof Counter>[0];

const AWAY = err({ code: 'server_away' } as const);
const AS_KNOWN: MemberView = { ...ELENA, worthMinor: 60_000 };

let states: CounterState[];
let printed: VisitAnswer[];
let house: CounterSetup;
/** What the replica and the server say of Elena. */
let known: ReturnType<Parts['guests']['known']>;
let live: Awaited<ReturnType<Parts['guests']['lookUp']>>;
let server: () => Booked;
let renewed: number;
let counter: Counter;

beforeEach(async () => {
	states = [];
	printed = [];
	house = aSetup().counter;
	known = ok(AS_KNOWN);
	live = ok(ELENA);
	renewed = 0;
	server = () => ok(anAnswer());
	counter = new Counter({
		link: { isOnline: true, record: () => Promise.resolve(server() as never) },
		signIn: () => Promise.resolve(ok(ANA)),
		guests: {
			known: () => known,
			lookUp: () => Promise.resolve(live),
			shown: () => ELENA,
			seeAgain: () => Promise.resolve({ ...ELENA, worthMinor: 1 }),
		},
		house: () => house,
		renewHouse() {
			renewed++;
			house = { ...house, programme: { ...house.programme, version: 2 } };
			return Promise.resolve();
		},
		outbox: openOutbox(':memory:'),
		print: (answer) => printed.push(answer),
		show: (state) => states.push(state),
		onUnbooked: () => undefined,
		now: () => '2026-11-21T19:42:00.000Z',
	});
	counter.feed({ kind: 'pin-entered', pin: '1111' });
	await settled();
	states.length = 0;
});

const swipe = async (card = ELENAS_CARD): Promise<void> => {
	counter.feed({ kind: 'card-read', card });
	await settled();
};
const guests = () => states.map(({ guest }) => (guest.kind === 'shown' ? guest.freshness : guest.kind));

describe('a counter that runs', () => {
	test('shows a guest as known here before it asks, and then as the server says', async () => {
		await swipe();
		expect(guests()).toEqual(['seeking', 'replica', 'live']);
		expect(counter.state.guest).toMatchObject({ member: ELENA });
	});

	test('shows a guest whom only the server knows', async () => {
		known = undefined;
		await swipe();
		expect(guests()).toEqual(['seeking', 'live']);
	});

	test('keeps showing what is known here while the server is away', async () => {
		live = AWAY;
		await swipe();
		expect(counter.state).toMatchObject({ guest: { member: AS_KNOWN, freshness: 'replica' }, notice: null });
	});

	test('says of a card that is blocked here that it is, whether the server is there or not', async () => {
		known = err({ code: 'card_blocked' });
		live = AWAY;
		await swipe(MIGUELS_CARD);
		expect(counter.state).toMatchObject({ guest: { kind: 'none' }, notice: { code: 'card_blocked' } });
		live = ok(ELENA);
		await swipe(MIGUELS_CARD);
		expect(counter.state).toMatchObject({ guest: { member: ELENA }, notice: null });
	});

	test('prints what was booked', async () => {
		await swipe();
		counter.feed({ kind: 'visit-confirmed', command: aCommand({ memberId: ELENA.id }) });
		await settled();
		expect(counter.state.visit).toMatchObject({ kind: 'recorded' });
		expect(printed).toEqual([anAnswer()]);
	});
});

describe('a quote that has changed', () => {
	const changed = (programmeVersion: number): Booked => {
		const command = aCommand();
		const quoted = quote(aSetup().counter.programme, ELENA.standing, {
			outlet: 'restaurant',
			moment: {
				instant: command.occurredAt,
				businessDate: '2026-11-21',
				localDate: '2026-11-21',
				minuteOfDay: 1_302,
				weekday: 6,
			},
			currency: 'EUR',
			lines: command.lines,
			pointsTendered: 0,
			claims: [],
		});
		if (!quoted.ok) throw new Error(quoted.error.code);
		return err({ code: 'quote_changed', quote: { ...quoted.value, programmeVersion } });
	};
	const confirm = async (): Promise<void> => {
		await swipe();
		counter.feed({ kind: 'visit-confirmed', command: aCommand({ memberId: ELENA.id }) });
		await settled();
	};

	test('because the guest’s points moved shows the guest as they stand now', async () => {
		server = () => changed(1);
		await confirm();
		expect(counter.state).toMatchObject({
			visit: { kind: 'refused', refusal: { code: 'quote_changed' } },
			guest: { member: { worthMinor: 1 } },
		});
		expect(renewed).toBe(0);
	});

	test('because another programme is in force brings that programme, before the cashier is told', async () => {
		server = () => changed(2);
		await confirm();
		expect(renewed).toBe(1);
		expect(house.programme.version).toBe(2);
		expect(counter.state.visit).toMatchObject({ kind: 'refused' });
	});
});
