import { describe, expect, test } from 'vitest';
import { initialState, next, type CounterMachine } from '#shared/counter/machine.ts';
import type { CounterEffect, CounterEvent, SlipProgress } from '#shared/counter/state.ts';
import { err, ok } from '#shared/kernel/result.ts';
import type { RecordVisit, VisitAnswer } from '#shared/protocol/visit.ts';
import {
	aCommand,
	ANA,
	anAnswer,
	BORIS,
	ELENA,
	ELENAS_CARD,
	MIGUEL,
	MIGUELS_CARD,
	staffId,
	visitId,
} from './samples.ts';

const SINCE = '2026-11-21T19:00:00.000Z';

const pin: CounterEvent = { kind: 'pin-entered', pin: '1111' };
const signedIn: CounterEvent = { kind: 'sign-in-answered', answer: ok(ANA) };
const elenaSwiped: CounterEvent = { kind: 'card-read', card: ELENAS_CARD };
const miguelSwiped: CounterEvent = { kind: 'card-read', card: MIGUELS_CARD };
const bankCard: CounterEvent = { kind: 'card-refused', refusal: { code: 'card_payment' } };
const nextGuest: CounterEvent = { kind: 'next-guest' };
const dropped: CounterEvent = { kind: 'guest-dropped' };
const locked: CounterEvent = { kind: 'lock' };

type Answer = Extract<CounterEvent, { kind: 'member-answered' }>['answer'];
const found = (swipe: number, member = ELENA, freshness: 'live' | 'replica' = 'live'): CounterEvent => ({
	kind: 'member-answered',
	swipe,
	freshness,
	answer: ok(member),
});
const notFound = (swipe: number, code: 'card_unknown' | 'card_blocked' | 'server_away'): CounterEvent => ({
	kind: 'member-answered',
	swipe,
	freshness: 'live',
	answer: err({ code }) as Answer,
});
const confirmed = (changes: Partial<RecordVisit> = {}): CounterEvent => ({
	kind: 'visit-confirmed',
	command: aCommand(changes),
});
const answered = (changes: Partial<VisitAnswer> = {}): CounterEvent => {
	const answer = anAnswer(changes);
	return { kind: 'visit-answered', visitId: answer.visitId, answer: ok(answer) };
};
const refused = (number = 1): CounterEvent => ({
	kind: 'visit-answered',
	visitId: visitId(number),
	answer: err({ code: 'member_not_found' }),
});
const kept = answered({ status: 'provisional' });

function after(...events: readonly CounterEvent[]): { state: CounterMachine; effects: readonly CounterEffect[] } {
	let state = initialState(SINCE);
	let effects: readonly CounterEffect[] = [];
	for (const event of events) ({ state, effects } = next(state, event));
	return { state, effects };
}
const viewAfter = (...events: readonly CounterEvent[]) => after(...events).state.view;
/** What the last event asked the runner to do. */
const effectsAfter = (...events: readonly CounterEvent[]) => after(...events).effects;
const noticeAfter = (...events: readonly CounterEvent[]) => viewAfter(...events).notice?.code;

const open = [pin, signedIn];
const elenaShown = [...open, elenaSwiped, found(1)];
const withElena = { memberId: ELENA.id };
const recording = [...elenaShown, confirmed(withElena)];
const recorded = [...recording, answered()];

