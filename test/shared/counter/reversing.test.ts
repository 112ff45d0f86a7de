import { describe, expect, test } from 'vitest';
import { initialState, next, type CounterMachine } from '#shared/counter/machine.ts';
import type { CounterEffect, CounterEvent } from '#shared/counter/state.ts';
import { err, ok } from '#shared/kernel/result.ts';
import { REVERSAL_REASONS } from '#shared/protocol/reversal.ts';
import type { VisitAnswer } from '#shared/protocol/visit.ts';
import {
	aBill,
	aCommand,
	ANA,
	anAnswer,
	aReversal,
	BORIS,
	ELENA,
	ELENAS_CARD,
	reversalId,
	staffId,
	visitId,
} from './samples.ts';

const AT = '2026-11-21T19:42:30.000Z';
const UNTIL = '2026-11-21T19:43:00.000Z';
const AWAY = err({ code: 'server_away' } as const);

class Walk {
	state: CounterMachine = initialState('2026-11-21T19:00:00.000Z');
	effects: readonly CounterEffect[] = [];

	does(...events: readonly CounterEvent[]): this {
		for (const event of events) ({ state: this.state, effects: this.effects } = next(this.state, event));
		return this;
	}

	get view() {
		return this.state.view;
	}
}

const signedIn: readonly CounterEvent[] = [
	{ kind: 'pin-entered', pin: '1111' },
	{ kind: 'sign-in-answered', answer: ok(ANA) },
];
const answered = (changes: Partial<VisitAnswer> = {}): CounterEvent => ({
	...{ kind: 'visit-answered', visitId: visitId(1), answer: ok(anAnswer(changes)), undoUntil: UNTIL },
});
const recorded: readonly CounterEvent[] = [...signedIn, { kind: 'visit-confirmed', command: aCommand() }, answered()];
const undoAsked: CounterEvent = { kind: 'undo-asked', id: reversalId(1), occurredAt: AT };
const undone: CounterEvent = { kind: 'reversal-answered', reversalId: reversalId(1), answer: ok(aReversal()) };
const unanswered: CounterEvent = { kind: 'reversal-unanswered', reversalId: reversalId(1) };
const act = { id: reversalId(1), occurredAt: AT, lines: [{ lineId: '2', quantity: 1 }] };
const opened: readonly CounterEvent[] = [
	{ kind: 'bills-asked', number: null },
	{ kind: 'bills-answered', number: null, answer: ok({ visits: [], more: false }) },
	{ kind: 'bill-chosen', visitId: visitId(1) },
	{ kind: 'bill-answered', visitId: visitId(1), answer: ok(aBill()) },
];
const quoted = (ask = 1): CounterEvent => ({
	...{ kind: 'return-quoted', visitId: visitId(1), ask, quote: ok({ answer: aReversal(), needsApproval: true }) },
});
const priced: readonly CounterEvent[] = [...signedIn, ...opened, { kind: 'return-priced', ask: 1, act }, quoted()];
const confirmed = (pin: string | null = '2222', ask = 1): CounterEvent => ({
	...{ kind: 'return-confirmed', ask, reason: 'complaint', pin },
});
const approved = (staff = BORIS): CounterEvent => ({
	...{ kind: 'approval-answered', reversalId: reversalId(1), answer: ok(staff) },
});

const walk = (...events: readonly CounterEvent[]): Walk => new Walk().does(...events);

