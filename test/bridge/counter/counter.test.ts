import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { CounterState, PrintedSlip } from '#shared/counter/state.ts';
import type { VisitId } from '#shared/kernel/ids.ts';
import { err, ok } from '#shared/kernel/result.ts';
import { quote } from '#shared/loyalty/quote.ts';
import type { CounterSetup, MemberView } from '#shared/protocol/views.ts';
import type { VisitAnswer } from '#shared/protocol/visit.ts';
import type { Booked } from '../../../bridge/counter/booking-desk.ts';
import { systemClock } from '../../../bridge/clock.ts';
import { Counter } from '../../../bridge/counter/counter.ts';
import { openOutbox, type Outbox } from '../../../bridge/outbox/outbox.ts';
import { settled } from '../../fakes/fake-clock.ts';
import type { ReversalAnswer, ReverseVisit } from '#shared/protocol/reversal.ts';
import {
	aBill,
	aCommand,
	ANA,
	anAnswer,
	aReversal,
	BORIS,
	ELENA,
	ELENAS_CARD,
	MIGUELS_CARD,
	reversalId,
	visitId,
} from '../../shared/counter/samples.ts';
import { PROPERTY } from '../../../server/demo/miramar.ts';
import { aSetup } from '../replica/samples.ts';

type Parts = ConstructorParameters<typeof Counter>[0];

const AWAY = err({ code: 'server_away' } as const);
const AS_KNOWN: MemberView = { ...ELENA, worthMinor: 60_000 };

/** Whom the server has shown here. */
let seen: MemberView[];
let states: CounterState[];
let printed: VisitAnswer[];
let printedBack: ReversalAnswer[];
let reversed: ReverseVisit[];
let quotedBack: ReverseVisit[];
let isOnline: boolean;
let whoSigns: Awaited<ReturnType<Parts['signIn']>>;
let house: CounterSetup;
/** What the replica and the server say of Elena. */
let known: ReturnType<Parts['guests']['known']>;
let live: Awaited<ReturnType<Parts['guests']['lookUp']>>;
let server: () => Booked;
let renewed: number;
let counter: Counter;
let outbox: Outbox;
/** What the server says of a visit that waited, and what the office has settled. */
let delivered: Booked;
let office: VisitId[];

beforeEach(async () => {
	states = [];
	seen = [];
	printed = [];
	printedBack = [];
	reversed = [];
	quotedBack = [];
	isOnline = true;
	whoSigns = ok(ANA);
	house = aSetup().counter;
	known = ok(AS_KNOWN);
	live = ok(ELENA);
	renewed = 0;
	outbox = openOutbox(':memory:');
	delivered = err({ code: 'cashier_unknown' });
	office = [];
	server = () => ok(anAnswer());
	counter = new Counter({
		link: {
			get isOnline() {
				return isOnline;
			},
			recordBatch: (commands) => Promise.resolve(ok(commands.map(() => delivered) as never)),
			settledConflicts: (ids) => Promise.resolve(ok(ids.filter((id) => office.includes(id)))),
			record: () => Promise.resolve(server() as never),
			findVisits: () => Promise.resolve(ok({ visits: [], more: false })),
			standingBill: () => Promise.resolve(ok(aBill())),
			quoteReversal: (command) => {
				quotedBack.push(command);
				return Promise.resolve(ok({ answer: aReversal(), needsApproval: true }));
			},
			reverse: (command) => {
				reversed.push(command);
				return Promise.resolve(ok(aReversal()));
			},
		},
		signIn: () => Promise.resolve(whoSigns),
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
		outbox,
		print: (answer) => printed.push(answer),
		printAgain: (slip) => again.push(slip),
		printReversal: (answer) => printedBack.push(answer),
		clock: systemClock,
		show: (state) => states.push(state),
		saw: (member) => seen.push(member),
		nameOf: (id) => (id === ELENA.id ? 'Elena Petrova' : null),
		onUnbooked: () => undefined,
		now: () => '2026-11-21T19:42:00.000Z',
	});
	counter.feed({ kind: 'pin-entered', pin: '1111' });
	await settled();
	states.length = 0;
	again.length = 0;
});