describe('a locked counter', () => {
	test('starts with nobody and with no device', () => {
		expect(viewAfter()).toEqual({
			conversation: 0,
			staff: null,
			signIn: { kind: 'idle' },
			guest: { kind: 'none' },
			visit: { kind: 'open' },
			notice: null,
			swipe: null,
			unseenSwipes: 0,
			reader: { kind: 'absent', since: SINCE },
			readers: [],
			printer: { kind: 'absent', since: SINCE },
			server: { kind: 'offline', since: SINCE },
			waitingVisits: 0,
			conflicts: [],
			puttingAway: { kind: 'idle' },
			undo: null,
			reversing: { kind: 'none' },
		});
	});

	test('tells a swipe that it is locked, and looks nothing up', () => {
		expect(noticeAfter(elenaSwiped)).toBe('locked');
		expect(effectsAfter(elenaSwiped)).toEqual([]);
		expect(viewAfter(elenaSwiped).guest).toEqual({ kind: 'none' });
	});

	test('records nothing', () => {
		expect(noticeAfter(confirmed())).toBe('locked');
		expect(effectsAfter(confirmed())).toEqual([]);
	});

	test('checks a PIN, once', () => {
		expect(effectsAfter(pin)).toEqual([{ kind: 'sign-in', pin: '1111' }]);
		expect(viewAfter(pin).signIn).toEqual({ kind: 'checking' });
		expect(effectsAfter(pin, pin)).toEqual([]);
	});

	test('opens for a PIN that is right', () => {
		expect(viewAfter(...open)).toMatchObject({ staff: ANA, signIn: { kind: 'idle' } });
	});

	test('says how many tries are left, and takes the next one', () => {
		const wrong: CounterEvent = {
			kind: 'sign-in-answered',
			answer: err({ code: 'pin_wrong', triesLeft: 4 }),
		};
		expect(viewAfter(pin, wrong)).toMatchObject({
			staff: null,
			signIn: { kind: 'refused', refusal: { code: 'pin_wrong', triesLeft: 4 } },
		});
		expect(effectsAfter(pin, wrong, pin)).toEqual([{ kind: 'sign-in', pin: '1111' }]);
	});

	test('ignores an answer that nobody asked for', () => {
		expect(viewAfter(signedIn).staff).toBeNull();
		expect(viewAfter(...open, { kind: 'sign-in-answered', answer: ok(BORIS) }).staff).toEqual(ANA);
	});

	test('stays as it is when the page asks for a guest or locks again', () => {
		for (const event of [nextGuest, dropped, locked]) expect(viewAfter(pin, event)).toEqual(viewAfter(pin));
	});
});

describe('locking', () => {
	test('takes guest and bill off the screen', () => {
		expect(viewAfter(...elenaShown, locked)).toMatchObject({
			staff: null,
			guest: { kind: 'none' },
			visit: { kind: 'open' },
			conversation: 1,
		});
	});

	test('makes the answer to the last swipe come too late', () => {
		expect(viewAfter(...open, elenaSwiped, locked, found(1)).guest).toEqual({ kind: 'none' });
	});

	test('waits for a visit that is being recorded', () => {
		expect(viewAfter(...recording, locked)).toMatchObject({ staff: ANA, notice: { code: 'busy' } });
	});
});

describe('a swipe', () => {
	test('is looked up under its number', () => {
		expect(effectsAfter(...open, elenaSwiped)).toEqual([{ kind: 'look-up', swipe: 1, card: ELENAS_CARD }]);
		expect(effectsAfter(...open, elenaSwiped, miguelSwiped)).toEqual([
			{ kind: 'look-up', swipe: 2, card: MIGUELS_CARD },
		]);
		expect(viewAfter(...open, elenaSwiped).guest).toEqual({ kind: 'seeking' });
	});

	test('shows the guest and keeps the bill that is being typed', () => {
		expect(viewAfter(...elenaShown)).toMatchObject({
			guest: { kind: 'shown', member: ELENA, freshness: 'live' },
			conversation: 0,
		});
	});

	test('of another guest replaces the guest and keeps the bill', () => {
		expect(viewAfter(...elenaShown, miguelSwiped).guest).toEqual({ kind: 'seeking' });
		expect(viewAfter(...elenaShown, miguelSwiped, found(2, MIGUEL))).toMatchObject({
			guest: { kind: 'shown', member: MIGUEL },
			conversation: 0,
		});
	});

	test('of the same guest leaves the guest on the screen and refreshes', () => {
		const again = [...elenaShown, elenaSwiped];
		expect(viewAfter(...again).guest).toMatchObject({ kind: 'shown', member: ELENA });
		expect(effectsAfter(...again)).toEqual([{ kind: 'look-up', swipe: 2, card: ELENAS_CARD }]);
		const richer = { ...ELENA, worthMinor: 70_000 };
		expect(viewAfter(...again, found(2, richer)).guest).toMatchObject({ kind: 'shown', member: richer });
	});

	test('that is older than another one has lost its answer', () => {
		expect(viewAfter(...open, elenaSwiped, miguelSwiped, found(1)).guest).toEqual({ kind: 'seeking' });
		expect(viewAfter(...open, elenaSwiped, miguelSwiped, found(2, MIGUEL), found(1)).guest).toMatchObject({
			member: MIGUEL,
		});
		expect(noticeAfter(...open, elenaSwiped, miguelSwiped, notFound(1, 'card_unknown'))).toBeUndefined();
	});

	test('while a visit is being recorded changes nobody', () => {
		expect(viewAfter(...recording, miguelSwiped)).toMatchObject({
			guest: { member: ELENA },
			visit: { kind: 'recording' },
			notice: { code: 'busy' },
		});
		expect(effectsAfter(...recording, miguelSwiped)).toEqual([]);
	});

	test.each([
		['recorded', recorded],
		['kept', [...recording, kept]],
	])('after a visit was %s begins the next conversation', (_name, events) => {
		expect(viewAfter(...events, elenaSwiped)).toMatchObject({
			conversation: 1,
			guest: { kind: 'seeking' },
			visit: { kind: 'open' },
		});
		expect(viewAfter(...events, elenaSwiped, found(2)).guest).toMatchObject({ kind: 'shown' });
	});

	test('after a refused visit opens the bill again', () => {
		expect(viewAfter(...recording, refused(), miguelSwiped)).toMatchObject({
			conversation: 0,
			visit: { kind: 'open' },
		});
	});
});