describe('the last visit', () => {
	test('may be undone as long as the counter was told', () => {
		expect(walk(...recorded).view.undo).toEqual({ visitId: visitId(1), until: UNTIL });
	});

	test('may be while it waits on this counter’s disk as well', () => {
		const till = walk(...recorded.slice(0, 3), answered({ status: 'provisional' }), undoAsked);
		expect(till.effects).toMatchObject([{ kind: 'reverse', command: { visitId: visitId(1), lines: null } }]);
	});

	test('is taken back whole, in the name of whoever is signed in, and nobody has to say yes', () => {
		const till = walk(...recorded, undoAsked);
		expect(till.effects).toEqual([
			{
				kind: 'reverse',
				command: {
					...{ id: reversalId(1), visitId: visitId(1), cashier: ANA.id, approvedBy: null, occurredAt: AT },
					...{ reason: 'entered_wrong', lines: null },
				},
			},
		]);
		expect(till.view.reversing.kind).toBe('taking');
	});

	test('is taken back once, however often the key is pressed', () => {
		expect(walk(...recorded, undoAsked, { ...undoAsked, id: reversalId(2) }).effects).toEqual([]);
	});

	test('is gone from the screen and printed when the server says so, and cannot be undone again', () => {
		const till = walk(...recorded, undoAsked, undone);
		expect(till.view).toMatchObject({ undo: null, reversing: { kind: 'done', slip: 'waiting', bill: null } });
		expect(till.effects).toEqual([{ kind: 'print-reversal', answer: aReversal() }]);
		expect(till.does(undone).effects).toEqual([]);
		expect(till.does(undoAsked).effects).toEqual([]);
	});

	test('shows how far its slip is, and no other one’s', () => {
		const till = walk(...recorded, undoAsked, undone);
		till.does({ kind: 'reversal-slip-moved', reversalId: reversalId(9), slip: 'unknown' });
		expect(till.view.reversing).toMatchObject({ slip: 'waiting' });
		till.does({ kind: 'reversal-slip-moved', reversalId: reversalId(1), slip: 'confirmed' });
		expect(till.view.reversing).toMatchObject({ slip: 'confirmed' });
	});

	test('may still be undone when the next guest has not come', () => {
		expect(walk(...recorded, { kind: 'next-guest' }, undoAsked).effects).toMatchObject([{ kind: 'reverse' }]);
	});

	test('waits while the next guest is served', () => {
		const till = walk(...recorded, { kind: 'card-read', card: ELENAS_CARD }, undoAsked);
		expect(till.effects).toEqual([]);
		expect(till.view.notice?.code).toBe('busy');
	});

	test('is not undone by the next shift', () => {
		const till = walk(...recorded, { kind: 'lock' }, ...signedIn, undoAsked);
		expect(till.view.undo).toBeNull();
		expect(till.effects).toEqual([]);
	});

	test('is the newest one', () => {
		const second: CounterEvent = {
			...{
				kind: 'visit-answered',
				visitId: visitId(2),
				answer: ok(anAnswer({ visitId: visitId(2) })),
				undoUntil: 'later',
			},
		};
		const command = aCommand({ id: visitId(2) });
		const till = walk(...recorded, { kind: 'next-guest' }, { kind: 'visit-confirmed', command }, second);
		expect(till.view.undo).toEqual({ visitId: visitId(2), until: 'later' });
	});

	test('too late: says why, and the next guest can be served', () => {
		const refusal = { code: 'approval_missing' } as const;
		const late: CounterEvent = { kind: 'reversal-answered', reversalId: reversalId(1), answer: err(refusal) };
		const till = walk(...recorded, undoAsked, late);
		expect(till.view.reversing).toEqual({ kind: 'not-undone', refusal });
		expect(till.effects).toEqual([]);
		expect(till.does({ kind: 'card-read', card: ELENAS_CARD }).view).toMatchObject({
			guest: { kind: 'seeking' },
			reversing: { kind: 'none' },
		});
	});
});

