import { describe, expect, test } from 'vitest';
import type { CardRefusal } from '#shared/card/card.ts';
import { initialKiosk, nextKiosk, type KioskMachine } from '#shared/counter/kiosk-machine.ts';
import type { KioskEffect, KioskEvent } from '#shared/counter/kiosk-state.ts';
import type { SlipProgress } from '#shared/counter/state.ts';
import { err, ok } from '#shared/kernel/result.ts';
import { ELENA, ELENAS_CARD, MIGUEL, MIGUELS_CARD } from './samples.ts';

const SINCE = '2026-11-21T19:00:00.000Z';

const elenaSwiped: KioskEvent = { kind: 'card-read', card: ELENAS_CARD };
const miguelSwiped: KioskEvent = { kind: 'card-read', card: MIGUELS_CARD };
const askedToPrint: KioskEvent = { kind: 'balance-print-asked' };
const left: KioskEvent = { kind: 'guest-left' };
const noticeRead: KioskEvent = { kind: 'notice-read' };

type Answer = Extract<KioskEvent, { kind: 'member-answered' }>['answer'];
const found = (swipe: number, member = ELENA, freshness: 'live' | 'replica' = 'live'): KioskEvent => ({
	kind: 'member-answered',
	swipe,
	freshness,
	answer: ok(member),
});
const notFound = (
	swipe: number,
	code: 'card_unknown' | 'card_blocked' | 'member_not_found' | 'server_away',
	freshness: 'live' | 'replica' = 'live',
): KioskEvent => ({ kind: 'member-answered', swipe, freshness, answer: err({ code }) as Answer });
const refused = (code: CardRefusal['code']): KioskEvent => ({ kind: 'card-refused', refusal: { code } });
const moved = (slip: SlipProgress, jobId = 'monday-1-1'): KioskEvent => ({ kind: 'slip-moved', jobId, slip });

function after(...events: readonly KioskEvent[]): { state: KioskMachine; effects: readonly KioskEffect[] } {
	let state = initialKiosk(SINCE, 'monday');
	let effects: readonly KioskEffect[] = [];
	for (const event of events) ({ state, effects } = nextKiosk(state, event));
	return { state, effects };
}
const viewAfter = (...events: readonly KioskEvent[]) => after(...events).state.view;
/** What the last event asked the runner to do. */
const effectsAfter = (...events: readonly KioskEvent[]) => after(...events).effects;

const elenaShown = [elenaSwiped, found(1)];
const printing = [...elenaShown, askedToPrint];

describe('a kiosk', () => {
	test('starts with nobody and with no device', () => {
		const absent = { kind: 'absent', since: SINCE };
		expect(viewAfter()).toEqual({
			conversation: 0,
			guest: { kind: 'none' },
			notice: null,
			slip: null,
			swipe: null,
			unseenSwipes: 0,
			reader: absent,
			readers: [],
			printer: absent,
			server: { kind: 'offline', since: SINCE },
		});
	});

	test('tells how devices and server are', () => {
		const view = viewAfter(
			{ kind: 'reader-changed', reader: { kind: 'ready' } },
			{ kind: 'printer-changed', printer: { kind: 'paper_out', since: SINCE } },
			{ kind: 'server-changed', server: { kind: 'online' } },
		);
		expect([view.reader.kind, view.printer.kind, view.server.kind]).toEqual(['ready', 'paper_out', 'online']);
	});
});

describe('a swipe at a kiosk', () => {
	test('begins a conversation and looks the card up', () => {
		expect(viewAfter(elenaSwiped)).toMatchObject({ conversation: 1, guest: { kind: 'seeking' } });
		expect(effectsAfter(elenaSwiped)).toEqual([{ kind: 'look-up', swipe: 1, card: ELENAS_CARD }]);
	});

	test('shows the guest', () => {
		expect(viewAfter(...elenaShown).guest).toEqual({ kind: 'shown', member: ELENA, freshness: 'live' });
	});

	test('by a second guest sends the first one away', () => {
		const seeking = viewAfter(...elenaShown, refused('card_payment'), miguelSwiped);
		expect(seeking).toMatchObject({ conversation: 2, guest: { kind: 'seeking' }, notice: null });
		expect(JSON.stringify(seeking)).not.toMatch(/Elena|0013/);
		expect(viewAfter(...elenaShown, miguelSwiped, found(2, MIGUEL)).guest).toMatchObject({ member: MIGUEL });
	});

	test('by the same guest once more begins anew', () => {
		expect(viewAfter(...elenaShown, elenaSwiped)).toMatchObject({ conversation: 2, guest: { kind: 'seeking' } });
	});

	test('whose answer comes after the next swipe shows nobody', () => {
		expect(viewAfter(elenaSwiped, miguelSwiped, found(1)).guest).toEqual({ kind: 'seeking' });
		expect(viewAfter(elenaSwiped, miguelSwiped, notFound(1, 'card_blocked')).notice).toBeNull();
		expect(viewAfter(elenaSwiped, miguelSwiped, found(2, MIGUEL), found(1)).guest).toMatchObject({ member: MIGUEL });
	});

	test('whose answer comes after the guest has gone shows nobody', () => {
		expect(viewAfter(elenaSwiped, left, found(1))).toMatchObject({ conversation: 2, guest: { kind: 'none' } });
	});

	test('shows what is known here until the server has spoken, and then what it said', () => {
		const older = { ...ELENA, worthMinor: 1 };
		expect(viewAfter(elenaSwiped, found(1, older, 'replica')).guest).toMatchObject({ freshness: 'replica' });
		expect(viewAfter(elenaSwiped, found(1, older, 'replica'), found(1)).guest).toMatchObject({ member: ELENA });
		expect(viewAfter(elenaSwiped, found(1), found(1, older, 'replica')).guest).toMatchObject({ member: ELENA });
	});

	test('is not contradicted by a server that is away', () => {
		const guest = viewAfter(elenaSwiped, found(1, ELENA, 'replica'), notFound(1, 'server_away')).guest;
		expect(guest).toEqual({ kind: 'shown', member: ELENA, freshness: 'replica' });
	});

	test.each(['card_unknown', 'card_blocked', 'member_not_found', 'server_away'] as const)(
		'that ends in %s shows nobody and says why',
		(code) => {
			const { guest, notice } = viewAfter(elenaSwiped, notFound(1, code));
			expect([guest, notice]).toEqual([{ kind: 'none' }, { code, tries: 0, count: 1 }]);
		},
	);

	test('of a card that the server has blocked since shows nobody, whatever is known here', () => {
		const blocked = [elenaSwiped, found(1, ELENA, 'replica'), askedToPrint, notFound(1, 'card_blocked')];
		expect(viewAfter(...blocked)).toMatchObject({ guest: { kind: 'none' }, slip: null });
		expect(effectsAfter(...blocked)).toEqual([{ kind: 'withdraw-balance', jobId: 'monday-1-1' }]);
		expect(viewAfter(...blocked, found(1, ELENA, 'replica')).guest).toEqual({ kind: 'none' });
	});
});