describe('what is known of a guest', () => {
	const replica = found(1, ELENA, 'replica');
	const live = found(1, { ...ELENA, worthMinor: 1 }, 'live');

	test('comes from the replica first and is replaced by the server', () => {
		expect(viewAfter(...open, elenaSwiped, replica).guest).toMatchObject({ freshness: 'replica', member: ELENA });
		expect(viewAfter(...open, elenaSwiped, replica, live).guest).toMatchObject({
			freshness: 'live',
			member: { worthMinor: 1 },
		});
	});

	test('is not replaced by an older word of the replica', () => {
		expect(viewAfter(...open, elenaSwiped, live, replica).guest).toMatchObject({ freshness: 'live' });
	});

	test('may be refreshed by the server after a refused visit', () => {
		expect(viewAfter(...recording, refused(), live).guest).toMatchObject({ member: { worthMinor: 1 } });
	});

	test.each(['card_unknown', 'card_blocked', 'server_away'] as const)(
		'%s leaves nobody on the screen who could be credited',
		(code) => {
			const view = viewAfter(...elenaShown, miguelSwiped, notFound(2, code));
			expect(view).toMatchObject({ guest: { kind: 'none' }, notice: { code }, conversation: 0 });
		},
	);

	test('a card that turns out to be blocked takes its guest off the screen', () => {
		expect(viewAfter(...open, elenaSwiped, replica, notFound(1, 'card_blocked'))).toMatchObject({
			guest: { kind: 'none' },
			notice: { code: 'card_blocked' },
		});
		expect(viewAfter(...elenaShown, elenaSwiped, notFound(2, 'card_blocked')).guest).toEqual({ kind: 'none' });
	});

	test('stands, marked as last known, where the server is away', () => {
		expect(viewAfter(...open, elenaSwiped, replica, notFound(1, 'server_away'))).toMatchObject({
			guest: { kind: 'shown', member: ELENA, freshness: 'replica' },
			notice: null,
		});
		expect(viewAfter(...elenaShown, elenaSwiped, notFound(2, 'server_away')).guest).toMatchObject({
			member: ELENA,
			freshness: 'replica',
		});
	});

	test('is gone when the cashier drops the guest, and the bill stays', () => {
		expect(viewAfter(...elenaShown, dropped)).toMatchObject({ guest: { kind: 'none' }, conversation: 0 });
		expect(viewAfter(...open, elenaSwiped, dropped, found(1)).guest).toEqual({ kind: 'none' });
		expect(viewAfter(...recording, refused(), dropped).visit).toEqual({ kind: 'open' });
		expect(viewAfter(...recording, dropped)).toMatchObject({ guest: { member: ELENA }, notice: { code: 'busy' } });
	});
});

describe('a notice', () => {
	test('tells why a card was not read, and leaves the guest', () => {
		expect(viewAfter(...elenaShown, bankCard)).toMatchObject({
			guest: { member: ELENA },
			notice: { code: 'card_payment', count: 1 },
		});
	});

	test('that comes twice is counted twice', () => {
		expect(viewAfter(...open, bankCard, bankCard).notice).toEqual({ code: 'card_payment', count: 2 });
		expect(viewAfter(...open, bankCard, { kind: 'notice-read' }, bankCard).notice?.count).toBe(2);
	});

	test.each<[string, readonly CounterEvent[]]>([
		['the cashier has read it', [...open, bankCard, { kind: 'notice-read' }]],
		['a card is swiped', [...open, bankCard, elenaSwiped]],
		['a guest comes on the screen', [...open, elenaSwiped, bankCard, found(1)]],
		['a visit is confirmed', [...open, bankCard, confirmed()]],
		['the next guest comes', [...open, bankCard, nextGuest]],
		['the guest is dropped', [...open, bankCard, dropped]],
		['the counter is locked', [...open, bankCard, locked]],
		['a PIN is entered', [elenaSwiped, pin]],
		['the counter is opened', [pin, elenaSwiped, signedIn]],
	])('goes when %s', (_name, events) => {
		expect(viewAfter(...events.slice(0, -1)).notice).not.toBeNull();
		expect(viewAfter(...events).notice).toBeNull();
	});

	test('outlives the second answer for a guest who is shown already', () => {
		const replica = found(1, ELENA, 'replica');
		expect(noticeAfter(...open, elenaSwiped, replica, bankCard, found(1))).toBe('card_payment');
	});
});

