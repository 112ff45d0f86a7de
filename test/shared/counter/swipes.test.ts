import { describe, expect, test } from 'vitest';
import type { CardRefusal } from '#shared/card/card.ts';
import { initialKiosk, nextKiosk } from '#shared/counter/kiosk-machine.ts';
import type { KioskEvent, KioskState } from '#shared/counter/kiosk-state.ts';
import { initialState, next } from '#shared/counter/machine.ts';
import { healthOf, withRead, type Reads, type SwipeMark } from '#shared/counter/reader-state.ts';
import type { CounterEvent, CounterState } from '#shared/counter/state.ts';
import { ok } from '#shared/kernel/result.ts';
import { aCommand, ANA, ELENA, ELENAS_CARD, MIGUELS_CARD } from './samples.ts';

const SINCE = '2026-11-21T19:00:00.000Z';

const markOf = (seq: number): SwipeMark => ({ seq, reader: 1, quality: 'good', at: SINCE, expires: SINCE });
const swiped = (seq: number, card = ELENAS_CARD) => ({ kind: 'card-read', card, mark: markOf(seq) }) as const;
const refused = (seq: number, code: CardRefusal['code']) =>
	({ kind: 'card-refused', refusal: { code }, mark: markOf(seq) }) as const;
const found = (swipe: number) => ({ kind: 'member-answered', swipe, freshness: 'live', answer: ok(ELENA) }) as const;
const expired = (seq: number) => ({ kind: 'swipe-expired', seq }) as const;

function till(...events: readonly CounterEvent[]): CounterState {
	let state = initialState(SINCE);
	const signIn = [
		{ kind: 'pin-entered', pin: '1111' },
		{ kind: 'sign-in-answered', answer: ok(ANA) },
	] as const;
	for (const event of [...signIn, ...events]) ({ state } = next(state, event));
	return state.view;
}
function kiosk(...events: readonly KioskEvent[]): KioskState {
	let state = initialKiosk(SINCE, 'monday');
	for (const event of events) ({ state } = nextKiosk(state, event));
	return state.view;
}

describe.each([
	['a till', till],
	['a kiosk', kiosk],
])('a swipe at %s', (_name, after) => {
	test('is named with the guest whom it brings', () => {
		const view = after(swiped(1), found(1));
		expect([view.guest.kind, view.swipe]).toEqual(['shown', markOf(1)]);
	});

	test('that nobody saw in time is gone with its guest, and counted', () => {
		const view = after(swiped(1), found(1), expired(1));
		expect([view.guest.kind, view.swipe, view.unseenSwipes]).toEqual(['none', null, 1]);
	});

	test('that nobody saw takes no later guest away', () => {
		const view = after(swiped(1), swiped(2, MIGUELS_CARD), found(2), expired(1));
		expect([view.guest.kind, view.swipe?.seq, view.unseenSwipes]).toEqual(['shown', 2, 1]);
	});

	test('of two cards at once shows neither', () => {
		const view = after(swiped(1), found(1), refused(2, 'card_ambiguous'));
		expect([view.guest.kind, view.notice?.code]).toEqual(['none', 'card_ambiguous']);
	});

	test('that is refused leaves the guest', () => {
		const view = after(swiped(1), found(1), refused(2, 'card_payment'));
		expect([view.guest.kind, view.notice?.code, view.swipe?.seq]).toEqual(['shown', 'card_payment', 2]);
	});
});

test('a visit that is being recorded stays with its guest, whoever saw the swipe', () => {
	const confirmed = { kind: 'visit-confirmed', command: aCommand({ memberId: ELENA.id }) } as const;
	const view = till(swiped(1), found(1), confirmed, expired(1));
	expect([view.guest.kind, view.visit.kind]).toEqual(['shown', 'recording']);
});

test('the same card again, unseen, takes nobody away who was there before', () => {
	const view = till(swiped(1), found(1), swiped(2), expired(2));
	expect([view.guest.kind, view.unseenSwipes]).toEqual(['shown', 1]);
});

describe('the reads of a reader', () => {
	const readsOf = (good: number, bad: number): Reads =>
		[...Array<boolean>(bad).fill(false), ...Array<boolean>(good).fill(true)].reduce<Reads>(withRead, []);

	test.each([
		[0, 0, 0, false],
		[18, 1, 5, false],
		[19, 1, 5, true],
		[20, 1, 5, true],
		[22, 1, 4, false],
		[91, 9, 9, true],
	])('%d good and %d bad are %d percent', (good, bad, badPercent, isDirty) => {
		expect(healthOf(2, 'ready', readsOf(good, bad))).toEqual({
			reader: 2,
			kind: 'ready',
			good,
			bad,
			badPercent,
			isDirty,
		});
	});

	test('are the last hundred', () => {
		expect(healthOf(1, 'ready', readsOf(95, 50))).toMatchObject({ good: 95, bad: 5 });
	});
});