const again: PrintedSlip[] = [];

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

	test('tells whom the server has shown, and not whom only this counter knows', async () => {
		await swipe();
		expect(seen).toEqual([ELENA]);
		live = err({ code: 'server_away' });
		await swipe();
		expect(seen).toEqual([ELENA]);
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
				clock: PROPERTY,
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

describe('what comes back at a counter', () => {
	const AT = '2026-11-21T19:42:30.000Z';
	const act = { id: reversalId(1), occurredAt: AT, lines: null };
	const { outlet, terminal } = aSetup().counter;
	const here = { outlet: outlet.code, terminal };
	const openBill = async (): Promise<void> => {
		counter.feed({ kind: 'bills-asked', number: null });
		await settled();
		counter.feed({ kind: 'bill-chosen', visitId: visitId(1) });
		await settled();
		counter.feed({ kind: 'return-priced', ask: 1, act });
		await settled();
	};

	test('is undone for a minute from the moment of sending, and its slip is printed', async () => {
		counter.feed({ kind: 'visit-confirmed', command: aCommand() });
		await settled();
		expect(counter.state.undo).toEqual({ visitId: visitId(1), until: '2026-11-21T19:43:00.000Z' });
		counter.feed({ kind: 'undo-asked', id: reversalId(1), occurredAt: AT });
		await settled();
		expect(reversed).toMatchObject([{ ...here, ...act, visitId: visitId(1), reason: 'entered_wrong' }]);
		expect(counter.state.reversing.kind).toBe('done');
		expect(printedBack).toEqual([aReversal()]);
		counter.slipMoved({ kind: 'reversal', answer: aReversal(), copy: 0 }, 'confirmed');
		expect(counter.state.reversing).toMatchObject({ slip: 'confirmed' });
		counter.feed({ kind: 'slip-asked' });
		expect(again).toEqual([{ kind: 'reversal', answer: aReversal() }]);
	});

	test('is priced and taken back at this counter’s own outlet and terminal, by the supervisor who signs', async () => {
		await openBill();
		expect(quotedBack).toMatchObject([{ ...here, ...act }]);
		whoSigns = ok(BORIS);
		counter.feed({ kind: 'return-confirmed', ask: 1, reason: 'complaint', pin: '2222' });
		await settled();
		expect(reversed).toMatchObject([{ ...here, ...act, cashier: ANA.id, approvedBy: BORIS.id, reason: 'complaint' }]);
		expect(counter.state).toMatchObject({ staff: ANA, reversing: { kind: 'done' } });
	});

	test('has no approver while the server is away, whoever this counter knows by itself', async () => {
		await openBill();
		isOnline = false;
		whoSigns = ok(BORIS);
		counter.feed({ kind: 'return-confirmed', ask: 1, reason: 'complaint', pin: '2222' });
		await settled();
		expect(reversed).toEqual([]);
		expect(counter.state.reversing).toMatchObject({ step: { kind: 'refused', refusal: { code: 'server_away' } } });
	});

	test('is not undone while the server is away', async () => {
		counter.feed({ kind: 'visit-confirmed', command: aCommand() });
		await settled();
		isOnline = false;
		counter.feed({ kind: 'undo-asked', id: reversalId(1), occurredAt: AT });
		await settled();
		expect(reversed).toEqual([]);
		expect(counter.state.reversing).toEqual({ kind: 'not-undone', refusal: { code: 'server_away' } });
	});
});

describe('a visit that waited and is not booked', () => {
	const wait = async (): Promise<void> => {
		outbox.keep(aCommand({ memberId: ELENA.id }), '2026-11-21T19:42:00.000Z', true);
		counter.online();
		await settled();
	};

	test('is shown with its guest until a supervisor has looked at it', async () => {
		await wait();
		expect(counter.state.conflicts).toMatchObject([{ kind: 'unbooked', guestName: 'Elena Petrova' }]);
		counter.feed({ kind: 'conflict-seen', visitId: visitId(1), pin: '1111' });
		await settled();
		expect(counter.state.conflicts).toHaveLength(1);
		whoSigns = ok(BORIS);
		counter.feed({ kind: 'conflict-seen', visitId: visitId(1), pin: '2222' });
		await settled();
		expect(counter.state).toMatchObject({ conflicts: [], puttingAway: { kind: 'idle' } });
		expect(outbox.openConflicts()).toEqual([visitId(1)]);
	});

	test('goes when the office has settled it', async () => {
		await wait();
		office = [visitId(1)];
		counter.online();
		await settled();
		expect(counter.state.conflicts).toEqual([]);
	});

	test('stays where the disk does not take that somebody has looked at it', async () => {
		await wait();
		vi.spyOn(outbox, 'seeConflict').mockImplementation(() => {
			throw new Error('disk full');
		});
		whoSigns = ok(BORIS);
		counter.feed({ kind: 'conflict-seen', visitId: visitId(1), pin: '2222' });
		await settled();
		expect(counter.state).toMatchObject({
			...{ conflicts: [{ visitId: visitId(1) }], puttingAway: { refusal: { code: 'not_saved' } } },
		});
	});

	test('that left a debt is shown like it', async () => {
		delivered = ok(anAnswer({ points: { earned: 0, spent: 40, balance: 0, owed: 12 } }));
		await wait();
		expect(counter.state.conflicts).toMatchObject([{ kind: 'debt', owedPoints: 12 }]);
	});
});