describe('a bill that comes back', () => {
	test('is looked for with nobody before the counter', () => {
		const till = walk(...recorded, { kind: 'bills-asked', number: '4711' });
		expect(till.effects).toEqual([{ kind: 'find-bills', number: '4711' }]);
		expect(till.view).toMatchObject({
			...{ conversation: 1, guest: { kind: 'none' }, visit: { kind: 'open' } },
			reversing: { kind: 'finding', number: '4711', found: null },
		});
	});

	test('shows the answer to the last search, not to the one before', () => {
		const found = ok({ visits: [], more: true });
		const till = walk(...signedIn, { kind: 'bills-asked', number: null }, { kind: 'bills-asked', number: '4711' });
		till.does({ kind: 'bills-answered', number: null, answer: AWAY });
		expect(till.view.reversing).toMatchObject({ found: null });
		till.does({ kind: 'bills-answered', number: '4711', answer: found });
		expect(till.view.reversing).toMatchObject({ found });
	});

	test('is not looked for while a visit is recorded, nor by nobody', () => {
		expect(walk({ kind: 'bills-asked', number: null }).view.notice?.code).toBe('locked');
		expect(walk(...recorded.slice(0, 3), { kind: 'bills-asked', number: null }).view.notice?.code).toBe('busy');
	});

	test('that cannot be opened leads back to the search, which says why', () => {
		const refusal = err({ code: 'visit_not_found' } as const);
		const till = walk(...signedIn, ...opened.slice(0, 3), {
			...{ kind: 'bill-answered', visitId: visitId(1), answer: refusal },
		});
		expect(till.view.reversing).toEqual({ kind: 'finding', number: null, found: refusal });
	});

	test('is priced by the server with each choice; an older price is not shown for a newer choice', () => {
		const till = walk(...signedIn, ...opened, { kind: 'return-priced', ask: 1, act });
		expect(till.effects).toMatchObject([{ kind: 'price-return', ask: 1, command: { ...act, visitId: visitId(1) } }]);
		till.does({ kind: 'return-priced', ask: 2, act: { ...act, lines: null } }, quoted(1));
		expect(till.view.reversing).toMatchObject({ priced: { ask: 2, quote: null } });
		till.does(quoted(2));
		expect(till.view.reversing).toMatchObject({ priced: { quote: { ok: true } } });
	});

	test('is not confirmed before its price is shown, nor with a price of another choice', () => {
		expect(walk(...priced.slice(0, -1), confirmed()).effects).toEqual([]);
		expect(walk(...priced, confirmed('2222', 2)).effects).toEqual([]);
		const refused: CounterEvent = {
			...{ kind: 'return-quoted', visitId: visitId(1), ask: 1, quote: err({ code: 'lines_empty' } as const) },
		};
		expect(walk(...priced.slice(0, -1), refused, confirmed()).effects).toEqual([]);
	});

	test('waits for the PIN of somebody who may; the cashier stays signed in', () => {
		const till = walk(...priced, confirmed());
		expect(till.effects).toEqual([{ kind: 'approve', reversalId: reversalId(1), pin: '2222' }]);
		expect(till.view.reversing).toMatchObject({ step: { kind: 'approving' } });
		expect(JSON.stringify(till.state)).not.toContain('2222');
		till.does(approved());
		expect(till.effects).toMatchObject([
			{ kind: 'reverse', command: { ...act, cashier: ANA.id, approvedBy: BORIS.id, reason: 'complaint' } },
		]);
		expect(till.view.staff).toEqual(ANA);
	});

	test.each([
		['of another cashier', ok(ANA), 'approver_forbidden'],
		['that is wrong', err({ code: 'pin_wrong', triesLeft: 4 } as const), 'pin_wrong'],
		['after too many', err({ code: 'pin_locked', retryInMs: 60_000 } as const), 'pin_locked'],
		['while the server is away', AWAY, 'server_away'],
	])('is not taken back with a PIN %s', (_name, answer, code) => {
		const till = walk(...priced, confirmed(), { kind: 'approval-answered', reversalId: reversalId(1), answer });
		expect(till.effects).toEqual([]);
		expect(till.view.reversing).toMatchObject({ step: { kind: 'refused', refusal: { code } }, priced: { ask: 1 } });
		expect(till.does(confirmed()).effects).toMatchObject([{ kind: 'approve' }]);
	});

	test('changed its mind: a yes that comes after leaving is a yes to nothing', () => {
		expect(walk(...priced, confirmed(), { kind: 'reversing-left' }, approved()).effects).toEqual([]);
		const another = { ...act, id: reversalId(2) };
		const other: readonly CounterEvent[] = [...opened, { kind: 'return-priced', ask: 1, act: another }, quoted()];
		const till = walk(...priced, confirmed(), { kind: 'reversing-left' }, ...other, confirmed(), approved());
		expect(till.effects).toEqual([]);
		expect(till.view.reversing).toMatchObject({ step: { kind: 'approving' } });
	});

	test.each(REVERSAL_REASONS)('goes out for the reason that was chosen: %s', (reason) => {
		const till = walk(...priced, { kind: 'return-confirmed', ask: 1, reason, pin: null });
		expect(till.effects).toMatchObject([{ kind: 'reverse', command: { reason, approvedBy: null } }]);
	});

	test('a manager may approve too', () => {
		const manager = { id: staffId(7), name: 'Vera', role: 'manager' } as const;
		expect(walk(...priced, confirmed(), approved(manager)).effects).toMatchObject([{ kind: 'reverse' }]);
	});

	test('that was refused is read again, and what was chosen of it is chosen anew', () => {
		const refusal = { code: 'return_exceeds_rest', lineId: '2', quantityLeft: 1, listLeftMinor: 900 } as const;
		const till = walk(...priced, confirmed(null));
		till.does({ kind: 'reversal-answered', reversalId: reversalId(1), answer: err(refusal) });
		expect(till.effects).toEqual([{ kind: 'open-bill', visitId: visitId(1) }]);
		till.does({ kind: 'bill-answered', visitId: visitId(1), answer: ok(aBill({ member: null })) });
		expect(till.view.reversing).toMatchObject({
			...{ kind: 'open', priced: null, bill: { member: null }, step: { kind: 'refused', refusal } },
		});
	});

	test('for which the server was away stays as it is, to be confirmed again', () => {
		const till = walk(...priced, confirmed(null));
		till.does({ kind: 'reversal-answered', reversalId: reversalId(1), answer: AWAY });
		expect(till.view.reversing).toMatchObject({ kind: 'open', priced: { ask: 1 }, step: { kind: 'refused' } });
		expect(till.effects).toEqual([]);
		expect(till.does(confirmed(null)).effects).toMatchObject([{ kind: 'reverse', command: { id: reversalId(1) } }]);
	});

	test('is not disturbed by a card; when it is done a card begins with the next guest', () => {
		const swipe: CounterEvent = { kind: 'card-read', card: ELENAS_CARD };
		expect(walk(...priced, swipe).view).toMatchObject({ notice: { code: 'busy' }, reversing: { kind: 'open' } });
		const till = walk(...priced, confirmed(null), undone);
		expect(till.view.reversing).toMatchObject({ kind: 'done', bill: { member: ELENA } });
		expect(till.does(swipe).view).toMatchObject({ guest: { kind: 'seeking' }, reversing: { kind: 'none' } });
	});

	test('leaves nothing of the guest on the screen', () => {
		const till = walk(...priced, { kind: 'reversing-left' });
		expect(JSON.stringify(till.state)).not.toContain('Elena');
		expect(till.view.reversing).toEqual({ kind: 'none' });
	});
});