describe('a card that is not read', () => {
	test('is said, and the guest stays as they are', () => {
		const { guest, notice } = viewAfter(...elenaShown, refused('card_payment'));
		expect([guest.kind, notice]).toEqual(['shown', { code: 'card_payment', tries: 0, count: 1 }]);
		expect(viewAfter(elenaSwiped, refused('card_foreign')).guest.kind).toBe('seeking');
	});

	const unreadable = refused('card_unreadable');
	test.each<[string, readonly KioskEvent[], number]>([
		['once', [unreadable], 1],
		['three times in a row', [unreadable, unreadable, unreadable], 3],
		['with the notices read in between', [unreadable, noticeRead, unreadable], 2],
		['with a bank card in between', [unreadable, refused('card_payment'), unreadable], 2],
		['after a good read', [unreadable, unreadable, elenaSwiped, found(1), unreadable], 1],
		['after the guest has gone', [unreadable, unreadable, left, unreadable], 1],
	])('%s is counted', (_name, events, tries) => {
		expect(viewAfter(...events).notice).toMatchObject({ code: 'card_unreadable', tries });
	});

	test('tells two notices apart that say the same, even when the first was read', () => {
		const counts = [[unreadable], [unreadable, noticeRead, unreadable]].map((events) => viewAfter(...events).notice);
		expect(counts.map((notice) => notice?.count)).toEqual([1, 2]);
		expect(viewAfter(unreadable, noticeRead).notice).toBeNull();
	});
});

describe('a balance on paper', () => {
	test('is printed for the guest on the screen', () => {
		expect(viewAfter(...printing).slip).toBe('waiting');
		expect(effectsAfter(...printing)).toEqual([{ kind: 'print-balance', jobId: 'monday-1-1', memberId: ELENA.id }]);
	});

	test.each<[string, readonly KioskEvent[]]>([
		['nobody', []],
		['a guest who is still sought', [elenaSwiped]],
		['a guest whose slip waits', printing],
		['a guest whose slip is being printed', [...printing, moved('sending')]],
		['a guest who has gone', [...elenaShown, left]],
	])('is not printed for %s', (_name, events) => {
		expect(effectsAfter(...events, askedToPrint)).toEqual([]);
	});

	test.each(['sent', 'processed', 'confirmed', 'unknown'] as const)(
		'that is %s may be printed once more, as another slip',
		(slip) => {
			const again = [...printing, moved(slip), askedToPrint];
			expect(effectsAfter(...again)).toEqual([{ kind: 'print-balance', jobId: 'monday-1-2', memberId: ELENA.id }]);
			expect(viewAfter(...again, moved('confirmed')).slip).toBe('waiting');
		},
	);

	test('says how far it has come', () => {
		expect(viewAfter(...printing, moved('sending'), moved('confirmed')).slip).toBe('confirmed');
	});

	test('of the last guest says nothing to the next one', () => {
		const events = [...printing, moved('sending'), miguelSwiped, found(2, MIGUEL)];
		expect(viewAfter(...events, moved('confirmed')).slip).toBeNull();
		expect(viewAfter(...events, askedToPrint, moved('confirmed')).slip).toBe('waiting');
	});

	test.each([left, miguelSwiped])('that has not begun is withdrawn when the guest goes: $kind', (gone) => {
		expect(effectsAfter(...printing, gone)).toContainEqual({ kind: 'withdraw-balance', jobId: 'monday-1-1' });
		expect(effectsAfter(...printing, moved('sending'), gone).map(({ kind }) => kind)).not.toContain('withdraw-balance');
	});
});

test('a guest who leaves, leaves nothing', () => {
	const gone = viewAfter(...printing, moved('confirmed'), refused('card_payment'), left);
	expect(gone).toEqual({ ...viewAfter(), conversation: 2 });
});