describe('confirming', () => {
	test('hands the visit over, once', () => {
		expect(effectsAfter(...recording)).toEqual([{ kind: 'record', command: aCommand(withElena) }]);
		expect(viewAfter(...recording).visit).toEqual({ kind: 'recording', visitId: visitId(1) });
		expect(after(...recording, confirmed(withElena))).toEqual({ state: after(...recording).state, effects: [] });
	});

	test('a second time, after the answer, does nothing', () => {
		expect(after(...recorded, confirmed(withElena))).toEqual({ state: after(...recorded).state, effects: [] });
	});

	test('is possible without a guest', () => {
		expect(effectsAfter(...open, confirmed())).toHaveLength(1);
	});

	test.each<[string, readonly CounterEvent[], Partial<RecordVisit>]>([
		['a guest who is still sought', [...open, elenaSwiped], {}],
		['a guest who is not the one shown', elenaShown, { memberId: MIGUEL.id }],
		['nobody while a guest is shown', elenaShown, {}],
		['a guest while nobody is shown', open, withElena],
		['another cashier', elenaShown, { ...withElena, cashier: staffId(2) }],
		['another visit on a recorded one', recorded, { ...withElena, id: visitId(2) }],
		['a visit that was refused before', [...recording, refused()], withElena],
		['a visit of an earlier guest', [...recorded, nextGuest], {}],
	])('is refused for %s', (_name, events, changes) => {
		expect(noticeAfter(...events, confirmed(changes))).toBe('busy');
		expect(effectsAfter(...events, confirmed(changes))).toEqual([]);
		expect(viewAfter(...events, confirmed(changes)).visit).toEqual(viewAfter(...events).visit);
	});

	test('again after the quote changed needs a new command and keeps the guest', () => {
		const quote = { fingerprint: 'other' } as never;
		const changed: CounterEvent = {
			kind: 'visit-answered',
			visitId: visitId(1),
			answer: err({ code: 'quote_changed', quote }),
		};
		expect(viewAfter(...recording, changed)).toMatchObject({
			guest: { member: ELENA },
			visit: { kind: 'refused', refusal: { code: 'quote_changed' } },
		});
		expect(effectsAfter(...recording, changed, confirmed({ ...withElena, id: visitId(2) }))).toEqual([
			{ kind: 'record', command: aCommand({ ...withElena, id: visitId(2) }) },
		]);
	});
});

describe('the answer to a visit', () => {
	test('is printed, once', () => {
		expect(effectsAfter(...recorded)).toEqual([{ kind: 'print', answer: anAnswer() }]);
		expect(viewAfter(...recorded).visit).toEqual({ kind: 'recorded', answer: anAnswer(), slip: 'waiting' });
		expect(effectsAfter(...recorded, answered())).toEqual([]);
	});

	test('is printed as well when the visit is only kept', () => {
		expect(viewAfter(...recording, kept).visit.kind).toBe('kept');
		expect(effectsAfter(...recording, kept)).toHaveLength(1);
	});

	test('for another visit is none', () => {
		expect(after(...recording, answered({ visitId: visitId(2) }))).toEqual({
			state: after(...recording).state,
			effects: [],
		});
	});

	test('comes again when the server is back, and prints nothing more', () => {
		const sent: CounterEvent = { kind: 'slip-moved', visitId: visitId(1), slip: 'confirmed' };
		const late = [...recording, kept, sent, answered({ worthMinor: 5 })];
		expect(viewAfter(...late).visit).toEqual({
			kind: 'recorded',
			answer: anAnswer({ worthMinor: 5 }),
			slip: 'confirmed',
		});
		expect(effectsAfter(...late)).toEqual([]);
	});

	test('that refuses a kept visit leaves it kept', () => {
		expect(after(...recording, kept, refused())).toEqual({ state: after(...recording, kept).state, effects: [] });
	});

	test('that keeps a kept visit once more changes nothing', () => {
		expect(viewAfter(...recording, kept, kept)).toEqual(viewAfter(...recording, kept));
		expect(effectsAfter(...recording, kept, kept)).toEqual([]);
	});

	test('for an earlier guest is ignored', () => {
		const later = [...recording, kept, nextGuest];
		expect(after(...later, answered())).toEqual({ state: after(...later).state, effects: [] });
		const second = visitId(2);
		const alsoKept = [...later, confirmed({ id: second }), answered({ visitId: second, status: 'provisional' })];
		expect(after(...alsoKept, answered())).toEqual({ state: after(...alsoKept).state, effects: [] });
	});
});