describe('an answer that was lost', () => {
	test('is said, and the answer that comes at last ends it', () => {
		const till = walk(...recorded, undoAsked, unanswered);
		expect(till.view.reversing.kind).toBe('unknown');
		expect(till.effects).toEqual([]);
		till.does(undone);
		expect(till.view.reversing.kind).toBe('done');
		expect(till.effects).toMatchObject([{ kind: 'print-reversal' }]);
	});

	test('lets the cashier go on with the next guest, and nothing else come back meanwhile', () => {
		const till = walk(...priced, confirmed(null), unanswered, { kind: 'reversing-left' });
		expect(till.view.reversing.kind).toBe('none');
		till.does({ kind: 'bills-asked', number: null });
		expect(till.view).toMatchObject({ notice: { code: 'reversal_pending' }, reversing: { kind: 'none' } });
		till.does({ kind: 'visit-confirmed', command: aCommand() }, answered(), undoAsked);
		expect(till.view.notice?.code).toBe('reversal_pending');
		expect(till.effects).toEqual([]);
	});

	test.each([
		['booked', ok(aReversal()), 'reversal_booked', 1],
		['not booked', err({ code: 'visit_reversed' } as const), 'reversal_refused', 0],
	])('and came when somebody else was served says that it was %s', (_name, answer, code, slips) => {
		const till = walk(...priced, confirmed(null), unanswered, { kind: 'reversing-left' });
		till.does({ kind: 'reversal-answered', reversalId: reversalId(1), answer });
		expect(till.view.notice?.code).toBe(code);
		expect(till.effects).toHaveLength(slips);
		till.does({ kind: 'bills-asked', number: null });
		expect(till.view.reversing.kind).toBe('finding');
	});

	test('waits no longer than the link does: until then nobody leaves', () => {
		const till = walk(...priced, confirmed(null));
		expect(till.does({ kind: 'reversing-left' }).view).toMatchObject({
			notice: { code: 'busy' },
			reversing: { kind: 'taking' },
		});
		expect(till.does({ kind: 'lock' }).view.staff).toEqual(ANA);
		expect(till.does({ kind: 'next-guest' }).view.reversing.kind).toBe('taking');
	});
});