test('the slip is followed for the visit on the screen, and for no other', () => {
	const moved = (number: number): CounterEvent => ({ kind: 'slip-moved', visitId: visitId(number), slip: 'sent' });
	expect(viewAfter(...recorded, moved(1)).visit).toMatchObject({ slip: 'sent' });
	expect(viewAfter(...recorded, moved(2)).visit).toMatchObject({ slip: 'waiting' });
	expect(viewAfter(...recording, moved(1)).visit).toEqual({ kind: 'recording', visitId: visitId(1) });
});

test('a slip is printed again for who asks, unless it is on its way or nobody is signed in', () => {
	const asked: CounterEvent = { kind: 'slip-asked' };
	const moved = (slip: SlipProgress): CounterEvent => ({ kind: 'slip-moved', visitId: visitId(1), slip });
	const again = [{ kind: 'print-again', slip: { kind: 'visit', answer: anAnswer() } }];
	for (const slip of ['expired', 'unknown', 'unkept', 'confirmed'] as const) {
		expect(effectsAfter(...recorded, moved(slip), asked)).toEqual(again);
	}
	for (const slip of ['waiting', 'sending'] as const) {
		expect(effectsAfter(...recorded, moved(slip), asked)).toEqual([]);
	}
	expect(effectsAfter(...recorded, moved('unknown'), locked, asked)).toEqual([]);
	expect(effectsAfter(...recording, asked)).toEqual([]);
	expect(effectsAfter(...elenaShown, asked)).toEqual([]);
});

test.each<[string, readonly CounterEvent[]]>([
	['an open', elenaShown],
	['a refused', [...recording, refused()]],
	['a recorded', recorded],
	['a kept', [...recording, kept]],
])('the next guest comes after %s visit', (_name, events) => {
	expect(viewAfter(...events, nextGuest)).toMatchObject({
		conversation: 1,
		guest: { kind: 'none' },
		visit: { kind: 'open' },
		staff: ANA,
	});
});

test('the next guest waits for a visit that is being recorded', () => {
	expect(viewAfter(...recording, nextGuest)).toMatchObject({ conversation: 0, notice: { code: 'busy' } });
});

test('devices and links change what is said of them, and nothing else', () => {
	const before = viewAfter(...recorded);
	const printer = { kind: 'paper_out', since: SINCE } as const;
	expect(viewAfter(...recorded, { kind: 'reader-changed', reader: { kind: 'ready' } })).toEqual({
		...before,
		reader: { kind: 'ready' },
	});
	expect(viewAfter(...recorded, { kind: 'printer-changed', printer })).toEqual({ ...before, printer });
	expect(viewAfter(...recorded, { kind: 'server-changed', server: { kind: 'online' } })).toEqual({
		...before,
		server: { kind: 'online' },
	});
	expect(viewAfter(...recorded, { kind: 'outbox-changed', waitingVisits: 3 })).toEqual({
		...before,
		waitingVisits: 3,
	});
});

test('every state of the conversation is reached', () => {
	const walks = [
		[],
		[pin],
		[pin, { kind: 'sign-in-answered', answer: err({ code: 'pin_locked', retryInMs: 30_000 }) }],
		open,
		[...open, elenaSwiped],
		[...open, elenaSwiped, found(1, ELENA, 'replica')],
		elenaShown,
		recording,
		[...recording, refused()],
		recorded,
		[...recording, kept],
	] as const satisfies readonly (readonly CounterEvent[])[];
	const names = walks.map((events) => {
		const { staff, signIn, guest, visit } = viewAfter(...events);
		const who = guest.kind === 'shown' ? guest.freshness : guest.kind;
		return [staff ? 'open' : 'locked', signIn.kind, who, visit.kind].join(' ');
	});
	expect(names).toEqual([
		'locked idle none open',
		'locked checking none open',
		'locked refused none open',
		'open idle none open',
		'open idle seeking open',
		'open idle replica open',
		'open idle live open',
		'open idle live recording',
		'open idle live refused',
		'open idle live recorded',
		'open idle live kept',
	]);
});
